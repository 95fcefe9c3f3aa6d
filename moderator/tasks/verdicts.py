"""Which of a person's verdicts leave a comment in public view."""

#: These put a hidden comment back and cancel a hide that still waits.
KEEPING = frozenset({"keep", "answer", "contact", "acknowledge", "action"})
#: With these the moderator has acknowledged the comment: its clock stops.
ACKNOWLEDGING = frozenset({"acknowledge", "action"})
