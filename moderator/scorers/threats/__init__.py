"""Threats, incitement and menace, told from their harmless look-alikes."""
