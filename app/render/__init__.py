"""Decides how reports become pages and pictures; what they say is given. One technology per file."""
