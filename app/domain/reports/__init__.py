"""Decides what each report says of a production; pure: the records, what follows from them and the moment are given."""
