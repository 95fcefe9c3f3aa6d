"""A small mail server on loopback that keeps what it gets: for the demo, rehearsals and tests, never for service."""

import asyncio
import socket
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

LOOPBACK = "127.0.0.1"


class _BoundController(Controller):
    """Serves on a socket that is already bound: no port can be taken between choosing it and using it."""

    def __init__(self, handler: object, bound: socket.socket, **options: Any) -> None:
        self._bound = bound
        super().__init__(handler, hostname=LOOPBACK, port=bound.getsockname()[1], **options)

    async def _create_server(self) -> asyncio.AbstractServer:
        return await self.loop.create_server(self._factory_invoker, sock=self._bound)


class Sink:
    """Use as a context manager: ``with Sink() as sink: ... sink.port ... sink.messages()``."""

    def __init__(self, port: int = 0, keep_in: Path | None = None, **options: Any) -> None:
        """``keep_in`` is a folder that gets each mail as an .eml file; ``options`` go to aiosmtpd."""
        self._bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._bound.bind((LOOPBACK, port))
        self._keep_in = keep_in
        self._kept: list[bytes] = []
        self._lock = threading.Lock()
        self._controller = _BoundController(self, self._bound, **options)

    @property
    def port(self) -> int:
        port: int = self._bound.getsockname()[1]
        return port

    def messages(self) -> list[EmailMessage]:
        """Every mail so far, oldest first, parsed."""
        with self._lock:
            kept = list(self._kept)
        return [message_from_bytes(content, policy=policy.default) for content in kept]

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content or "").encode()
        with self._lock:
            self._kept.append(content)
            if self._keep_in is not None:
                self._keep_in.mkdir(parents=True, exist_ok=True)
                (self._keep_in / f"{len(self._kept):04}.eml").write_bytes(content)
        return "250 2.0.0 kept"

    def __enter__(self) -> "Sink":
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()
