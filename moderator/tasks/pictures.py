"""Fetches the pictures of comments from their platform and has the words in them read, within a bounded time."""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from connectors.contract import Connector, ConnectorError, ShowsPictures
from moderator.domain.comment import AccountRef, Comment
from moderator.domain.pictures import LONGEST

log = logging.getLogger(__name__)

#: A batch is judged even when its pictures take longer: the rest of them go to a person unread.
BATCH_S = 90.0
#: A picture -> its words, "" where there are none; None when it could not be read.
ReadPicture = Callable[[bytes], str | None]


@dataclass(frozen=True, slots=True)
class Pictures:
    """Reads the pictures of a batch of comments. What cannot be fetched or read goes to a person, as ever."""

    connectors: Mapping[AccountRef, Connector]
    read: ReadPicture
    monotonic: Callable[[], float]
    #: Keeps what the calls inside its block cost this account.
    spending: Callable[[AccountRef], AbstractContextManager[object]] = lambda _account: nullcontext()

    def words_in(self, comments: Sequence[Comment]) -> list[str]:
        """The words in the pictures of each comment; "" where there are none or they could not be read."""
        ends = self.monotonic() + BATCH_S
        return [self._words(comment) if self.monotonic() < ends else "" for comment in comments]

    def _words(self, comment: Comment) -> str:
        connector = self.connectors.get(comment.ref.account)
        has_picture = any(attachment.kind == "image" for attachment in comment.seen.attachments)
        if not has_picture or not isinstance(connector, ShowsPictures):
            return ""
        try:
            with self.spending(comment.ref.account):
                pictures = connector.pictures(comment.ref.native_id)
        except ConnectorError as error:
            log.info("%s: its picture was not fetched: %s", comment.ref, error)
            return ""
        found = (self.read(picture) for picture in pictures)
        return "\n".join(words for words in found if words)[:LONGEST]
