"""Nextdoor: its interface is for approved partners and offers no call to hide or remove, so people act by hand.

Items enter through ``moderator intake`` or Nextdoor's notification mails; every action becomes a task with the link.
"""

from collections.abc import Mapping

from connectors.by_hand import ByHand, ByHandConnector
from connectors.contract import Capabilities, Clock, Connector

_PLACE = ByHand(
    capabilities=Capabilities(
        can_fetch=False,
        limits=(
            "Nextdoor opens its interface to approved partners only, and nothing in it hides or removes a neighbour's "
            "comment. Items come in through moderator intake or Nextdoor's notification mails; reporting, closing a "
            "discussion and answering are tasks for a person. Edits and deletions are noticed only when somebody "
            "carries them in."
        ),
    ),
    why="Nextdoor lets no program of a council moderate",
    look="look at the reply on Nextdoor",
    hide="report the reply on Nextdoor and keep a copy, or close the discussion under the council's post",
    reveal="open the discussion again, or tell its author that Nextdoor decides on what was reported",
    report="report the reply on Nextdoor",
    message="answer beneath the council's post, or write to the author on Nextdoor",
    find_message="look into the council's messages on Nextdoor",
)


def connect(account_id: str, credentials: Mapping[str, str], settings: Mapping[str, str], clock: Clock) -> Connector:
    """The connector for an agency page. It needs no credentials and has no settings."""
    del account_id, credentials, settings, clock
    return ByHandConnector(_PLACE)
