"""Proves that the main job happened: the daemon's records against what the stand-in servers hold."""

from collections import Counter
from collections.abc import Iterable

from moderator.demo.checking_reports import reports_agree
from moderator.demo.played import Played
from moderator.demo.post import ids, message_id
from moderator.demo.result import Check
from moderator.demo.scenario import Happening
from moderator.domain.comment import CommentRef
from moderator.domain.effects import Hide, Report, SendMail, SendMessage

_WRITING = ("POST", "PUT", "DELETE")
#: More references than this help nobody.
_MOST_NAMED = 6


def checks(played: Played) -> tuple[Check, ...]:
    """Every check, in the order in which the page tells them."""
    return (
        _everything_was_seen(played),
        _edits_were_seen(played),
        _hidden_here_is_hidden_there(played),
        _nothing_was_hidden_twice(played),
        _evidence_came_first(played),
        *_musts(played),
        _criticism_stayed(played),
        _authors_were_told(played),
        _messages_arrived_once(played),
        _promises_were_kept(played),
        _one_alert_for_each_breach(played),
        _mails_arrived(played),
        reports_agree(played),
        _shadow_did_nothing(played),
        _intake_became_tasks(played),
        _nothing_is_stuck(played),
        Check("The audit trail is unbroken.", played.broken_audit is None),
    )


def _check(sentence: str, wrong: Iterable[str]) -> Check:
    found = sorted(wrong)
    named = ", ".join(found[:_MOST_NAMED]) + (
        f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    )
    return Check(sentence, not found, f"Not so: {named}." if found else "")


def _everything_was_seen(played: Played) -> Check:
    missing = [happening.id for happening in played.comments() if played.ref(happening) not in played.dossiers]
    return _check(f"All {len(played.comments())} comments on the platforms were seen.", missing)


def _edits_were_seen(played: Played) -> Check:
    edits = [happening for happening in played.story if happening.kind == "edit"]
    wrong = []
    for edit in edits:
        dossier = played.dossiers.get(played.stage.ref(edit.of))
        if dossier is None or dossier.comment.text != played.stage.standing(edit.of).text:
            wrong.append(edit.of)
    return _check(f"All {len(edits)} edits were noticed and judged anew.", wrong)


def _hidden_here_is_hidden_there(played: Played) -> Check:
    wrong, hidden = [], 0
    for happening in played.comments():
        view = played.stage.standing(happening.id)
        hidden += view.is_hidden
        if not view.is_deleted and view.is_hidden != played.should_be_hidden(played.ref(happening)):
            wrong.append(happening.id)
    there = _check(f"The {hidden} comments hidden on the platforms are those the daemon hid, and only those.", wrong)
    return there if hidden else Check("Something was hidden.", False, "Nothing was.")


def _nothing_was_hidden_twice(played: Played) -> Check:
    wrong = []
    for ref, dossier in played.dossiers.items():
        hides = Counter(errand.effect.revision for errand in dossier.errands if isinstance(errand.effect, Hide))
        restored = any(errand.effect.kind == "reveal" for errand in dossier.errands)
        called = _hide_calls(played, ref)
        if any(number > 1 for number in hides.values()) or (called > max(1, len(hides)) and not restored):
            wrong.append(str(ref))
    return _check("Nothing was hidden twice.", wrong)


def _hide_calls(played: Played, ref: CommentRef) -> int:
    calls = played.calls.get(played.profiles[ref.account].id, ())
    ends = (f"/{ref.native_id}", f"/{ref.native_id}/hidden")
    return sum(call.startswith(_WRITING) and call.endswith(ends) for call in calls)


def _evidence_came_first(played: Played) -> Check:
    hides = [
        (ref, errand)
        for ref, dossier in played.dossiers.items()
        for errand in dossier.errands
        if isinstance(errand.effect, Hide) and errand.state == "done"
    ]
    judged = {(one.ref, one.revision) for one in played.judged if one.findings}
    wrong = [str(ref) for ref, errand in hides if (str(ref), errand.effect.revision) not in judged]  # type: ignore[union-attr]
    return _check("Evidence was kept for everything before it was hidden.", wrong)


def _musts(played: Played) -> Iterable[Check]:
    yield _check(
        "What had to be hidden is hidden: addresses, telephone numbers, a plain threat, guilt in a live case.",
        (one.id for one in _must(played, "hidden") if not _is_hidden(played, one)),
    )
    yield _check(
        "What was hidden and then made harmless or deleted by its author was hidden before.",
        (one.id for one in _must(played, "was-hidden") if not _was_hidden(played, one)),
    )
    yield _check(
        "What a moderator put back was hidden before and is in view again.",
        (one.id for one in _must(played, "restored") if not _was_hidden(played, one) or _is_hidden(played, one)),
    )
    yield _check(
        "Where nobody can hide, the platform's operator was told, and no author that something was hidden.",
        (one.id for one in _must(played, "reported") if not _was_reported(played, one)),
    )
    yield _check(
        "What had to stay up is up.",
        (one.id for one in _must(played, "visible") if _is_hidden(played, one)),
    )


def _must(played: Played, must: str) -> list[Happening]:
    return [happening for happening in played.story if happening.must == must]


def _is_hidden(played: Played, happening: Happening) -> bool:
    return played.stage.standing(happening.of or happening.id).is_hidden


