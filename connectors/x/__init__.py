"""X (formerly Twitter), through tweepy."""
