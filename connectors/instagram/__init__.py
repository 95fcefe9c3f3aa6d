"""Comments on an Instagram professional account, through the Graph API."""
