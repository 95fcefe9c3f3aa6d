"""One walk from the platform to the moderator's mail and back, with nothing faked but the clock.

Real client libraries over HTTP to the stand-ins, the real model, the real database and outbox, a real mail server, the
real review page served over HTTP.
"""

import re
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from connectors.sandbox.graph import GraphSandbox
from moderator.deciding import BadRequest, carry_out
from moderator.demo.post import received
from moderator.demo.result import MailShown
from moderator.demo.scenario import timeline
from moderator.demo.theatre import Theatre, opened
from moderator.domain.effects import SendMail, SendMessage

STORY = Path(__file__).resolve().parents[1] / "data" / "walk.jsonl"
pytestmark = pytest.mark.model


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def theatre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    story = timeline(STORY.read_text(encoding="utf-8").splitlines())
    with opened(tmp_path_factory.mktemp("walk"), story, review_port=free_port()) as stage:
        yield stage


def play_until(theatre: Theatre, moment: datetime, played: set[str]) -> None:
    theatre.clock.move_to(moment)
    for happening in theatre.story:
        if happening.id not in played and happening.at <= moment:
            theatre.stage.perform(happening)
            played.add(happening.id)
    theatre.app.once()


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def mails(theatre: Theatre, kind: str, to: str) -> list[MailShown]:
    """What arrived at the mail server, of one kind and to one person."""
    with theatre.app.store.reading() as tx:
        sent = [errand.effect for errand in tx.outbox.mails() if isinstance(errand.effect, SendMail)]
    return [mail for mail in received(theatre.sink.messages(), sent) if mail.kind == kind and to in mail.to]


def test_a_comment_walks_from_the_platform_to_the_moderator_and_back(theatre: Theatre) -> None:
    played: set[str] = set()
    facebook = theatre.stand_ins["porthgwyn-fb"]
    assert isinstance(facebook, GraphSandbox)

    # Tuesday morning: residents write, the daemon reads and judges.
    play_until(theatre, at(24, 10, 30), played)

    hidden = {name for name in played if "post" not in name and theatre.stage.standing(name).is_hidden}
    assert hidden == {"libel", "x-number"}

    # Nobody was written to in words that nobody approved.
    drafts = [errand for errand in errands(theatre, "message") if errand["template"] == "explanation-allegation"]
    assert [draft["state"] for draft in drafts] == ["task"]
    assert facebook.private_messages == []

    # The next digest brings it to the moderator, with a link that changes nothing when it is opened.
    play_until(theatre, at(24, 13, 31), played)
    digest = mails(theatre, "digest", "ffion.hardacre")[-1]
    text = digest.text
    assert "brown envelope" not in digest.subject
    block = next(part for part in re.split(r"\n(?=\d+\. )", text) if "Kestrelgate" in part)
    link = re.search(r"http://127\.0\.0\.1:\d+/r/\S+", block)
    code = re.search(r"code:? +([A-Z0-9]{4})\b", block, re.IGNORECASE)
    assert link, block
    assert code, block
    browser = requests.Session()
    for _ in range(2):
        page = browser.get(link[0], timeout=10)
        browser.head(link[0], timeout=10)
    assert page.status_code == 200
    theatre.app.once()
    assert theatre.stage.standing("libel").is_hidden

    # The moderator decides to put it back.
    form = re.search(r'name="form" value="([^"]+)"', page.text)
    assert form
    answer = browser.post(link[0], data={"form": form[1], "code": code[1], "verdict": "keep", "reason": ""}, timeout=10)
    assert answer.status_code == 200, answer.text
    again = browser.post(link[0], data={"form": form[1], "code": code[1], "verdict": "hide", "reason": ""}, timeout=10)
    assert again.status_code == 409
    theatre.app.once()
    assert not theatre.stage.standing("libel").is_hidden

    # Nobody answers the question: warned, then the manager is alerted, once.
    play_until(theatre, at(25, 16, 30), played)
    assert len(mails(theatre, "warning", "ffion.hardacre")) == 1
    play_until(theatre, at(25, 17, 5), played)
    play_until(theatre, at(25, 17, 10), played)
    assert len(mails(theatre, "alert", "rowena.ashplant")) == 1

    # The council's own reply on the platform stops the clock: no alert the next day about this comment.
    facebook.council_reply(
        theatre.stage.ref("question").native_id, "On Friday, and sorry for the wait.", at(25, 17, 20)
    )
    play_until(theatre, at(26, 9), played)
    assert ledger(theatre)["question"].startswith("reply:")


def errands(theatre: Theatre, kind: str) -> list[dict[str, str]]:
    with theatre.app.store.reading() as tx:
        found = tx.outbox.in_states(("ready", "leased", "done", "task", "unknown", "aside"))
    return [
        {"template": getattr(errand.effect, "template", ""), "state": errand.state}
        for errand in found
        if errand.effect.kind == kind
    ]


def ledger(theatre: Theatre) -> dict[str, str]:
    with theatre.app.store.reading() as tx:
        promises = tx.views.promises()
    return {
        theatre.stage.scenario_id(promise.obligation.ref): promise.obligation.met_by
        for promise in promises
        if promise.obligation.kind == "acknowledge"
    }


def test_the_log_of_a_pass_holds_neither_words_nor_names_nor_secrets(
    theatre: Theatre, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    theatre.app.once()

    said = caplog.text + "".join(capfd.readouterr())
    assert not [word for word in ("brown envelope", "Res A", "stand-in-token", "07700") if word in said]


def test_a_person_who_hides_what_the_daemon_left_up_names_the_house_rule_and_the_author_is_told(
    theatre: Theatre,
) -> None:
    ref = theatre.stage.ref("thanks")

    with pytest.raises(BadRequest, match="say which house rule"):
        carry_out(theatre.app, ref, 1, verdict="hide", by="ffion.hardacre@porthgwyn.example")
    answer = carry_out(theatre.app, ref, 1, verdict="hide", by="ffion.hardacre@porthgwyn.example", reason="spam")
    theatre.app.once()

    assert answer.is_accepted
    assert theatre.stage.standing("thanks").is_hidden
    with theatre.app.store.reading() as tx:
        (message,) = (one.effect for one in tx.outbox.for_comment(ref) if isinstance(one.effect, SendMessage))
    assert message.template == "explanation-by-person"
    assert "[" not in message.text
