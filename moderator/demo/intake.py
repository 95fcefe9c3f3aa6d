"""Items of a group that no program may read come in by hand, the way ``moderator intake`` takes them."""

import json

from connectors.contract import Page
from connectors.intake import read_intake
from moderator.app import App
from moderator.demo.scenario import Happening
from moderator.domain.comment import CommentRef
from moderator.domain.register import Profile
from moderator.tasks.arrivals import Look, record


def take_in(app: App, happening: Happening, profile: Profile) -> CommentRef:
    """Store one item that somebody copied from the group; what the daemon calls it from now on."""
    item = {
        "id": happening.id,
        "text": happening.text,
        "author": happening.author,
        "created_at": happening.at.isoformat(),
        "link": happening.link,
    }
    now = app.clock()
    sightings = read_intake(json.dumps(item, ensure_ascii=False), "jsonl", profile.account, now)
    with app.store.transaction() as tx:
        record(tx, Page(sightings), Look(profile.account, now, now, shows_hidden=False))
    return sightings[0].ref
