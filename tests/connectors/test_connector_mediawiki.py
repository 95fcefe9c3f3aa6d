"""The MediaWiki connector keeps every promise against a real MediaWiki, traps included."""

from collections.abc import Iterator
from typing import ClassVar

import pytest
from conformance import ReadingPromises, World, seen
from conformance_acting import ActingPromises, AnsweringPromises, ReportingPromises
from conformance_daemon import DaemonPromises
from conformance_faults import FaultPromises
from conformance_histories import HistoryPromises
from mediawiki_server import BOT, TOKEN, WEAK, WikiServer, mediawiki  # noqa: F401 - a fixture
from mediawiki_world import connected, wiki_world

from connectors.contract import AccessLost, CommentGone, OutcomeUnknown, Refused, TryLater, Unsupported
from connectors.loading import load

pytestmark = pytest.mark.real


@pytest.fixture
def world(mediawiki: WikiServer) -> Iterator[World]:  # noqa: F811
    with wiki_world(mediawiki) as made:
        yield made


class TestMediaWikiConnector(
    ReadingPromises,
    ActingPromises,
    ReportingPromises,
    AnsweringPromises,
    FaultPromises,
    DaemonPromises,
    HistoryPromises,
):
    exempt: ClassVar = {
        "test_content_stamped_in_the_future_arrives_once_its_time_has_come": (
            "a wiki stamps every edit by its own clock, so nothing on it is ever from the future"
        ),
        "test_a_lost_answer_leaves_the_outcome_unknown": (
            "hiding on a wiki is two writes, so a lost answer to the first leaves it half done; tested below"
        ),
    }

    @pytest.fixture(autouse=True)
    def _server(self, mediawiki: WikiServer) -> None:  # noqa: F811
        type(self).lives = staticmethod(lambda skew: wiki_world(mediawiki, skew))


def test_a_hidden_comment_is_off_the_page_and_out_of_its_history_for_every_passer_by(world: World) -> None:
    site = world.platform
    post = site.add_post("The tip has new hours", world.clock())
    shown = site.anybody.ask(action="query", prop="revisions", titles=post, rvprop="ids")
    before = str(shown["query"]["pages"][0]["revisions"][0]["revid"])
    bad = world.comment("Something to hide", post_id=post)
    later = world.comment("And what about Sundays?", post_id=post, author="Ann")

    world.connector.hide(bad)

    assert "Something to hide" not in site.anybody.text(post)
    assert "And what about Sundays?" in site.anybody.text(post)
    assert [site.anybody.can_read(one) for one in (before, bad, later)] == [True, False, False]
    assert world.connector.standing(later).state == "visible"
    assert world.connector.standing(later).text == "And what about Sundays?"


def test_words_with_an_answer_right_beneath_them_come_off_without_the_answer(world: World) -> None:
    bad = world.comment("Something to hide")
    reply = world.comment("Please be civil", post_id=world.platform.written[bad].title, author="Ann", parent_id=bad)

    world.connector.hide(bad)

    assert world.platform.comment(bad).is_hidden
    assert world.connector.standing(reply).state == "visible"


def test_a_hiding_that_broke_off_half_way_is_not_taken_for_done_and_is_finished_by_the_next(world: World) -> None:
    native_id = world.comment()
    world.platform.fail_next("lost_answer")
    with pytest.raises(OutcomeUnknown):
        world.connector.hide(native_id)
    half = world.connector.standing(native_id).state

    world.connector.hide(native_id)

    assert half == "visible"
    assert world.platform.comment(native_id).is_hidden


def test_what_is_shown_again_is_the_very_same_line_in_its_place(world: World) -> None:
    post = world.platform.add_post("The tip has new hours", world.clock())
    world.comment("First", post_id=post)
    middle = world.comment("Second", post_id=post, author="Ann")
    world.comment("Third", post_id=post, author="Ifan")
    before = world.platform.anybody.text(post)
    world.connector.hide(middle)

    world.connector.reveal(middle)

    assert world.platform.anybody.text(post) == before
    assert world.platform.anybody.can_read(middle)


def test_showing_one_comment_again_shows_no_other_one_that_stays_hidden(world: World) -> None:
    post = world.platform.add_post("The tip has new hours", world.clock())
    one = world.comment("Hidden and shown", post_id=post)
    two = world.comment("Hidden for good", post_id=post, author="Ann")
    world.connector.hide(one)
    world.connector.hide(two)

    world.connector.reveal(one)

    assert world.connector.standing(one).state == "visible"
    assert world.platform.anybody.can_read(one)
    assert not world.platform.anybody.can_read(two)
    assert world.platform.comment(two).is_hidden


def test_what_another_administrator_hid_in_the_history_is_not_shown_by_us(world: World) -> None:
    native_id = world.comment("Twice hidden")
    world.connector.hide(native_id)
    sysop = world.platform.person("Sysop")
    given = {"action": "revisiondelete", "type": "revision", "ids": native_id, "token": sysop.token}
    sysop.post(**given, show="content")
    sysop.post(**given, hide="content")

    world.connector.reveal(native_id)

    assert world.connector.standing(native_id).state == "visible"
    assert not world.platform.anybody.can_read(native_id)


