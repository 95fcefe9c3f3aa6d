"""Words in a picture are judged like text and marked as such; a picture nobody could read goes to a person as ever."""

from dataclasses import dataclass, replace

from scripted import Scripted
from small_council import ACCOUNT, POLICY, SmallCouncil, WordScorer, consequences

from connectors.contract import TryLater
from moderator.domain.comment import CommentRef
from moderator.domain.evidence import PICTURE_TEXT
from moderator.domain.pictures import words_of_picture
from moderator.domain.policy import Action
from moderator.store.store import Store
from moderator.store.views import Dossier
from moderator.tasks.assess import assess
from moderator.tasks.pictures import BATCH_S, Pictures


@dataclass
class Asked:
    """What a test lets the platform show; counts how often it was asked."""

    pictures: tuple[bytes, ...] = (b"a picture",)
    times: int = 0

    def __call__(self, native_id: str) -> tuple[bytes, ...]:
        self.times += 1
        return self.pictures


def says(council: SmallCouncil, text: str, attachment: str = "image") -> CommentRef:
    return CommentRef(
        ACCOUNT, council.platform.add_comment(council.post, "Sian", text, council.clock(), attachment=attachment)
    )


def judged(store: Store, text: str, words: str, attachment: str = "image", asked=None, **policy) -> Dossier:
    council = SmallCouncil(store)
    ref = says(council, text, attachment)
    council.poll()
    connector = Scripted(council, pictures=asked or Asked())
    pictures = Pictures({ACCOUNT: connector}, lambda picture: words, council.clock.monotonic)
    rules = replace(POLICY, **policy)
    assess(
        store,
        [WordScorer()],
        rules,
        council.register,
        consequences,
        council.clock,
        words_in_pictures=pictures.words_in,
    )
    return council.about(ref)


def test_words_in_a_picture_are_judged_like_text_and_say_where_they_stood(store: Store) -> None:
    dossier = judged(store, "Look at this", "some ABUSE here")

    assert dossier.decision is not None
    assert dossier.evidence is not None
    [abuse] = dossier.evidence.of("abuse")
    assert dossier.decision.outcome == Action.HIDE
    assert (abuse.rule, abuse.spans, abuse.why) == ("picture.abuse.word", (), "In the picture: A word says so.")
    assert words_of_picture(dossier.evidence) == "some ABUSE here"


def test_a_picture_still_goes_to_a_person_when_its_words_are_harmless(store: Store) -> None:
    dossier = judged(store, "Look", "Opening hours 9 to 5")

    assert dossier.decision is not None
    assert (dossier.decision.outcome, dossier.decision.reasons) == (Action.QUEUE, ("no-text",))


def test_the_picture_tells_the_language_only_of_a_comment_without_words(store: Store) -> None:
    dossier = judged(store, "", "some ABUSE here")

    assert dossier.evidence is not None
    assert dossier.evidence.language == "en"
    assert [one.rule for one in dossier.evidence.of("language")] == ["picture.language"]


def test_only_still_pictures_are_asked_for(store: Store) -> None:
    asked = Asked()

    dossier = judged(store, "Look", "ABUSE", attachment="video", asked=asked)

    assert asked.times == 0
    assert dossier.evidence is not None
    assert list(dossier.evidence.of(PICTURE_TEXT)) == []


def test_a_picture_that_cannot_be_fetched_or_read_goes_to_a_person(store: Store) -> None:
    def busy(native_id: str) -> tuple[bytes, ...]:
        raise TryLater("busy")

    dossier = judged(store, "Look", "ABUSE", asked=busy)

    assert dossier.decision is not None
    assert (dossier.decision.outcome, dossier.decision.reasons) == (Action.QUEUE, ("no-text",))


def test_a_batch_gives_its_pictures_only_so_much_time(store: Store) -> None:
    council = SmallCouncil(store)
    refs = [says(council, f"Look {number}") for number in range(3)]
    council.poll()

    def slow(picture: bytes) -> str:
        council.clock.forward(seconds=BATCH_S / 2 + 1)
        return "words"

    pictures = Pictures({ACCOUNT: Scripted(council, pictures=Asked())}, slow, council.clock.monotonic)
    with store.reading() as tx:
        batch = [tx.comments.find(ref) for ref in refs]

    assert pictures.words_in([one for one in batch if one]) == ["words", "words", ""]
