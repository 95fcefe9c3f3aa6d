"""Reads the words in one picture with Tesseract, a separate program that is given little time and little memory."""

import csv
import io
import shutil
import subprocess
from dataclasses import dataclass

from moderator.pictures.kinds import is_readable

#: Words of which the engine is less sure than this (of 100) are left out: noise reads like letters.
_SURE = 50.0
_MEMORY = 1024**3
_ASKING_S = 10.0


class NoEngine(Exception):
    """No engine can be used; the message says why and what to install."""


@dataclass(frozen=True, slots=True)
class Tesseract:
    """One installed engine with the languages it reads."""

    program: str
    languages: tuple[str, ...]
    timeout_s: float
    #: What is put before the command to bound its memory; empty where the system does not let us.
    bounded_by: tuple[str, ...] = ()

    def __call__(self, picture: bytes) -> str | None:
        """The words in a picture, line by line, "" where there are none; None when it could not be read."""
        if not is_readable(picture):
            return None
        command = [*self.bounded_by, self.program, "stdin", "stdout", "-l", "+".join(self.languages), "tsv"]
        try:
            # The picture is a stranger's: no shell, no file, no more of our environment than the program needs.
            done = subprocess.run(
                command,
                input=picture,
                capture_output=True,
                timeout=self.timeout_s,
                check=False,
                env={"OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"},
            )
        except (subprocess.TimeoutExpired, OSError):
            return None
        return None if done.returncode else _words(done.stdout.decode("utf-8", "replace"))


def find_engine(program: str, languages: tuple[str, ...], timeout_s: float) -> Tesseract:
    """The engine of this name with those of the languages that are installed. Raises NoEngine."""
    found = shutil.which(program)
    if found is None:
        raise NoEngine(f"{program} is not installed (Debian: tesseract-ocr and tesseract-ocr-cym)")
    try:
        asked = subprocess.run(
            [found, "--list-langs"], capture_output=True, timeout=_ASKING_S, check=False, text=True, errors="replace"
        )
    except (subprocess.TimeoutExpired, OSError):
        raise NoEngine(f"{program} does not answer when asked for its languages") from None
    installed = set(asked.stdout.split())
    known = tuple(one for one in languages if one in installed)
    if not known:
        raise NoEngine(
            f"{program} knows none of {', '.join(languages)}: install their data (tesseract-ocr-cym for Welsh)"
        )
    return Tesseract(found, known, timeout_s, _bounds(timeout_s))


def _bounds(timeout_s: float) -> tuple[str, ...]:
    """The program that bounds the engine's memory and time, where the system has it and lets us use it.

    Under the shipped systemd unit nobody may set limits: there the unit's own bound on memory holds.
    """
    found = shutil.which("prlimit")
    if found is None:
        return ()
    bounds = (found, f"--as={_MEMORY}", f"--cpu={int(timeout_s) + 1}", "--")
    tried = subprocess.run([*bounds, "true"], capture_output=True, timeout=_ASKING_S, check=False)
    return () if tried.returncode else bounds


def _words(table: str) -> str:
    """The sure words of Tesseract's table, each line of the picture on a line of its own."""
    lines: dict[tuple[str, ...], list[str]] = {}
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        word, sure = (row.get("text") or "").strip(), row.get("conf") or "-1"
        if word and _number(sure) >= _SURE:
            place = tuple(str(row.get(key)) for key in ("page_num", "block_num", "par_num", "line_num"))
            lines.setdefault(place, []).append(word)
    return "\n".join(" ".join(words) for words in lines.values())


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return -1.0
