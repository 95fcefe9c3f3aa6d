"""What a comment asks the council for: an answer, information, the writer's own data, a complaint handled, a fact
set right."""
