"""Decides how the interface describes itself: the OpenAPI document and the page made of it; it changes no answer."""
