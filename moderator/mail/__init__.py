"""Mails to moderators and managers."""
