"""Facebook and X tell what their calls cost and what is left; Facebook tells when a token ends."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from conformance import CANARY, World
from fb_world import PAGE, facebook_world
from x_world import US, connected, x_world

from connectors.contract import AccessExpires, TryLater, Unsupported
from connectors.graph_usage import allowances
from connectors.loading import load
from connectors.metering import CALLS, USD, Allowance, metered


@pytest.fixture
def page() -> Iterator[World]:
    with facebook_world() as made:
        yield made


@pytest.fixture
def account() -> Iterator[World]:
    with x_world() as made:
        yield made


def known_app(page: World, **credentials: str):
    settings = {"base_url": page.platform.base_url, "app_id": "app"}
    return load("facebook")(PAGE, {"token": CANARY} | credentials, settings, page.clock)


def test_facebooks_usage_header_is_told_as_shares(page: World) -> None:
    page.platform.usage = 42

    with metered() as meter:
        page.connector.fetch("")

    assert meter.spent[CALLS] == len(page.platform.calls)
    assert meter.allowances["pages: calls"] == Allowance("pages: calls", 42, 100)


def test_facebook_tells_when_calls_are_possible_again(page: World) -> None:
    page.platform.fail_next("rate_limited")

    with metered() as meter, pytest.raises(TryLater):
        page.connector.fetch("")

    told = meter.allowances["pages: calls"]
    assert told.used == 100
    assert told.resets_at is not None


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("x-app-usage", "no JSON"),
        ("x-app-usage", "[1]"),
        ("x-app-usage", '{"call_count": {"a": 1}, "other": 3}'),
        ("x-business-use-case-usage", '{"1": 7, "2": [8, null]}'),
        ("x-business-use-case-usage", "[" * 100_000),
    ],
)
def test_a_usage_header_nobody_can_read_says_nothing(header: str, value: str) -> None:
    assert [word for word in allowances({header: value}) if word.used] == []


def test_of_two_businesses_the_one_nearer_its_limit_counts_and_a_strange_name_is_not_repeated() -> None:
    uses = {"1": [{"type": "pages", "call_count": 20}], "2": [{"type": "pages", "call_count": 70}]}
    strange = {"3": [{"type": "<b>pages</b>", "total_time": 5}]}

    told = list(allowances({"x-business-use-case-usage": json.dumps(uses | strange)}))

    assert told == [Allowance("pages: calls", 70, 100), Allowance("business: time", 5, 100)]


def test_the_moment_facebook_names_is_reckoned_from_its_own_clock() -> None:
    use = {"call_count": 100, "estimated_time_to_regain_access": 30}
    headers = {"x-app-usage": json.dumps(use), "Date": "Mon, 23 Nov 2026 10:00:00 GMT"}

    [told] = allowances(headers)

    assert told.resets_at == datetime(2026, 11, 23, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ({"expires_at": 0, "data_access_expires_at": 0}, None),
        ({"expires_at": 0, "data_access_expires_at": 1_800_000_000}, 1_800_000_000),
        ({"expires_at": 1_790_000_000, "data_access_expires_at": 1_800_000_000}, 1_790_000_000),
        ({"expires_at": "soon", "data_access_expires_at": 10**40}, None),
    ],
)
def test_facebook_tells_its_app_which_end_of_a_token_comes_first(
    page: World, ends: dict[str, int], expected: int | None
) -> None:
    page.platform.token_ends = ends
    connector = known_app(page, app_secret="app-secret")

    assert isinstance(connector, AccessExpires)
    assert connector.access_ends_at() == (None if expected is None else datetime.fromtimestamp(expected, UTC))


def test_without_the_app_nobody_learns_when_a_token_ends_and_the_cure_is_named(page: World) -> None:
    with pytest.raises(Unsupported, match="set app_id and store the credential app_secret"):
        known_app(page).access_ends_at()


def test_x_charges_for_what_an_answer_holds(account: World) -> None:
    account.comment("One")
    account.comment("Two")

    with metered() as meter:
        account.connector.fetch("")

    # Two mentions and the posts they answer, at a tenth of a cent; the search finds the two again at half a cent.
    assert meter.spent[USD] == pytest.approx(4 * 0.001 + 2 * 0.005)


def test_an_app_that_somebody_else_owns_pays_the_full_price(account: World) -> None:
    account.comment("One")
    ours = connected(account.platform, account.clock, search_every_minutes="0", app_owner_id=US)
    theirs = connected(account.platform, account.clock, search_every_minutes="0", app_owner_id="7")

    with metered() as cheap:
        ours.fetch("")
    with metered() as dear:
        theirs.fetch("")

    assert dear.spent[USD] == pytest.approx(5 * cheap.spent[USD])


def test_a_look_up_on_x_costs_half_a_cent_for_each_post_and_hiding_nothing_more(account: World) -> None:
    ids = [account.comment("One"), account.comment("Two")]

    with metered() as reading:
        account.connector.reread(ids)
    with metered() as hiding:
        account.connector.hide(ids[0])

    assert reading.spent == {CALLS: 1, USD: pytest.approx(0.01)}
    assert hiding.spent == {CALLS: 2, USD: pytest.approx(0.005)}


def test_x_limits_are_told_with_the_end_of_their_window(account: World) -> None:
    with metered() as meter:
        account.connector.fetch("")

    told = meter.allowances["mentions in 15 minutes"]
    assert (told.used, told.limit) == (1, 300)
    assert told.resets_at is not None
    assert timedelta(0) < told.resets_at - account.clock() <= timedelta(minutes=15)
