"""The connector for Facebook Pages: polls under every watched post, hides, reveals, answers in public and private."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from connectors.contract import (
    AccessLost,
    Capabilities,
    Clock,
    CommentGone,
    Connector,
    HeardReply,
    OutcomeUnknown,
    Page,
    Refused,
    SentMessage,
    Standing,
    TryLater,
    Unsupported,
)
from connectors.facebook.comments import FIELDS, author_id, parent_id, standing
from connectors.facebook.graph import ENGAGING, MESSAGING, Graph, GraphOptions, token_facts
from connectors.facebook.inbox import heard
from connectors.facebook.pictures import SERVERS, addresses_in
from connectors.facebook.reading import PageHabits, Round, require_page_token
from connectors.limits import Limit
from connectors.media import fetched
from connectors.options import number, own_ids
from connectors.transport import DEADLINE_S, FETCH_S, readable
from connectors.watching import OLDEST_WAIT
from connectors.wording import same_words
from moderator.domain.comment import AccountRef

PLATFORM = "facebook"
CREDENTIALS = ("token", "app_secret")
_IDS_PER_CALL = 50
#: Reading, hiding, messaging: what the work here needs.
_SCOPES = frozenset({"pages_read_engagement", "pages_read_user_content", "pages_manage_engagement", "pages_messaging"})
#: How the answers beneath a comment are asked for.
_ANSWERS = {
    "filter": "stream",
    "order": "reverse_chronological",
    "limit": "100",
    "fields": "id,message,from,parent{id}",
}

CAPABILITIES = Capabilities(
    can_hide=True,
    can_reveal=True,
    who_still_sees_hidden="Its author and the author's friends still see it; Facebook does not tell them.",
    who_still_sees_hidden_cy=(
        "Mae ei awdur a ffrindiau'r awdur yn dal i'w weld; nid yw Facebook yn rhoi gwybod iddynt."
    ),
    can_reply_publicly=True,
    can_message_privately=True,
    message_window=timedelta(days=7),
    sees_edits=True,
    sees_deletions=True,
    poll_every=timedelta(minutes=2),
    remote_wait=OLDEST_WAIT,
    limits=(
        "Facebook offers no call to report a comment. One private reply per comment, within seven days. Whether a "
        "private reply went out can be told only while none has. Posts by visitors and posts that tag the Page are not "
        "read."
    ),
    must_know=(
        Limit(
            "contact",
            "Facebook takes one private message for a comment, and an explanation counts as one.",
            "Mae Facebook yn derbyn un neges breifat am bob sylw, ac mae esboniad yn cyfrif fel un.",
        ),
    ),
)


class FacebookConnector:
    """One Page. Keeps nothing between calls: each opens its own connection and closes it."""

    def __init__(self, account: AccountRef, options: GraphOptions, habits: PageHabits, clock: Clock) -> None:
        self._account = account
        self._options = options
        self._habits = habits
        self._clock = clock

    @property
    def capabilities(self) -> Capabilities:
        return replace(CAPABILITIES, can_hear_replies=self._habits.hear_replies)

    def check(self) -> None:
        """Asks who the token is, reads one post and, where the app is known, proves every permission."""
        with self._graph() as graph:
            require_page_token(graph, self._account.account_id)
            graph.read(f"{self._account.account_id}/feed", fields="id", limit="1")
        facts = token_facts(self._options)
        if facts is not None and (missing := sorted(_SCOPES - facts.scopes)):
            raise AccessLost(
                f"the Page token lacks {', '.join(missing)}; grant them in the app and issue a new Page token"
            )

    def access_ends_at(self) -> datetime | None:
        """Only the app a token was made with is told."""
        with readable("Facebook"):
            facts = token_facts(self._options)
        if facts is None:
            raise Unsupported(
                "Facebook tells a token's end only to its app: set app_id and store the credential app_secret"
            )
        return facts.ends_at

    def fetch(self, cursor: str) -> Page:
        with Graph(self._options, FETCH_S) as graph, readable("Facebook"):
            return Round(graph, self._account, self._habits, self._clock()).page(cursor)

    def standing(self, native_id: str) -> Standing:
        with self._graph() as graph, readable("Facebook"):
            try:
                return standing(graph.read(native_id, fields=FIELDS), self._account)
            except CommentGone:
                return Standing("gone")

    def reread(self, native_ids: Sequence[str]) -> dict[str, Standing]:
        asked = list(dict.fromkeys(native_ids))
        found: dict[str, dict[str, Any]] = {}
        with self._graph() as graph:
            for start in range(0, len(asked), _IDS_PER_CALL):
                found |= graph.read_many(asked[start : start + _IDS_PER_CALL], FIELDS)
        with readable("Facebook"):
            return {
                native_id: standing(found[native_id], self._account) if native_id in found else Standing("gone")
                for native_id in asked
            }

    def hide(self, native_id: str) -> None:
        with self._graph() as graph:
            now = graph.read(native_id, fields="id,is_hidden,can_hide")
            if now.get("is_hidden") is True:
                return
            if now.get("can_hide") is False:
                raise Refused("Facebook lets nobody hide this comment (it may be the Page's own); look at it there")
            _set_hidden(graph, native_id, "true")

    def reveal(self, native_id: str) -> None:
        with self._graph() as graph:
            _set_hidden(graph, native_id, "false")

    def pictures(self, native_id: str) -> tuple[bytes, ...]:
        options = self._options
        with self._graph() as graph, readable("Facebook"):
            # The addresses are signed and short-lived, so they are asked for now.
            addresses = list(addresses_in(graph.read(native_id, fields="id,attachment").get("attachment")))
        return fetched(addresses, SERVERS, base_url=options.base_url, deadline_s=options.deadline_s)

    def reply(self, native_id: str, text: str) -> str:
        with self._graph() as graph, readable("Facebook"):
            if graph.read(native_id, fields="id,can_comment").get("can_comment") is False:
                raise Refused("Facebook lets nobody answer this comment; answer on the Page, beneath the thread")
            answer = graph.write(f"{native_id}/comments", ENGAGING, only_once=True, message=text)
        posted = str(answer.get("id") or "")
        if not posted:
            raise OutcomeUnknown("Facebook did not confirm the public answer; read back before any repeat")
        return posted

    def find_reply(self, native_id: str, text: str) -> str | None:
        """Reads every answer beneath the comment, the newest first, for one of the Page's with these words.

        An answer to a reply may stand beneath the comment that the reply belongs to: then nobody can tell whom it
        answers.
        """
        with self._graph() as graph, readable("Facebook"):
            if found := self._own_answer(graph, native_id, text):
                return found
            above = parent_id(graph.read(native_id, fields="id,parent{id}"))
            if above and self._own_answer(graph, above, text):
                raise Unsupported("an answer with these words stands in the thread; look whether it is this one's")
        return None

    def _own_answer(self, graph: Graph, native_id: str, text: str) -> str:
        """The id of the Page's own comment with these words right beneath another; "" when there is none."""
        for answers in graph.pages(f"{native_id}/comments", **_ANSWERS):
            for one in answers:
                is_ours = author_id(one) == self._account.account_id and parent_id(one) == native_id
                if is_ours and same_words(text, str(one.get("message") or "")):
                    return str(one["id"])
        return ""

    def report(self, native_id: str, reason: str) -> None:
        raise Unsupported("Facebook offers no call to report a comment; report it on the Page itself")

    def message(self, native_id: str, text: str) -> str:
        with self._graph() as graph:
            answer = graph.write(
                f"{self._account.account_id}/messages",
                MESSAGING,
                only_once=True,
                recipient={"comment_id": native_id},
                message={"text": text},
            )
        sent = str(answer.get("message_id") or answer.get("recipient_id") or "")
        if not sent:
            raise OutcomeUnknown("Facebook did not confirm the private reply; look into the Page's inbox")
        return sent

    def find_message(self, native_id: str, text: str) -> str | None:
        """None while Facebook still offers the one private reply; afterwards nobody can tell whose it was."""
        with self._graph() as graph:
            answer = graph.read(native_id, fields="id,can_reply_privately")
        if answer.get("can_reply_privately") is True:
            return None
        raise Unsupported("Facebook does not tell which private reply went out; look into the Page's inbox")

    def replies(self, sent: Sequence[SentMessage]) -> tuple[HeardReply, ...]:
        """See HearsReplies; nothing is read with the setting ``hear_replies`` off."""
        if not self._habits.hear_replies:
            return ()
        with Graph(self._options, FETCH_S) as graph, readable("Facebook"):
            return heard(graph, self._account.account_id, sent)

    def _graph(self) -> Graph:
        return Graph(self._options)


