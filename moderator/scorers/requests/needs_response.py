"""Weighs whether the council owes the writer an answer: cues in the comment, whom it answers, and weights learned
from examples."""

import re
from collections.abc import Iterator, Mapping, Set
from functools import cache
from importlib.resources import files
from math import exp

from moderator.scorers.anchored import Expression, anchored
from moderator.scorers.cues import READ_AT_MOST, cues
from moderator.scorers.language.lexicon import shared_lexicon
from moderator.scorers.language.words import plain
from moderator.scorers.plain_reading import Reading
from moderator.scorers.requests.parents import parent_kind
from moderator.scorers.requests.phrases import phrases

_SENTENCE = re.compile(r"[^.!?\n]{1,600}[.!?\n]{0,6}")
_FIRST_WORD = re.compile(r"\W{0,3}([^\W\d_]{2,20})\b(?!')")
_LAST_WORDS = re.compile(r"([\w'’?,!]{1,20})\s{1,3}([A-Z][^\W\d_]{2,20})\W{0,8}(?:x{1,5}\W{0,4})?$")
#: They begin no further before the end.
_LAST_REACH = 80
#: Before the last word these show a place, an office or somebody spoken of.
_BEFORE_NO_FRIEND = frozenset((
    "in", "at", "on", "of", "to", "from", "near", "by", "for", "mr", "mrs", "miss", "ms", "dr", "cllr", "councillor",
    "yn", "ym", "ar", "o", "i", "with", "and", "st", "saint", "mayor", "round", "past", "behind", "outside", "about",
))  # fmt: skip
_CLAUSE = re.compile(r"(?:[^,;:\u2013\u2014\U0001f000-\U0001ffff]|(?<=\w)[,:](?=\w)){1,600}")
#: Cues read sentence by sentence; the others over the whole comment.
_QUESTION_KINDS = ("practical", "about_them", "own_need", "to_you")
_PER_SENTENCE = (
    "interrogative",
    "indirect",
    "plain_fault",
    "hazard",
    "treated",
    "rhetorical",
    "asset",
    "problem",
    "weak_problem",
    "lived",
    "chased",
    "place",
)
#: With one of these a short phrase is no question in disguise.
_SETTLED = frozenset(
    ("thanks", "praise", "opinion", "closed", "chat", "only_tags_friend", "only_spam", "laughter", "question")
)
#: Without any of these nothing is asked.
_ASKING = frozenset((
    "fragment", "question", "fault", "weak_fault", "chasing", "asks_action", "formal_demand", "treated", "breach",
    "same_there", "calls_council",
))  # fmt: skip
#: So many words give room for a request.
LONG = 12
_PLEASED = ("thanks", "closed", "praise")
_ASKED_WITHIN = re.compile(
    r"\b(?:what|when|where|how|which|who|pryd|faint|ble) (?:\w+ ){0,2}(?:does|do|is|are|can|will|did|should"
    r"|much|long|mae|fydd|yw)\b"
)
#: After a comma these mostly tell more of what was named, unless a question's verb follows.
_RELATIVE = re.compile(
    r"\W{0,4}(?:(?:and|but|so) )?(?:who|which|whose|where|when|what|how|why)\b"
    r"(?! (?:is|are|do|does|did|can|could|will|would|should|much|many|long|often|about|time|day|has|have|was|were)\b)"
)
#: What counts when its parts stand in one sentence.
_COMBINED = {
    "chasing": {"chased"},
    "own_chasing": {"chased", "lived"},
    "lived_weak_fault": {"weak_fault", "lived"},
    "located_weak_fault": {"weak_fault", "place"},
    "lived_fault": {"fault", "lived"},
    "located_fault": {"fault", "place"},
}
#: What matters differently when a resident, not the council, is answered.
_PARENT_MATTERS = (
    "fragment",
    "question", "practical_question", "idle_question", "real_question", "bare_question", "fault",
    "lived_fault", "chasing",
    "asks_action", "to_resident",
    "place", "located_fault",
    "to_council", "please", "calls_council", "same_there", "to_you_question", "weak_fault", "hazard",
)  # fmt: skip
#: Pairs that mean more, or less, than their parts.
_PAIRS = (
    ("thanks", "turn"), ("praise", "turn"), ("thanks", "fault"), ("praise", "fault"), ("thanks", "real_question"),
    ("praise", "real_question"),
    ("mock_question", "lived_fault"), ("mock_question", "located_fault"), ("mock_question", "fault"), ("laughter",
    "fault"),
    ("laughter", "lived_fault"), ("laughter", "located_fault"), ("laughter", "real_question"), ("opinion", "fault"),
    ("opinion", "lived_fault"),
    ("opinion", "chasing"), ("sarcastic", "fault"), ("sarcastic", "lived_fault"), ("tags_friend", "to_council"),
    ("tags_friend", "real_question"), ("only_tags_friend", "question"), ("only_spam", "fault"),
    ("idle_question", "about_them_question"),
    ("idle_question", "to_you_question"),
    ("idle_question", "laughter"),
    ("practical_question", "own_need_question"),
    ("practical_question", "parent_reply"), ("hazard", "place"),
    ("only_spam", "asks_action"), ("laughter", "hazard"), ("treated", "lived"), ("treated", "opinion"),
    ("spam", "to_council"), ("spam", "real_question"), ("chat", "fault"), ("nostalgia", "lived_fault"), ("nostalgia",
    "fault"),
    ("positive_fact", "fault"), ("positive_fact", "lived_fault"), ("short", "fault"), ("short", "real_question"),
    ("closed", "thanks"), ("calls_council", "question"), ("calls_council", "real_question"),
    ("withdrawn", "thanks"), ("withdrawn", "fault"), ("friend_invited", "question"), ("friend_invited", "fault"),
    ("ends_with_name", "question"), ("under_a_game", "question"), ("under_a_game", "real_question"),
    ("under_a_game", "practical_question"), ("same_there", "place"), ("praise", "weak_fault"),
    ("opinion", "weak_fault"), ("laughter", "weak_fault"), ("chat", "weak_fault"), ("nostalgia", "weak_fault"),
    ("weak_fault", "chasing"), ("please", "opinion"), ("please", "praise"),
)  # fmt: skip


