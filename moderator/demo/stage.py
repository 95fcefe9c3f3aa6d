"""The stand-in platforms of the demonstration, and what residents and officers do on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from connectors.sandbox.server import CommentView
from moderator.demo.scenario import Happening
from moderator.domain.comment import CommentRef
from moderator.domain.register import Profile


class StandInPlatform(Protocol):
    """One account's platform server on loopback, as far as the demonstration plays on it."""

    def start(self) -> str: ...
    def stop(self) -> None: ...
    def add_post(self, text: str, at: datetime) -> str: ...
    def add_comment(
        self, post_id: str, author_name: str, text: str, at: datetime, *, parent_id: str = "", attachment: str = ""
    ) -> str: ...
    def delete_comment(self, comment_id: str) -> None: ...
    def council_reply(self, comment_id: str, text: str, at: datetime) -> str: ...
    def comment(self, comment_id: str) -> CommentView: ...


@runtime_checkable
class LetsAuthorsEdit(Protocol):
    """A platform on which a comment can be changed after it was written."""

    def edit_comment(self, comment_id: str, text: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a happening of the scenario stands on its platform."""

    profile: str
    native_id: str


class Stage:
    """Plays happenings on the stand-ins and remembers which native id each of them got."""

    def __init__(self, profiles: Mapping[str, Profile], platforms: Mapping[str, StandInPlatform]) -> None:
        self._profiles = profiles
        self._platforms = platforms
        self._placed: dict[str, Placed] = {}
        self._named: dict[CommentRef, str] = {}

    def perform(self, happening: Happening) -> None:
        """Do on the platform what the scenario says. An intake is not the stage's: raises KeyError."""
        platform = self._platforms[happening.profile]
        match happening.kind:
            case "post":
                self._place(happening, platform.add_post(happening.text, happening.at))
            case "comment":
                self._place(happening, self._comment(happening, platform))
            case "edit" if isinstance(platform, LetsAuthorsEdit):
                platform.edit_comment(self._placed[happening.of].native_id, happening.text)
            case "delete":
                platform.delete_comment(self._placed[happening.of].native_id)
            case "council_reply":
                platform.council_reply(self._placed[happening.of].native_id, happening.text, happening.at)
            case other:
                raise KeyError(other)

    def answer(self, ref: CommentRef, profile: str, text: str, at: datetime) -> None:
        """The council answers a comment in public on its platform."""
        self._platforms[profile].council_reply(ref.native_id, text, at)

    def profile(self, profile_id: str) -> Profile:
        return self._profiles[profile_id]

    def ref(self, scenario_id: str) -> CommentRef:
        """What the daemon calls a comment of the scenario."""
        placed = self._placed[scenario_id]
        return CommentRef(self._profiles[placed.profile].account, placed.native_id)

    def scenario_id(self, ref: CommentRef) -> str:
        """The scenario's own name of a comment; "" for one that did not come from it."""
        return self._named.get(ref, "")

    def standing(self, scenario_id: str) -> CommentView:
        """How a comment stands on its platform: the truth that the daemon's records are compared with."""
        placed = self._placed[scenario_id]
        return self._platforms[placed.profile].comment(placed.native_id)

    def _comment(self, happening: Happening, platform: StandInPlatform) -> str:
        parent = self._placed[happening.parent].native_id if happening.parent else ""
        return platform.add_comment(
            self._placed[happening.post].native_id,
            happening.author,
            happening.text,
            happening.at,
            parent_id=parent,
            attachment=happening.attachment,
        )

    def _place(self, happening: Happening, native_id: str) -> None:
        self._placed[happening.id] = Placed(happening.profile, native_id)
        self._named[self.ref(happening.id)] = happening.id
