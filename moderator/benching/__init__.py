"""Measures how fast a model scores on this machine, against stock Detoxify and against what the processor can do."""
