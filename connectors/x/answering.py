"""Public answers on X: one for each post, only to people who spoke to us, found again by their words."""

from collections.abc import Iterator
from typing import Any

from connectors.contract import OutcomeUnknown, Refused, Unsupported
from connectors.wording import same_words
from connectors.x import posts
from connectors.x.client import XClient

#: Own posts since the answered one, in pages of a hundred.
_MOST_PAGES = 10
_NOT_ALLOWED = (
    "X does not take this answer (403): a program may answer only people who mentioned or quoted the account, and in "
    "280 letters; answer on X"
)
_ASK: dict[str, Any] = {"tweet_fields": posts.FIELDS, "exclude": ["retweets"], "max_results": 100}


def answer(client: XClient, account_id: str, post: dict[str, Any], text: str) -> str:
    """Post the one answer that X's rules allow a program beneath a post; its id. Raises Refused when one stands."""
    if str(post.get("author_id") or "") == account_id:
        raise Refused("the post is the account's own; answer on X")
    if next(_answers(client, account_id, post), None) is not None:
        raise Refused("X allows a program one answer to a post, and one of ours stands there; answer on X")
    newest = posts.history(post)[-1]
    said = client.write(lambda: client.api.create_tweet(in_reply_to_tweet_id=newest, text=text), forbidden=_NOT_ALLOWED)
    posted = str((said.get("data") or {}).get("id") or "")
    if not posted:
        raise OutcomeUnknown("X did not confirm the public answer; read back before any repeat")
    return posted


def find_answer(client: XClient, account_id: str, post: dict[str, Any], text: str) -> str | None:
    """Our answer with these words beneath any version of a post; None when there is certainly none."""
    for own in _answers(client, account_id, post):
        # X begins an answer with the names of those who are answered, and shortens every link.
        if same_words(text, posts.text_of(own), rewrites_links=True, puts_names_in_front=True):
            return str(own["id"])
    return None


def _answers(client: XClient, account_id: str, post: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Raises Unsupported when there are too many own posts since to read them all."""
    versions = posts.history(post)
    ask, since = client.api.get_users_tweets, versions[0]
    more = False
    for page in client.pages(ask, most=_MOST_PAGES, id=account_id, since_id=since, **_ASK):
        yield from (own for own in page.get("data") or [] if posts.referenced(own, "replied_to") in versions)
        more = bool((page.get("meta") or {}).get("next_token"))
    if more:
        raise Unsupported("too many own posts since then to tell which answers stand there; look on X")
