"""Comments on a YouTube channel, through google-api-python-client."""
