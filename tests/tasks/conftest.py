"""Fixtures of the tasks' tests."""

import pytest
from small_council import SmallCouncil

from moderator.domain.comment import CommentRef
from moderator.store.store import Store


@pytest.fixture
def council(store: Store) -> SmallCouncil:
    return SmallCouncil(store)


@pytest.fixture
def hide(council: SmallCouncil) -> CommentRef:
    """A comment whose hide waits in the outbox."""
    ref = council.says("ABUSE")
    council.poll()
    council.assess()
    return ref


@pytest.fixture
def rude(council: SmallCouncil) -> list[CommentRef]:
    """Three comments whose hides wait in the outbox."""
    refs = [council.says(f"ABUSE {number}") for number in range(3)]
    council.poll()
    council.assess()
    return refs
