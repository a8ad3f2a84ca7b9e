"""Decides what the people of a production may do in the record, by their roles; it never asks what is true or safe."""
