"""Hiding and showing again on a wiki: off the page and out of its public history, and both ways back.

Taking words off the page is an undo; every revision in between that holds them is then hidden, since each shows the
whole page. What was hidden is read from the page's own history: our edits there say in their summary which revision
they were about.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from connectors.contract import CommentGone, Refused, TryLater
from connectors.mediawiki import words
from connectors.mediawiki.errors import UndoFailed
from connectors.mediawiki.revisions import Revision
from connectors.mediawiki.wiki import Wiki
from connectors.mediawiki.words import Addition

#: Public words, so Welsh comes first and English beside it.
_HID = "Cuddiwyd / Hidden: {} (cymedroli / moderation)"
_SHOWN = "Adferwyd / Shown again: {} (cymedroli / moderation)"
_HID_MARK = re.compile(r"/ Hidden: (\d+) \(")
_SHOWN_MARK = re.compile(r"/ Shown again: (\d+) \(")
#: A page's history after the comment is read this far.
_LONGEST = 2000
_IDS_PER_CALL = 50


@dataclass(frozen=True, slots=True)
class Comment:
    """An edit with what it added and the page as it stands."""

    seen: Revision
    added: Addition
    now: Revision

    @property
    def is_on_the_page(self) -> bool:
        return words.stands(self.added.lines, self.now.text or "")


def is_ours_to_forget(seen: Revision, us: str) -> bool:
    """Whether an edit is our own hiding or showing: it says nothing of its own."""
    return seen.user == us and bool(_HID_MARK.search(seen.summary) or _SHOWN_MARK.search(seen.summary))


def hide(wiki: Wiki, comment: Comment) -> None:
    """Takes the words off the page and out of its public history. May be repeated."""
    if comment.is_on_the_page:
        _take_off(wiki, comment)
    elif not (comment.seen.is_hidden or was_taken_off_by_us(wiki, comment.seen)):
        raise CommentGone("the words are no longer on the talk page: their author or somebody else took them away")
    later = _history(wiki, comment)
    if words.stands(comment.added.lines, later[-1].text or ""):
        raise TryLater("the words came back onto the page in the same moment; it will be tried again")
    holding = [one.id for one in later if one.text is not None and words.stands(comment.added.lines, one.text)]
    open_ones = [one.id for one in later if one.id in holding and not one.is_hidden]
    reason = _HID.format(comment.seen.id)
    if comment.seen.id in open_ones:
        _set_visibility(wiki, [comment.seen.id], "hide", "content|comment", reason)
    _set_visibility(wiki, [one for one in open_ones if one != comment.seen.id], "hide", "content", reason)


def show(wiki: Wiki, comment: Comment) -> None:
    """Shows in the history what only this hiding had hidden, and puts the very same lines back. May be repeated."""
    if not comment.is_on_the_page and not comment.added.is_pure:
        raise Refused("this edit changed other people's lines; put it back by hand from the page's history")
    later = _history(wiki, comment)
    still_hidden = _others_hidden(wiki, comment, later)
    ours = _hidden_by_us(wiki, comment.now.title)
    lines = comment.added.lines
    free = [
        one.id
        for one in later
        if one.is_hidden
        and one.id in ours
        and words.stands(lines, one.text or "")
        and not any(words.stands(other.lines, one.text or "") for other in still_hidden)
    ]
    _set_visibility(wiki, free, "show", "content|comment", _SHOWN.format(comment.seen.id))
    if not comment.is_on_the_page:
        _put_back(wiki, comment)


def was_taken_off_by_us(wiki: Wiki, seen: Revision) -> bool:
    """Whether our newest word on this comment, in the page's history, was to take it off."""
    taken = False
    for one in wiki.history(seen.page_id, seen.id, newer=True, most=_LONGEST):
        if one.user == wiki.user and str(seen.id) in _marks(_HID_MARK, one):
            taken = True
        if one.user == wiki.user and str(seen.id) in _marks(_SHOWN_MARK, one):
            taken = False
    return taken


def edit(wiki: Wiki, now: Revision, text: str, summary: str) -> int:
    """Saves a new text over exactly this revision of a page; returns the new revision, 0 where nothing changed."""
    return _saved(
        wiki.write("edit", pageid=str(now.page_id), text=text, baserevid=str(now.id), summary=summary, nocreate="1")
    )


