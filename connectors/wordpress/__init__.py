"""Comments on a WordPress site, through its REST API."""