def connect(account_id: str, credentials: Mapping[str, str], settings: Mapping[str, str], clock: Clock) -> Connector:
    """The connector for a Page.

    Credentials: ``token``, a Page token; ``app_secret`` where the app demands proof of it. Settings, all optional:
    ``api_version``, ``app_id``, ``base_url`` (a stand-in), ``look_back_days``, ``watch_posts_days``, ``timeout_s`` (for
    one request in all), ``own_ids`` (with commas), ``hear_replies`` ("on" or "off").
    Raises AccessLost when the token is missing, ValueError for a setting that cannot be read.
    """
    token = credentials.get("token", "").strip()
    if not token:
        raise AccessLost("there is no Facebook token for this profile; put a Page token into the credentials (token)")
    if settings.get("hear_replies", "on") not in ("on", "off"):
        raise ValueError('the setting hear_replies of a Facebook profile must be "on" or "off"')
    # At DEBUG this logger writes every URL; comments' ids are enough in our own words.
    logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)
    options = GraphOptions(
        token,
        version=settings.get("api_version") or "v26.0",
        base_url=settings.get("base_url", ""),
        deadline_s=number(settings, "timeout_s", DEADLINE_S),
        app_secret=credentials.get("app_secret", "").strip(),
        app_id=settings.get("app_id", ""),
    )
    habits = PageHabits(
        look_back=timedelta(days=number(settings, "look_back_days", 3)),
        watch_posts=timedelta(days=number(settings, "watch_posts_days", 90)),
        own_ids=own_ids(settings),
        hear_replies=settings.get("hear_replies", "on") == "on",
    )
    return FacebookConnector(AccountRef(PLATFORM, account_id), options, habits, clock)


def _set_hidden(graph: Graph, native_id: str, value: str) -> None:
    answer = graph.write(native_id, ENGAGING, is_hidden=value)
    if answer.get("success") is not True:
        raise TryLater("Facebook did not confirm the change; it will be tried again")
