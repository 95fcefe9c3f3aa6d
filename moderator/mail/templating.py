"""The one place that makes template environments: everything is escaped, and an unknown name is an error."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined


@cache
def environment() -> Environment:
    """Templates of this package. Escaping is on for every file; no template switches it off."""
    return Environment(
        loader=PackageLoader("moderator.mail", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
