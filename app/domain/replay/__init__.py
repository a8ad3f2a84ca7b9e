"""Decides what a case file says and whether a judgement of its records meets it; the same judgement as the service's."""
