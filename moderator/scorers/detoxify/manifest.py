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
#: The manifest of what ``moderator model prepare`` wrote.
PREPARED = "prepared.toml"
#: Raised whenever prepared folders of before can no longer be read.
FORMAT = 1
#: Names a model file may have: a plain file beside the manifest, never a path that leads out of the folder.
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_BLOCK = 1 << 20
#: Tokens that every Detoxify network reads at most.
LONGEST = 512
EXACT_GRAPH, FAST_GRAPH, TOKENIZER, REFERENCE = "exact.onnx", "fast.onnx", "tokenizer.json", "reference.json"
EXACT_WEIGHTS, FAST_WEIGHTS, EMBEDDINGS = "exact.bin", "fast.bin", "embeddings.bin"
#: Everything a prepared folder consists of, beside its manifest.
PREPARED_FILES = (EXACT_GRAPH, EXACT_WEIGHTS, FAST_GRAPH, FAST_WEIGHTS, EMBEDDINGS, TOKENIZER, REFERENCE)


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
    #: SHA-256 of the checkpoint: which network this is, in whatever form its weights are stored.
    checkpoint_sha256: str
    #: File name -> SHA-256, for every file that is read at load time.
    files: Mapping[str, str]
    canaries: tuple[Canary, ...]

    @property
    def sha8(self) -> str:
        """First eight digits of the checkpoint's SHA-256: they are written beside every score."""
        return self.checkpoint_sha256[:8]


@dataclass(frozen=True, slots=True)
class WordTable:
    """Where the words' embeddings lie: by far the largest table, mapped once for all graphs."""

    #: The initializer's name in the graphs.
    name: str
    file: str
    rows: int
    width: int
    #: numpy's word for the numbers: "float32" or "float16".
    numbers: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """What ``prepare`` made of a release: the same model as graphs that need no torch."""

    manifest: Manifest
    #: Token that stands for what the vocabulary does not know.
    unknown_token: int
    word_table: WordTable


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a release folder. Raises ModelRefused naming the key that is missing or malformed."""
    return _opened(folder / MANIFEST).manifest()


def read_prepared(folder: Path) -> Prepared:
    """What a prepared folder says of itself. Raises ModelRefused naming the key that is missing or malformed."""
    return _opened(folder / PREPARED).prepared()


def _opened(path: Path) -> "_Reader":
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelRefused(f"{path} does not exist", "name a folder that holds a model and its manifest") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ModelRefused(f"{path} cannot be read: {error}", "restore the manifest that came with the model") from None
    return _Reader(path, raw)


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
        """The manifest of a release: its checkpoint is one of the files."""
        files = self._files()
        checkpoint = self._take("checkpoint", str)
        if checkpoint not in files:
            raise self._complaint("checkpoint", "must be one of [files]")
        return self._manifest(files, checkpoint, files[checkpoint])

    def prepared(self) -> Prepared:
        """The manifest of a prepared folder: it remembers the checkpoint but does not hold it."""
        if self._take("format", int) != FORMAT:
            raise self._complaint("format", f"must be {FORMAT}: prepare the release again with this version")
        files = self._files()
        missing = next((name for name in PREPARED_FILES if name not in files), None)
        if missing is not None:
            raise self._complaint(f"files.{missing}", "is missing")
        sha256 = self._take("checkpoint_sha256", str)
        if not _SHA256.fullmatch(sha256):
            raise self._complaint("checkpoint_sha256", "must have 64 hexadecimal digits")
        manifest = self._manifest(files, self._take("checkpoint", str), sha256)
        return Prepared(manifest, self._take("unknown_token", int), self._word_table(files))

    def _word_table(self, files: Mapping[str, str]) -> WordTable:
        told = _Reader(self._path, self._take("word_table", dict))
        table = WordTable(
            name=told._take("name", str),
            file=told._take("file", str),
            rows=told._take("rows", int),
            width=told._take("width", int),
            numbers=told._take("numbers", str),
        )
        if table.file not in files or table.numbers not in ("float32", "float16") or min(table.rows, table.width) < 1:
            raise self._complaint("word_table", "must name one of [files] and its dimensions")
        return table

    def _files(self) -> Mapping[str, str]:
        return {str(name): str(digest) for name, digest in self._take("files", dict).items()}

    def _manifest(self, files: Mapping[str, str], checkpoint: str, checkpoint_sha256: str) -> Manifest:
        found = Manifest(
            name=self._take("name", str),
            source=self._take("source", str),
            licence=self._take("licence", str),
            for_service=self._take("for_service", bool),
            labels=tuple(str(label) for label in self._take("labels", list)),
            max_length=self._take("max_length", int),
            checkpoint=checkpoint,
            checkpoint_sha256=checkpoint_sha256,
            files=files,
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
        if not 8 <= found.max_length <= LONGEST:
            raise self._complaint("max_length", f"must lie between 8 and {LONGEST} tokens")
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
