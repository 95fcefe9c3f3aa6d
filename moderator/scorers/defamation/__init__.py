"""Defamation by its elements: whom, what of, how asserted, and whether the record says so."""
