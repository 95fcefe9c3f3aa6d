"""Hatred of protected groups: slurs at people, dehumanising, driving out, demeaning generalisation."""

import re
from functools import lru_cache
from collections.abc import Iterator, Sequence

from moderator.domain.evidence import Finding, Passage, Span
from moderator.scorers.lexicon import cue, entries
from moderator.scorers.offence.mention import is_mention, is_self
from moderator.scorers.reading import Sentence
from moderator.scorers.scene import Scene, Stage

_APES = re.compile("[🐒🐵🦍🙈🙉🙊🍌🦧]")
_THEY = re.compile(r"\b(?:they|them|theyre|em|these|those|the lot|this lot|that lot|all of them|it|that|thing|lot|you)\b")
_IT = re.compile(
    r"\b(?:is (?:it|that|this)(?: thing)? (?:a|an) (?:bloke|man|woman|bird|boy|girl|it|lad)(?: or (?:a|an) [a-z]+){1,3}|what (?:is|the hell is|even is) (?:it|that thing|that)|that thing|an it|bloke in (?:a )?(?:dress|drag|frock|wig)|he she|it s? not (?:even )?a (?:real )?(?:man|woman)|not a real (?:man|woman)|confused (?:freak|bloke))\b"
)
_GENDER_TOPIC = re.compile(r"\b(?:they them|trans|drag|pride|non ?binary|transgender|queer|lgbt[a-z]*|rainbow|storytime|storyteller)\b")
_MIGRATION_TOPIC = re.compile(r"\b(?:refugees?|asylum|migrants?|encampment|travellers?|gypsy|roma|mosque|muslims?|ramadan|eid|diwali|black history|syrian|ukrainian|hostel|hotel|moved here from|came here from|born in|lagos|families this year|windrush|interfaith|synagogue|temple|imam|caravans?)\b")
_DISABILITY_TOPIC = re.compile(r"\b(?:inclusive|disabled|disability|special school|additional needs|autism|autistic|wheelchairs?|accessible|recovery hub|mental health)\b")
_HOMELAND = re.compile(
    r"\b(?:back to (?:the jungle|your (?:own )?(?:country|mud hut|desert|village)|where you came from|africa|[a-z]+stan|india|poland|romania|nigeria|syria|bongo)|go home|go back|fuck off back|get back to your own|swim back|on the next (?:boat|plane))\b"
)


class HateScorer:
    """Value 0.95 for slurs at people and dehumanising (level 4), 0.5 for demeaning generalisation (level 3)."""

    name = "hate"

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        return [self._findings(self._stage.scene(passage)) for passage in passages]

    def _findings(self, scene: Scene) -> list[Finding]:
        found = [*_slurs(scene), *_about_groups(scene), *_under_a_post(scene)]
        best = max(found, key=lambda finding: finding.value, default=None)
        return [] if best is None else [best]


def _slurs(scene: Scene) -> Iterator[Finding]:
    for sentence in scene.reading.sentences:
        harmless = [match.span() for match in cue("offence", "offence.toml", "place_words").finditer(sentence.canon)]
        for entry in entries("offence", "offence.toml", "slur"):
            for match in entry.pattern.finditer(sentence.canon):
                first, last = sentence.words_at(*match.span())
                if any(start < match.end() and match.start() < end for start, end in harmless):
                    continue
                if is_mention(sentence, first, last) or is_self(sentence, first) or _is_name(sentence, first):
                    continue
                strong = bool(entry.facts["strong"])
                yield _finding(sentence, (first, last), "slur", f"hate.slur-{entry.id}", _SLUR if strong else _WEAK, strong)


_SLUR = "A slur used at people."
_WEAK = "A rude word for people of a nation or group."


def _is_name(sentence: Sentence, first: int) -> bool:
    """Capitalised beside another capitalised word it is somebody's name or a place ("Paddy Coon", "Dyke Road")."""
    word = sentence.words[first]
    if not word.shown[:1].isupper() or word.shown.isupper() or first == 0:
        return False
    before = sentence.words[first - 1]
    return before.shown[:1].isupper() and not before.shown.isupper() and first > 1


