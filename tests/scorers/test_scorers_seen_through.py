"""A disguised comment is scored like the plain one, and an ordinary one is left alone."""

from collections.abc import Sequence
from datetime import UTC, datetime

from moderator.domain.evidence import Finding, Passage
from moderator.domain.register import Register
from moderator.scorers.scene import Stage
from moderator.scorers.seen_through import SeenThrough

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


class Listening:
    """Remembers what it was given."""

    name = "detoxify"

    def __init__(self) -> None:
        self.heard: list[Passage] = []

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        self.heard.extend(passages)
        return [() for _ in passages]


def heard(*texts: str) -> list[Passage]:
    listening = Listening()
    passages = [Passage(text, "The bins are late.", AT) for text in texts]
    SeenThrough(listening, Stage(Register())).score(passages, [()] * len(passages))
    return listening.heard


def test_mathematical_letters_reach_the_scorer_as_letters() -> None:
    bold = "".join(chr(0x1D41A + ord(letter) - ord("a")) if letter.isalpha() else letter for letter in "happy birthday")

    (passage,) = heard(bold)

    assert passage.text == "happy birthday"
    assert passage.parent_text == "The bins are late."


def test_a_comment_without_disguise_is_passed_on_as_it_is() -> None:
    texts = ("When will the road be mended?", "Pa bryd?", "", "£3.50 at 9.15am 🎆")

    assert [passage.text for passage in heard(*texts)] == list(texts)


def test_the_answers_stay_in_the_order_of_the_comments() -> None:
    passages = heard("first", "s e c o n d", "third")

    assert [passage.text for passage in passages] == ["first", "second", "third"]


def test_signs_alone_are_read_by_their_names_once_each() -> None:
    (hands,) = heard("👏👏👏 ❤️")

    assert hands.text == "clapping hands sign heavy black heart"


def test_signs_beside_words_stay_as_they_are() -> None:
    (passage,) = heard("Lovely 👏")

    assert passage.text == "Lovely 👏"
