"""The demonstration: several hundred invented residents, simulated days, and the real daemon."""
