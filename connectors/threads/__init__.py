"""Replies on a Threads profile, through its Graph API."""
