"""Posts on a Discourse message board, through its API."""
