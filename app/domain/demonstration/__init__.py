"""The demonstration production: a script of days, told relative to the day it is played; it judges and stores nothing."""
