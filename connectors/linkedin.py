"""LinkedIn pages where the Community Management API was refused or not asked for: people act by hand.

LinkedIn vets every app before it may read a page's comments, and has no call to hide one. Items enter through
``moderator intake`` or LinkedIn's notification mails; every action becomes a task with the link.
"""

from collections.abc import Mapping

from connectors.by_hand import ByHand, ByHandConnector
from connectors.contract import Capabilities, Clock, Connector

_PLACE = ByHand(
    capabilities=Capabilities(
        can_fetch=False,
        limits=(
            "LinkedIn lets only vetted apps read a page's comments, and nothing in its interface hides one. Items come "
            "in through moderator intake or LinkedIn's notification mails; removing, reporting and answering are tasks "
            "for a person. Edits and deletions are noticed only when somebody carries them in."
        ),
    ),
    why="LinkedIn lets no unvetted program moderate a page",
    look="look at the comment on LinkedIn",
    hide="keep a copy, then remove the comment on LinkedIn as the page's administrator; it cannot be put back",
    reveal="a removed comment cannot be put back on LinkedIn: tell its author that it may be posted again",
    report="report the comment on LinkedIn",
    message="answer beneath the comment on LinkedIn",
    find_message="look at the answers beneath the comment on LinkedIn",
)


def connect(account_id: str, credentials: Mapping[str, str], settings: Mapping[str, str], clock: Clock) -> Connector:
    """The connector for a page. It needs no credentials and has no settings."""
    del account_id, credentials, settings, clock
    return ByHandConnector(_PLACE)
