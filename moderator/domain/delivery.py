"""How handing over a mail may fail, named by the cure. The texts carry codes only, never an address or a subject."""

from datetime import timedelta


class MailLater(Exception):
    """The mail could not be handed over now: the same mail may go later.

    The server is busy, greylists or cannot be reached, or it refuses our certificate check or password: then it goes
    when a person has put that right.
    """

    def __init__(self, message: str, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class MailRefused(Exception):
    """The server will never take this mail (unknown recipient, content refused): a person must look at it."""
