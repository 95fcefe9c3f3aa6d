"""The pure core: values and functions; the standard library only."""
