"""What a model folder must hold, byte for byte: its ``manifest.toml``, read strictly and compared with the files."""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moderator.scorers.detoxify.refusal import ModelRefused

MANIFEST = "manifest.toml"
#: Names a model file may have: a plain file beside the manifest, never a path that leads out of the folder.
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Canary:
    """A sentence whose score is known: a model that answers outside the bounds is not the model it claims to be."""

    text: str
    label: str
    at_least: float
    at_most: float

    def allows(self, value: float) -> bool:
        return self.at_least <= value <= self.at_most


@dataclass(frozen=True, slots=True)
class Manifest:
    """One model: who made it, under which licence, what it says and which bytes it consists of."""

    name: str
    source: str
    licence: str
    #: False for a model that exists only so that tests and the demo have something to load.
    for_service: bool
    #: Labels in the order of the model's outputs, under Detoxify's names ("toxicity", not "toxic").
    labels: tuple[str, ...]
    #: Longest input in tokens, special tokens included.
    max_length: int
    checkpoint: str
    #: File name -> SHA-256, for every file that is read at load time.
    files: Mapping[str, str]
    canaries: tuple[Canary, ...]

    @property
    def sha8(self) -> str:
        """First eight digits of the checkpoint's SHA-256: they are written beside every score."""
        return self.files[self.checkpoint][:8]


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a model folder. Raises ModelRefused naming the key that is missing or malformed."""
    path = folder / MANIFEST
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelRefused(f"{path} does not exist", "name a folder that holds a model and its manifest") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ModelRefused(f"{path} cannot be read: {error}", "restore the manifest that came with the model") from None
    return _Reader(path, raw).manifest()


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, read in blocks so that a large checkpoint costs no memory."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def verify_files(folder: Path, manifest: Manifest) -> None:
    """Compare every file with its SHA-256 before any of it is parsed. Raises ModelRefused at the first difference."""
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise ModelRefused(f"{path} is missing", "copy the whole model folder again")
        if sha256_of(path) != expected:
            raise ModelRefused(
                f"{path} is not the file that the manifest names (its SHA-256 differs)",
                "copy the model folder again from a trusted source; do not edit the manifest to fit",
            )


class _Reader:
    """Takes a manifest's keys one by one, so that each complaint names its key."""

    def __init__(self, path: Path, raw: Mapping[str, Any]) -> None:
        self._path = path
        self._raw = raw

    def manifest(self) -> Manifest:
        found = Manifest(
            name=self._take("name", str),
            source=self._take("source", str),
            licence=self._take("licence", str),
            for_service=self._take("for_service", bool),
            labels=tuple(str(label) for label in self._take("labels", list)),
            max_length=self._take("max_length", int),
            checkpoint=self._take("checkpoint", str),
            files={str(name): str(digest) for name, digest in self._take("files", dict).items()},
            canaries=tuple(self._canary(number, row) for number, row in enumerate(self._take("canary", list), start=1)),
        )
        self._check(found)
        return found

    def _take(self, key: str, kind: type[Any]) -> Any:
        value = self._raw.get(key)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self._complaint(key, f"needs a {kind.__name__}")
        return value

    def _canary(self, number: int, row: Any) -> Canary:
        try:
            return Canary(
                text=str(row["text"]),
                label=str(row["label"]),
                at_least=float(row.get("at_least", 0.0)),
                at_most=float(row.get("at_most", 1.0)),
            )
        except (KeyError, TypeError, ValueError, AttributeError):
            raise self._complaint(f"canary {number}", "needs text, label and numbers at_least or at_most") from None

    def _check(self, found: Manifest) -> None:
        if not found.labels or len(set(found.labels)) != len(found.labels):
            raise self._complaint("labels", "must name each label once")
        if not 8 <= found.max_length <= 8192:
            raise self._complaint("max_length", "must lie between 8 and 8192 tokens")
        if found.checkpoint not in found.files:
            raise self._complaint("checkpoint", "must be one of [files]")
        for name, digest in found.files.items():
            if not _PLAIN_NAME.fullmatch(name) or not _SHA256.fullmatch(digest):
                raise self._complaint(f"files.{name}", "must be a plain file name with 64 hexadecimal digits")
        if not found.canaries:
            raise self._complaint("canary", "needs at least one sentence with bounds")
        for canary in found.canaries:
            if canary.label not in found.labels or not canary.at_least <= canary.at_most:
                raise self._complaint("canary", f"{canary.label} must be one of labels, with at_least below at_most")

    def _complaint(self, key: str, wish: str) -> ModelRefused:
        return ModelRefused(f"{self._path}: {key} {wish}", "restore the manifest that came with the model")
