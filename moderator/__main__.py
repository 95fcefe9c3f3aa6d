"""Lets ``python -m moderator`` do what ``moderator`` does."""

from moderator.cli import main

main()
