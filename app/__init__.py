"""Showclear: the firearm-safety record of a film or television production."""