def test_an_edit_that_rewords_somebody_elses_line_is_left_to_a_person(world: World) -> None:
    site = world.platform
    native_id = world.comment("They came very late today")
    title = site.written[native_id].title
    site.person("Ann").write(title, text=site.anybody.text(title).replace("very late", "rather late"))
    (reworded,) = [one for one in seen(world.drain()).values() if "rather" in one.text]

    with pytest.raises(Refused, match="by hand"):
        world.connector.hide(reworded.ref.native_id)

    assert world.connector.standing(native_id).state == "gone"
    assert "rather late" in site.anybody.text(title)


def test_our_own_hiding_and_showing_are_no_posts_and_no_answers(world: World) -> None:
    native_id = world.comment()
    cursor = world.drain()[-1].cursor
    world.connector.hide(native_id)
    world.connector.reveal(native_id)

    pages = world.drain(cursor)

    assert not [answer for page in pages for answer in page.own_replies]
    assert {post.native_id for page in pages for post in page.own_posts} <= {
        post.native_id for page in world.drain() for post in page.own_posts
    }
    assert set(seen(pages)) == {native_id}


def test_only_the_watched_pages_and_namespaces_are_read(world: World) -> None:
    world.comment("Here")
    elsewhere = connected(world.platform, world.clock, pages="Talk:Somewhere else|Talk:Never*")
    user_talk = connected(world.platform, world.clock, namespaces="3", pages="")

    assert seen([elsewhere.fetch("")]) == {}
    assert seen([user_talk.fetch("")]) == {}


def test_a_new_section_is_one_comment_with_its_heading(world: World) -> None:
    post = world.platform.add_post("The tip has new hours", world.clock())
    native_id = world.platform.person("Ann").write(
        post, section="new", sectiontitle="Garden waste", text="Is it included? ~~~~"
    )

    assert seen(world.drain())[native_id].text == "Garden waste\nIs it included?"


@pytest.mark.parametrize(
    ("fault", "expected"),
    [("signed_out", TryLater), ("bad_token", TryLater), ("readonly", TryLater), ("protected", Refused)],
)
def test_a_write_that_the_wiki_turns_down_was_certainly_not_done(
    world: World, fault: str, expected: type[Exception]
) -> None:
    native_id = world.comment()
    world.platform.reads_pass = True
    world.platform.fail_next(fault)

    with pytest.raises(expected):
        world.connector.hide(native_id)

    assert not world.platform.comment(native_id).is_hidden


def test_a_wiki_whose_databases_lag_is_left_alone_as_long_as_it_says(world: World) -> None:
    world.platform.fail_next("lagging")

    with pytest.raises(TryLater) as caught:
        world.connector.fetch("")

    assert caught.value.retry_after.total_seconds() == 7


def test_a_bot_password_without_the_rights_is_told_what_to_tick(world: World) -> None:
    weak = connected(world.platform, world.clock, bot=WEAK)

    with pytest.raises(AccessLost, match=r"deleterevision, deletedtext.*Special:BotPasswords"):
        weak.check()


def test_a_wrong_bot_password_or_account_is_named(world: World) -> None:
    base = {"base_url": world.platform.base_url}
    right = {"username": BOT, "password": f"{WEAK}@{TOKEN}"}
    stranger = load("mediawiki")(BOT, right | {"password": "wrong"}, base, world.clock)
    other = load("mediawiki")("SomebodyElse", right, base, world.clock)

    with pytest.raises(AccessLost, match="Special:BotPasswords"):
        stranger.check()
    with pytest.raises(AccessLost, match=f"user {BOT}"):
        other.check()


def test_a_page_that_was_deleted_takes_its_comments_along(world: World) -> None:
    native_id = world.comment()
    sysop = world.platform.person("Sysop")
    sysop.post(action="delete", title=world.platform.written[native_id].title, token=sysop.token)

    assert world.connector.standing(native_id).state == "gone"
    with pytest.raises(CommentGone):
        world.connector.reveal(native_id)


def test_there_is_no_private_message_and_no_operator(world: World) -> None:
    native_id = world.comment()

    with pytest.raises(Unsupported, match="user talk pages are public"):
        world.connector.message(native_id, "Hello")
    with pytest.raises(Unsupported):
        world.connector.find_message(native_id, "Hello")


def test_many_comments_and_replies_are_reread_in_few_calls(world: World) -> None:
    posts = [world.platform.add_post(f"Notice {number}", world.clock()) for number in range(2)]
    asked = [world.comment(f"Remark {number}", post_id=posts[number % 2]) for number in range(4)]
    replies = [world.comment(f"Answer {one}", post_id=posts[0], parent_id=asked[0]) for one in range(3)]
    world.platform.calls.clear()

    standings = world.connector.reread([*asked, *replies])

    assert {standing.state for standing in standings.values()} == {"visible"}
    assert [standings[reply].sighting.parent_id for reply in replies] == [asked[0]] * 3
    assert len(world.platform.calls) == 7  # signing in (3), the edits, those before them, the pages, one history


def test_a_comment_that_began_its_talk_page_comes_off_and_goes_back(world: World) -> None:
    site = world.platform
    native_id = site.add_comment(f"{site.prefix}New page", "Ann", "Nobody has written here yet", world.clock())
    before = site.anybody.text(f"{site.prefix}New page").strip()

    world.connector.hide(native_id)
    was_hidden = site.comment(native_id).is_hidden
    world.connector.reveal(native_id)

    assert was_hidden
    assert site.anybody.text(f"{site.prefix}New page") == before
