"""Fixtures of the mailbox's tests."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from mail_world import World
from store_fixtures import without_waiting_for_the_disk

from moderator.store.store import open_store


@pytest.fixture
def world(migrated_file: Path, tmp_path: Path) -> Iterator[World]:
    """A council that reads its mail, on SQLite; the stories that matter to both databases take ``store``."""
    shutil.copy(migrated_file, tmp_path / "moderator.db")
    store = open_store(f"sqlite:///{tmp_path / 'moderator.db'}")
    without_waiting_for_the_disk(store)
    yield World(store, tmp_path)
    store.close()
