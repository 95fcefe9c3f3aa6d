"""The second look: reads a comment as a whole; what it may do, what it may not, and that it can be traced."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderator.domain.consequences import CLOCK_AT_LEAST
from moderator.domain.decision import Circumstances, decide
from moderator.domain.evidence import (
    DOUBT,
    HARMLESS,
    LOOK_PREFIX,
    NUMBERED,
    READ_PREFIX,
    Evidence,
    Finding,
    Passage,
    gather,
    harm_of,
)
from moderator.domain.policy import Action
from moderator.domain.register import Register
from moderator.line import scorers
from moderator.line import whole_reader as network
from moderator.policy_file import load_policy
from moderator.scorers.detoxify.refusal import ModelRefused
from moderator.scorers.scene import Stage
from moderator.scorers.second_look.network import FILES, MANIFEST, Network
from moderator.scorers.second_look.scorer import SAID, SecondLookScorer
from moderator.scorers.second_look.words import ROOM, said, spoken
from moderator.shipped import second_look, shipped

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
STAGE = Stage(Register())
SCORER = SecondLookScorer(STAGE, network)
POLICY = shipped("config") / "policy.toml"
MENACE = "tonight I am going round his house with a hammer and he will be in bits"
AT_RISK = "the twins next door are left on their own every night, they cannot be more than four"
EVERYDAY = (
    "Diolch, lovely morning at the market",
    "When is the next bin collection on Heol Fawr?",
    "",
    "🎆",
    "See you there x",
    "This council is a disgrace and the lot of them should resign",
)


def looked(text: str, *earlier: Finding, parent: str = "") -> list[Finding]:
    ((*found,),) = SCORER.score([Passage(text, parent, AT)], [earlier])
    return found


def test_a_menace_in_words_of_its_own_is_brought_to_a_person_with_the_words_that_tell() -> None:
    look, read = looked(MENACE)

    assert (look.label, read.label) == (LOOK_PREFIX + "threat", READ_PREFIX + "threat")
    assert {look.basis, read.basis} == {"learned"}
    assert look.spans
    assert network().sha8 in look.rule


@pytest.mark.parametrize("text", EVERYDAY)
def test_an_everyday_comment_is_neither_brought_to_a_person_nor_hidden(text: str) -> None:
    evidence = Evidence(tuple(looked(text)))

    assert decide(evidence, load_policy(POLICY), Circumstances()).outcome == Action.PUBLISH


def test_where_a_rule_has_named_a_harm_it_adds_only_how_surely_a_reviewer_would_hide_it() -> None:
    (found,) = looked(MENACE, Finding("threat", 0.4, "threat.menace", "A menace."))

    assert found.label == READ_PREFIX + "threat"


def test_what_a_comment_answers_is_read_with_it() -> None:
    bare = network().chances([("put it down", "")])[0]
    under = network().chances([("put it down", "Our new head of parks, Marian Tulloch, with her team.")])[0]

    assert bare != under


def test_the_end_of_a_long_comment_is_read_like_its_beginning() -> None:
    padding = "the bins were late again on our street and nobody told us why. " * 20
    alone, behind = network().chances([(MENACE, ""), (padding + MENACE, "")])

    assert len(padding.split()) > ROOM
    assert alone["look"] > 0.7
    assert behind["look"] > 0.5


def test_the_same_words_get_the_same_answers_whatever_they_are_read_beside() -> None:
    others = [(f"comment number {number} about the bins", "") for number in range(40)]
    alone = network().chances([(MENACE, "")])[0]
    among = network().chances([*others, (MENACE, "")])[-1]

    assert among == pytest.approx(alone, abs=1e-4)  # what is rounded, and how, does not depend on the neighbours


@given(st.text(max_size=300), st.text(max_size=100))
@settings(max_examples=60, deadline=None)
def test_any_text_gets_chances_that_are_chances_and_spans_inside_it(text: str, parent: str) -> None:
    for found in looked(text, parent=parent):
        assert 0 <= found.value <= 1
        assert harm_of(found.label) in SAID
        assert all(0 <= span.start < span.end <= len(text) for span in found.spans)


def test_in_a_long_comment_the_words_that_tell_are_marked_and_not_the_rest() -> None:
    before, after = "the bins were late again on our street. ", ". lovely weather for the fair though."
    spans = looked(before + MENACE + after)[0].spans

    longest = max(spans, key=lambda span: span.end - span.start)
    assert len(before) <= longest.start < longest.end <= len(before + MENACE)
    assert longest.end - longest.start >= len(MENACE) / 2
    assert all(span.start >= len(before) for span in spans)


def test_words_in_disguise_are_marked_where_they_stand_in_the_comment_as_it_was_written() -> None:
    written = "tonight I am going round his house 🔨 with a h\u200ba\u200bm\u200bm\u200be\u200br and he will be in b1ts"
    look = looked(written)[0]

    assert max(span.end for span in look.spans) == len(written)


@given(st.text(max_size=200) | st.sampled_from(["see www.moor.example/a 🐍🐍 now", "sn1gger1ng 🎆🎆", ""]))
@settings(max_examples=200)
def test_every_sign_that_is_read_came_from_somewhere_in_the_text_in_order(text: str) -> None:
    heard = said(text)

    assert len(heard.text) == len(heard.starts) == len(heard.ends)
    assert list(heard.starts) == sorted(heard.starts)
    assert all(0 <= start < end <= len(text) for start, end in zip(heard.starts, heard.ends, strict=True))


def test_an_emoji_is_read_by_its_name_and_a_row_of_them_once() -> None:
    assert spoken("mind the 🐍🐍") == "mind the  snake "
    assert spoken("plain") == "plain"


def test_somebody_at_risk_is_heard_where_no_listed_word_tells_and_a_clock_runs() -> None:
    english = Finding("language", 1.0, "language", "English.", about="en")

    heard = [one for one in looked(AT_RISK, english) if one.label == "safeguarding"]

    assert [(one.basis, bool(one.spans)) for one in heard] == [("learned", True)]
    assert heard[0].value >= CLOCK_AT_LEAST
    told = Finding("safeguarding", 1.0, "safeguarding.words", "At risk.")
    assert not [one for one in looked(AT_RISK, english, told) if one.label == "safeguarding"]
    assert not [one for one in looked(AT_RISK) if one.label == "safeguarding"]


def test_where_a_rule_found_a_harm_in_words_that_seem_harmless_as_a_whole_it_says_so() -> None:
    english = Finding("language", 1.0, "language", "English.", about="en")
    charged = Finding("abuse", 0.9, "abuse.extreme", "Abuse.", traits=frozenset({"level-4"}), about="private")
    harmless = "lovely morning at the market with my mum, we had cake"

    doubt = [one for one in looked(harmless, english, charged) if one.label == DOUBT]

    assert [one.basis for one in doubt] == ["learned"]
    assert not [one for one in looked(harmless, english) if one.label == DOUBT]
    at_risk = Finding("safeguarding", 1.0, "safeguarding.words", "At risk.")
    assert not [one for one in looked(harmless, english, at_risk) if one.label == DOUBT]
    assert not [one for one in looked(MENACE, english, charged) if one.label == DOUBT]


def test_a_charge_beside_a_slur_makes_the_slur_no_easier_to_doubt() -> None:
    english = Finding("language", 1.0, "language", "English.", about="en")
    charge = Finding("defamation", 0.5, "defamation.liar", "A charge.", about="politician")
    slur = Finding("hate", 1.0, "hate.slur", "A slur.", about="private")
    text = "Pottinger is a liar."

    assert [one for one in looked(text, english, charge) if one.label == DOUBT]
    assert not [one for one in looked(text, english, charge, slur) if one.label == DOUBT]


def test_where_a_rule_found_a_harm_what_nobody_would_look_at_is_called_harmless_in_english_alone() -> None:
    english = Finding("language", 1.0, "language", "English.", about="en")
    rude = Finding("abuse", 0.6, "abuse.crude", "Rude.", about="private")
    cake = "lovely morning at the market with my mum, we had cake"

    assert [one.basis for one in looked(cake, english, rude) if one.label == HARMLESS] == ["learned"]
    assert not [one for one in looked(cake, english) if one.label == HARMLESS]
    assert not [one for one in looked(cake, rude) if one.label == HARMLESS]
    assert not [one for one in looked(MENACE, english, rude) if one.label == HARMLESS]


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_network_says_nothing_and_everything_goes_to_people(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "network"
    shutil.copytree(second_look(), folder)
    (folder / name).write_bytes((folder / name).read_bytes()[:-1])

    with pytest.raises(ModelRefused, match=name):
        Network.opened(folder)


def test_a_network_without_its_manifest_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match=MANIFEST):
        Network.opened(tmp_path)


def test_a_network_that_fails_leaves_a_gap_so_that_a_person_looks() -> None:
    def broken() -> Network:
        raise ModelRefused("the network is gone", "install the program again")

    (evidence,) = gather([Passage("good morning", "", AT)], [SecondLookScorer(STAGE, broken)])

    assert [gap.scorer for gap in evidence.gaps] == ["second_look"]
    assert decide(evidence, load_policy(POLICY), Circumstances()).outcome == Action.QUEUE


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("the sn1gger1ng at the back", "the sniggering at the back"),
        ("on the B4570 to LN6 7AB, 4x4 only", "on the B4570 to LN6 7AB, 4x4 only"),
        ("see www.moor.example/a now", "see link now"),
        ("write to bins@moor.example please", "write to bins@moor.example please"),
    ],
)
def test_signs_among_letters_are_read_as_letters_and_addresses_as_links(written: str, read: str) -> None:
    assert spoken(written) == read


def test_an_accusation_that_rests_on_a_conviction_is_left_to_a_person_however_sure_the_network_is() -> None:
    text = "Lyn Castellwick, a convicted fraudster since 2019, is fiddling the lottery money now."
    claimed = Finding("defamation", 0.3, "defamation.elements", "Claimed.", traits=frozenset({"P1"}), about="officer")

    assert [one.label for one in looked(text)][-1:] == [READ_PREFIX + "defamation"]
    assert all(one.label != READ_PREFIX + "defamation" for one in looked(text, claimed))


def test_what_was_taken_for_others_is_no_accusation_however_it_reads() -> None:
    took = "Lyn Castellwick pockets the float from the market every week"

    assert READ_PREFIX + "defamation" in [one.label for one in looked(took)]
    assert READ_PREFIX + "defamation" not in [one.label for one in looked(took + " to give the lads a day off")]


def test_private_details_beside_figures_say_so_since_patterns_know_better_whose_those_are() -> None:
    private = "Her next door, Gwen Tallis, lost the baby and she is back on the drink, everybody knows"

    (plain, *_), (figured, *_) = (
        [one for one in looked(text) if harm_of(one.label) == "personal_data"]
        for text in (private, private.replace("next door", "in number 4"))
    )
    assert NUMBERED not in plain.traits
    assert NUMBERED in figured.traits


@pytest.mark.parametrize("language", ["cy", "mixed", "other"])
def test_it_says_nothing_of_words_that_are_not_english(language: str) -> None:
    spoken_in = Finding("language", 1.0, "language", "Language.", about=language)

    assert looked("Chwarae teg i'r cyngor, mae'r bins heb ddod eto", spoken_in) == []
    assert looked(MENACE, spoken_in) == []


@pytest.mark.parametrize(
    "text", ["Chwarae teg i'r cyngor", "Dydi'r bins heb ddod eto", "Hyfryd iawn, diolch yn fawr i bawb"]
)
def test_a_welsh_comment_is_named_nothing_but_welsh_by_the_whole_line(text: str) -> None:
    (evidence,) = gather([Passage(text, "Good morning.", AT)], scorers(Register(), model=None))

    assert not [one for one in evidence.findings if one.label.startswith((LOOK_PREFIX, READ_PREFIX))]
