"""Every message says what it must, in both languages, and nothing goes out half filled or unapproved."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from babel.dates import format_datetime
from hypothesis import given
from hypothesis import strategies as st

from moderator.calendar_file import load_promises
from moderator.config_file import ConfigError
from moderator.domain.comment import AccountRef, CommentRef
from moderator.domain.consequences import ACKNOWLEDGEMENTS as KINDS_ACKNOWLEDGED
from moderator.domain.messages import Templates, Wording, draft, slots_for
from moderator.domain.policy import HouseRule
from moderator.domain.spoken import Words, both, clock_time, moment
from moderator.messages_file import load_templates
from moderator.shipped import shipped

SHIPPED = load_templates(shipped("config"))
EVERY = sorted(SHIPPED.wordings)
EXPLANATIONS = [name for name in EVERY if name.startswith("explanation-")]
ACKNOWLEDGEMENTS = [name for name in EVERY if name.startswith("acknowledgement")]
PRIVATE = [*EXPLANATIONS, *ACKNOWLEDGEMENTS, "restored", "appeal-upheld", "appeal-overturned"]
REF = CommentRef(AccountRef("memory", "1"), "c1")
WRITTEN = datetime(2026, 11, 24, 10, 15, tzinfo=UTC)

#: What every explanation must contain (uk-policy 7.1), per language.
REQUIRED = {
    "who speaks, and that it is a machine": (r"automated.*\{team\}", r"awtomataidd.*\{team\}"),
    "what was done, to which comment": (r"hidden your comment of \{time\}", r"wedi cuddio'ch sylw \(\{time\}\)"),
    "which published rule": (r"\{rule\} \(\{rules_url\}\)", r"\{rule\} \(\{rules_url\}\)"),
    "a reason that accuses nobody": (r"could be read as", r"gellid (darllen|ei ddarllen)"),
    "nothing is deleted": (r"Nothing has been deleted", r"Does dim wedi'i ddileu"),
    "a person looks by a stated time, or has looked": (
        r"one of the team will look.* by \{review_due\}|after a member of the team looked at it",
        r"erbyn \{review_due\}|ar ôl i aelod o'r tîm edrych arno",
    ),
    "an invitation to say it differently": (
        r"post (your point|it) again|welcome to comment on the wider subject",
        r"(bostio'ch pwynt|ei bostio) eto|sylwadau ar y pwnc ehangach",
    ),
    "how to appeal, and who decides": (
        r"reply REVIEW or use \{appeal_url\}.*different member",
        r"atebwch ADOLYGU neu defnyddiwch \{appeal_url\}.*aelod arall",
    ),
    "that criticism is welcome": (r"[Cc]riticism.*welcome", r"mae croeso.*feirniadaeth|[Cc]roeso i.*feirniadaeth"),
    "the reference": (r"Ref \{ref\}", r"Cyf\. \{ref\}"),
    "that both languages are welcome": (r"Welsh or English.*without delay", r"Gymraeg neu yn Saesneg.*heb oedi"),
}
ACCUSATIONS = (
    r"defam|libel|slander|crim|illegal|unlawful|offen[cd]|liar|guilt|enllib|difenw|trosedd|anghyfreithlon|euog"
)


def full_slots(**more: Words) -> dict[str, Words]:
    slots = {name: both("x") for name in ("ref", "time", "rule", "review_due", "restored_time", "due")}
    return {**slots, **more}


def book(en: str = "Hello {ref}", cy: str = "Helo {ref}", **more) -> Templates:
    wordings = {"en": Wording(en, "A. Officer"), "cy": Wording(cy, "A. Officer")}
    return Templates({"note": wordings}, **more)


@pytest.mark.parametrize("element", REQUIRED)
@pytest.mark.parametrize("name", EXPLANATIONS)
def test_every_explanation_says_what_it_must(name, element):
    for language, pattern in zip(("en", "cy"), REQUIRED[element], strict=True):
        text = SHIPPED.wordings[name][language].text

        assert re.search(pattern, text, re.DOTALL), f"{name}.{language} lacks {element}"


@pytest.mark.parametrize("name", EVERY)
def test_every_template_has_a_twin_with_the_same_slots_and_accuses_nobody(name):
    wordings = SHIPPED.wordings[name]

    assert wordings["en"].slots == wordings["cy"].slots
    for wording in wordings.values():
        assert not re.search(ACCUSATIONS, wording.text, re.IGNORECASE)


@pytest.mark.parametrize("name", PRIVATE)
def test_every_private_message_names_the_machine_the_reference_and_both_languages(name):
    wordings = SHIPPED.wordings[name]

    assert "automated" in wordings["en"].text
    assert "awtomataidd" in wordings["cy"].text
    for language in ("en", "cy"):
        for element in ("the reference", "that both languages are welcome"):
            pattern = REQUIRED[element][0 if language == "en" else 1]
            assert re.search(pattern, wordings[language].text)


@pytest.mark.parametrize("name", PRIVATE)
def test_no_message_takes_anything_that_the_author_wrote(name):
    ours = {"ref", "time", "rule", "review_due", "restored_time", "due", *SHIPPED.standing}

    assert SHIPPED.wordings[name]["en"].slots <= ours


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_public_note_is_short_and_says_nothing_about_anybody(language):
    answer = draft(SHIPPED, "public-note", language, {})

    assert len(answer.text) <= 280
    assert SHIPPED.wordings["public-note"][language].slots == {"rules_url"}


def test_every_template_the_effects_need_is_shipped():
    kinds = ("allegation", "personal-details", "abuse", "court", "threat", "spam", "by-person")

    assert {f"explanation-{kind}" for kind in kinds} == set(EXPLANATIONS)
    assert {"restored", "acknowledgement", "appeal-upheld", "appeal-overturned", *KINDS_ACKNOWLEDGED.values()} <= set(
        EVERY
    )
    assert {"public-note", "public-answer"} <= set(EVERY)


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("language", ["en", "cy", "mixed"])
def test_shipped_texts_wait_for_a_person_until_somebody_approves_them(name, language):
    waiting = draft(SHIPPED, name, language, full_slots())
    approved = draft(replace(SHIPPED, approved=frozenset({name})), name, language, full_slots())

    assert not waiting.sendable
    assert "approved" in waiting.blocked_because[0]
    assert approved.sendable
    assert approved.blocked_because == ()


@pytest.mark.parametrize("language", ["mixed", "other", "unknown", "", "fr"])
def test_an_uncertain_language_gets_both_with_welsh_first(language):
    answer = draft(book(), "note", language, {"ref": both("r1")})

    assert answer.text.index("Helo") < answer.text.index("Hello")
    assert answer.language == "cy+en"
    assert answer.sendable


@pytest.mark.parametrize(("language", "text"), [("en", "Hello r1"), ("cy", "Helo r1")])
def test_a_known_language_gets_its_own_text_alone(language, text):
    answer = draft(book(), "note", language, {"ref": both("r1")})

    assert (answer.text, answer.language) == (text, language)


@pytest.mark.parametrize(
    ("templates", "slots", "said"),
    [
        (book(), {}, "the slot ref is not filled in English"),
        (book(), {"ref": Words("", "r1")}, "the slot ref is not filled in English"),
        (book(), {"ref": both("  ")}, "the slot ref is not filled in Welsh"),
        (book(cy="Helo"), {"ref": both("r1")}, "differ in their slots: ref"),
        (Templates({"note": {"en": Wording("Hello", "A")}}), {}, "no Welsh text"),
        (Templates({"note": {"cy": Wording("Helo", "A")}}), {}, "no English text"),
        (Templates({}), {}, "no Welsh and no English text"),
        (
            Templates({"note": {"en": Wording("Hello", "A"), "cy": Wording("Helo", "A", is_reviewed=False)}}),
            {},
            "the Welsh text has not been reviewed",
        ),
    ],
)
def test_a_gap_blocks_sending_and_says_why(templates, slots, said):
    answer = draft(templates, "note", "unknown", slots)

    assert not answer.sendable
    assert said in "; ".join(answer.blocked_because)


def test_an_approval_never_excuses_an_unfilled_slot():
    answer = draft(book(approved=frozenset({"note"})), "note", "en", {})

    assert not answer.sendable
    assert answer.text == "Hello [ref]"


@given(st.text())
def test_a_slot_value_is_never_expanded_again(value):
    answer = draft(book(standing={"secret": both("not for you")}), "note", "en", {"ref": both(value + "{secret}")})

    assert "not for you" not in answer.text


def test_the_slots_of_a_hidden_comment_fill_its_explanation_in_welsh():
    review = load_promises(shipped("config")).promise("review", REF, 1, datetime(2026, 11, 27, 10, tzinfo=UTC))
    rule = HouseRule("3", "No abuse aimed at people.", "Dim sarhad wedi'i anelu at bobl.", "rights of others")
    slots = slots_for(REF, written_at=WRITTEN, house_rule=rule, promise=review)

    answer = draft(replace(SHIPPED, approved=frozenset(EVERY)), "explanation-abuse", "cy", slots)

    assert answer.sendable
    assert "erbyn Dydd Llun 30 Tachwedd 17:00" in answer.text
    assert "Y rheol yw: Dim sarhad wedi'i anelu at bobl (https" in answer.text


def test_the_slots_of_an_acknowledgement_name_when_somebody_answers():
    promise = load_promises(shipped("config")).promise("acknowledge", REF, 1, WRITTEN)

    answer = draft(SHIPPED, "acknowledgement", "en", slots_for(REF, written_at=WRITTEN, promise=promise))

    assert "by Wednesday 25 November 17:00" in answer.text


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - zone added
def test_days_and_months_are_spelled_as_the_unicode_locale_data_spell_them(at):
    said = moment(at)

    for language in ("en", "cy"):
        expected = format_datetime(at, "EEEE d MMMM HH:mm", tzinfo="Europe/London", locale=f"{language}_GB")
        assert said[language] == expected


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-11-24T17:00:00Z", "17:00 today"),
        ("2026-11-25T17:00:00Z", "17:00 tomorrow"),
        ("2026-11-30T17:00:00Z", "17:00 Mon 30 Nov"),
        ("2026-11-23T17:00:00Z", "17:00 Mon 23 Nov"),
    ],
)
def test_a_near_moment_is_named_the_nearest_way(at, said):
    assert clock_time(datetime.fromisoformat(at), WRITTEN) == said


def config_with(tmp_path, name: str, content: str):
    folder = tmp_path / "messages"
    folder.mkdir()
    (folder / "standing.toml").write_text("", encoding="utf-8")
    (folder / name).write_text(content, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("note.en.txt", "Hello", "must begin with a line"),
        ("note.en.txt", "+++\napproved_by = \n+++\nHello", "not valid TOML"),
        ("note.en.txt", "+++\naproved_by = ''\n+++\nHello", "aproved_by"),
        ("note.en.txt", "+++\n+++\n \n", "no text"),
        ("note.txt", "+++\n+++\nHello", "NAME.en.txt"),
        ("standing.toml", "[slot.team]\nen = 'x'", "slot.team.cy"),
    ],
)
def test_a_wrong_template_file_is_refused_naming_the_file(tmp_path, name, content, said):
    config = config_with(tmp_path, name, content)

    with pytest.raises(ConfigError) as caught:
        load_templates(config)

    assert said in str(caught.value)
    assert name in str(caught.value)


def test_a_missing_folder_and_an_unknown_approval_are_refused(tmp_path):
    with pytest.raises(ConfigError, match="does not exist"):
        load_templates(tmp_path)
    with pytest.raises(ConfigError, match="explanation-nothing"):
        load_templates(shipped("config"), approved=["explanation-nothing"])


def test_a_named_approval_in_the_file_lets_a_reviewed_pair_go_out(tmp_path):
    config = config_with(tmp_path, "note.en.txt", "+++\napproved_by = 'A. Officer'\n+++\nHello\n")
    welsh = "+++\napproved_by = 'A. Officer'\ncy_reviewed = true\n+++\nHelo\n"
    (config / "messages" / "note.cy.txt").write_text(welsh, encoding="utf-8")

    answer = draft(load_templates(config), "note", "unknown", {})

    assert answer.sendable
    assert answer.text == "Helo\n\n* * *\n\nHello"
