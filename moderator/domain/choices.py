"""What a person may choose about one comment, and what each choice will do where it stands, in both languages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from moderator.domain.desks import DESKS
from moderator.domain.spoken import Words


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing the moderator may choose, and what it will do on this platform."""

    #: One of moderator.domain.case.VERDICTS, or ANSWERED.
    verdict: str
    does: str
    does_cy: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """Where the comment stands and what may be done there."""

    is_hidden: bool
    can_hide: bool = False
    can_reveal: bool = False
    can_report: bool = False
    can_reply: bool = False
    can_message: bool = False
    who_still_sees_hidden: str = ""
    #: "" where nobody has said it in Welsh: then the English stands there too.
    who_still_sees_hidden_cy: str = ""
    #: Desks that somebody has named a contact for; all of them where that is not known.
    desks: tuple[str, ...] = tuple(DESKS)
    #: Its author contests the hide: it is upheld or overturned, nothing else.
    is_appealed: bool = False
    #: We took it out of view, or would; otherwise the platform or somebody there did.
    hidden_by_us: bool = True
    #: The platform tells whether a comment is hidden.
    shows_hidden: bool = True
    #: The platform keeps new comments out of sight until somebody releases them.
    can_hold: bool = False
    #: So many days after it was written its author can be messaged; None = always.
    message_days: int | None = None
    #: Those days are over.
    is_too_late_to_message: bool = False
    #: Choice -> what must be known of the platform before it is made.
    must_know: Mapping[str, Words] = field(default_factory=dict)


def choices_on(
    *,
    is_hidden: bool,
    can_hide: bool,
    can_reveal: bool,
    can_report: bool,
    who_still_sees_hidden: str,
    who_still_sees_hidden_cy: str = "",
    can_reply: bool = False,
    can_message: bool = False,
    desks: tuple[str, ...] = tuple(DESKS),
    is_appealed: bool = False,
    hidden_by_us: bool = True,
    shows_hidden: bool = True,
    can_hold: bool = False,
    message_days: int | None = None,
    is_too_late_to_message: bool = False,
    must_know: Mapping[str, Words] | None = None,
) -> tuple[Choice, ...]:
    """What each choice will do on a platform that can do these things."""
    ground = Ground(
        is_hidden=is_hidden,
        can_hide=can_hide,
        can_reveal=can_reveal,
        can_report=can_report,
        can_reply=can_reply,
        can_message=can_message,
        who_still_sees_hidden=who_still_sees_hidden,
        who_still_sees_hidden_cy=who_still_sees_hidden_cy,
        desks=desks,
        is_appealed=is_appealed,
        hidden_by_us=hidden_by_us,
        shows_hidden=shows_hidden,
        can_hold=can_hold,
        message_days=message_days,
        is_too_late_to_message=is_too_late_to_message,
        must_know=must_know or {},
    )
    said = _appeal(ground) if is_appealed else _all(ground)
    return tuple(Choice(verdict, words.en, words.cy) for verdict, words in said)


def _appeal(ground: Ground) -> Iterator[tuple[str, Words]]:
    told = Words("The author is told.", "Caiff yr awdur wybod.")
    yield "keep", _joined(Words("Overturns the hide.", "Yn gwrthdroi'r cuddio."), _put_back(ground), told)
    yield "hide", _joined(Words("Upholds the hide.", "Yn cadarnhau'r cuddio."), _hide(ground), told)


def _all(ground: Ground) -> Iterator[tuple[str, Words]]:
    put_back = _keep(ground) if ground.is_hidden else Words("", "")
    yield "keep", _keep(ground)
    yield "hide", _hide(ground)
    yield "report", _report(ground)
    yield "answer", _joined(put_back, _answer(ground))
    yield "contact", _contact(ground)
    yield (
        "acknowledge",
        Words(
            "You have told the author that it was seen: the clock stops.",
            "Rydych wedi dweud wrth yr awdur iddo gael ei weld: mae'r cloc yn stopio.",
        ),
    )
    yield (
        "action",
        Words(
            "It is acknowledged and something must still be done: a second clock runs until you say it was answered.",
            "Mae wedi'i gydnabod ac mae rhaid gwneud rhywbeth o hyd: mae ail gloc yn rhedeg nes i chi ddweud iddo "
            "gael ei ateb.",
        ),
    )
    if ground.desks:
        yield "refer", _refer(ground)


def _keep(ground: Ground) -> Words:
    if not ground.is_hidden:
        return Words("The comment stays where everybody sees it.", "Mae'r sylw'n aros lle mae pawb yn ei weld.")
    if not ground.can_reveal:
        return _by_hand("put it back", "ei roi'n ôl")
    if not ground.hidden_by_us and ground.can_hold:
        return Words("The comment is released: everybody sees it.", "Caiff y sylw ei ryddhau: mae pawb yn ei weld.")
    if not ground.hidden_by_us:
        return Words("The comment is put back.", "Caiff y sylw ei roi'n ôl.")
    return Words(
        "The comment is put back. A message to its author is prepared.",
        "Caiff y sylw ei roi'n ôl. Caiff neges i'w awdur ei pharatoi.",
    )