def _take_off(wiki: Wiki, comment: Comment) -> None:
    if comment.added.is_retouch:
        raise Refused(
            "this edit only reworded older words, and undoing it would show those; take both off the page by hand"
        )
    summary, page_id = _HID.format(comment.seen.id), str(comment.seen.page_id)
    try:
        _saved(wiki.write("edit", pageid=page_id, undo=str(comment.seen.id), summary=summary, nocreate="1"))
    except UndoFailed:
        # Answers right beneath it, or a hidden revision, are in the undo's way. Whole lines can still be lifted out.
        text = words.without(comment.now.text or "", comment.added.lines) if comment.added.is_pure else None
        if text is None:
            raise
        edit(wiki, comment.now, text, summary)


def _put_back(wiki: Wiki, comment: Comment) -> None:
    seen = comment.seen
    text = words.put_back(comment.now.text or "", comment.added.lines, seen.text or "", comment.added.first)
    if text is None:
        raise Refused("the comment's old place on the page is gone; put its words back by hand from the history")
    edit(wiki, comment.now, text, _SHOWN.format(seen.id))


def _saved(answer: dict[str, object]) -> int:
    result = answer["edit"]
    if not isinstance(result, dict) or result.get("result") != "Success":
        raise Refused("the wiki did not take the edit: a filter or a captcha stands in the way; do it on the wiki")
    return int(result.get("newrevid") or 0)


def _set_visibility(wiki: Wiki, ids: list[int], verb: str, what: str, reason: str) -> None:
    """The wiki answers "Success" even where single revisions were refused, so each of them is looked at."""
    for start in range(0, len(ids), _IDS_PER_CALL):
        some = "|".join(str(one) for one in ids[start : start + _IDS_PER_CALL])
        wanted = {verb: what, "ids": some, "type": "revision", "reason": reason}
        answer = wiki.write("revisiondelete", **wanted)["revisiondelete"]
        for item in answer.get("items") or []:
            if codes := {str(error.get("code") or error.get("message")) for error in item.get("errors") or []}:
                told = ", ".join(sorted(codes))
                raise TryLater(f"the wiki left a revision as it was ({told}); it will be tried again")


def _history(wiki: Wiki, comment: Comment) -> list[Revision]:
    """The page from the comment to this moment."""
    later = list(wiki.history(comment.seen.page_id, comment.seen.id, newer=True, most=_LONGEST))
    if len(later) >= _LONGEST:
        raise Refused(f"the page was edited more than {_LONGEST} times since; hide its old versions by hand")
    return later


def _others_hidden(wiki: Wiki, comment: Comment, later: list[Revision]) -> list[Addition]:
    """What else we have taken off this page and not put back."""
    hidden: set[str] = set()
    for one in later:
        if one.user == wiki.user:
            hidden |= set(_marks(_HID_MARK, one))
            hidden -= set(_marks(_SHOWN_MARK, one))
    ids = [int(one) for one in hidden if int(one) != comment.seen.id]
    found = wiki.revisions(ids)
    parents = wiki.revisions([one.parent_id for one in found.values() if one.parent_id])
    return list(_additions(found, parents))


def _additions(found: dict[int, Revision], parents: dict[int, Revision]) -> Iterator[Addition]:
    for one in found.values():
        before = parents.get(one.parent_id)
        added = words.addition((before.text or "") if before else "", one.text or "")
        if added:
            yield added


def _hidden_by_us(wiki: Wiki, title: str) -> set[int]:
    """Revisions of a page whose newest hiding, by the wiki's log, was ours: others' decisions are not undone."""
    newest: dict[int, str] = {}
    for query in wiki.continued(
        list="logevents", leaction="delete/revision", letitle=title, leprop="user|details", lelimit="max"
    ):
        for entry in query.get("logevents") or []:
            for one in (entry.get("params") or {}).get("ids") or []:
                newest.setdefault(int(one), str(entry.get("user") or ""))
    return {one for one, user in newest.items() if user == wiki.user}


def _marks(mark: re.Pattern[str], one: Revision) -> list[str]:
    return mark.findall(one.summary)