def _about_groups(scene: Scene) -> Iterator[Finding]:
    for index, sentence in enumerate(scene.reading.sentences):
        group = cue("offence", "offence.toml", "groups").search(sentence.canon)
        words = _group_words(scene, sentence, index, group)
        if words is None:
            continue
        first, last = words
        if is_mention(sentence, first, last) or _is_defence(sentence):
            continue
        is_soft = group is not None and cue("offence", "offence.toml", "groups_soft").fullmatch(group.group()) is not None
        yield from _attacks(scene, sentence, words, is_soft=is_soft, is_named=group is not None)


def _attacks(
    scene: Scene, sentence: Sentence, words: tuple[int, int], *, is_soft: bool, is_named: bool
) -> Iterator[Finding]:
    canon = sentence.canon
    beast = _predicate("dehumanising").search(canon)
    if beast:
        yield _finding(sentence, words, "group", "hate.dehumanising", "Dehumanises a protected group.", strong=not is_soft)
    violence = _violence().search(canon)
    if violence and not re.search(r"\b(?:dont|stop|against|condemn|awful|terrible|sad)\b", canon):
        is_grave = not is_soft or "let the" in violence.group() or "let them" in violence.group()
        is_rot = "rot" in violence.group()
        yield _finding(sentence, words, "group", "hate.violence", "Calls for violence against a group.", strong=is_grave and not is_rot)
    out = cue("offence", "offence.toml", "exclusion").search(canon)
    if out and (is_named or scene.parent.sentences) and not is_soft:
        yield _finding(sentence, words, "group", "hate.driving-out", "Wants people driven out for who they are.", strong=True)
    if re.search(r"\b(?:jews?|jewish|zionists?|muslims?)\b", canon) and cue("offence", "offence.toml", "conspiracy").search(canon):
        yield _finding(sentence, words, "group", "hate.conspiracy", "Spreads a conspiracy tale about a people.", strong=True)
    if cue("offence", "offence.toml", "demeaning").search(canon):
        yield _finding(sentence, words, "group", "hate.demeaning", "Demeans a group as a whole.", strong=False)


@lru_cache(maxsize=1)
def _violence() -> re.Pattern[str]:
    """Violence done TO the group: a verb with it as object, or what it "should" or "wants" to suffer."""
    verbs = cue("offence", "offence.toml", "violence_to_group").pattern
    groups = cue("offence", "offence.toml", "groups").pattern
    return re.compile(
        rf"(?:{verbs})(?: (?:all|every|the|these|those|that|of|each|any|more|dirty|filthy|fucking|bloody|single|lot)){{0,4}} (?:(?:{groups})|them|em|lot)\b"
        rf"|\b(?:should|wants?|needs?|deserves?|ought|must)(?: [a-z]+){{0,4}}? (?:{verbs})|\blet (?:them|em|the [a-z]+) (?:drown|rot|starve|die|freeze|burn)\b"
        rf"|\b(?:hotel|mosque|hostel|synagogue|temple|caravans?)\b.{{0,40}}(?:{verbs})|(?:{verbs}).{{0,30}}\b(?:hotel|mosque|hostel|synagogue|temple|camp|caravans?)\b"
    )


def _predicate(key: str) -> re.Pattern[str]:
    """The list's words where they are said OF people, not merely near them."""
    return _PREDICATES.setdefault(key, _said_of(key))


def _said_of(key: str) -> re.Pattern[str]:
    listed = cue("offence", "offence.toml", key).pattern
    return re.compile(
        rf"(?:\b(?:are|r|is|=|being|these|those|bunch of|like|you|fucking|bloody|all|nothing but|and|that|such|this|of|them|they|dirty|filthy)\b(?: (?:all|just|nothing but|the|a|an|fucking|bloody|absolute|total|pure|worse than|like|dirty|filthy|thieving|stinking|inbred|should be|should of been|have been))* )(?:{listed})"
        r"|\b(?:breed|breeds|breeding|infest\w*|swarm\w*|stink|stinks|overrun)\b"
    )


_PREDICATES: dict[str, re.Pattern[str]] = {}


