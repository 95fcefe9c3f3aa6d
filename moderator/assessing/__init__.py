"""Judging a file of comments with no effects and no database: how a council tries a policy on its own history."""
