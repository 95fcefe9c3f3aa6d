"""Posts and comments in a Lemmy community, through its API v3."""
