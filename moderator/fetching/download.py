"""Downloads one file into a partial one beside its place, and goes on where an earlier try stopped."""

import hashlib
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import requests

from moderator.fetching.line import CARRY, LONGEST_WAIT_S, Busy, Dropped, Line
from moderator.fetching.releases import RemoteFile
from moderator.fetching.trouble import Unfetched
from moderator.scorers.detoxify.manifest import sha256_of

#: Tries in a row that bring nothing new before it is given up.
MOST_FAILURES = 4
#: No model file is larger; a larger answer is not one.
LARGEST = 4 << 30
_PLACE = re.compile(r"bytes (?:(\d+)-\d+|\*)/(\d+|\*)")
_SHA256 = re.compile(r'"?([0-9a-f]{64})"?')
_GIT = re.compile(r'"?([0-9a-f]{40})"?')

#: (bytes here, bytes in all; 0 where the server does not say)
Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the server said of the file beside its bytes."""

    #: Names these very contents, so that a later try may ask for the rest of the same file; "" where unusable.
    validator: str
    #: The hub's own name of the contents: SHA-256 or git's SHA-1; "" where the server is no hub.
    stated: str
    #: Length of the whole file; 0 where the server does not say.
    total: int
    starts_at: int


def download(wanted: RemoteFile, part: Path, line: Line, told: Told) -> str:
    """Bring the whole file to ``part``; its SHA-256. Raises Unfetched; what was fetched so far stays for the next try,
    except where it cannot be right.
    """
    failures = 0
    while True:
        before = _size(part)
        try:
            answer = _try(wanted, part, line, told)
            break
        except Dropped as error:
            failures = 1 if _size(part) > before else failures + 1
            if failures >= MOST_FAILURES:
                raise Unfetched(
                    f"{wanted.name}: {error} {failures} times in a row without anything new",
                    f"run the same command again later: it goes on where it stopped; or {CARRY}",
                ) from None
            line.wait(2.0**failures)
        except Busy as error:
            failures += 1
            if failures >= MOST_FAILURES or error.seconds > LONGEST_WAIT_S:
                raise Unfetched(
                    f"{wanted.name}: {error} and asks us to wait",
                    f"run the same command again in {max(1, round(error.seconds / 60))} minutes or later",
                ) from None
            line.wait(error.seconds)
    return _proved(wanted, part, answer)


def _try(wanted: RemoteFile, part: Path, line: Line, told: Told) -> _Answer:
    headers = {"Accept-Encoding": "identity", "User-Agent": "council-moderator model fetch"}
    have, note = _size(part), _note_of(part)
    known = note.read_text(encoding="utf-8") if have and note.exists() else ""
    if known:
        headers |= {"Range": f"bytes={have}-", "If-Range": known}
    response, passed = line.ask(wanted.url, headers)
    with response:
        answer = _read_answer(wanted, response, passed)
        if _is_elsewhere(response.status_code, answer, have, known):
            # What lies here is not the beginning of what is there: begin anew.
            forget(part)
            raise Dropped(f"the file on {wanted.url.split('/')[2]} is another than before")
        _demand_room(part, answer.total - answer.starts_at)
        note.write_text(answer.validator, encoding="utf-8")
        _take(part, response, line, answer, told)
    return answer


def _is_elsewhere(status: int, answer: _Answer, have: int, known: str) -> bool:
    """Whether what came is no continuation of what lies here. A whole file (200) always may be taken."""
    return status == 416 or (status == 206 and (answer.starts_at != have or answer.validator != known))


def _read_answer(wanted: RemoteFile, response: requests.Response, passed: Mapping[str, str]) -> _Answer:
    status = response.status_code
    if status in (429, 503):
        raise Busy(status, _patience(response))
    if status >= 500 or status == 408:
        raise Dropped(f"the server answered {status}")
    if status not in (200, 206, 416):
        raise Unfetched(f"{wanted.name}: {wanted.url} answered {status}", _cure_of(status))
    if response.headers.get("content-type", "").startswith("text/html") and status != 416:
        raise Unfetched(
            f"{wanted.name}: a web page came instead of the file",
            f"a proxy or a sign-in page stands between: open {wanted.url} in a browser to see it, or {CARRY}",
        )
    if response.headers.get("content-encoding", "identity") != "identity":
        raise Unfetched(f"{wanted.name} came packed although that was not asked for", CARRY)
    return _measured(wanted, response, passed)


def _measured(wanted: RemoteFile, response: requests.Response, passed: Mapping[str, str]) -> _Answer:
    place = _PLACE.fullmatch(response.headers.get("content-range", ""))
    if response.status_code == 206:
        starts_at = int(place.group(1) or 0) if place else 0
        total = int(place.group(2)) if place and place.group(2).isdecimal() else 0
    else:
        starts_at, total = 0, int(response.headers.get("content-length") or 0)
    if total > LARGEST:
        raise Unfetched(f"{wanted.name}: {total} bytes were offered, more than any model file has", CARRY)
    etag = response.headers.get("etag", "")
    is_hub = "x-repo-commit" in passed
    stated = (passed.get("x-linked-etag") or passed.get("etag", "")) if is_hub else ""
    return _Answer("" if etag.startswith("W/") else etag, stated, total, starts_at)


def _take(part: Path, response: requests.Response, line: Line, answer: _Answer, told: Told) -> None:
    here = answer.starts_at
    with part.open("ab" if here else "wb") as stream:
        told(here, answer.total)
        for block in line.blocks(response):
            here += len(block)
            if here > LARGEST:
                raise Unfetched(f"more than {LARGEST} bytes came, more than any model file has", CARRY)
            stream.write(block)
            told(here, answer.total)
    if answer.total and here < answer.total:
        raise Dropped("the connection broke off")


def _proved(wanted: RemoteFile, part: Path, answer: _Answer) -> str:
    digest = sha256_of(part)
    if not digest.startswith(wanted.begins):
        forget(part)
        raise Unfetched(
            f"{wanted.name} is not what its name says: its SHA-256 begins {digest[:8]}, not {wanted.begins[:8]}",
            f"it was changed on the way and has been thrown away; fetch it again, over another line, or {CARRY}",
        )
    if not _is_as_stated(part, digest, answer.stated):
        forget(part)
        raise Unfetched(
            f"{wanted.name} is not the file that the hub names",
            f"it was changed on the way and has been thrown away; fetch it again, over another line, or {CARRY}",
        )
    _note_of(part).unlink(missing_ok=True)
    return digest


def _is_as_stated(part: Path, digest: str, stated: str) -> bool:
    if large := _SHA256.fullmatch(stated):
        return large.group(1) == digest
    if small := _GIT.fullmatch(stated):
        contents = part.read_bytes()
        git = hashlib.sha1(b"blob %d\0" % len(contents) + contents, usedforsecurity=False).hexdigest()
        return small.group(1) == git
    return True


def forget(part: Path) -> None:
    """Throw away what was fetched of a file."""
    part.unlink(missing_ok=True)
    _note_of(part).unlink(missing_ok=True)


def _note_of(part: Path) -> Path:
    return part.with_name(part.name + ".etag")


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _patience(response: requests.Response) -> float:
    """Seconds the server asks for; a date instead of a number counts as a minute."""
    said = response.headers.get("retry-after", "")
    return float(said) if said.isdecimal() and len(said) < 7 else 60.0 if said else 5.0


def _cure_of(status: int) -> str:
    match status:
        case 401 | 403 | 407 | 451:
            return f"a sign-in or a filter stands between: ask whoever runs the council's proxy, or {CARRY}"
        case 404 | 410:
            return f"the file is not there any more: ask its publisher or another council for it, then {CARRY}"
        case _:
            return f"try again later, or {CARRY}"


def _demand_room(part: Path, coming: int) -> None:
    free = shutil.disk_usage(part.parent).free
    if coming > free:
        raise Unfetched(
            f"{coming / 1e6:.0f} MB are to come and {free / 1e6:.0f} MB are free in {part.parent}",
            "make room, or name another place with --to",
        )
