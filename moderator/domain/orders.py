"""What a moderator writes in answer to a digest: a number and a verb a line, in both languages; nothing is guessed."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from moderator.domain.case import ANSWERED
from moderator.domain.desks import DESKS
from moderator.domain.policy import HouseRule

UNDO = "undo"
#: Let the drafted message go to its author.
SEND = "send"
#: Verdict -> the words that mean it; the first of each language is the one we teach.
VERBS: dict[str, tuple[str, ...]] = {
    "keep": ("ok", "iawn", "keep", "cadw", "okay"),
    "hide": ("hide", "cuddio"),
    "report": ("report", "adrodd"),
    "answer": ("answer", "ateb"),
    "contact": ("contact", "cysylltu"),
    "acknowledge": ("ack", "cydnabod", "acknowledge", "acknowledged"),
    "action": ("action", "gweithredu"),
    "refer": ("refer", "cyfeirio"),
    ANSWERED: ("answered", "atebwyd"),
    SEND: ("send", "anfon"),
    UNDO: ("undo", "dadwneud"),
}
#: Above this line of a digest an answer is written; a quotation begins with it.
MARKER = ("Reply above this line", "Atebwch uwchben y llinell hon")

_VERDICT_OF = {word: verdict for verdict, words in VERBS.items() for word in words}
_ALL = frozenset(("all", "everything", "each", "every", "pob", "popeth", "oll", "cwbl", "bob"))
_NUMBER_FIRST = re.compile(r"([0-9]{1,4}) ?[.):]? +(\S+)(?: +(\S.*))?")
_UNDO_FIRST = re.compile(rf"(?:{'|'.join(VERBS[UNDO])}) +([0-9]{{1,4}})")
_LOOKS_LIKE_ONE = re.compile(rf"[0-9]{{1,4}} ?[.):]? +(?:{'|'.join(_VERDICT_OF)})\b")
_UNSEEN = str.maketrans(dict.fromkeys("\u200b\u200e\u200f\u2060\ufeff", ""))
#: No order is longer; what is may quote anything.
_LONGEST_LINE = 120


@dataclass(frozen=True, slots=True)
class Order:
    """One decision as it was written."""

    number: int
    #: One of VERDICTS, ANSWERED, SEND or UNDO.
    verb: str
    #: Id of a house rule, or of a desk it is passed to, or "".
    reason: str
    line: str


@dataclass(frozen=True, slots=True)
class Misread:
    """A line that changes nothing, and why."""

    line: str
    why: str


@dataclass(frozen=True, slots=True)
class Orders:
    orders: tuple[Order, ...] = ()
    misread: tuple[Misread, ...] = ()


def orders_in(lines: Iterable[str], house_rules: Sequence[HouseRule]) -> Orders:
    """The decisions in these lines. A line that is not clearly one changes nothing, nor do two that disagree."""
    found: list[Order] = []
    misread: list[Misread] = []
    for line in lines:
        if not line.strip():
            continue
        one = _order_in(line, house_rules)
        if isinstance(one, Order):
            found.append(one)
        else:
            misread.append(one)
    clear = [order for order in found if not _is_contradicted(order, found)]
    misread += [
        Misread(order.line, f"there is another answer about item {order.number} in this mail, so neither counts")
        for order in found
        if _is_contradicted(order, found)
    ]
    return Orders(tuple(_each_once(clear)), tuple(misread))


def looks_like_an_order(line: str) -> bool:
    """Whether a line outside the answer has the form of a decision; used to tell its writer, never to act."""
    said = _plain(line)
    return bool(len(said) <= _LONGEST_LINE and (_LOOKS_LIKE_ONE.match(said) or _UNDO_FIRST.fullmatch(said)))


def is_marker(line: str) -> bool:
    """Whether a line is, or quotes, the one above which an answer is written."""
    said = _plain(line)
    return any(_plain(marker) in said for marker in MARKER)


def rule_named(words: str, house_rules: Sequence[HouseRule]) -> HouseRule | None:
    """The house rule with this id or plain name, in either language."""
    wanted = _name(words)
    return next((rule for rule in house_rules if wanted in {_name(one) for one in (rule.id, *rule.names)}), None)


def desk_named(words: str) -> str:
    """The desk with this id or name, in either language; "" for none."""
    wanted = _name(words)
    return next((id_ for id_, names in DESKS.items() if wanted in {_name(id_), _name(names.en), _name(names.cy)}), "")


def _order_in(line: str, house_rules: Sequence[HouseRule]) -> Order | Misread:
    said = _plain(line)
    if len(said) > _LONGEST_LINE:
        return Misread(line, "it is not a decision")
    if undone := _UNDO_FIRST.fullmatch(said):
        return Order(int(undone[1]), UNDO, "", line)
    if said.split(" ")[0] in _ALL:
        return Misread(line, "each item is decided by its own number, never all at once")
    match = _NUMBER_FIRST.fullmatch(said)
    if match is None:
        return Misread(line, "it is not a decision")
    verb = _VERDICT_OF.get(match[2])
    if verb is None:
        return Misread(line, "it has no verb that is known here")
    return _with_reason(line, int(match[1]), verb, match[3] or "", house_rules)


def _with_reason(line: str, number: int, verb: str, words: str, house_rules: Sequence[HouseRule]) -> Order | Misread:
    if not words:
        return Order(number, verb, "", line)
    if verb == "refer":
        desk = desk_named(words)
        return (
            Order(number, verb, desk, line) if desk else Misread(line, f"that is no desk; they are {', '.join(DESKS)}")
        )
    if verb != "hide":
        return Misread(line, "no more words may follow this verb")
    rule = rule_named(words, house_rules)
    if rule is None:
        return Misread(line, f"that is no house rule; they are {', '.join(one.id for one in house_rules)}")
    return Order(number, verb, rule.id, line)


def _is_contradicted(order: Order, orders: Sequence[Order]) -> bool:
    return any(one.number == order.number and (one.verb, one.reason) != (order.verb, order.reason) for one in orders)


def _each_once(orders: Iterable[Order]) -> Iterator[Order]:
    return iter({order.number: order for order in orders}.values())


def _plain(line: str) -> str:
    """The line in small letters, without bullets, emphasis and doubled spaces."""
    said = unicodedata.normalize("NFKC", line[: 4 * _LONGEST_LINE].translate(_UNSEEN)).casefold()
    return " ".join(said.split()).strip("*-_•· ").rstrip(".!,;").rstrip()


def _name(words: str) -> str:
    return " ".join(_plain(words).replace("-", " ").replace("'", " ").replace("’", " ").split())
