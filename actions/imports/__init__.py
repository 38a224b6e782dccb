"""Brings a plan in from a document, on pages: what it would change (state, proposals), and doing and undoing it."""
