"""Items of a group that no program may read come in by hand, as `moderator intake` would take them."""

from moderator.app import App
from moderator.demo.scenario import Happening
from moderator.domain.comment import Author, CommentRef, Sighting
from moderator.domain.register import Profile
from moderator.tasks.arrivals import Look, record_sightings


def take_in(app: App, happening: Happening, profile: Profile) -> CommentRef:
    """Store one item that somebody pasted; what the daemon calls it from now on."""
    ref = CommentRef(profile.account, happening.id)
    seen = Sighting(
        ref=ref,
        text=happening.text,
        created_at=happening.at,
        author=Author(name=happening.author),
        permalink=happening.link,
    )
    now = app.clock()
    with app.store.transaction() as tx:
        record_sightings(tx, [seen], Look(profile.account, now, now, shows_hidden=False))
    return ref
