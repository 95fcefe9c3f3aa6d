"""What a person's verdict means for a comment, and the task that asks a person to hide one."""

#: These put a hidden comment back and cancel a hide that still waits.
KEEPING = frozenset({"keep", "answer"})
#: An appeal is overturned or upheld, nothing else.
APPEAL_VERDICTS = frozenset({"keep", "hide"})
#: With these the moderator has acknowledged the comment: its clock stops.
ACKNOWLEDGING = frozenset({"acknowledge", "action"})
#: Asked once when a hide takes too long; no longer needed when the hide is done or no longer wanted.
HIDE_BY_HAND = "Hide this comment by hand: the platform has not let the daemon do it for 15 minutes."
