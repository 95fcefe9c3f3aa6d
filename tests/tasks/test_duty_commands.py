"""Reminders reach the digest's quiet end, and can be ticked off by somebody the register knows."""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small_council import ACCOUNT, MODERATOR, MONDAY, Clock, SmallCouncil

from connectors.contract import OwnPost, Page
from moderator.cli import main
from moderator.config_file import ConfigError
from moderator.domain.digest import Digest
from moderator.domain.duties import Duty
from moderator.mail.digest import render_digest
from moderator.register_file import load_register
from moderator.shipped import shipped
from moderator.store.audit import AuditEvent
from moderator.store.migrations import upgrade
from moderator.store.store import Store
from moderator.tasks.arrivals import Look, record
from moderator.tasks.duties import due_duties, tick_off

DUTIES = tuple(f"Duty number {number}." for number in range(1, 6))


def names(store: Store, council: SmallCouncil, at: datetime) -> list[str]:
    with store.reading() as looking:
        return [one.name for one in due_duties(looking, [council.profile], at, lambda moment: moment.date())]


def test_what_was_ticked_off_stays_away_and_the_audit_trail_says_by_whom(store: Store) -> None:
    council = SmallCouncil(store)
    council.says("Hello")
    council.work()
    later = MONDAY + timedelta(days=20)
    assert names(store, council, later) == [f"guidelines.{MODERATOR.email}", "quiet.main"]

    tick_off(store, Duty("quiet.main", later.date(), ""), MODERATOR.email, Clock(later))

    assert names(store, council, later) == [f"guidelines.{MODERATOR.email}"]
    with store.reading() as tx:
        (event,) = tx.audit.events(subject="duty:quiet.main")
        assert (event.kind, event.by) == ("duty.done", MODERATOR.email)
        assert tx.audit.first_broken() is None


def test_an_answer_of_the_council_is_something_new(store: Store) -> None:
    council = SmallCouncil(store)
    ref = council.says("Hello?")
    council.work()
    council.clock.forward(days=10)
    council.platform.council_reply(ref.native_id, "Hello!", council.clock())
    council.poll()

    assert "quiet.main" not in names(store, council, MONDAY + timedelta(days=20))
    assert "quiet.main" in names(store, council, MONDAY + timedelta(days=24))


def test_the_digest_names_a_few_at_its_end_and_counts_the_rest() -> None:
    mail = render_digest(Digest("digest:x:1", MODERATOR, MONDAY, duties=DUTIES))

    for part in (mail.text, mail.html):
        assert "the guidance&#39;s other duties" in part or "the guidance's other duties" in part
        assert all(duty in part for duty in DUTIES[:3])
        assert DUTIES[3] not in part
        assert "and 2 more: moderator duties" in part
    assert mail.text.index("Duty number 1") > mail.text.index("Moderation digest for")


def test_a_digest_without_duties_says_nothing_of_them() -> None:
    assert "guidance" not in render_digest(Digest("digest:x:1", MODERATOR, MONDAY)).text


@pytest.fixture
def config(tmp_path: Path) -> Path:
    for name in ("policy.toml", "calendar.toml"):
        shutil.copy(shipped("config") / name, tmp_path)
    shutil.copytree(shipped("config") / "messages", tmp_path / "messages")
    register = (shipped("config") / "register.toml").read_text(encoding="utf-8")
    register = register.replace('languages = ["en", "cy"]', 'kind = "group"\nonline_safety_every_weeks = 1', 1)
    register = register.replace("on = 2026-11-01", "on = 2026-01-05\nrenew_by = 2026-02-01")
    (tmp_path / "register.toml").write_text(register, encoding="utf-8")
    url = f"sqlite:///{tmp_path / 'moderator.sqlite3'}"
    (tmp_path / "moderator.toml").write_text(f'[store]\nurl = "{url}"\n')
    upgrade(url, now=datetime(2026, 11, 1, tzinfo=UTC))
    return tmp_path


def run(config: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["duties", *words, "--config", str(config)])


