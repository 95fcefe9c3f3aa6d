"""The council's desks that a comment may be passed to: each with its name in both languages."""

from datetime import datetime

from moderator.domain.comment import CommentRef
from moderator.domain.spoken import Words

#: Names as they stand in moderator.toml under [contacts] and after "refer" in commands and mails.
DESKS = {
    "information-governance": Words("information governance", "llywodraethu gwybodaeth"),
    "complaints": Words("complaints", "cwynion"),
    "safeguarding": Words("safeguarding", "diogelu"),
    "legal": Words("legal services", "gwasanaethau cyfreithiol"),
}


def referral_key(ref: CommentRef, revision: int, desk: str, at: datetime) -> str:
    """Names the one mail by which a comment was passed to a desk at this moment."""
    return f"referral:{ref}:{revision}:{desk}:{at.isoformat()}"
