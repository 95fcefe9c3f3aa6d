"""Reads the words in pictures with a local engine, where one is installed."""
