"""Connectors: our code for each platform, behind one contract."""
