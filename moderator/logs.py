"""Structured logs on standard error: JSON for the journal, plain lines for a person; never any comment text."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

#: Keys under which comment text or secrets would travel; a line carrying one of them loses it, loudly.
FORBIDDEN = frozenset({"text", "comment", "body", "message_text", "token", "password", "secret", "author"})


def start_logging(*, for_people: bool) -> None:
    """Set logging up once per process, at the composition root."""
    renderer: Any = structlog.dev.ConsoleRenderer(colors=False) if for_people else structlog.processors.JSONRenderer()
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        withhold,
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processor=renderer))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # These write request addresses and job details at INFO.
    for noisy in ("apscheduler", "urllib3", "httpx", "werkzeug", "alembic", "mail.log", "waitress"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def withhold(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Remove keys that could carry a comment's words or a secret."""
    for key in FORBIDDEN & event.keys():
        event[key] = "[withheld]"
    return event
