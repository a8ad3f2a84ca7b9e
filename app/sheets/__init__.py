"""Reads spreadsheets into plain rows of text: one format per module."""
