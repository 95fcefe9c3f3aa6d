"""Settings that connectors share are read the same everywhere, and a bad one is named."""

import pytest

from connectors.options import number, own_ids


@pytest.mark.parametrize(
    ("given", "read"), [({}, 3.0), ({"days": ""}, 3.0), ({"days": "0.5"}, 0.5), ({"days": "0"}, 0)]
)
def test_a_number_is_read_or_its_default_taken(given: dict[str, str], read: float) -> None:
    assert number(given, "days", 3) == read


@pytest.mark.parametrize("given", ["a week", "nan", "inf", "-1"])
def test_what_is_no_number_of_days_is_named(given: str) -> None:
    with pytest.raises(ValueError, match="the setting days must be a number of zero or more"):
        number({"days": given}, "days", 3)


def test_own_ids_are_split_at_commas_and_nothing_is_nobody() -> None:
    assert own_ids({"own_ids": " 12, 34 ,,"}) == {"12", "34"}
    assert own_ids({}) == frozenset()
