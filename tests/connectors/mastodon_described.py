"""Mastodon's published description, and every exception from it in one place."""

from described import DESCRIPTIONS, Published, Undescribed, Values

#: A form knows words alone.
_BOOLEAN = frozenset({"forward", "sensitive", "exclude_reblogs"})


def _as_described(values: Values) -> Values:
    return {
        name: str(value).casefold() in ("true", "1") if name in _BOOLEAN else value for name, value in values.items()
    }


MASTODON = Published(
    DESCRIPTIONS / "mastodon/schema.json",
    "https://mastodon.example",
    undescribed=(
        Undescribed(
            "*",
            status=403,
            why="a token without the scope gets 403 from every call, says the manual; the description has it with one",
        ),
    ),
    as_described=_as_described,
)
