"""Ways of writing that a filter stumbles over and a reader does not: each is read as a reader reads it."""

from datetime import UTC, datetime

import pytest

from moderator.domain.evidence import Passage
from moderator.scorers.language.scorer import LanguageScorer
from moderator.scorers.reading import Reader

READER = Reader()
LANGUAGE = LanguageScorer()
MOMENT = datetime(2026, 11, 11, 12, tzinfo=UTC)


def read(written: str) -> str:
    return READER.read(written).folded.text


def language_of(written: str) -> str:
    return LANGUAGE.score([Passage(written, "", MOMENT)], [()])[0][0].about


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("bring ǝʞɐɔ uʍop ǝpısdn at seven", "bring upside down cake at seven"),
        ("see you ʍoɹɹoɯoʇ, all", "see you tomorrow, all"),
        ("the vowel ʌ is short", "the vowel ʌ is short"),
        ("дякую, каву", "дякую, каву"),
    ],
)
def test_words_upside_down_are_read_from_their_end(written: str, meant: str) -> None:
    assert read(written) == meant


def test_a_run_of_words_upside_down_points_at_the_whole_run() -> None:
    text = "bring ǝʞɐɔ ʇǝǝʍs now"

    folded = READER.read(text).folded
    start = folded.text.index("cake")

    assert folded.text == "bring sweet cake now"
    assert text[slice(*folded.origin(start, start + 4))] == "ǝʞɐɔ ʇǝǝʍs"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("the b🎈a🎈n🎈d is here", "the band is here"),
        ("I🧡Wales", "I🧡Wales"),
        ("fish🐟chips🍟peas", "fish🐟chips🍟peas"),
    ],
)
def test_emoji_between_single_letters_are_confetti_and_others_stay(written: str, meant: str) -> None:
    assert read(written) == meant


def test_words_of_one_letter_are_not_glued_to_their_neighbours() -> None:
    assert read("ýou are a star and i have s a i d so") == "you are a star and i have said so"


def test_english_upside_down_is_english() -> None:
    assert language_of("ǝʞɐɔ ʎɐpɥʇɹıq ǝɥʇ ɹoɟ noʎ ʞuɐɥʇ") == "en"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("cna you lihgt teh fire tihs evening", "can you light the fire this evening"),
        ("ssorry my phhone keepps typinng", "sorry my phone keeps typing"),
        ("thank uoy rof the evol yllaer", "thank you for the love really"),
        ("otallytay uselessway bins", "totally useless bins"),
        ("one otallytay is not a language", "one otallytay is not a language"),
        ("see Mr Teh and Ms Tihs there", "see Mr Teh and Ms Tihs there"),
        ("one yad is not a way of writing", "one yad is not a way of writing"),
        ("mae'r ffordd ar gau heddiw, teh", "mae'r ffordd ar gau heddiw, teh"),
    ],
)
def test_slips_of_the_keys_are_mended_in_english_company(written: str, meant: str) -> None:
    assert read(written) == meant


def test_a_slip_that_is_a_small_word_is_not_read_as_a_rude_one_backwards() -> None:
    words = ("tihs", "tihngs", "tshi")

    assert [read(f"what are you doing {word} week") for word in words] == [
        f"what are you doing {word} week" for word in ("this", "things", "tshi")
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("c u l8r @ the fete n thx 4 the lift m8", "see you later at the fete and thanks for the lift mate"),
        ("r u goin 2 the fair w ur mum", "are you goin to the fair with your mum"),
        ("ur so kind, shud b fun", "you are so kind, should be fun"),
        ("plot 4 the allotments, bus 2 the beach", "plot 4 the allotments, bus 2 the beach"),
        ("2 adults, 4 children, class 2b or not 2b", "2 adults, 4 children, class 2b or not 2b"),
        ("B & Q, R Jones, N Wales, platform 2", "B & Q, R Jones, N Wales, platform 2"),
        ("mae'n oer yn y bore, r'n ni wedi blino n awr", "mae'n oer yn y bore, r'n ni wedi blino n awr"),
    ],
)
def test_words_typed_short_are_written_out_where_english_words_say_what_is_meant(written: str, meant: str) -> None:
    assert read(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("#SortTheBinsOut #SoProudOfMyBoy", "sort the bins out so proud of my boy"),
        ("see you at #6AnvilMews or #NathanGorringe", "see you at 6 Anvil Mews or Nathan Gorringe"),
        ("thankseveryoneforfindingmypurse yesterday", "thanks everyone for finding my purse yesterday"),
        ("NevilleCraskebroughtthecakeback", "Neville Craske brought the cake back"),
        ("#S4veThePo0l now", "save the pool now"),
    ],
)
def test_words_run_together_are_cut_where_their_capitals_or_everyday_words_say(written: str, meant: str) -> None:
    assert read(written).lower() == meant.lower()


