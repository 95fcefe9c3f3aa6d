"""The memory connector with single calls replaced: how tests make a platform misbehave."""

from collections.abc import Sequence

from small_council import ACCOUNT, SmallCouncil

from connectors.contract import Capabilities, ConnectorError, Unsupported
from connectors.memory import MemoryConnector
from moderator.domain.comment import CommentRef
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


class Counting(Scripted):
    """Writes down in whose company each comment was hidden or shown; ``failing`` says what becomes of some."""

    def __init__(self, council: SmallCouncil, **calls) -> None:
        super().__init__(council, **calls)
        self.companies: list[list[str]] = []
        self.failing: dict[str, ConnectorError] = {}

    def hide_many(self, native_ids: Sequence[str], *, is_hidden: bool) -> dict[str, ConnectorError | None]:
        self.companies.append(list(native_ids))
        free = [native_id for native_id in native_ids if native_id not in self.failing]
        failed = {native_id: self.failing[native_id] for native_id in native_ids if native_id in self.failing}
        return {**super().hide_many(free, is_hidden=is_hidden), **failed}


def counted(council: SmallCouncil, **calls) -> Counting:
    connector = Counting(council, **calls)
    council.deliverer = council.with_deliverer(connectors={ACCOUNT: connector})
    return connector


def ids_of(refs: list[CommentRef]) -> list[str]:
    return [ref.native_id for ref in refs]


def hide_states(council: SmallCouncil, refs: list[CommentRef]) -> list[str]:
    return [council.errand(ref, "hide").state for ref in refs]
