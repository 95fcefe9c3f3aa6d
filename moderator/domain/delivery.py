"""How handing over a mail may fail, named by the cure."""

from datetime import timedelta


class MailLater(Exception):
    """The mail server is busy, greylists or cannot be reached: the same mail may go later."""

    def __init__(self, message: str, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class MailRefused(Exception):
    """The mail server said no for good: a person must look at the address or the account."""
