"""Random lives of an account: whatever people and the wire do, nothing is lost and nothing is hidden wrongly.

Each history is a list of steps that hypothesis makes up and shrinks: posts, comments, edits, deletions, answers of the
council, hiding, pauses, faults, and polls in between, with a platform whose clock runs ahead of or behind ours. A small
daemon keeps what it is told as the real one does. HISTORIES in the environment says how many are tried.
"""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from conformance import Promises, World
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.contract import ConnectorError, OutcomeUnknown

HISTORIES = int(os.environ.get("HISTORIES", "8"))
FAULTS = (
    "server_error",
    "rate_limited",
    "token_dead",
    "truncated",
    "html",
    "reset",
    "lost_answer",
    "redirect",
    "out_of_order",
    "doubled",
)
WORDS = ("When is the tip open?", "Pryd mae'r domen ar agor?", "😡😡", "Shocking service, and I mean it.", "x" * 400)
PEOPLE = ("Sian Price", "Ann", "Ifan", "Ali")

_which = st.integers(0, 30)
_steps = st.one_of(
    st.tuples(st.just("post")),
    st.tuples(st.just("comment"), _which, st.sampled_from(PEOPLE), st.sampled_from(WORDS)),
    st.tuples(st.just("comment"), _which, st.sampled_from(PEOPLE), st.sampled_from(WORDS)),
    st.tuples(st.just("reply"), _which, st.sampled_from(PEOPLE), st.sampled_from(WORDS)),
    st.tuples(st.just("edit"), _which),
    st.tuples(st.just("delete"), _which),
    st.tuples(st.just("answer"), _which),
    st.tuples(st.just("hide"), _which),
    st.tuples(st.just("reveal"), _which),
    st.tuples(st.just("pause"), st.integers(1, 120)),
    st.tuples(st.just("fault"), st.sampled_from(FAULTS)),
    st.tuples(st.just("poll")),
    st.tuples(st.just("reread")),
)

#: Opens a fresh platform whose clock differs from ours by so much, and a connector to it.
Lives = Callable[[timedelta], AbstractContextManager[World]]


