"""Live court cases and people the law keeps anonymous, from the council's own watch list."""
