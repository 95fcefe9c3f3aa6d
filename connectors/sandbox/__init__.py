"""Stand-in platform servers on loopback, for rehearsal and tests."""
