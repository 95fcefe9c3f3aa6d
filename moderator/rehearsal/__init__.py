"""Trains the small model that stands in for a Detoxify release in the demo and the tests."""
