"""Bluesky accounts, through atproto's own client."""
