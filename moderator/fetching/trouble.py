"""The one error of bringing a model in: what stood in the way, and what cures it."""


class Unfetched(Exception):
    """A file could not be had, or is not the file it should be; nothing half-written was put in place."""

    def __init__(self, problem: str, cure: str) -> None:
        super().__init__(f"{problem}; {cure}")
        self.problem = problem
        self.cure = cure