def _put_back(ground: Ground) -> Words:
    if not ground.is_hidden or not ground.can_reveal:
        return _keep(ground)
    return Words("The comment is put back, with an apology.", "Caiff y sylw ei roi'n ôl, gydag ymddiheuriad.")


def _hide(ground: Ground) -> Words:
    hidden = Words("The comment stays hidden.", "Mae'r sylw'n aros ynghudd.")
    if not ground.is_hidden:
        hidden = _by_hand("hide it", "ei guddio")
        if ground.can_hide:
            hidden = Words(
                "The comment is hidden; nothing is deleted.", "Caiff y sylw ei guddio; ni chaiff dim ei ddileu."
            )
    seen_by = Words(ground.who_still_sees_hidden, ground.who_still_sees_hidden_cy or ground.who_still_sees_hidden)
    return _joined(hidden, _for_how_long(ground), seen_by, _known_first("hide", ground))


def _for_how_long(ground: Ground) -> Words:
    """Whether it can be put back, and whether anybody can tell that it stays hidden."""
    if not ground.can_hide:
        return Words("", "")
    back = Words("It can be put back.", "Gellir ei roi'n ôl.")
    if not ground.can_reveal:
        back = Words("Only a person can put it back, there.", "Dim ond person all ei roi'n ôl, yno.")
    if ground.shows_hidden:
        return back
    blind = Words(
        "The platform does not tell whether it stays hidden.", "Nid yw'r llwyfan yn dweud a yw'n aros ynghudd."
    )
    return _joined(back, blind)


def _known_first(choice: str, ground: Ground) -> Words:
    """What the platform sets as a limit on what the daemon does there; nothing on a hide that is done already."""
    is_moot = choice == "hide" and (ground.is_hidden or not ground.can_hide)
    return Words("", "") if is_moot else ground.must_know.get(choice, Words("", ""))


def _report(ground: Ground) -> Words:
    stands = Words("It stays as it stands.", "Mae'n aros fel y mae.")
    if not ground.can_report:
        return _joined(_by_hand("report it", "roi gwybod amdano"), stands)
    sent = Words("It is sent to the platform's operator.", "Caiff ei anfon at weithredwr y llwyfan.")
    return _joined(sent, _known_first("report", ground), stands)


def _answer(ground: Ground) -> Words:
    if not ground.can_reply:
        return Words(
            "You get a task with the link and your words, and post them there yourself.",
            "Cewch dasg gyda'r ddolen a'ch geiriau, a'u postio yno eich hun.",
        )
    posted = Words(
        "Your words are posted in public beneath it, as the council. Without words you get a task with the link.",
        "Caiff eich geiriau eu postio'n gyhoeddus oddi tano, fel y cyngor. Heb eiriau cewch dasg gyda'r ddolen.",
    )
    return _joined(posted, _known_first("answer", ground))


def _contact(ground: Ground) -> Words:
    by_hand = Words(
        "You get a task with the link and your words, and write to the author yourself.",
        "Cewch dasg gyda'r ddolen a'ch geiriau, ac ysgrifennu at yr awdur eich hun.",
    )
    if not ground.can_message:
        return by_hand
    days = ground.message_days
    if days is not None and ground.is_too_late_to_message:
        late = Words(
            f"The {days} days in which the platform takes a message are over.",
            f"Mae'r {days} diwrnod y mae'r llwyfan yn derbyn neges ar ben.",
        )
        return _joined(late, by_hand)
    sent = Words(
        "Your words are sent to the author in private. Without words you get a task with the link.",
        "Caiff eich geiriau eu hanfon at yr awdur yn breifat. Heb eiriau cewch dasg gyda'r ddolen.",
    )
    sent = _joined(sent, _known_first("contact", ground))
    if days is None:
        return sent
    until = Words(
        f"The platform takes a message until {days} days after the comment was written.",
        f"Mae'r llwyfan yn derbyn neges hyd at {days} diwrnod ar ôl ysgrifennu'r sylw.",
    )
    return _joined(sent, until)


def _refer(ground: Ground) -> Words:
    en = ", ".join(DESKS[desk].en for desk in ground.desks)
    cy = ", ".join(DESKS[desk].cy for desk in ground.desks)
    return Words(
        f"A mail with the comment and the evidence goes to the one you choose: {en}. It stays as it stands.",
        f"Caiff e-bost gyda'r sylw a'r dystiolaeth ei anfon at yr un a ddewiswch: {cy}. Mae'n aros fel y mae.",
    )


def _by_hand(en: str, cy: str) -> Words:
    return Words(
        f"No program may do it here: you get a task with the link, and {en} there yourself.",
        f"Ni chaiff unrhyw raglen wneud hyn yma: cewch dasg gyda'r ddolen, a gallwch {cy} yno eich hun.",
    )


def _joined(*parts: Words) -> Words:
    return Words(
        " ".join(one.en for one in parts if one.en),
        " ".join(one.cy for one in parts if one.cy),
    )
