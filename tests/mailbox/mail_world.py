"""A council that reads its mail: two profiles on the memory platform, a maildir, people with addresses, a clock."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from replies import REPORTER, mail
from small_council import WordScorer

from connectors.memory import MemoryConnector
from connectors.sandbox.memory import MemoryPlatform
from moderator.app import App
from moderator.council import Council, load_council
from moderator.domain.comment import AccountRef, CommentRef
from moderator.domain.effects import SendMail
from moderator.inbox import Inbox, mailbox_of, replying_of
from moderator.sealing import seal_of
from moderator.settings import Credentials
from moderator.shipped import shipped
from moderator.store.store import Store
from moderator.store.views import Dossier

NIA, TOM, DEWI = "nia.morgan@council.example", "tom.reed@council.example", "dewi.hughes@council.example"
_PERSON = '[profile.{role}]\nname = "{name}"\nemail = "{email}"\n'
_PROFILE = """
[[profile]]
id = "{id}"
title = "{title}"
platform = "memory"
account_id = "{id}"
audience = "{id}"
service_area = "all"
business_need = "questions"
mode = "hide"
[profile.authorised]
line_manager = "Tom Reed"
on = 2026-01-05
head_of_communications_consulted = true
web_manager_consulted = true
"""
_POLICY = """
version = "test"
[[house_rule]]
id = "abuse"
names = ["insult", "sarhad"]
en = "No abuse."
cy = "Dim sarhad."
aim = "the rights of others"
[[house_rule]]
id = "personal-details"
names = ["manylion preifat"]
en = "No private details."
cy = "Dim manylion preifat."
aim = "the rights of others"
[[rule]]
id = "hide-abuse"
label = "abuse"
action = "hide"
house_rule = "abuse"
at_least = 0.5
explanation = "explanation-abuse"
[[rule]]
id = "look-at-spam"
label = "spam"
action = "queue"
aim = "the rights of others"
at_least = 0.5
"""


_LOADED: list[Council] = []


def settled(folder: Path) -> Council:
    """The council's configuration, written into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("calendar.toml", "messages"):
        if not (folder / name).exists():
            (folder / name).symlink_to(shipped("config") / name)
    (folder / "policy.toml").write_text(_POLICY, encoding="utf-8")
    people = {"moderator": ("Nia Morgan", NIA), "deputy": ("Dewi Hughes", DEWI), "manager": ("Tom Reed", TOM)}
    spelled = "".join(_PERSON.format(role=role, name=name, email=email) for role, (name, email) in people.items())
    profiles = (("parks", "Parks"), ("roads", "Roads"))
    register = "".join(_PROFILE.format(id=name, title=title) + spelled for name, title in profiles)
    (folder / "register.toml").write_text(register, encoding="utf-8")
    settings = f'[mailbox]\nread_from = "maildir"\nauthserv_id = "{REPORTER}"\n'
    (folder / "moderator.toml").write_text(settings, encoding="utf-8")
    for name in ("new", "cur", "tmp"):
        (folder / "maildir" / name).mkdir(parents=True, exist_ok=True)
    if not _LOADED:
        # Reading the calendar takes longer than most stories.
        _LOADED.append(load_council(folder, Credentials({"MODERATOR_MAILBOX_SECRET": "s" * 32})))
    council = _LOADED[0]
    return replace(council, settings=council.settings.model_copy(update={"folder": folder}))


@dataclass
class World:
    """Everything a story needs: residents comment, digests go out, replies come in."""

    store: Store
    folder: Path
    now: datetime = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    numbers: int = field(default=0)

    def __post_init__(self) -> None:
        self.council = settled(self.folder)
        self.platforms = {name: MemoryPlatform(name, self.clock) for name in ("parks", "roads")}
        self.posts = {name: one.add_post("A post.", self.clock()) for name, one in self.platforms.items()}
        self.app, self.inbox = self.started()

    def started(self) -> tuple[App, Inbox]:
        """The daemon, as after a restart."""
        connectors = {AccountRef("memory", name): MemoryConnector(one) for name, one in self.platforms.items()}
        seal = seal_of(self.council)
        assert seal is not None
        app = App(
            self.council,
            self.store,
            connectors=connectors,
            line=(WordScorer(),),
            send_mail=lambda _mail: None,
            link=lambda *_: "",
            clock=self.clock,
            reply_token=seal.token,
        )
        return app, Inbox(app, mailbox_of(self.council), replying_of(app))

    def clock(self) -> datetime:
        return self.now

    def wait(self, **length: float) -> None:
        self.now += timedelta(**length)

    def says(self, text: str, where: str = "parks") -> CommentRef:
        self.wait(minutes=1)
        native_id = self.platforms[where].add_comment(self.posts[where], "A resident", text, self.clock())
        return CommentRef(AccountRef("memory", where), native_id)

    def judged(self) -> None:
        self.app.poll()
        self.app.reconcile()
        self.app.assess()
        self.app.deliver()

    def digest(self, to: str = NIA) -> SendMail:
        """Everything is judged and the next digests are written: the newest one to this person."""
        self.judged()
        self.now = (self.now + timedelta(days=1)).replace(hour=9)
        self.app.digest()
        self.app.deliver()
        return next(one for one in reversed(self.mails(to)) if one.key.startswith("digest:"))

    def mails(self, to: str = "") -> list[SendMail]:
        with self.store.reading() as tx:
            sent = [errand.effect for errand in tx.outbox.mails()]
        return [one for one in sent if isinstance(one, SendMail) and to in ("", one.to)]

    def replies(self, body: str, to: SendMail | None, sender: str = NIA, **more: str) -> int:
        """A reply arrives and the mailbox is read; how many mails were finished."""
        self.numbers += 1
        fields = {"message_id": f"<{self.numbers}@council.example>", **more}
        self.arrives(mail(body, sender=sender, token=to.reply_token if to else "", **fields))
        return self.inbox.round(lambda: False)

    def arrives(self, raw: bytes) -> None:
        self.numbers += 1
        (self.folder / "maildir" / "new" / f"{self.numbers:06}.x").write_bytes(raw)

    def left(self, where: str = "new") -> list[str]:
        folder = self.folder / "maildir" / where
        return sorted(file.name for file in folder.iterdir()) if folder.exists() else []

    def dossier(self, ref: CommentRef) -> Dossier:
        with self.store.reading() as tx:
            found = tx.views.dossier(ref)
        assert found is not None
        return found

    def answer(self) -> str:
        """The newest mail, its text on one line."""
        return " ".join(self.mails()[-1].text.split())

    def audited(self, kind: str) -> list[str]:
        with self.store.reading() as tx:
            return [event.detail for event in tx.audit.events() if event.kind == kind]
