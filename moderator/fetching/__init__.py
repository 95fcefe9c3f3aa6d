"""Brings a model's files in, once, by an operator's hand; the daemon never comes here and never looks anything up."""
