"""Finds the connector for a platform by its name: the module ``connectors.NAME``; there is no list to keep."""

import importlib
import pkgutil
import re

import connectors
from connectors.contract import Connect

#: Modules of this package that are not platforms.
_MACHINERY = frozenset({"contract", "intake", "loading", "sandbox", "transport"})


class UnknownPlatform(ValueError):
    """The register names a platform that has no connector."""


def platforms() -> tuple[str, ...]:
    """Names of every platform with a connector."""
    found = (module.name for module in pkgutil.iter_modules(connectors.__path__))
    return tuple(sorted(name for name in found if name not in _MACHINERY and "_client" not in name))


def load(platform: str) -> Connect:
    """The ``connect`` factory of a platform. Raises UnknownPlatform naming the ones that exist."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", platform) or platform not in platforms():
        known = ", ".join(platforms())
        raise UnknownPlatform(f"there is no connector for the platform {platform!r}; use one of: {known}")
    connect: Connect = importlib.import_module(f"connectors.{platform}").connect
    return connect
