"""Makes a model folder: brings every file beside its place, proves it, and moves all of them in at once."""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from moderator.fetching.download import Told
from moderator.fetching.pins import add_pins, check_pin, read_pins
from moderator.fetching.releases import MAX_LENGTH, TOKENIZER_CONFIG, Release, RemoteFile
from moderator.fetching.trouble import Unfetched
from moderator.scorers.detoxify.manifest import MANIFEST, read_manifest, sha256_of, verify_files
from moderator.scorers.detoxify.refusal import ModelRefused

#: Brings one file to a path and proves what its publisher says of it; returns its SHA-256.
Bring = Callable[[RemoteFile, Path, Told], str]
#: (file name, bytes here, bytes in all or 0)
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the model goes and where its hashes are remembered."""

    folder: Path
    pins: Path

    @property
    def staging(self) -> Path:
        """Beside the folder, so that moving it there is one step; an interrupted fetch leaves its files here."""
        return self.folder.with_name(f".{self.folder.name}.fetching")


def fetch(release: Release, files: tuple[RemoteFile, ...], place: Place, bring: Bring, progress: Progress) -> bool:
    """Bring a release into its folder; False when it was there already, whole. Raises Unfetched or OSError.

    The folder is there complete, or not at all.
    """
    if place.folder.exists():
        _demand_the_same(release, place)
        return False
    place.staging.mkdir(parents=True, exist_ok=True)
    try:
        with _alone(place.staging):
            _fill(release, files, place, bring, progress)
            place.staging.rename(place.folder)
    finally:
        with suppress(OSError):  # it stays where it holds what the next try may go on with
            place.staging.rmdir()
    return True


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two fetches that wrote into one file would spoil it."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise Unfetched(f"another fetch is writing to {folder}", "wait for it to end") from None
    finally:
        os.close(held)


def _fill(release: Release, files: tuple[RemoteFile, ...], place: Place, bring: Bring, progress: Progress) -> None:
    pins = read_pins(place.pins)
    hashes: dict[str, str] = {}
    for wanted in files:
        hashes[wanted.name] = _one(wanted, place.staging, bring, progress)
        try:
            check_pin(pins, release.name, wanted.name, hashes[wanted.name], place.pins)
        except Unfetched:
            (place.staging / wanted.name).unlink()
            raise
    _clear(place.staging, hashes)
    (place.staging / MANIFEST).write_text(manifest_text(release, hashes), encoding="utf-8")
    _prove(place.staging)
    add_pins(place.pins, pins, release.name, hashes)


def _one(wanted: RemoteFile, staging: Path, bring: Bring, progress: Progress) -> str:
    """One file, brought or left by an earlier try; its SHA-256 as it will stand in the manifest."""
    path = staging / wanted.name
    if path.is_file():
        digest = sha256_of(path)
        if digest.startswith(wanted.begins):
            size = path.stat().st_size
            progress(wanted.name, size, size)
            return digest
        path.unlink()
    part = staging / f"{wanted.name}.part"
    digest = bring(wanted, part, lambda here, total: progress(wanted.name, here, total))
    if wanted.name.endswith(".json"):
        digest = _settle(wanted.name, part)
    part.rename(path)
    return digest


def _settle(name: str, part: Path) -> str:
    """Demand JSON; the tokenizer's also says where to cut, without which a long text crashes the network."""
    try:
        found = json.loads(part.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        found = None
    if not isinstance(found, dict):
        part.unlink()
        raise Unfetched(f"{name} is not a JSON object", "it is cut short or another file: fetch or carry it in again")
    if name == TOKENIZER_CONFIG and found.get("model_max_length") != MAX_LENGTH:
        part.write_text(json.dumps({**found, "model_max_length": MAX_LENGTH}, sort_keys=True) + "\n", encoding="utf-8")
    return sha256_of(part)


def _clear(staging: Path, hashes: dict[str, str]) -> None:
    """What an earlier, different fetch left is not carried into the folder."""
    for path in staging.iterdir():
        if path.name not in hashes:
            path.unlink()


def _prove(folder: Path) -> None:
    try:
        verify_files(folder, read_manifest(folder))
    except ModelRefused as error:
        raise Unfetched(
            error.problem, "the disk does not keep what is written to it: try another place with --to"
        ) from None


def _demand_the_same(release: Release, place: Place) -> None:
    try:
        manifest = read_manifest(place.folder)
        verify_files(place.folder, manifest)
    except ModelRefused as error:
        raise Unfetched(
            f"{place.folder} is there already, but {error.problem}", "move it away, or name another place with --to"
        ) from None
    if manifest.checkpoint != release.checkpoint:
        raise Unfetched(f"{place.folder} holds the model {manifest.name}", "name another place with --to")
    pins = read_pins(place.pins)
    for name, digest in manifest.files.items():
        check_pin(pins, release.name, name, digest, place.pins)


def manifest_text(release: Release, hashes: dict[str, str]) -> str:
    """The manifest of a release whose files have these hashes."""
    lines = [
        f"name = {json.dumps(release.name)}",
        f"source = {json.dumps(release.source)}",
        f"licence = {json.dumps(release.licence)}",
        "for_service = true",
        f"labels = {json.dumps(release.labels)}",
        f"max_length = {MAX_LENGTH}",
        f"checkpoint = {json.dumps(release.checkpoint)}",
        "",
        "[files]",
        *(f"{json.dumps(name)} = {json.dumps(digest)}" for name, digest in sorted(hashes.items())),
    ]
    for canary in release.canaries:
        lines += ["", "[[canary]]", f"text = {json.dumps(canary.text)}", f"label = {json.dumps(canary.label)}"]
        lines += [f"at_least = {canary.at_least}", f"at_most = {canary.at_most}"]
    return "\n".join(lines) + "\n"
