"""What a platform's notification mail says: somebody wrote beneath a post of the council's."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """One notification mail, as far as it could be read surely."""

    #: The mail's own id; "" where it carries none or several.
    message_id: str
    sender: str
    subject: str
    #: The council's own mail server confirms that it comes from the sender's domain.
    is_vouched_for: bool
    #: None where the mail does not say, or says nonsense.
    sent_at: datetime | None
    #: All words a person would see, for telling which profile it is about.
    body: str
    #: The rule that read it; "" where none fitted surely, and then ``who`` and ``what`` are empty.
    rule: str = ""
    who: str = ""
    what: str = ""
    #: ``what`` is only the beginning of the comment.
    is_cut: bool = False
    #: Where the comment is, on the platform's own servers and nowhere else; "" where the mail does not say surely.
    link: str = ""
