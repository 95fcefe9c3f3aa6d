"""Facebook groups: Meta took every program's access away in 2024, so people carry comments in and act by hand.

Items enter through ``moderator intake``; every action becomes a task for a person with the link.
"""

from collections.abc import Mapping, Sequence
from typing import NoReturn

from connectors.contract import Capabilities, Clock, Connector, Page, Standing, Unsupported

CAPABILITIES = Capabilities(
    can_fetch=False,
    limits=(
        "Facebook gives no program access to groups. Items come in through moderator intake; hiding, reporting and "
        "answering are tasks for a person. Edits and deletions are noticed only when somebody carries them in."
    ),
)


class FacebookGroupConnector:
    """Says for every call that a person has to do it; so an errand becomes a task."""

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    def check(self) -> None:
        """Nothing to prove: there is no access that could be lost."""

    def fetch(self, cursor: str) -> Page:
        self._refuse("carry new comments in with moderator intake")

    def standing(self, native_id: str) -> Standing:
        self._refuse("look at the comment in the group")

    def reread(self, native_ids: Sequence[str]) -> dict[str, Standing]:
        if native_ids:
            self._refuse("look at the comments in the group")
        return {}

    def hide(self, native_id: str) -> None:
        self._refuse("remove the comment in the group and keep a copy")

    def reveal(self, native_id: str) -> None:
        self._refuse("put the comment back in the group, or tell its author that it may be posted again")

    def report(self, native_id: str, reason: str) -> None:
        self._refuse("report the comment in the group")

    def message(self, native_id: str, text: str) -> str:
        self._refuse("write to the author from the group")

    def find_message(self, native_id: str, text: str) -> str | None:
        self._refuse("look into the group's messages")

    def _refuse(self, cure: str) -> NoReturn:
        raise Unsupported(f"Facebook gives programs no access to groups; {cure}")


def connect(account_id: str, credentials: Mapping[str, str], settings: Mapping[str, str], clock: Clock) -> Connector:
    """The connector for a group. It needs no credentials and has no settings."""
    del account_id, credentials, settings, clock
    return FacebookGroupConnector()