def _was_hidden(played: Played, happening: Happening) -> bool:
    errands = played.errands(played.ref(happening))
    return any(isinstance(errand.effect, Hide) and errand.state == "done" for errand in errands)


def _was_reported(played: Played, happening: Happening) -> bool:
    errands = played.errands(played.ref(happening))
    is_told = any(isinstance(one.effect, Report) and one.state == "done" for one in errands)
    return is_told and not any(isinstance(one.effect, SendMessage) and one.state == "done" for one in errands)


def _criticism_stayed(played: Played) -> Check:
    criticism = [one for one in played.judged if one.is_criticism]
    return _check(
        f"Of {len(criticism)} comments that criticise the council, none was hidden.",
        (one.ref for one in criticism if one.outcome == "hide"),
    )


def _authors_were_told(played: Played) -> Check:
    hidden = [one for one in played.judged if one.hidden_at is not None]
    return _check(
        "The author of every hidden comment was told why, or a draft waits for a person.",
        (one.ref for one in hidden if not any(draft.template.startswith("explanation") for draft in one.drafts)),
    )


def _messages_arrived_once(played: Played) -> Check:
    sent: Counter[str] = Counter()
    for ref, dossier in played.dossiers.items():
        messages = [errand for errand in dossier.errands if isinstance(errand.effect, SendMessage)]
        by_platform = [errand for errand in messages if errand.state == "done" and errand.native_id]
        sent[played.profiles[ref.account].id] += len(by_platform)
    wrong = [profile for profile, there in played.private_messages.items() if there != sent[profile]]
    total = sum(played.private_messages.values())
    if not total:
        return Check("Explanations reached their authors.", False, "No private message arrived.")
    return _check(f"The {total} private messages on the platforms are those the daemon sent, each once.", wrong)


def _promises_were_kept(played: Played) -> Check:
    meant = {str(played.ref(happening)) for happening in _must(played, "breach")}
    broken = {promise.ref for promise in played.promises if promise.state in ("breached", "late")}
    kept = sum(promise.state == "in time" for promise in played.promises)
    if not meant or not kept:
        return Check("Promises were kept and broken.", False, f"{kept} kept, {len(meant)} meant to be broken.")
    return _check(
        f"{kept} promises were kept in time; broken are the {len(meant)} that nobody answers, and only those.",
        meant ^ broken,
    )


def _one_alert_for_each_breach(played: Played) -> Check:
    broken = [promise for promise in played.promises if promise.state in ("breached", "late")]
    managers = {profile.title: profile.manager for profile in played.profiles.values()}
    expected = Counter(
        message_id(SendMail(f"breach:{manager.email}:{due:%Y-%m-%dT%H:%MZ}", "", "", "", ""))
        for manager, due in {(managers[promise.profile], promise.due_at) for promise in broken}
        if manager is not None
    )
    alerts = {message_id(mail) for mail in played.mails() if mail.key.startswith("breach:")}
    arrived = Counter(number for number in ids(played.arrived) if number in alerts)
    return _check(
        f"The manager was alerted about each breach exactly once: {len(expected)} alert.",
        ([] if arrived == expected and expected else [f"{sum(arrived.values())} alerts for {len(expected)} breaches"]),
    )


def _mails_arrived(played: Played) -> Check:
    done = Counter(message_id(mail) for mail in _sent(played))
    arrived = Counter(ids(played.arrived))
    digests = sum(mail.key.startswith("digest:") for mail in played.mails())
    if not digests:
        return Check("Digests were mailed.", False, "None was.")
    wrong = [number[:8] for number in done.keys() | arrived.keys() if done[number] != arrived[number]]
    return _check(f"All {len(done)} mails arrived, each once.", wrong)


def _sent(played: Played) -> Iterable[SendMail]:
    for errand in played.posted:
        if errand.state == "done" and isinstance(errand.effect, SendMail):
            yield errand.effect


def _shadow_did_nothing(played: Played) -> Check:
    shadow = [profile for profile in played.profiles.values() if profile.mode == "shadow"]
    wrote = [
        profile.id for profile in shadow if any(call.startswith(_WRITING) for call in played.calls.get(profile.id, ()))
    ]
    errands = [str(ref) for ref, found in played.dossiers.items() if played.is_shadow(ref.account) and found.errands]
    return _check("On the profile in shadow mode everything was judged and nothing was done.", [*wrote, *errands])


def _intake_became_tasks(played: Played) -> Check:
    items = [happening for happening in played.story if happening.kind == "intake"]
    missing = [one.id for one in items if played.taken_in.get(one.id) not in played.dossiers]
    by_hand = [one for one in played.judged if one.by_hand and one.outcome == "hide"]
    tasks = [one.ref for one in by_hand if not one.tasks]
    return _check(
        f"The {len(items)} items that came in by hand were judged; what to hide is a person's task.", missing + tasks
    )


def _nothing_is_stuck(played: Played) -> Check:
    stuck = [
        errand.key
        for dossier in played.dossiers.values()
        for errand in dossier.errands
        if errand.state in ("ready", "leased", "aside", "unknown")
    ]
    stuck += [errand.key for errand in played.posted if errand.state != "done"]
    return _check("No errand is stuck.", stuck)
