"""The one error of model loading: what is wrong with a model folder, and what cures it."""


class ModelRefused(Exception):
    """A model that may not be used: everything it would have judged goes to people instead."""

    def __init__(self, problem: str, cure: str) -> None:
        super().__init__(f"{problem}; {cure}")
        self.problem = problem
        self.cure = cure