def test_the_command_lists_shows_and_ticks_off(config: Path) -> None:
    assert "authorisation.council-facebook, due 01 Feb 2026" in run(config).output
    shown = run(config, "show", "online-safety.council-facebook").output
    assert "Helo bawb" in shown
    assert "Hello everyone" in shown
    assert "No fluent speaker has reviewed the Welsh text yet" in shown

    ticked = run(config, "done", "authorisation.council-facebook", "--by", "manager@council.example")

    assert ticked.exit_code == 0, ticked.output
    assert "authorisation.council-facebook" not in run(config).output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["done", "quiet.nowhere", "--by", "manager@council.example"], "no duty is due that is called 'quiet.nowhere'"),
        (["done", "authorisation.council-facebook", "--by", "stranger@x.example"], "the register names nobody"),
        (["show", "nothing"], "no duty is due that is called 'nothing'"),
    ],
)
def test_what_cannot_be_ticked_off_is_refused_with_the_cure(config: Path, words: list[str], said: str) -> None:
    refused = run(config, *words)

    assert refused.exit_code == 2
    assert said in refused.output


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("quiet_after_days = -1", "quiet_after_days"),
        ("online_safety_every_weeks = 4", "only kind"),
        ("staff_member_until = 2026-12-01", "needs staff_member"),
    ],
)
def test_a_key_that_fits_nothing_is_refused(tmp_path: Path, key: str, said: str) -> None:
    text = (shipped("config") / "register.toml").read_text(encoding="utf-8")
    file = tmp_path / "register.toml"
    file.write_text(text.replace('languages = ["en", "cy"]', key, 1), encoding="utf-8")

    with pytest.raises(ConfigError, match=said):
        load_register(file)


def test_an_authorisation_renewed_before_it_was_given_is_refused(tmp_path: Path) -> None:
    text = (shipped("config") / "register.toml").read_text(encoding="utf-8")
    file = tmp_path / "register.toml"
    file.write_text(text.replace("on = 2026-11-01", "on = 2026-11-01\nrenew_by = 2026-10-01"), encoding="utf-8")

    with pytest.raises(ConfigError, match="renew_by must lie after"):
        load_register(file)


def test_a_post_of_the_council_is_something_new_and_its_pictures_are_asked_about(store: Store) -> None:
    council = SmallCouncil(store)
    post = OwnPost("77", MONDAY + timedelta(days=9), has_pictures=True, permalink="https://social.example/77")
    page = Page((), own_posts=(post, OwnPost("78", MONDAY + timedelta(days=9))))
    council.poll()
    council.clock.forward(days=9)
    look = Look(ACCOUNT, council.clock(), council.clock(), shows_hidden=True)
    for _ in range(2):
        with store.transaction() as tx:
            record(tx, page, look)

    found = names(store, council, MONDAY + timedelta(days=10))

    assert "quiet.main" not in found
    assert "consent.main.77" in found
    assert "consent.main.78" not in found
    tick_off(store, Duty("consent.main.77", MONDAY.date(), ""), MODERATOR.email, council.clock)
    assert "consent.main.77" not in names(store, council, MONDAY + timedelta(days=10))


def test_whoever_confirmed_the_guidelines_under_one_profile_has_confirmed_them_for_all(tmp_path: Path) -> None:
    text = (shipped("config") / "register.toml").read_text(encoding="utf-8")
    first = text[text.index("[[profile]]") : text.index("[council_contacts]")]
    second = first.replace('id = "council-facebook"', 'id = "second"').replace("100000000000001", "2")
    confirmed = first.replace(
        'email = "moderator@council.example"', 'email = "Moderator@council.example"\nguidelines_confirmed = 2026-01-12'
    )
    file = tmp_path / "register.toml"
    file.write_text(confirmed + second, encoding="utf-8")

    profiles = load_register(file).profiles

    day = (("moderator@council.example", date(2026, 1, 12)),)
    assert [profile.guidelines_confirmed for profile in profiles] == [day, day]


def test_an_account_that_was_never_read_is_not_called_quiet(store: Store) -> None:
    council = SmallCouncil(store)
    with store.transaction() as tx:
        tx.audit.add(AuditEvent(MONDAY, "comment.seen", "author", "memory:another/1"))

    assert "quiet.main" not in names(store, council, MONDAY + timedelta(days=40))
