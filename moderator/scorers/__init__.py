"""Scorers: each reads a comment and reports findings; none of them decides."""
