"""The daemon's own pass over a platform: read, judge, hide, and hand on what the platform cannot do."""

from dataclasses import replace

from conformance import Promises, World, seen
from small_council import Clock, SmallCouncil

from moderator.domain.comment import AccountRef, CommentRef
from moderator.domain.register import Register
from moderator.store.store import Store


class DaemonPromises(Promises):
    """What every connector promises together with store, outbox and delivery, on every database there is."""

    def test_the_daemon_hides_what_must_go_and_leaves_the_rest_or_hands_it_to_a_person(
        self, world: World, store: Store
    ) -> None:
        post = world.platform.add_post("The tip has new hours", world.clock())
        rude = world.comment("ABUSE", post_id=post)
        civil = world.comment("When does it open?", post_id=post, author="Ann")
        account = seen(world.drain())[rude].ref.account
        council = _watching(world, store, account)

        council.work()
        council.work()

        can = world.connector.capabilities
        hide = council.errand(CommentRef(account, rude), "hide")
        assert hide.state == ("done" if can.can_hide else "task")
        assert world.platform.comment(rude).is_hidden is can.can_hide
        assert not world.platform.comment(civil).is_hidden
        assert council.about(CommentRef(account, civil)).comment.text == "When does it open?"
        if not can.can_message_privately:
            assert council.errand(CommentRef(account, rude), "message").state in ("task", "ready")


def _watching(world: World, store: Store, account: AccountRef) -> SmallCouncil:
    """A council in small whose only profile is this account."""
    council = SmallCouncil(store, Clock(world.clock()))
    council.connector = world.connector
    council.profile = replace(council.profile, account=account)
    council.register = Register(profiles=(council.profile,))
    council.deliverer = council.with_deliverer(connectors={account: world.connector})
    return council
