"""The memory connector with single calls replaced: how tests make a platform misbehave."""

from small_council import ACCOUNT, SmallCouncil

from connectors.contract import Capabilities, Unsupported
from connectors.memory import MemoryConnector
from moderator.tasks.deliver import Deliverer


class Scripted(MemoryConnector):
    """The memory connector, with single calls replaced by what a test says."""

    def __init__(self, council: SmallCouncil, **calls) -> None:
        super().__init__(council.platform)
        self.__dict__.update(calls)


def delivering(council: SmallCouncil, **calls) -> Deliverer:
    return council.with_deliverer(connectors={ACCOUNT: Scripted(council, **calls)})


def raising(error: Exception):
    def call(*_args):
        raise error

    return call


def crash(*_args):
    raise RuntimeError("the worker dies here")


class Blind(Scripted):
    """A platform that can hide and message, and show nothing of either."""

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(can_hide=True, can_message_privately=True, shows_hidden=False)

    def find_message(self, native_id: str, text: str) -> str | None:
        raise Unsupported("no such call")
