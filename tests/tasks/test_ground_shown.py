"""What a platform can do reaches the item that a person decides on, and what then happens is what it said."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from paced_council import PacedCouncil, paced

from connectors.contract import Capabilities
from moderator.deciding import carry_out
from moderator.domain.comment import CommentRef
from moderator.domain.digest import DigestItem
from moderator.store.store import Store
from moderator.tasks.digest import item_of


@pytest.fixture
def council(tmp_path: Path, store: Store) -> PacedCouncil:
    return paced(tmp_path, store, names=("first",))


def seen(council: PacedCouncil) -> CommentRef:
    ref = council.says("first", "When is the tip open?")
    council.app.poll()
    council.app.assess()
    return ref


def item(council: PacedCouncil, ref: CommentRef, **can: object) -> DigestItem:
    profile = council.council.runnable[0]
    capabilities = {profile.account: replace(council.of("first").capabilities, **can)}  # type: ignore[arg-type]
    digesting = replace(council.app.digesting, capabilities=capabilities)
    with council.app.store.reading() as tx:
        dossier = tx.views.dossier(ref)
    assert dossier is not None
    assert profile.moderator is not None
    return item_of(dossier, profile, digesting, profile.moderator)


def does(shown: DigestItem, verdict: str) -> str:
    return next(choice.does for choice in shown.choices if choice.verdict == verdict)


def test_a_comment_the_platform_holds_back_is_called_held_and_can_be_released(council: PacedCouncil) -> None:
    ref = seen(council)
    council.of("first").platform.set_hidden(ref.native_id, True)
    council.clock.forward(minutes=1)
    council.app.poll()

    held, hidden = item(council, ref, can_hold=True), item(council, ref)

    assert (held.outcome, hidden.outcome) == ("held until somebody releases it", "hidden, not by the daemon")
    assert does(held, "keep") == "The comment is released: everybody sees it."
    assert does(hidden, "keep") == "The comment is put back."


def test_within_the_window_words_to_the_author_are_sent_and_after_it_they_are_a_task(council: PacedCouncil) -> None:
    ref = seen(council)
    within = item(council, ref)
    council.clock.forward(days=8)
    after = item(council, ref)

    assert within.message_until == council.clock() - timedelta(days=1)
    assert does(within, "contact").startswith("Your words are sent")
    assert does(after, "contact").startswith("The 7 days in which the platform takes a message are over.")
    carry_out(council.app, ref, 1, verdict="contact", by="nia@council.example", words="Nine to five.")
    with council.app.store.reading() as tx:
        kinds = [errand.effect.kind for errand in tx.outbox.for_comment(ref) if errand.effect.kind == "task"]
    assert kinds == ["task"]


def test_a_platform_without_private_messages_names_no_window(council: PacedCouncil) -> None:
    shown = item(council, seen(council), can_message_privately=False)

    assert shown.message_until is None
    assert Capabilities().message_window is None
