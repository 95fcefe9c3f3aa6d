"""A subreddit that the council moderates, through praw."""
