"""Places without an interface whose notification mails reach the council's mailbox; the mails were written by us."""

from dataclasses import replace
from pathlib import Path

from mail_world import World

from connectors.loading import load
from moderator.app import App
from moderator.clock import utc_now
from moderator.domain.comment import AccountRef
from moderator.domain.register import Profile
from moderator.inbox import Inbox, mailbox_of, replying_of
from moderator.store.views import Dossier

NOTICES = Path(__file__).resolve().parents[1] / "data" / "notices"
SENDERS = {
    "facebook_group": "notification@facebookmail.com",
    "nextdoor": "no-reply@rs.email.nextdoor.co.uk",
    "linkedin": "notifications-noreply@linkedin.com",
}
FILES = {"facebook_group": "facebook-group", "nextdoor": "nextdoor", "linkedin": "linkedin"}
REPORTER = "mx.council.example"


def raw(platform: str, *changes: tuple[str, str]) -> bytes:
    """The fixture's bytes, changed here and there."""
    text = (NOTICES / f"{FILES[platform]}.eml").read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    return text.encode()


class NoticeWorld:
    """A council whose profiles lie on places without an interface, and whose mailbox gets their notices."""

    def __init__(self, world: World, *profiles: tuple[str, str, str]) -> None:
        self.world = world
        model = world.council.register.profiles[0]
        placed = tuple(_placed(model, *one) for one in profiles)
        council = replace(world.council, register=replace(world.council.register, profiles=placed))
        connectors = {
            one.account: load(one.account.platform)(one.account.account_id, {}, {}, utc_now) for one in placed
        }
        self.app = App(
            council,
            world.store,
            connectors=connectors,
            line=world.app._line,
            send_mail=lambda _mail: None,
            link=lambda *_: "",
            clock=world.clock,
        )
        self.inbox = Inbox(self.app, mailbox_of(council), replying_of(self.app))

    def arrives(self, *mails: bytes) -> None:
        for one in mails:
            self.world.arrives(one)
            self.inbox.round(lambda: False)
        self.app.assess()

    def items(self) -> tuple[Dossier, ...]:
        with self.world.store.reading() as tx:
            return tx.views.dossiers()

    def item(self) -> Dossier:
        (one,) = self.items()
        return one


def _placed(model: Profile, platform: str, name: str, title: str) -> Profile:
    account = AccountRef(platform, name)
    return replace(model, id=name, title=title, account=account, notices_from=(SENDERS[platform],))
