"""A platform that fails: its profile pauses, the others go on, and the moderator is told once."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from moderator.demo.post import received
from moderator.demo.scenario import timeline
from moderator.demo.theatre import Theatre, opened
from moderator.domain.effects import SendMail

pytestmark = pytest.mark.model
STORY = Path(__file__).resolve().parents[1] / "data" / "walk.jsonl"


@pytest.fixture(scope="module")
def theatre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    story = timeline(STORY.read_text(encoding="utf-8").splitlines())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with opened(tmp_path_factory.mktemp("faults"), story, review_port=port) as stage:
        for happening in story:
            if happening.kind == "post":
                stage.stage.perform(happening)
        stage.clock.move_to(datetime(2026, 11, 24, 10, tzinfo=UTC))
        stage.app.once()
        yield stage


def write(theatre: Theatre, profile: str, text: str) -> str:
    """A resident writes under the first post of a profile; the comment's native id."""
    post = {"porthgwyn-fb": "post", "porthgwyn-x": "x-post"}[profile]
    return theatre.stand_ins[profile].add_comment(
        theatre.stage.ref(post).native_id, "A resident", text, theatre.clock()
    )


def seen(theatre: Theatre, native_id: str) -> bool:
    with theatre.app.store.reading() as tx:
        return any(one.comment.ref.native_id == native_id for one in tx.views.dossiers())


def notices(theatre: Theatre) -> list[str]:
    with theatre.app.store.reading() as tx:
        sent = [errand.effect for errand in tx.outbox.mails() if isinstance(errand.effect, SendMail)]
    return [mail.to for mail in received(theatre.sink.messages(), sent) if mail.kind == "notice"]


@pytest.mark.parametrize("fault", ["rate_limited", "server_error", "truncated", "html", "reset"])
@pytest.mark.parametrize(("failing", "working"), [("porthgwyn-fb", "porthgwyn-x"), ("porthgwyn-x", "porthgwyn-fb")])
def test_one_platform_fails_and_the_other_goes_on(theatre: Theatre, failing: str, working: str, fault: str) -> None:
    theatre.clock.move_to(theatre.clock() + timedelta(hours=2))
    missed = write(theatre, failing, f"Thank you for this, said {fault}")
    read = write(theatre, working, f"Thank you for that, said {fault}")
    before = len(notices(theatre))

    theatre.stand_ins[failing].fail_next(fault, 3)
    theatre.app.once()
    during = (seen(theatre, missed), seen(theatre, read))
    theatre.stand_ins[failing].heal()
    theatre.clock.move_to(theatre.clock() + timedelta(hours=2))
    theatre.app.once()

    assert during == (False, True)
    assert seen(theatre, missed)
    assert len(notices(theatre)) == before


def test_a_dead_token_is_told_once_and_nothing_is_lost_when_it_is_renewed(theatre: Theatre) -> None:
    theatre.clock.move_to(theatre.clock() + timedelta(hours=2))
    missed = write(theatre, "porthgwyn-fb", "Thank you for everything")
    before = len(notices(theatre))

    theatre.stand_ins["porthgwyn-fb"].fail_next("token_dead", 1000)
    for _ in range(5):
        theatre.app.once()
        theatre.clock.move_to(theatre.clock() + timedelta(hours=2))
    told = notices(theatre)[before:]
    theatre.stand_ins["porthgwyn-fb"].heal()
    theatre.app.once()

    assert told == ["ffion.hardacre@porthgwyn.example"]
    assert seen(theatre, missed)
