"""Tells systemd how the daemon is: ready, alive, stopping (the sd_notify datagram protocol)."""

import logging
import os
import socket
from collections.abc import Mapping

log = logging.getLogger(__name__)

#: A full socket may not hold up whoever feeds the watchdog.
SEND_S = 1.0


class Systemd:
    """Sends states to ``$NOTIFY_SOCKET``; does nothing where there is none."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        given = os.environ if environment is None else environment
        self._address = given.get("NOTIFY_SOCKET", "")
        self._watchdog_us = given.get("WATCHDOG_USEC", "")

    @property
    def watchdog_s(self) -> float | None:
        """How often systemd wants a sign of life, in seconds; None when it does not watch."""
        return int(self._watchdog_us) / 1_000_000 if self._watchdog_us.isdigit() else None

    def ready(self, status: str) -> None:
        self._send(f"READY=1\nSTATUS={status}")

    def alive(self, status: str) -> None:
        self._send(f"WATCHDOG=1\nSTATUS={status}")

    def status(self, status: str) -> None:
        self._send(f"STATUS={status}")

    def stopping(self) -> None:
        self._send("STOPPING=1\nSTATUS=finishing the errand in hand")

    def _send(self, message: str) -> None:
        if not self._address:
            return
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
                sender.settimeout(SEND_S)
                sender.sendto(message.encode(), address)
        except OSError as error:
            # A daemon that works must not die of it; when systemd hears nothing it acts by itself.
            log.warning("systemd was not told: %s", error.strerror or type(error).__name__)
