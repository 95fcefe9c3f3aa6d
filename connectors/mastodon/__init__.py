"""Mastodon accounts and those of servers that speak its language, through Mastodon.py."""
