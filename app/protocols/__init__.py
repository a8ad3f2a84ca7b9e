"""Decides how protocol and pack files become domain objects; it judges no record and asks no database."""