def features(reading: Reading, parent: Reading, among: Set[str] | None = None) -> dict[str, float]:
    """What can be seen of a comment, each between 0 and 1; of the runs of words those ``among`` them, where given."""
    text, asked = reading.lowered[:READ_AT_MOST], parent.lowered[:READ_AT_MOST]
    known = cues(__package__, "needs_response.cues")
    words = len(text.split())
    seen = _seen(text, known) | _friends(reading.text)
    if words <= 3:
        seen.add("short")
    if _GAME.search(asked):
        seen.add("under_a_game")
    if "calls_council" in seen and "mock_question" in seen:
        # Whoever turns to the council by name wants to know.
        seen = (seen - {"mock_question"}) | {"real_question"}
    if "withdrawn" in seen and "real_question" not in seen:
        seen -= {"asks_action", "weak_fault"}
    seen |= _meant_for_others(seen)
    asks_politely = words <= 9 and text.rstrip(" .!").endswith(("please", "pls", "plis", "plz"))
    if ((words <= 4 and known["practical"].search(text)) or asks_politely) and not seen & _SETTLED:
        seen.add("fragment")
    if not seen & _ASKING:
        seen.add("nothing_asked")
    kind = parent_kind(asked)
    found = dict.fromkeys(seen, 1.0) | {f"parent_{kind}": 1.0}
    if kind == "resident":
        found |= {f"{name}&resident": 1.0 for name in _PARENT_MATTERS if name in seen}
        found["answers_question"] = float("?" in parent.text and "?" not in text)
    if kind == "reply":
        found |= {f"{name}&reply": 1.0 for name in ("nothing_asked", "fault", "chasing") if name in seen}
    found |= {f"{first}&{second}": 1.0 for first, second in _PAIRS if first in seen and second in seen}
    found["long"] = min(words, LONG) / LONG
    return {name: value for name, value in found.items() if value} | phrases(reading, kind, among)


def _seen(text: str, known: Mapping[str, Expression]) -> set[str]:
    """The cues of the whole comment and those of its sentences."""
    seen = {name for name, cue in known.items() if name not in (*_PER_SENTENCE, *_QUESTION_KINDS) and cue.search(text)}
    for sentence in _SENTENCE.finditer(text):
        seen |= set(_seen_in(sentence.group(), known))
    return seen


