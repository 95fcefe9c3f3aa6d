"""Somebody may be at risk: a child or an adult who may need protection, or a person who may harm themselves."""
