"""Disguised writing is undone, harmless writing is left alone, and spans still point into the original."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.scorers.folding import Folder

COUNCIL = Path(__file__).parents[3] / "shared/data/council/evasion.jsonl"
WORDS = ("knife", "house", "petrol", "thief", "bribes", "brown", "envelope", "hurt", "burn", "school", "rubbish")
FOLDER = Folder(WORDS, ("rubbish", "thief"))


@pytest.mark.parametrize(
    "written",
    [
        "th1ef",
        "t h i e f",
        "t.h.i.e.f",
        "t-h-i-e-f",
        "t_h_i_e_f",
        "thieeeef",
        "th*ef",
        "th**ie**f",
        "t\u200bh\u200bi\u200be\u200bf",
        "t\u00adhief",
        "тhiеf",
        "τhιεf",
        "ｔｈｉｅｆ",
        "𝐭𝐡𝐢𝐞𝐟",
        "𝖙𝖍𝖎𝖊𝖋",
        "ⓣⓗⓘⓔⓕ",
        "🅣🅗🅘🅔🅕",
        "🅃🄷🄸🄴🄵",
        "🇹 🇭 🇮 🇪 🇫",
        "t\u0336h\u0336i\u0336e\u0336f\u0336",
        "&#116;hief",
        "\u202efeiht\u202c",
        "thi ef",
        "t\nhief",
        "+hief",
        "THIEF",
        "__thief__",
        "`thief`",
        "~~thief~~",
        "t h 1 e f",
        "th11iief",
        "tthief",
    ],
)
def test_a_disguised_word_comes_out_plain(written: str) -> None:
    folded = FOLDER.fold(f"a {written} here")

    assert "a thief here" in " ".join(folded.text.lower().split())


@pytest.mark.parametrize(
    "harmless",
    [
        "l8 again, gr8 job m8",
        "£45 at 4pm on the A55",
        "rated *****",
        "under fives* go free",
        "S W A N S E A",
        "G.O. to R.S.P.C.A.",
        "Tŷ Coch, Lôn Las",
        "\\o/ d(^_^)b",
        "дякую all",
        "the α and β groups",
        "sooooo goood",
        "Penis-tone and Scun-thorpe",
        "H2O, CO2 and form P60 on the A48",
        "plan A 4 me",
    ],
)
def test_harmless_writing_gains_no_word_that_matters(harmless: str) -> None:
    folded = FOLDER.fold(harmless)

    assert not set(folded.text.lower().split()) & set(WORDS)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("to sch ool", "to school"),
        ("a P-e-l-l-i-n-g here", "a Pelling here"),
        ("P3ll1ng70n said", "Pellington said"),
        ("Tan5ley said", "Tansley said"),
        ("the rubbIsh", "the rubbIsh"),
        ("the schooI", "the school"),
        ("burrn and bums", "burn and bums"),
        ("we wait3d ages", "we waited ages"),
        ("a t h i e f ! here", "a thief ! here"),
        ("T h i e f, he is.", "Thief, he is."),
    ],
)
def test_a_disguise_is_undone_towards_what_it_most_plainly_says(written: str, meant: str) -> None:
    assert FOLDER.fold(written).text == meant


def test_a_starred_word_is_read_where_only_one_word_fits_or_people_star_it() -> None:
    folder = Folder(("burn", "house"), ("thief",), ("drown",), ("carrow",))

    read = {text: folder.fold(text).text for text in ("th**f", "dr*wn", "C****w", "R**d", "sch**l", "ho*se")}

    assert read == {
        "th**f": "thief",
        "dr*wn": "drown",
        "C****w": "Carrow",
        "R**d": "R**d",
        "sch**l": "school",
        "ho*se": "ho*se",
    }


def test_a_sign_that_stands_for_a_word_is_read_where_the_comment_ends_with_it() -> None:
    folded = FOLDER.fold("bring a \N{HOCHO}")

    assert folded.text.split() == ["bring", "a", "knife"]
    assert folded.origin(9, 14) == (8, 9)


def test_a_span_covers_the_disguised_letters_in_the_original() -> None:
    text = "a t.h.1.e.f, he is"

    folded = FOLDER.fold(text)
    start = folded.text.index("thief")

    assert text[slice(*folded.origin(start, start + 5))] == "t.h.1.e.f"


@given(st.text(max_size=120) | st.text(alphabet="thief *.-_\u202e\u202c&#10;🇹🇭ⓣ\u0336\n", max_size=60))
def test_offsets_are_valid_and_never_run_backwards(text: str) -> None:
    folded = FOLDER.fold(text)

    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert list(folded.starts) == sorted(folded.starts)
    assert all(0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))


@pytest.mark.parametrize("evil", ["*" * 8000, "a*" * 5000, "x." * 5000, "a " * 6000, "|/\\" * 3000, "0o1" * 4000])
def test_a_hostile_text_is_folded_in_moments(evil: str) -> None:
    folded = FOLDER.fold(evil)

    assert len(folded.starts) == len(folded.text)


@pytest.mark.skipif(not COUNCIL.exists(), reason="the development data is not here")
def test_no_harmless_variant_of_the_development_data_gains_a_word_that_matters() -> None:
    rows = [json.loads(line) for line in COUNCIL.read_text("utf-8").splitlines()]

    gained = [
        row["id"]
        for row in rows
        if row["benign"] and set(FOLDER.fold(row["variant"]).text.split()) & set(WORDS) - set(row["plain"].split())
    ]

    assert gained == []