@dataclass
class Life:
    """One history as it unfolds: what really is on the platform, and what the small daemon knows."""

    world: World
    skew: timedelta
    posts: list[str] = field(default_factory=list)
    #: Comment id -> its newest text; "" once deleted.
    truth: dict[str, str] = field(default_factory=dict)
    post_of: dict[str, str] = field(default_factory=dict)
    #: Reply, of the council or of somebody else -> what it answers; only comments that answer a post have replies.
    parent_of: dict[str, str] = field(default_factory=dict)
    answers: set[str] = field(default_factory=set)
    known: dict[str, str] = field(default_factory=dict)
    answers_told: set[str] = field(default_factory=set)
    #: Comment id -> what it was last asked to be, or None when the answer was lost or refused.
    wanted: dict[str, bool | None] = field(default_factory=dict)
    cursor: str = ""
    edits: int = 0

    def now(self) -> datetime:
        """The platform's time."""
        return self.world.clock() + self.skew

    def alive(self, which: int) -> str | None:
        living = [native_id for native_id, text in self.truth.items() if text]
        return living[which % len(living)] if living else None

    def step(self, kind: str, *given: Any) -> None:
        match kind:
            case "post":
                self.posts.append(self.world.platform.add_post(f"Notice {len(self.posts)}", self.now()))
            case "comment":
                self._write(given[1], given[2], self._a_post(given[0]), "")
            case "reply" if self._a_parent(given[0]):
                self._write(given[1], given[2], "", self._a_parent(given[0]))
            case "pause":
                self.world.clock.forward(minutes=given[0])
            case "fault":
                self.world.platform.fail_next(given[0])
            case "poll":
                self.poll()
            case "reread":
                self.reread()
            case "edit" | "delete" | "answer" | "hide" | "reveal" if target := self.alive(given[0]):
                getattr(self, f"_{kind}")(target)

    def _a_post(self, which: int) -> str:
        if not self.posts:
            self.step("post")
        return self.posts[which % len(self.posts)]

    def _a_parent(self, which: int) -> str:
        living = [native_id for native_id, text in self.truth.items() if text and native_id not in self.parent_of]
        return living[which % len(living)] if living else ""

    def _write(self, person: str, words: str, post_id: str, parent_id: str) -> None:
        if parent_id:
            post_id = self.post_of[parent_id]
        text = f"{words[: self.world.longest]} ({len(self.truth)})"
        native_id = self.world.platform.add_comment(post_id, person, text, self.now(), parent_id=parent_id)
        self.post_of[native_id] = post_id
        self.truth[native_id] = text
        if parent_id:
            self.parent_of[native_id] = parent_id

    def _edit(self, native_id: str) -> None:
        if self.world.connector.capabilities.sees_edits and hasattr(self.world.platform, "edit_comment"):
            self.edits += 1
            self.truth[native_id] = f"Edited ({self.edits})"
            self.world.platform.edit_comment(native_id, self.truth[native_id])
            if self.world.an_edit_may_reveal:
                self.wanted[native_id] = None

    def _delete(self, native_id: str) -> None:
        if native_id in self.parent_of.values():
            return  # what becomes of the replies differs from platform to platform
        self.world.platform.delete_comment(native_id)
        self.truth[native_id] = ""

    def _answer(self, native_id: str) -> None:
        answer = self.world.platform.council_reply(native_id, "Thank you, we have seen it.", self.now())
        self.parent_of[answer] = native_id
        self.answers.add(answer)

    def _hide(self, native_id: str) -> None:
        self._act(native_id, self.world.connector.hide, is_hidden=True)

    def _reveal(self, native_id: str) -> None:
        self._act(native_id, self.world.connector.reveal, is_hidden=False)

    def _act(self, native_id: str, act: Callable[[str], None], *, is_hidden: bool) -> None:
        if not self.world.connector.capabilities.can_hide:
            return
        before = self.wanted.get(native_id, False)
        try:
            act(native_id)
            self.wanted[native_id] = is_hidden
        except OutcomeUnknown:
            self.wanted[native_id] = before if before is is_hidden else None
        except ConnectorError:
            self.wanted[native_id] = before

    def poll(self) -> None:
        try:
            for _ in range(50):
                page = self.world.connector.fetch(self.cursor)
                self.known |= {sighting.ref.native_id: sighting.text for sighting in page.sightings}
                self.answers_told |= {answer.native_id for answer in page.own_replies}
                self.cursor = page.cursor
                if not page.more:
                    return
        except ConnectorError:
            return  # the daemon pauses and tries again with the same cursor
        raise AssertionError("the connector never comes to an end")

    def reread(self) -> None:
        try:
            standings = self.world.connector.reread(list(self.known))
        except ConnectorError:
            return
        self.known |= {native_id: standing.text or "" for native_id, standing in standings.items()}

    def settle(self) -> None:
        """The wire is whole again, and everything has had its time."""
        self.world.platform.heal()
        for _ in range(2):
            self.poll()
            self.world.clock.forward(hours=7)
        self.poll()
        self.reread()


class HistoryPromises(Promises):
    """What every connector promises over a whole life; the subclass says how a fresh platform is opened."""

    @staticmethod
    def lives(skew: timedelta) -> AbstractContextManager[World]:
        raise NotImplementedError

    @given(
        steps=st.lists(_steps, min_size=5, max_size=40),
        skew=st.sampled_from([timedelta(0), timedelta(seconds=90), -timedelta(seconds=90)]),
    )
    @settings(
        max_examples=HISTORIES,
        deadline=None,
        derandomize=HISTORIES < 100,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
    )
    def test_nothing_is_lost_and_nothing_is_hidden_wrongly(self, steps: list[tuple[Any, ...]], skew: timedelta) -> None:
        with self.lives(skew) as world:
            life = Life(world, skew)
            life.poll()
            for kind, *given_values in steps:
                life.step(kind, *given_values)
            life.settle()

            there = {native_id: text for native_id, text in life.truth.items() if text}
            assert set(there) - set(life.known) == set(), "comments were lost"
            assert {native_id: life.known[native_id].strip() for native_id in there} == there
            assert not set(life.known) & life.answers, "the council's own words were taken for a resident's"
            assert not set(life.known) - set(life.truth), "a comment was made up"
            answered = {answer for answer in life.answers if there.get(life.parent_of[answer])}
            assert answered - life.answers_told == set(), "an answer of the council was not seen"
            for native_id in there:
                wanted = life.wanted.get(native_id, False)
                assert wanted is None or world.platform.comment(native_id).is_hidden is wanted
