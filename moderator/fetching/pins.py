"""Remembers the whole SHA-256 of every file since its first fetch: a file that changes later is refused."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from moderator.fetching.trouble import Unfetched

PINS = "pins.toml"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_HEADER = (
    "# SHA-256 of every model file as it was first fetched. A file that differs later is refused.\n"
    "# Carry this beside the model folder; to accept a new file on purpose, take its line out.\n"
)

#: Release name -> file name -> SHA-256.
Pins = Mapping[str, Mapping[str, str]]


def read_pins(path: Path) -> Pins:
    """The pins; none where the file does not exist yet. Raises Unfetched when it cannot be read."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Unfetched(
            f"{path} cannot be read: {error}", "restore it from a copy, or name another with --pins"
        ) from None
    for release, files in raw.items():
        if not isinstance(files, dict) or not all(_is_pin(one) for one in files.values()):
            raise Unfetched(f"{path}: [{release}] must hold file names with 64 digits each", "restore it from a copy")
    return raw


def _is_pin(value: object) -> bool:
    return isinstance(value, str) and _SHA256.fullmatch(value) is not None


def check_pin(pins: Pins, release: str, name: str, digest: str, path: Path) -> None:
    """Raises Unfetched when the file was pinned with another hash."""
    pinned = pins.get(release, {}).get(name, digest)
    if pinned != digest:
        raise Unfetched(
            f"{name} is not the file that was fetched first: its SHA-256 begins {digest[:12]}, pinned is {pinned[:12]}",
            f"do not use it; find out who changed it. If it is meant, take its line out of {path} and fetch again",
        )


def add_pins(path: Path, pins: Pins, release: str, files: Mapping[str, str]) -> None:
    """Write the pins with this release's files among them; the file is replaced in one step."""
    merged = {**pins, release: {**pins.get(release, {}), **files}}
    if merged == pins:
        return
    lines = [_HEADER]
    for name in sorted(merged):
        lines.append(f'["{name}"]')
        lines += [f'"{file}" = "{merged[name][file]}"' for file in sorted(merged[name])]
        lines.append("")
    fresh = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text("\n".join(lines), encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise Unfetched(f"{path} cannot be written: {error.strerror}", "name another place with --pins") from None
