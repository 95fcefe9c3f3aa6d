"""A model folder that a test may spoil: the rehearsal model, copied, with its manifest renewed on request."""

import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from moderator.domain.evidence import Passage
from moderator.scorers.detoxify import DetoxifyScorer, DetoxifySettings, load
from moderator.scorers.detoxify.loading import assemble
from moderator.scorers.detoxify.manifest import MANIFEST, PREPARED, sha256_of
from moderator.shipped import shipped

REHEARSAL = shipped("config") / "models" / "rehearsal"


@pytest.fixture(scope="session")
def rehearsal() -> Path:
    return REHEARSAL


@pytest.fixture(scope="session")
def scorer() -> DetoxifyScorer:
    return load(DetoxifySettings(REHEARSAL))


@pytest.fixture(scope="session")
def release_scorer() -> DetoxifyScorer:
    """The release itself, through torch."""
    return assemble(DetoxifySettings(REHEARSAL))


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The rehearsal release in a folder of the test's own."""
    return Path(shutil.copytree(REHEARSAL, tmp_path / "model", ignore=shutil.ignore_patterns("prepared")))


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    """The prepared rehearsal model in a folder of the test's own."""
    return Path(shutil.copytree(REHEARSAL / "prepared", tmp_path / "prepared"))


@pytest.fixture
def repinned() -> Callable[[Path], Path]:
    """Makes the manifest agree with the files as they are now: the tampering that hashes cannot see."""

    def repin(folder: Path) -> Path:
        manifest = folder / (PREPARED if (folder / PREPARED).exists() else MANIFEST)
        text = manifest.read_text(encoding="utf-8")
        for name, digest in re.findall(r'^"([^"]+)" = "([0-9a-f]{64})"$', text, flags=re.MULTILINE):
            if (folder / name).exists():
                text = text.replace(digest, sha256_of(folder / name))
        manifest.write_text(text, encoding="utf-8")
        return folder

    return repin


@pytest.fixture(scope="session")
def passage() -> Callable[[str], Passage]:
    return lambda text: Passage(text, "", datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
