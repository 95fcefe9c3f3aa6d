"""Fixtures of the mailbox's tests."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from mail_world import World
from notice_world import NoticeWorld
from store_fixtures import without_waiting_for_the_disk

from moderator.store.store import Store, open_store


@pytest.fixture(scope="session")
def kept_store(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Path]:
    """A store on SQLite that the stories share: making its statements anew takes longer than running them."""
    file = tmp_path_factory.mktemp("mailbox") / "moderator.db"
    shutil.copy(migrated_file, file)
    store = open_store(f"sqlite:///{file}")
    without_waiting_for_the_disk(store)
    return store, file


@pytest.fixture
def world(kept_store: tuple[Store, Path], migrated_file: Path, tmp_path: Path) -> Iterator[World]:
    """A council that reads its mail, on SQLite; the stories that matter to both databases take ``store``."""
    store, file = kept_store
    for old in file.parent.iterdir():
        old.unlink()
    shutil.copy(migrated_file, file)
    yield World(store, tmp_path)
    store.close()


@pytest.fixture
def group(world: World) -> NoticeWorld:
    return NoticeWorld(world, ("facebook_group", "stream", "Porthgwyn Stream Volunteers"))
