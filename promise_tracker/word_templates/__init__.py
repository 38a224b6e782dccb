"""Word templates that others made: which fields they have, whether the file is one to open, and filling them apart.

Nothing in here imports Django or our settings, so that a process of its own starts at once and knows no secret.
"""
