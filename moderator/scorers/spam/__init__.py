"""Scams, phishing and adverts."""
