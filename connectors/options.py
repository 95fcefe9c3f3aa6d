"""Reads the settings that connectors share; every error names the key and the cure."""

import math
from collections.abc import Mapping


def number(settings: Mapping[str, str], key: str, default: float) -> float:
    """The setting as a number of zero or more; the default where it is not given. Raises ValueError naming the key."""
    given = settings.get(key) or default
    try:
        value = float(given)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value < 0:
        raise ValueError(f"the setting {key} must be a number of zero or more")
    return value


def own_ids(settings: Mapping[str, str]) -> frozenset[str]:
    """The council's other accounts on the platform, which ``own_ids`` names with commas between them."""
    return frozenset(filter(None, (part.strip() for part in settings.get("own_ids", "").split(","))))
