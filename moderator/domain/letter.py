"""A mail that came in, as a value: who claims to have sent it, what it answers, and the words its sender wrote."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail server's report that a mail of ours could not be delivered (RFC 3464)."""

    #: Message-ID of our mail, without its angle brackets.
    message_id: str
    #: Whom it was for.
    recipient: str
    #: Enhanced status code: "5.1.1"; "" when the report names none.
    status: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What is taken from a mail that came in. Nothing in it is believed yet."""

    #: "" when it has none or several.
    message_id: str
    #: The address in From, in small letters; "" unless there is exactly one.
    sender: str
    #: Everything in its addresses and references that has the form of one of our tokens.
    tokens: tuple[str, ...]
    #: What its sender wrote above the quotation, line by line.
    lines: tuple[str, ...] = ()
    #: Lines that look like decisions and stand where they are not read: under a quotation or a signature.
    unread: tuple[str, ...] = ()
    #: A program sent it, not a person.
    is_automatic: bool = False
    #: It says that its sender is away.
    is_out_of_office: bool = False
    bounces: tuple[Bounce, ...] = ()
    #: The council's own mail server says that it really comes from the sender's domain.
    is_vouched_for: bool = False
