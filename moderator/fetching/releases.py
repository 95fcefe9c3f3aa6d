"""What Detoxify has released, where each file lies and what the manifest will say of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from moderator.scorers.detoxify.manifest import Canary

_RELEASES = "https://github.com/unitaryai/detoxify/releases/download/"
_HUB = "https://huggingface.co/"
#: A checkpoint's name ends in the first digits of its SHA-256, as PyTorch's hub wants it.
_BEGINNING = re.compile(r"-([0-9a-f]{8,64})\.ckpt$")
#: Every release cuts at 512 tokens, special tokens included.
MAX_LENGTH = 512
#: May be left out of a folder carried in by hand: it says what the tokenizer's own files say, faster to read.
OPTIONAL = frozenset({"tokenizer.json"})
TOKENIZER_CONFIG = "tokenizer_config.json"

_SIX = ("toxicity", "severe_toxicity", "obscene", "threat", "insult", "identity_attack")
_SEVEN = ("toxicity", "severe_toxicity", "obscene", "identity_attack", "insult", "threat", "sexual_explicit")


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """One file of a release."""

    name: str
    url: str
    #: What its SHA-256 must begin with, where its publisher said so in its name; "" where nobody did.
    begins: str = ""


@dataclass(frozen=True, slots=True)
class Base:
    """The network that Detoxify trained further: its configuration and tokenizer, at one commit for ever."""

    hub_name: str
    commit: str
    licence: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """One Detoxify release."""

    name: str
    tag: str
    checkpoint: str
    base: Base
    labels: tuple[str, ...]

    @property
    def source(self) -> str:
        return (
            f"github.com/unitaryai/detoxify, release {self.tag}; configuration and tokenizer of {self.base.hub_name}"
            f" at {self.base.commit[:12]}"
        )

    @property
    def licence(self) -> str:
        return f"Apache-2.0 (checkpoint), {self.base.licence} ({self.base.hub_name})"

    def files(self, mirror: str = "") -> tuple[RemoteFile, ...]:
        """Every file, small ones first; all of them under MIRROR/NAME/ when a mirror is named."""
        ours = {name: f"{_HUB}{self.base.hub_name}/resolve/{self.base.commit}/{name}" for name in self.base.files}
        ours[self.checkpoint] = f"{_RELEASES}{self.tag}/{self.checkpoint}"
        beginning = _BEGINNING.search(self.checkpoint)
        begins = {self.checkpoint: beginning.group(1) if beginning else ""}
        return tuple(
            RemoteFile(name, f"{mirror.rstrip('/')}/{self.name}/{name}" if mirror else url, begins.get(name, ""))
            for name, url in ours.items()
        )

    @property
    def canaries(self) -> tuple[Canary, ...]:
        """Sentences on which Detoxify's authors agree for every release; the first verify shows how to narrow them."""
        return (
            Canary("shut up, you liar", "toxicity", 0.7, 1.0),
            Canary("i am a jewish woman who is blind", "toxicity", 0.0, 0.5),
        )


_ALL = ("config.json", TOKENIZER_CONFIG, "tokenizer.json")
_BERT = Base(
    "google-bert/bert-base-uncased", "86b5e0934494bd15c9632b12f734a8a67f723594", "Apache-2.0", (*_ALL, "vocab.txt")
)
_ROBERTA = Base(
    "FacebookAI/roberta-base", "e2da8e2f811d1448a5b465c236feacd80ffbac7b", "MIT", (*_ALL, "vocab.json", "merges.txt")
)
_XLM_ROBERTA = Base(
    "FacebookAI/xlm-roberta-base",
    "e73636d4f797dec63c3081bb6ed5c7b0bb3f2089",
    "MIT",
    (*_ALL, "sentencepiece.bpe.model"),
)
_ALBERT = Base(
    "albert/albert-base-v2", "8e2f239c5f8a2c0f253781ca60135db913e5c80c", "Apache-2.0", (*_ALL, "spiece.model")
)

#: Name -> release; names, tags and files are those of Detoxify 0.5.4.
RELEASES: Mapping[str, Release] = {
    release.name: release
    for release in (
        Release("original", "v0.1-alpha", "toxic_original-c1212f89.ckpt", _BERT, _SIX),
        Release("unbiased", "v0.3-alpha", "toxic_debiased-c7548aa0.ckpt", _ROBERTA, _SEVEN),
        Release("multilingual", "v0.4-alpha", "multilingual_debiased-0b549669.ckpt", _XLM_ROBERTA, _SEVEN),
        Release("original-small", "v0.1.2", "original-albert-0e1d6498.ckpt", _ALBERT, _SIX),
        Release("unbiased-small", "v0.1.2", "unbiased-albert-c8519128.ckpt", _ALBERT, _SEVEN),
    )
}