def _group_words(
    scene: Scene, sentence: Sentence, index: int, group: re.Match[str] | None
) -> tuple[int, int] | None:
    """Where the group is named; or "they" where the post names one."""
    if group is not None:
        return sentence.words_at(*group.span())
    they = _THEY.search(sentence.canon)
    named_before = any(cue("offence", "offence.toml", "groups").search(one.canon) for one in scene.reading.sentences[:index])
    focus = scene.focus
    is_sort = re.search(r"\b(?:his|her|your|their|that|this) (?:sort|kind|type|lot|ilk|people)\b", sentence.canon)
    if is_sort and focus is not None and re.search(r"\b(?:imam|rabbi|vicar|refugees?|mosque|gay|trans|pride|lagos|moved here|traveller)\b", scene.parent.canon):
        return sentence.words_at(*is_sort.span())
    about_group = cue("offence", "offence.toml", "groups").search(scene.parent.canon) or _MIGRATION_TOPIC.search(scene.parent.canon)
    if they and (named_before or about_group):
        return sentence.words_at(*they.span())
    return None


def _is_defence(sentence: Sentence) -> bool:
    """Somebody speaks for the group, reports hatred, or asks for help for it."""
    return (
        re.search(
            r"\b(?:not all|dont deserve|welcome|love|stop|shame on|racists?|racism|hate crime|support|proud|human(?:s| beings)?(?! scum)|neighbours?|respect|abuse (?:of|at|against|towards)|attacks? on|treated like|are people|deserve better|poor|leave them alone|nothing wrong|harmless|lovely|kind|friendly|discriminat\w+|bigots?|unfair|rights)\b",
            sentence.canon,
        )
        is not None
    )


def _under_a_post(scene: Scene) -> Iterator[Finding]:
    """What is hateful only under what it answers."""
    signs = scene.reading.signs
    parent = scene.parent.canon
    named = scene.focus is not None or re.search(r"\b(?:photo|family|families|children|refugee|imam|councillor|cllr)\b", parent)
    if len(_APES.findall(signs)) >= 2 and named and "🍌" in signs + scene.passage.text or (len(_APES.findall(signs)) >= 3 and named):
        if not re.search(r"\b(?:zoo|monkey|banana|jungle|animals?|safari|fruit|market)\b", parent):
            yield Finding("hate", 0.95, "hate.apes", "Ape signs at a person or family.", _all_of(scene), about="group", traits=frozenset({"level-4"}))
    for sentence in scene.reading.sentences:
        thing = _IT.search(sentence.canon)
        if thing and (_GENDER_TOPIC.search(parent) or re.search(r"\b(?:freak|trann\w*|drag)\b", scene.reading.canon)):
            words = sentence.words_at(*thing.span())
            yield _finding(sentence, words, "group", "hate.gender", "Dehumanises somebody for their gender.", strong=True)
        home = _HOMELAND.search(sentence.canon)
        quoted = home and is_mention(sentence, *sentence.words_at(*home.span()))
        is_to_person = _MIGRATION_TOPIC.search(parent) or re.search(r"\b(?:jungle|own country|mud hut|desert|bongo|where you came from|[a-z]+stan|africa)\b", sentence.canon)
        if home and not quoted and is_to_person and not re.search(r"\b(?:i|we|lets|ill|im)\b", sentence.canon[: home.start()]):
            words = sentence.words_at(*home.span())
            yield _finding(sentence, words, "group", "hate.homeland", "Tells somebody to go back where they came from.", strong=True)


def _all_of(scene: Scene) -> tuple[Span, ...]:
    return (Span(0, max(1, len(scene.passage.text)), "slur"),) if scene.passage.text else ()


def _finding(
    sentence: Sentence, words: tuple[int, int], kind: str, rule: str, why: str, strong: bool  # noqa: FBT001
) -> Finding:
    span = Span(sentence.words[words[0]].start, sentence.words[words[1] - 1].end, kind)
    level = 4 if strong else 3
    return Finding("hate", 0.95 if strong else 0.5, rule, why, (span,), about="group", traits=frozenset({f"level-{level}"}))