def _friends(text: str) -> set[str]:
    """Whether a friend's given name opens or closes the comment."""
    names = {"tags_friend": _opens_with_name(text), "ends_with_name": _ends_with_name(text)}
    return {name for name, stands in names.items() if stands}


def _meant_for_others(seen: set[str]) -> set[str]:
    """What an advertisement or a friend's name says where the council is not called."""
    if "calls_council" in seen:
        return set()
    meant = set()
    if seen & {"tags_friend", "ends_with_name"} and "invites" in seen:
        meant.add("friend_invited")
    if "to_council" not in seen:
        meant |= {f"only_{name}" for name in ("spam", "tags_friend") if name in seen}
        if {"tags_friend", "question"} <= seen:
            meant.add("friend_asked")
    return meant


#: The post asks for guesses, captions or memories, not for questions.
_GAME = anchored(
    r"\b(?:guess|caption|name (?:this|that)|where (?:was|is) (?:this|it) taken|can you (?:spot|name|guess|tell)"
    r"|quiz|riddle|competition|tell us your (?:favourite|memor\w+|best)|share your (?:photos?|memor\w+|favourite)"
    r"|what'?s your favourite|who remembers|throwback|how many can you|dyfalwch|dyfala|rhannwch eich|hoff)\b"
)


def _ends_with_name(text: str) -> bool:
    """Whether a given name, not the end of a place or a title, is the last word."""
    last = _LAST_WORDS.search(text[-_LAST_REACH:])
    if last is None or not shared_lexicon().is_name(plain(last[2])):
        return False
    return last[1].lower() not in _BEFORE_NO_FRIEND and not last[1][:1].isupper()


def _opens_with_name(text: str) -> bool:
    """Whether the first word is a given name written with a capital: the comment is meant for a friend."""
    first = _FIRST_WORD.match(text)
    return first is not None and first[1][0].isupper() and shared_lexicon().is_name(plain(first[1]))


def _seen_in(sentence: str, known: Mapping[str, Expression]) -> Iterator[str]:
    """Questions, real or mock, and faults, with who met them and where."""
    present = {name for name in _PER_SENTENCE if name != "interrogative" and known[name].search(sentence)}
    clauses = _CLAUSE.findall(sentence)
    is_direct = "?" in sentence or any(
        _is_question(clause, known) and not (index and _RELATIVE.match(clause)) for index, clause in enumerate(clauses)
    )
    is_pleased = any(known[mood].search(sentence) for mood in _PLEASED)
    if is_direct or ("indirect" in present and not is_pleased):
        present.add("question")
        present.add("mock_question" if "rhetorical" in present else "real_question")
    if "real_question" in present:
        present |= {f"{name}_question" for name in _QUESTION_KINDS if known[name].search(sentence)}
        if "practical_question" not in present:
            present.add("idle_question")
    if "?" in sentence:
        present.add("question_mark")
    is_mock = "mock_question" in present and "lived" not in present
    if present & {"hazard", "plain_fault"} or ({"asset", "problem"} <= present and not is_mock):
        present.add("fault")
    elif not is_mock and any(
        known["asset"].search(clause) and known["weak_problem"].search(clause) for clause in clauses
    ):
        present.add("weak_fault")
    combined = {name for name, parts in _COMBINED.items() if parts <= present}
    yield from (present | combined) - {"rhetorical", "asset", "problem", "weak_problem", "chased", "indirect"}


def _is_question(clause: str, known: Mapping[str, Expression]) -> bool:
    """Whether the clause is built as a question; thanks and praise are not, unless a question follows in them."""
    if any(known[mood].search(clause) for mood in _PLEASED):
        return _ASKED_WITHIN.search(clause) is not None
    return known["interrogative"].search(clause) is not None


@cache
def weights() -> Mapping[str, float]:
    lines = files(__package__).joinpath("weights.tsv").read_text(encoding="utf-8").splitlines()
    return {name: float(weight) for name, weight in (line.split("\t") for line in lines if not line.startswith("#"))}


def chance(seen: Mapping[str, float]) -> float:
    """How likely it is, between 0 and 1, that these features belong to a comment that needs an answer."""
    learned = weights()
    total = learned.get("(bias)", 0.0) + sum(learned.get(name, 0.0) * value for name, value in seen.items())
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))
