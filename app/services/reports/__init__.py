"""Decides how reports are made from the store, leave the service, and are checked against an export."""
