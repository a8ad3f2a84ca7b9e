"""Decides who somebody is before anything of a production is asked: accounts, sign-in, invitations, PINs."""
