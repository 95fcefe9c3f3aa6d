"""Offence by level: swearing at nobody, insults to people, slurs and hatred, and criticism of the council."""
