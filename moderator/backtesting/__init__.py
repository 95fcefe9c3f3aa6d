"""Replays what was decided under another policy, before anybody switches it on."""
