"""Decides how fast the service is, measured beside ceilings of the same run; it judges no figure but against its limit."""
