"""The daemon's rounds over several profiles: one that fails leaves the others alone, and a stop is heard."""

from pathlib import Path

import pytest
import structlog
from scripted import raising

from connectors.memory import MemoryConnector
from connectors.sandbox.memory import MemoryPlatform
from moderator.app import App
from moderator.clock import utc_now
from moderator.config_file import ConfigError
from moderator.council import load_council
from moderator.domain.comment import AccountRef
from moderator.settings import Credentials
from moderator.store.store import Store

OFFICER = 'name = "Nia Morgan"\nemail = "nia@council.example"\n'
PROFILE = """
[[profile]]
id = "{name}"
title = "The council"
platform = "memory"
account_id = "{name}"
audience = "{name}"
service_area = "all"
business_need = "questions"
[profile.moderator]
{officer}[profile.manager]
{officer}
"""
AUTHORISED = """[profile.authorised]
line_manager = "Tom Reed"
on = 2026-01-05
head_of_communications_consulted = true
web_manager_consulted = true
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two profiles that run and one that nobody has authorised."""
    shipped = Path(__file__).resolve().parents[2] / "config"
    for name in ("policy.toml", "calendar.toml"):
        text = (shipped / name).read_text(encoding="utf-8").split("[[override]]")[0]
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "messages").symlink_to(shipped / "messages")
    (tmp_path / "moderator.toml").write_text("")
    profile = {name: PROFILE.format(name=name, officer=OFFICER) for name in ("first", "second", "third")}
    text = profile["first"] + AUTHORISED + profile["second"] + AUTHORISED + profile["third"]
    (tmp_path / "register.toml").write_text(text)
    return tmp_path


def app_on(folder: Path, store: Store) -> App:
    names = ("first", "second", "third")
    connectors = {AccountRef("memory", name): MemoryConnector(MemoryPlatform(name, utc_now)) for name in names}
    return App(
        load_council(folder, Credentials({})),
        store,
        connectors=connectors,
        line=(),
        send_mail=lambda mail: None,
        link=lambda *_: "",
        clock=utc_now,
    )


def platform_of(app: App, name: str) -> MemoryPlatform:
    connector = app.connectors[AccountRef("memory", name)]
    assert isinstance(connector, MemoryConnector)
    return connector.platform


def says(app: App, name: str) -> None:
    platform = platform_of(app, name)
    platform.add_comment(platform.add_post("A post", utc_now()), "A resident", "Hello", utc_now())


def test_a_profile_whose_round_fails_leaves_the_others_alone(folder: Path, store: Store) -> None:
    app = app_on(folder, store)
    says(app, "second")
    app.connectors[AccountRef("memory", "first")].__dict__["fetch"] = lambda cursor: "no page at all"

    with structlog.testing.capture_logs() as logs:
        arrived = app.poll()

    assert arrived == 1
    assert [(line["event"], line["profile"]) for line in logs] == [("profile skipped", "first")]
    with store.reading() as tx:
        outage = tx.outages.current(AccountRef("memory", "first"), "poll")
    assert outage is not None
    assert "a fault in the daemon itself" in outage.reason


def test_a_connector_that_crashes_is_an_outage_of_its_own(folder: Path, store: Store) -> None:
    app = app_on(folder, store)
    says(app, "second")
    app.connectors[AccountRef("memory", "first")].__dict__["fetch"] = raising(KeyError("words"))

    assert app.poll() == 1
    with store.reading() as tx:
        assert [outage.account.account_id for outage in tx.outages.all()] == ["first"]


def test_a_stop_is_heard_between_profiles_and_between_batches(folder: Path, store: Store) -> None:
    app = app_on(folder, store)
    says(app, "first")
    says(app, "second")

    assert app.poll(lambda: True) == 0
    assert app.poll() == 2
    assert app.assess(lambda: True) == 0
    assert app.assess() == 2


def test_a_rule_whose_explanation_does_not_exist_is_refused(folder: Path) -> None:
    policy = folder / "policy.toml"
    policy.write_text(policy.read_text(encoding="utf-8").replace("explanation-abuse", "explanation-abus", 1))

    with pytest.raises(ConfigError, match=r'policy\.toml: rule [a-z.-]+: explanation: .*"explanation-abus"'):
        load_council(folder, Credentials({}))


def test_a_credential_that_is_no_text_is_named_and_not_shown(tmp_path: Path) -> None:
    (tmp_path / "mail.password").write_bytes(b"secret\xff")
    credentials = Credentials({"CREDENTIALS_DIRECTORY": str(tmp_path)})

    with pytest.raises(ConfigError, match=r"the credential mail\.password is not UTF-8") as caught:
        credentials.find("mail.password")

    assert "secret" not in str(caught.value)


def test_comments_of_a_profile_nobody_authorised_wait(folder: Path, store: Store) -> None:
    app = app_on(folder, store)
    says(app, "third")
    with store.transaction() as tx:
        for sighting in app.connectors[AccountRef("memory", "third")].fetch("").sightings:
            tx.comments.add(sighting, utc_now())

    assert app.assess() == 0
