"""Servers that more than one file of tests talks to: here, so that one run starts each of them once."""

from misago_server import misago  # noqa: F401 - a fixture
