"""Measures the judgement on labelled comments: figures, curves, thresholds, and every case it got wrong."""
