"""Decides what a protocol, its items, its rules and a pack may say; it reads no file and judges no record."""
