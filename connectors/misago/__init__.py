"""Posts on a Misago message board, through its API."""
