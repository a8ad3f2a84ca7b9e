"""Decides how the service is spoken to over HTTP; what is true, allowed or safe is decided further in."""
