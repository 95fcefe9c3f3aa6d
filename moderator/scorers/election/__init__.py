"""Speech about candidates, parties and voting while an election runs."""
