"""A whole small council on the memory platform behind the real pages: nothing is faked but the clock and the post."""

import re
import shutil
from pathlib import Path

from small_council import ACCOUNT, Clock, WordScorer

from connectors.memory import MemoryConnector
from connectors.sandbox.memory import MemoryPlatform
from moderator.app import App
from moderator.council import load_council
from moderator.domain.comment import CommentRef
from moderator.domain.effects import SendMail
from moderator.links import appeal_linker, appeal_links_of, linker, links_of
from moderator.page import AppDoor
from moderator.review.app import build_app
from moderator.settings import Credentials
from moderator.shipped import shipped
from moderator.store.store import Store

ANN, DEE, MO = "ann@council.example", "dee@council.example", "mo@council.example"
REGISTER = f"""
[[profile]]
id = "main"
title = "The council on Memory"
platform = "{ACCOUNT.platform}"
account_id = "{ACCOUNT.account_id}"
audience = "everybody"
service_area = "all"
business_need = "to be reached"
mode = "hide"
[profile.moderator]
name = "Ann"
email = "{ANN}"
[profile.deputy]
name = "Dee"
email = "{DEE}"
[profile.manager]
name = "Mo"
email = "{MO}"
[profile.authorised]
line_manager = "Lin"
on = 2026-01-05
head_of_communications_consulted = true
web_manager_consulted = true
"""
POLICY = """
version = "test"
[[house_rule]]
id = "respect"
en = "No abuse."
cy = "Dim sarhad."
aim = "the rights of others"
[[rule]]
id = "abuse"
label = "abuse"
action = "hide"
house_rule = "respect"
explanation = "explanation-abuse"
[[rule]]
id = "spam"
label = "spam"
action = "queue"
house_rule = "respect"
"""
SETTINGS = """
[review]
base_url = "http://localhost"
appeal_base_url = "http://localhost"
[contacts]
legal = "legal@council.example"
safeguarding = "safeguarding@council.example"
[messages]
approved = ["explanation-abuse", "appeal-overturned", "appeal-upheld", "restored"]
approved_by = "Mo, today"
"""


class Council:
    """The daemon, its platform, its post, and a browser before its pages."""

    def __init__(self, store: Store, folder: Path) -> None:
        shutil.copytree(shipped("config") / "messages", folder / "messages")
        shutil.copy(shipped("config") / "calendar.toml", folder)
        for name, text in (("register", REGISTER), ("policy", POLICY), ("moderator", SETTINGS)):
            (folder / f"{name}.toml").write_text(text, encoding="utf-8")
        self.clock = Clock()
        self.council = load_council(folder, Credentials({"MODERATOR_REVIEW_SECRET": "s" * 40}))
        self.platform = MemoryPlatform(ACCOUNT.account_id, self.clock)
        self.post = self.platform.add_post("The tip has new hours.", self.clock())
        self.mails: list[SendMail] = []
        self.app = App(
            self.council,
            store,
            connectors={ACCOUNT: MemoryConnector(self.platform)},
            line=(WordScorer(),),
            send_mail=self.mails.append,
            link=linker(self.council, self.clock),
            appeal_link=appeal_linker(self.council, self.clock),
            clock=self.clock,
            monotonic=self.clock.monotonic,
        )
        self.links = links_of(self.council, self.clock)
        assert self.links is not None
        pages = build_app(AppDoor(self.app), self.links, appeal_links=appeal_links_of(self.council, self.clock))
        self.pages = pages

    def says(self, words: str) -> CommentRef:
        ref = CommentRef(ACCOUNT, self.platform.add_comment(self.post, "Sian Price", words, self.clock()))
        self.work()
        return ref

    def work(self, minutes: float = 1) -> None:
        self.clock.forward(minutes=minutes)
        self.app.poll()
        self.app.assess()
        while self.app.deliver():
            pass

    def about(self, ref: CommentRef):
        with self.app.store.reading() as tx:
            dossier = tx.views.dossier(ref)
        assert dossier is not None
        return dossier

    def mail_to(self, address: str, word: str) -> SendMail:
        return [mail for mail in self.mails if mail.to == address and word in mail.subject][-1]

    def sign_in(self, client, url: str, address: str):
        """Open a link as its person does: ask for a code, find it in the post, type it."""
        form = re.search(r'name="form" value="([^"]+)"', client.get(url).text)[1]
        asked = client.post(url, data={"form": form, "address": address})
        self.work(minutes=0.1)
        code = re.search(r"\b(\d{3} \d{3})\b", self.mail_to(address, "code").text)[1]
        ticket = re.search(r'name="ticket" value="([^"]+)"', asked.text)[1]
        form = re.search(r'name="form" value="([^"]+)"', asked.text)[1]
        return client.post(url, data={"form": form, "ticket": ticket, "digits": code})
