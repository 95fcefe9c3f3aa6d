"""For places that let no program in: every call says what a person has to do instead, so an errand becomes a task."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from connectors.contract import Capabilities, Page, Standing, Unsupported


@dataclass(frozen=True, slots=True)
class ByHand:
    """A place where people carry comments in and act themselves; each field but the first two ends a sentence."""

    capabilities: Capabilities
    #: "Facebook gives programs no access to groups": begins each sentence.
    why: str
    look: str
    hide: str
    reveal: str
    report: str
    message: str
    find_message: str


class ByHandConnector:
    """Keeps the contract by refusing, with what to do."""

    def __init__(self, place: ByHand) -> None:
        self._place = place

    @property
    def capabilities(self) -> Capabilities:
        return self._place.capabilities

    def check(self) -> None:
        """Nothing to prove: there is no access that could be lost."""

    def fetch(self, cursor: str) -> Page:
        self._refuse("carry new comments in with moderator intake")

    def standing(self, native_id: str) -> Standing:
        self._refuse(self._place.look)

    def reread(self, native_ids: Sequence[str]) -> dict[str, Standing]:
        if native_ids:
            self._refuse(self._place.look)
        return {}

    def hide(self, native_id: str) -> None:
        self._refuse(self._place.hide)

    def reveal(self, native_id: str) -> None:
        self._refuse(self._place.reveal)

    def report(self, native_id: str, reason: str) -> None:
        self._refuse(self._place.report)

    def message(self, native_id: str, text: str) -> str:
        self._refuse(self._place.message)

    def find_message(self, native_id: str, text: str) -> str | None:
        self._refuse(self._place.find_message)

    def _refuse(self, cure: str) -> NoReturn:
        raise Unsupported(f"{self._place.why}; {cure}")
