"""Fixtures of the review page's tests."""

import pytest
from review_world import SECRET, FakeDoor, HandClock

from moderator.review.app import build_app
from moderator.review.links import Links
from moderator.review.signing_in import SignIn


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def links(clock) -> Links:
    return Links([SECRET], "http://localhost", clock)


@pytest.fixture
def door() -> FakeDoor:
    return FakeDoor()


@pytest.fixture
def client(door, links):
    return build_app(door, links, sign_in=SignIn("link")).test_client()
