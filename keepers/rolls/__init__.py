"""Bringing in a list of people with the posts they hold, the foundations they keep and their seats on the board.

A row is somebody and what is so of them. Every row is read against the record before anything is written: what is
new, what changes, what is there already, what is wrong in which cell, and what only a data officer can tell. Then all
of it is written in one transaction, or nothing. Reading the same list again finds everything there.
"""
