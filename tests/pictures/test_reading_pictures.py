"""The words in a picture are read by a local engine that is given little; what cannot be read is left to people."""

import io
import os
import shutil
import struct
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from moderator.pictures.kinds import MOST_POINTS, is_readable
from moderator.pictures.tesseract import NoEngine, Tesseract, find_engine

needs_engine = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed here")


def drawn(*lines: str, kind: str = "PNG") -> bytes:
    """A picture of some lines of text, black on white."""
    picture = Image.new("RGB", (1000, 60 + 60 * len(lines)), "white")
    draw = ImageDraw.Draw(picture)
    for place, line in enumerate(lines):
        draw.text((30, 30 + 60 * place), line, fill="black", font=ImageFont.load_default(36))
    file = io.BytesIO()
    picture.save(file, kind)
    return file.getvalue()


def engine(timeout_s: float = 20.0) -> Tesseract:
    return find_engine("tesseract", ("eng", "cym", "xyz"), timeout_s)


@needs_engine
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_the_words_in_a_picture_are_read_line_by_line(kind: str) -> None:
    words = engine()(drawn("Gwenda lives at", "14 Pipehouse Lane", kind=kind))

    assert words is not None
    assert words.split("\n") == ["Gwenda lives at", "14 Pipehouse Lane"]


@needs_engine
def test_a_picture_without_words_has_none_and_a_broken_one_cannot_be_read() -> None:
    read = engine()

    assert read(drawn()) == ""
    assert read(drawn("Words")[:200]) is None


@needs_engine
def test_an_engine_that_takes_too_long_is_stopped() -> None:
    assert engine(timeout_s=0.001)(drawn("Words")) is None


@needs_engine
def test_where_limits_may_not_be_set_pictures_are_read_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "prlimit").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "prlimit").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    assert engine().bounded_by == ()
    assert engine()(drawn("Words here")) == "Words here"


def test_an_engine_that_is_missing_is_named_with_what_to_install() -> None:
    with pytest.raises(NoEngine, match="tesseract-ocr"):
        find_engine("no-such-engine", ("eng",), 1)


def test_only_pictures_of_a_known_kind_and_size_are_handed_over() -> None:
    huge = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + struct.pack(">II", MOST_POINTS, 2)

    assert is_readable(drawn("x"))
    assert is_readable(drawn("x", kind="JPEG"))
    assert not is_readable(huge)
    assert not is_readable(drawn("x", kind="GIF"))
    assert not is_readable(b"<svg/>")
    assert not is_readable(b"")
