"""Finds the connector for a platform by its name; there is no list to keep.

A platform is a module ``connectors/NAME.py``, or a folder ``connectors/NAME/`` with ``connector.py`` in it, that offers
``connect``, and names the secrets it may ask for in ``CREDENTIALS``.
"""

import importlib
import pkgutil

import connectors
from connectors.contract import Connect

#: Modules of this package that are not platforms.
_MACHINERY = frozenset(
    {
        "board_answers",
        "by_hand",
        "contract",
        "graph_api",
        "graph_errors",
        "graph_usage",
        "intake",
        "limits",
        "loading",
        "markup",
        "media",
        "metering",
        "options",
        "sandbox",
        "transport",
        "watching",
        "wording",
    }
)


class UnknownPlatform(ValueError):
    """The register names a platform that has no connector."""


def platforms() -> tuple[str, ...]:
    """Names of every platform with a connector."""
    return tuple(sorted(_modules()))


def load(platform: str) -> Connect:
    """The ``connect`` factory of a platform. Raises UnknownPlatform naming the ones that exist."""
    module = _modules().get(platform)
    if module is None:
        known = ", ".join(platforms())
        raise UnknownPlatform(f"there is no connector for the platform {platform!r}; use one of: {known}")
    connect: Connect = importlib.import_module(module).connect
    return connect


def credential_keys(platform: str) -> tuple[str, ...]:
    """Every secret that a platform's connector may ask for. Raises UnknownPlatform."""
    load(platform)
    keys: tuple[str, ...] = getattr(importlib.import_module(_modules()[platform]), "CREDENTIALS", ())
    return keys


def _modules() -> dict[str, str]:
    found = (module for module in pkgutil.iter_modules(connectors.__path__) if module.name not in _MACHINERY)
    return {
        module.name: f"connectors.{module.name}.connector" if module.ispkg else f"connectors.{module.name}"
        for module in found
    }
