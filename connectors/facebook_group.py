"""Facebook groups: Meta took every program's access away in 2024, so people carry comments in and act by hand.

Items enter through ``moderator intake`` or Facebook's notification mails; every action becomes a task with the link.
"""

from collections.abc import Mapping

from connectors.by_hand import ByHand, ByHandConnector
from connectors.contract import Capabilities, Clock, Connector

_PLACE = ByHand(
    capabilities=Capabilities(
        can_fetch=False,
        limits=(
            "Facebook gives no program access to groups. Items come in through moderator intake or Facebook's "
            "notification mails; hiding, reporting and answering are tasks for a person. Edits and deletions are "
            "noticed only when somebody carries them in."
        ),
    ),
    why="Facebook gives programs no access to groups",
    look="look at the comment in the group",
    hide="remove the comment in the group and keep a copy",
    reveal="put the comment back in the group, or tell its author that it may be posted again",
    report="report the comment in the group",
    message="write to the author from the group",
    find_message="look into the group's messages",
)


def connect(account_id: str, credentials: Mapping[str, str], settings: Mapping[str, str], clock: Clock) -> Connector:
    """The connector for a group. It needs no credentials and has no settings."""
    del account_id, credentials, settings, clock
    return ByHandConnector(_PLACE)
