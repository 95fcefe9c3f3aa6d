"""Reads known comments again: edits, deletions and hiding by other people that no poll shows."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from connectors.contract import Connector, ConnectorError, Standing
from connectors.metering import spend
from moderator.clock import Clock
from moderator.domain.comment import CommentRef, Sighting
from moderator.domain.effects import SendMail
from moderator.domain.register import Profile
from moderator.store.comments import with_text
from moderator.store.spending import COMMENTS
from moderator.store.store import Store, Transaction
from moderator.tasks.arrivals import Look, record_gone, record_sightings
from moderator.tasks.outages import answer_of, pause, resume
from moderator.tasks.poll import LANE
from moderator.tasks.spending import spending_kept

#: What its calls cost is kept under this name.
PURPOSE = "reconcile"
#: Comments older than this are read again only while we hide them.
LOOK_BACK = timedelta(days=7)


def reconcile(
    store: Store,
    connector: Connector,
    profile: Profile,
    clock: Clock,
    *,
    notice: Callable[[Profile, str], SendMail],
    at_most: int = 100,
) -> int:
    """Read again the comments that were not looked at for longest; how many had changed.

    A comment of ours to hide that is visible again is put to a person and never silently hidden once more.
    """
    asked_at = clock()
    with store.reading() as tx:
        outage = tx.outages.current(profile.account, LANE)
        known = tx.comments.least_recently_checked(profile.account, asked_at - LOOK_BACK, at_most)
    if not known or (outage is not None and outage.paused_until > asked_at):
        return 0
    try:
        with spending_kept(store, connector, profile.account, PURPOSE, clock):
            spend(COMMENTS, len(known))
            answers = answer_of(lambda: connector.reread(known))
    except ConnectorError as error:
        with store.transaction() as tx:
            pause(tx, profile.account, LANE, error, clock(), lambda reason: notice(profile, reason))
        return 0
    look = Look(profile.account, asked_at, clock(), connector.capabilities.shows_hidden)
    with store.transaction() as tx:
        resume(tx, profile.account, LANE, look.at)
        return _compared(tx, answers, look)


def _compared(tx: Transaction, answers: Mapping[str, Standing], look: Look) -> int:
    refs = {native_id: CommentRef(look.account, native_id) for native_id in answers}
    gone = [refs[native_id] for native_id, standing in answers.items() if standing.state == "gone"]
    there = [_sighting(tx, refs[native_id], standing) for native_id, standing in answers.items()]
    changed = sum(record_gone(tx, ref, look) for ref in gone)
    changed += record_sightings(tx, [sighting for sighting in there if sighting is not None], look).edited
    tx.comments.checked([known.id for known in tx.comments.known_among(list(refs.values())).values()], look.at)
    return changed


def _sighting(tx: Transaction, ref: CommentRef, standing: Standing) -> Sighting | None:
    """What the platform shows now; where it tells only words and standing, the rest is as we know it."""
    if standing.state == "gone":
        return None
    is_hidden = standing.state == "hidden"
    if standing.sighting is not None:
        return replace(standing.sighting, is_hidden=is_hidden)
    comment = tx.comments.find(ref)
    if comment is None:
        return None
    if standing.text is None or standing.text == comment.text:
        return replace(comment.seen, is_hidden=is_hidden)
    return replace(with_text(comment, standing.text), is_hidden=is_hidden, edited_at=None)
