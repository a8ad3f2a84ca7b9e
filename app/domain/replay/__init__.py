"""Decides what a case file says and whether the judgement of its records meets it; it judges nothing itself."""