@pytest.mark.parametrize(
    "name",
    [
        "YouTube", "WhatsApp", "Llanfairpwllgwyngyll", "Penrhyndeudraeth", "misunderstandings", "telecommunications",
        "Caernarfonshire", "gwasanaethau", "donaudampfschifffahrt", "hahahahahahaha", "GB33BUKB20201555555555",
        "#ff0000", "#Abertawe", "SN400200", "tescofreebie.example", "@SortTheBinsOut",
    ],
)  # fmt: skip
def test_names_codes_and_long_words_stay_in_one(name: str) -> None:
    assert read(f"look at {name} there") == f"look at {name} there"


def test_a_word_cut_out_of_a_run_points_at_the_whole_run() -> None:
    folded = READER.read("so #SortTheBinsOut please").folded
    start = folded.text.index("bins")

    assert folded.origin(start, start + 4) == (3, 18)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("wh ata wa steof mo ney!", "what a waste of money!"),
        ("that park ingatt endant is a nic elit tlema n", "that parking attendant is a nice little man"),
        ("the par.ty at the ho/tel is jun,gle themed", "the party at the hotel is jungle themed"),
        ("a new k-tchen and fr-dge", "a new kitchen and fridge"),
        ("p h e w  i t s  h o t  i n  h e r e", "phew its hot in here"),
        ("how.much.was.spent.on.fees.here", "how much was spent on fees here"),
    ],
)
def test_moved_spaces_and_marks_set_into_words_are_put_right(written: str, meant: str) -> None:
    assert " ".join(read(written).split()) == meant


@pytest.mark.parametrize(
    "ordinary",
    [
        "the trustees clapped, snapping and chipping at antidepressants",
        "Norman Setchell of Askerswell is an environmentalist",
        "the PE teacher was asking about MOTs, pots and condensation",
        "six of them behind the mill, at the mill",
        "I have a bus and I had a mess, and I hear a small award is a way along",
    ],
)
def test_ordinary_writing_stays_as_it_is(ordinary: str) -> None:
    assert read(ordinary) == ordinary
    assert read(f"{ordinary} \N{FACE WITH TEARS OF JOY}") == f"{ordinary} \N{FACE WITH TEARS OF JOY}"


@pytest.mark.parametrize(
    "harmless",
    [
        "we'll see, he'll come, she'd go and I'll stay",
        "a co-op, an x-ray, his/her bike, an on-line form",
        "ring 01632 960477 or go to www.road.works.example",
        "Flat C, plot 4, B & B at St. Ann's",
        "gwasanaethau r n u yn y bore",
    ],
)
def test_marks_and_spaces_that_belong_stay(harmless: str) -> None:
    assert read(harmless) == harmless


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("thankseveryoneforfindingmypurse", "en"),
        ("#SortTheBinsOut", "en"),
        ("wh ata wa steof mo ney!", "en"),
        ("r u n ur mum goin 2 the fete n the fair", "en"),
        ("#CroesoCymru", "unknown"),
        ("mae'r ffordd ar gau n ma'r bws yn hwyr", "cy"),
        ("dzień dobry, kiedy otwarte", "other"),
    ],
)
def test_english_that_is_oddly_written_is_english_and_no_other_language_becomes_it(written: str, language: str) -> None:
    assert language_of(written) == language
