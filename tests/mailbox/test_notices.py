"""Notification mails of places without an interface become items: read where that is sure, for a person otherwise."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from mail_world import World
from notice_world import REPORTER, SENDERS, NoticeWorld, raw

from connectors.loading import load
from moderator.app import App
from moderator.clock import utc_now
from moderator.config_file import ConfigError
from moderator.inbox import Inbox, mailbox_of, replying_of
from moderator.mailbox.notices import notice_in, rules
from moderator.register_file import load_register
from moderator.tasks.notices import CUT, UNREAD


@pytest.mark.parametrize(
    ("platform", "who", "what", "link"),
    [
        (
            "facebook_group",
            "Carys Bevan",
            "The footbridge by the weir is still closed.\nWhen will it open again?",
            "https://www.facebook.com/groups/4400110022/posts/5500110022?comment_id=6600110022",
        ),
        (
            "nextdoor",
            "Gethin Rowlands",
            "Is the car park behind the library open while the street is closed?",
            "https://nextdoor.co.uk/p/AbC_dEf-123?comment=987",
        ),
        (
            "linkedin",
            "Owain Tudur",
            "Congratulations to the apprentices. When do applications for next year open, and is there a leaflet in "
            "Welsh…",
            "https://www.linkedin.com/feed/update/urn:li:activity:7100000000000000000"
            "?commentUrn=urn:li:comment:(activity:7100000000000000000,42)",
        ),
    ],
)
def test_who_what_and_link_are_read_by_a_named_rule(platform: str, who: str, what: str, link: str) -> None:
    notice = notice_in(raw(platform), platform, reporter=REPORTER)

    assert (notice.who, notice.what, notice.link) == (who, what, link)
    assert notice.rule in {rule.name for rule in rules() if rule.platform == platform}
    assert (notice.sender, notice.is_vouched_for) == (SENDERS[platform], True)


def test_a_notice_becomes_an_item_that_is_judged_like_any_comment(group: NoticeWorld) -> None:
    group.arrives(raw("facebook_group"))

    item = group.item()
    assert item.comment.text.endswith("When will it open again?")
    assert item.comment.seen.author.name == "Carys Bevan"
    assert item.comment.seen.created_at == datetime(2026, 11, 23, 9, 41, 7, tzinfo=UTC)
    assert item.decision is not None
    assert item.decision.needs_response
    assert item.comment.seen.attachments == ()
    assert (group.world.left(), len(group.world.left(".Done/cur"))) == ([], 1)


def test_a_comment_the_mail_cuts_goes_to_a_person_with_what_is_there(world: World) -> None:
    page = NoticeWorld(world, ("linkedin", "page", "The council on LinkedIn"))

    page.arrives(raw("linkedin"))

    item = page.item()
    assert item.comment.text.endswith(CUT)
    assert item.case.state == "open"


def test_a_mail_no_rule_reads_becomes_an_item_for_a_person_with_subject_and_link(group: NoticeWorld) -> None:
    group.arrives(raw("facebook_group", ("View comment", "Gweld y sylw")))

    item = group.item()
    assert item.comment.text.startswith("Its subject: Carys Bevan commented on a post in Porthgwyn Stream Volunteers\n")
    assert item.comment.text.endswith(UNREAD)
    assert item.comment.seen.permalink.endswith("?comment_id=6600110022")
    assert item.case.state == "open"


def test_the_subject_of_a_mail_for_a_person_is_masked_like_any_words(group: NoticeWorld) -> None:
    group.arrives(
        raw("facebook_group", ("View comment", "Gweld y sylw"), ("Carys_Bevan_commented", "ABUSE_Bevan_commented"))
    )

    assert [match.finding.label for match in group.item().decision.matches] == ["abuse"]  # type: ignore[union-attr]


def test_the_same_mail_twice_is_one_item_though_its_path_differs(group: NoticeWorld) -> None:
    again = b"Received: from elsewhere by mx.council.example\r\n"

    group.arrives(raw("facebook_group"), again + raw("facebook_group"))

    group.item()
    assert len(group.world.left(".Done/cur")) == 2


def test_two_mails_about_the_same_words_at_the_same_link_are_one_item(group: NoticeWorld) -> None:
    group.arrives(
        raw("facebook_group"), raw("facebook_group", ("<a1b2c3d4e5f6@", "<ffff@"), ("notif_id=3D1", "notif_id=3D2"))
    )

    group.item()


def test_other_words_at_the_same_link_are_never_lost(group: NoticeWorld) -> None:
    other = [("<a1b2c3d4e5f6@", "<ffff@"), ("open again?", "be mended?")]

    group.arrives(raw("facebook_group"), raw("facebook_group", *other))

    assert len(group.items()) == 2


def test_two_unread_mails_with_the_same_subject_and_link_are_two_items(group: NoticeWorld) -> None:
    unread = ("View comment", "Gweld y sylw")

    group.arrives(raw("facebook_group", unread), raw("facebook_group", unread, ("<a1b2c3d4e5f6@", "<ffff@")))

    assert len(group.items()) == 2


def test_of_two_groups_the_one_the_mail_names_gets_it(world: World) -> None:
    groups = NoticeWorld(
        world, ("facebook_group", "parks", "Parks group"), ("facebook_group", "stream", "Porthgwyn Stream Volunteers")
    )

    groups.arrives(raw("facebook_group"))

    assert groups.item().comment.ref.account.account_id == "stream"


def test_where_the_mail_names_neither_group_a_person_is_told_both(world: World) -> None:
    groups = NoticeWorld(world, ("facebook_group", "parks", "Parks group"), ("facebook_group", "roads", "Roads group"))

    groups.arrives(raw("facebook_group"))

    assert "[It may be about any of: Parks group, Roads group.]" in groups.item().comment.text
    assert groups.item().case.state == "open"


def test_a_date_that_cannot_be_true_starts_the_clock_when_the_mail_is_read(group: NoticeWorld) -> None:
    group.arrives(raw("facebook_group", ("23 Nov 2026 09:41:07", "23 Nov 2031 09:41:07")))

    assert group.world.clock() - group.item().comment.seen.created_at < timedelta(minutes=1)


def test_a_profile_the_daemon_reads_by_itself_takes_no_notices(world: World) -> None:
    profiles = world.council.register.profiles
    both = replace(profiles[0], notices_from=("a@platform.example",)), *profiles[1:]
    council = replace(world.council, register=replace(world.council.register, profiles=both))
    app = App(
        council, world.store, connectors=world.app.connectors, line=(), send_mail=print, link=str, clock=world.clock
    )

    with pytest.raises(ConfigError, match="every comment would come twice"):
        Inbox(app, mailbox_of(council), replying_of(world.app))


def test_the_register_lists_senders_as_addresses(tmp_path: Path, world: World) -> None:
    text = (world.folder / "register.toml").read_text(encoding="utf-8")
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    listed = 'mode = "hide"\nnotices_from = ["Notification@Facebookmail.com"]'
    good.write_text(text.replace('mode = "hide"', listed), encoding="utf-8")
    bad.write_text(text.replace('mode = "hide"', 'mode = "hide"\nnotices_from = ["facebook"]'), encoding="utf-8")

    assert load_register(good).profiles[0].notices_from == ("notification@facebookmail.com",)
    with pytest.raises(ConfigError, match="notices_from"):
        load_register(bad)


def test_every_rule_belongs_to_a_place_without_an_interface_and_is_named_once() -> None:
    names = [rule.name for rule in rules()]

    assert len(names) == len(set(names))
    for rule in rules():
        assert not load(rule.platform)("1", {}, {}, utc_now).capabilities.can_fetch
        assert all(re.fullmatch(r"[a-z.]+", host) for host in rule.link_hosts)
