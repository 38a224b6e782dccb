"""Reads the table of a plan out of the document that it was written in. Nothing in this package knows a database.

A document becomes lines (files, word, pasted), its columns become fields (columns), what page breaks tore is put
together (mending), and each cell becomes what it says: posts, duties, dates, outcomes. Whatever is not certain becomes
a doubt: a question with its source, a suggestion and a choice. The same lines and the same choices always read the
same, so nothing but these is kept.
"""
