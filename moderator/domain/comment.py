"""What a member of the public wrote, where, and how it stands on the platform."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, order=True)
class AccountRef:
    """One council profile or group on one platform."""

    #: Connector name: "facebook", "x", "facebook_group", "memory" ...
    platform: str
    #: The platform's own id of the account, always a string.
    account_id: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.account_id}"


@dataclass(frozen=True, slots=True, order=True)
class CommentRef:
    """Names one comment for ever; safe to log."""

    account: AccountRef
    #: The platform's own id of the comment, always a string.
    native_id: str

    def __str__(self) -> str:
        return f"{self.account}/{self.native_id}"


@dataclass(frozen=True, slots=True)
class Author:
    """The member of the public who wrote; ids and names are empty when the platform withholds them."""

    native_id: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something that is not text: it is never scored, so it needs a person."""

    #: "image", "video", "gif", "sticker", "link", "voice" or "other".
    kind: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One comment as a platform shows it at one moment; it knows nothing of earlier sightings."""

    ref: CommentRef
    text: str
    #: Platform's created time, aware, UTC.
    created_at: datetime
    author: Author = Author()
    #: Native id of the post it stands under; "" for a mention without one.
    post_id: str = ""
    #: Native id of the comment it replies to; "" when it answers the post itself.
    parent_id: str = ""
    #: The text it answers (parent comment, else post); "" when unknown.
    parent_text: str = ""
    #: Where a person can look at it.
    permalink: str = ""
    attachments: tuple[Attachment, ...] = ()
    #: Already out of public view on the platform (by us, by a person, or by the platform's own filter).
    is_hidden: bool = False
    #: When the platform says it was last edited; None where the platform does not tell.
    edited_at: datetime | None = None
    #: The platform's answer as received, JSON text, for evidence.
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment at one revision: the unit that is scored and decided on."""

    seen: Sighting
    #: 1 for the text first seen; each edit adds one.
    revision: int
    #: When the daemon stored this revision, UTC.
    stored_at: datetime

    @property
    def ref(self) -> CommentRef:
        return self.seen.ref

    @property
    def text(self) -> str:
        return self.seen.text
