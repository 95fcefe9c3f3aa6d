"""A council of memory profiles whose calls have a price: for tests of budgets, paces and what is told of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from small_council import Clock

from connectors.contract import Capabilities, OwnPost, Page, Standing
from connectors.memory import MemoryConnector
from connectors.metering import CALLS, UNITS, Allowance, Daily, spend, tell
from connectors.sandbox.memory import MemoryPlatform
from moderator.app import App
from moderator.council import Council, load_council
from moderator.domain.comment import AccountRef, CommentRef
from moderator.settings import Credentials
from moderator.store.store import Store

MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)
OFFICER = 'name = "Nia Morgan"\nemail = "nia@council.example"\n'
PROFILE = """
[[profile]]
id = "{name}"
title = "The council, {name}"
platform = "memory"
account_id = "{name}"
audience = "{name}"
service_area = "all"
business_need = "questions"
[profile.moderator]
{officer}[profile.manager]
{officer}[profile.authorised]
line_manager = "Tom Reed"
on = 2026-01-05
head_of_communications_consulted = true
web_manager_consulted = true
"""


class Priced(MemoryConnector):
    """Each fetch costs a call and two units, each comment read again a unit; it may tell of posts and of its end."""

    def __init__(self, platform: MemoryPlatform) -> None:
        super().__init__(platform)
        self.daily = Daily()
        #: What one fetch costs.
        self.units = 2
        self.posts: list[OwnPost] = []
        self.allowance: Allowance | None = None
        self.ends_at: datetime | None = None
        self.asked: list[datetime] = []
        self.reread_ids: list[str] = []

    @property
    def capabilities(self) -> Capabilities:
        return replace(super().capabilities, daily=self.daily)

    def fetch(self, cursor: str) -> Page:
        self.asked.append(self.platform.clock())
        spend(CALLS)
        spend(UNITS, self.units)
        if self.allowance is not None:
            tell(self.allowance)
        return replace(super().fetch(cursor), own_posts=tuple(self.posts))

    def reread(self, native_ids: Sequence[str]) -> dict[str, Standing]:
        spend(CALLS)
        spend(UNITS, len(native_ids))
        self.reread_ids += native_ids
        return super().reread(native_ids)

    def hide(self, native_id: str) -> None:
        spend(CALLS)
        spend(UNITS, 50)
        super().hide(native_id)

    def access_ends_at(self) -> datetime | None:
        spend(CALLS)
        return self.ends_at


@dataclass
class PacedCouncil:
    """The daemon and, for each profile, its platform."""

    app: App
    council: Council
    clock: Clock
    connectors: dict[AccountRef, Priced]

    def of(self, name: str) -> Priced:
        return self.connectors[AccountRef("memory", name)]

    def says(self, name: str, text: str = "Hello") -> CommentRef:
        platform = self.of(name).platform
        post = platform.add_post("A post", self.clock())
        account = AccountRef("memory", name)
        return CommentRef(account, platform.add_comment(post, "Sian Price", text, self.clock()))

    def live(self, *, minutes: int, step_s: int = 30) -> None:
        """Let the daemon look for due polls again and again."""
        for _ in range(minutes * 60 // step_s):
            self.app.poll_due()
            self.clock.forward(seconds=step_s)

    def spent(self, *purposes: str) -> dict[str, float]:
        """What was spent on the platform's present day."""
        day = self.app.asking.pacing.budgets["memory"].day(self.clock())
        with self.app.store.reading() as tx:
            found = [tx.spending.of_platform("memory", day, day, purpose) for purpose in purposes or ("",)]
        return {kind: sum(one.get(kind, 0) for one in found) for kind in {key for one in found for key in one}}


def council_folder(folder: Path, settings: str = "", names: Sequence[str] = ("first", "second")) -> Path:
    """A council's configuration on the memory platform."""
    shipped = Path(__file__).resolve().parents[1] / "config"
    for name in ("policy.toml", "calendar.toml"):
        text = (shipped / name).read_text(encoding="utf-8").split("[[override]]")[0]
        (folder / name).write_text(text, encoding="utf-8")
    if not (folder / "messages").exists():
        (folder / "messages").symlink_to(shipped / "messages")
    (folder / "moderator.toml").write_text(settings)
    (folder / "register.toml").write_text("".join(PROFILE.format(name=name, officer=OFFICER) for name in names))
    return folder


def paced(
    folder: Path,
    store: Store,
    settings: str = "",
    *,
    names: Sequence[str] = ("first", "second"),
    daily: Daily | None = None,
) -> PacedCouncil:
    """The council with its daemon, on a Monday at midnight."""
    clock = Clock(MIDNIGHT)
    council = load_council(council_folder(folder, settings, names), Credentials({}))
    connectors = {AccountRef("memory", name): Priced(MemoryPlatform(name, clock)) for name in names}
    for connector in connectors.values():
        connector.daily = daily or Daily()
    app = App(
        council,
        store,
        connectors=connectors,
        line=(),
        send_mail=lambda mail: None,
        link=lambda *_: "",
        clock=clock,
        monotonic=clock.monotonic,
    )
    return PacedCouncil(app, council, clock, connectors)
