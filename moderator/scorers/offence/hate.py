"""Hatred of protected groups: slurs at people, dehumanising, driving out, demeaning generalisation."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache

from moderator.domain.evidence import Finding, Passage, Span
from moderator.scorers.lexicon import cue, entries_in, raw, shape, words_under
from moderator.scorers.offence.mention import is_mention, is_own_word, is_self
from moderator.scorers.reading import Sentence
from moderator.scorers.scene import Scene, Stage

#: "Not even human" defends nobody.
_NO_HUMANS = re.compile(
    r"\b(?:not|arent|isnt|barely|hardly|less than) (?:even |really |fully )?(?:human(?:s| beings?)?|people)\b"
)
#: Somebody reports what was said to them.
_TOLD = re.compile(
    r"\b(?:(?:been|was|were|get|got|gets|being|getting) told"
    r"|(?:told|tell|tells|telling) (?:me|him|her|us|them|my [a-z]+)"
    r"|(?:said|says|saying|shout(?:ed|s|ing)|yell(?:ed|s|ing)|scream(?:ed|s|ing))(?: at| to)?"
    r"(?: me| him| her| us| them)?)\b"
)
#: Told to be ashamed, nobody is to be hanged.
_ASHAMED = re.compile(r"\bhang (?:your|their|our|his|her) heads?\b(?! (?:from|on|off|up))")
_APES = re.compile("[🐒🐵🦍🙈🙉🙊🍌🦧]")


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
        for entry in entries_in(sentence.canon, "offence", "offence.toml", "slur"):
            for match in entry.pattern.finditer(sentence.canon):
                first, last = sentence.words_at(*match.span())
                if any(start < match.end() and match.start() < end for start, end in harmless):
                    continue
                if is_mention(sentence, first, last) or is_self(sentence, first) or _is_name(sentence, first):
                    continue
                if is_own_word(scene, sentence, match):
                    continue
                strong = bool(entry.facts["strong"]) and not _is_at_a_thing(sentence, match)
                yield _finding(
                    sentence, (first, last), "slur", f"hate.slur-{entry.id}", _SLUR if strong else _WEAK, strong
                )


_SLUR = "A slur used at people."
_WEAK = "A rude word for people of a nation or group."


def _is_at_a_thing(sentence: Sentence, match: re.Match[str]) -> bool:
    """A meal or a decision is called so, and no person."""
    things = cue("offence", "offence.toml", "at_things").finditer(sentence.canon)
    return any(one.start() < match.end() and match.start() < one.end() for one in things)


def _is_name(sentence: Sentence, first: int) -> bool:
    """Capitalised beside another capitalised word it is somebody's name or a place ("Paddy Coon", "Dyke Road")."""
    word = sentence.words[first]
    if not word.shown[:1].isupper() or word.shown.isupper() or first == 0:
        return False
    before = sentence.words[first - 1]
    return before.shown[:1].isupper() and not before.shown.isupper() and first > 1


def _about_groups(scene: Scene) -> Iterator[Finding]:
    # Asked once of the whole comment: asked again in every sentence, a comment of short lines would take minutes.
    names_group = cache(lambda: _names_group(scene))
    for sentence in scene.reading.sentences:
        group = cue("offence", "offence.toml", "groups").search(sentence.canon)
        words = _group_words(scene, sentence, group, names_group)
        if words is None:
            continue
        first, last = words
        if is_mention(sentence, first, last) or _is_defence(sentence):
            continue
        is_soft = (
            group is not None and cue("offence", "offence.toml", "groups_soft").fullmatch(group.group()) is not None
        )
        yield from _attacks(scene, sentence, words, is_soft=is_soft, is_named=group is not None)


def _attacks(
    scene: Scene, sentence: Sentence, words: tuple[int, int], *, is_soft: bool, is_named: bool
) -> Iterator[Finding]:
    canon = sentence.canon
    beast = _dehumanising().search(canon)
    if beast and not _is_real_vermin(canon, beast):
        is_mild = cue("offence", "offence.toml", "demeaning_only").search(beast.group()) is not None
        why = "Demeans a group as a whole." if is_mild else "Dehumanises a protected group."
        strong = not is_soft and not is_mild
        yield _finding(sentence, words, "group", "hate.dehumanising", why, strong=strong)
    upright = _ASHAMED.sub("", canon)
    violence = next((one for one in _violence().finditer(upright) if _is_wanted(upright, one)), None)
    if violence and not shape("offence", "attacks").search(
        canon.replace("against a wall", "").replace("against the wall", "")
    ):
        is_grave = not is_soft or "let the" in violence.group() or "let them" in violence.group()
        is_rot = re.search(r"\brot\b", violence.group()) is not None
        yield _finding(
            sentence,
            words,
            "group",
            "hate.violence",
            "Calls for violence against a group.",
            strong=is_grave and not is_rot,
        )
    out = cue("offence", "offence.toml", "exclusion").search(canon)
    if out and (is_named or scene.parent.sentences) and not is_soft:
        pure = cue("offence", "offence.toml", "purity").search(canon) is not None
        yield _finding(
            sentence, words, "group", "hate.driving-out", "Wants people driven out for who they are.", strong=pure
        )
    if re.search(r"\b(?:jews?|jewish|zionists?|muslims?)\b", canon) and cue(
        "offence", "offence.toml", "conspiracy"
    ).search(canon):
        yield _finding(
            sentence, words, "group", "hate.conspiracy", "Spreads a conspiracy tale about a people.", strong=True
        )
    if cue("offence", "offence.toml", "demeaning").search(canon):
        yield _finding(sentence, words, "group", "hate.demeaning", "Demeans a group as a whole.", strong=False)


def _is_real_vermin(canon: str, beast: re.Match[str]) -> bool:
    """Rats and cockroaches that people have to live with, or that have to be seen to."""
    return shape("offence", "real-vermin").search(canon) is not None and not re.search(
        r"\b(?:they|theyre|them|these|those|people) (?:are|r|is)\b", canon[: beast.end()]
    )


def _is_wanted(canon: str, violence: re.Match[str]) -> bool:
    """Whether somebody is to do it, and not some law or war that does it."""
    if violence.group("verb") is None:
        return True
    before = canon[: violence.start()].split()
    if (
        len(before) > 1
        and before[-1] == "to"
        and before[-2] in ("trying", "tried", "wanted", "threatened", "want", "wants")
    ):
        return before[-2] in ("want", "wants") and before[-3:-2] != ["they"]
    return not before or before[-1] in words_under("offence", "offence.toml", "at_verbs")


@lru_cache(maxsize=1)
def _violence() -> re.Pattern[str]:
    """Violence done TO the group: a verb with it as object, or what it "should" or "wants" to suffer."""
    template = raw("offence", "patterns.toml")["templates"]["violence"]
    filled = template.replace("<verbs>", cue("offence", "offence.toml", "violence_to_group").pattern)
    return re.compile(filled.replace("<groups>", cue("offence", "offence.toml", "groups").pattern))


@lru_cache(maxsize=1)
def _dehumanising() -> re.Pattern[str]:
    """The list's words where they are said OF people, not merely near them."""
    template = raw("offence", "patterns.toml")["templates"]["said-of"]
    return re.compile(template.replace("<listed>", cue("offence", "offence.toml", "dehumanising").pattern))


def _group_words(
    scene: Scene, sentence: Sentence, group: re.Match[str] | None, names_group: Callable[[], bool]
) -> tuple[int, int] | None:
    """Where the group is named; or "they" where the post names one."""
    if group is not None:
        return sentence.words_at(*group.span())
    is_sort = scene.focus is not None and shape("offence", "group-words").search(sentence.canon)
    if is_sort and shape("offence", "group-words-2").search(scene.parent.canon):
        return sentence.words_at(*is_sort.span())
    they = shape("offence", "they").search(sentence.canon)
    if they and names_group():
        return sentence.words_at(*they.span())
    return None


def _names_group(scene: Scene) -> bool:
    """Whether the comment names a group or points at one, or answers words about one."""
    groups = cue("offence", "offence.toml", "groups")
    if any(
        groups.search(one.canon) or shape("offence", "pointer").search(one.canon) for one in scene.reading.sentences
    ):
        return True
    parent = scene.parent.canon
    return (groups.search(parent) or shape("offence", "migration-topic").search(parent)) is not None


def _is_defence(sentence: Sentence) -> bool:
    """Somebody speaks for the group, reports hatred, or asks for help for it."""
    return shape("offence", "is-defence").search(_NO_HUMANS.sub("", sentence.canon)) is not None


def _under_a_post(scene: Scene) -> Iterator[Finding]:
    """What is hateful only under what it answers."""
    signs = scene.reading.signs
    parent = scene.parent.canon
    named = scene.focus is not None or shape("offence", "under-a-post").search(parent)
    apes = len(_APES.findall(signs))
    is_drawn = apes > 2 or (apes > 1 and "🍌" in scene.passage.text)
    if is_drawn and named and shape("offence", "under-a-post-2").search(parent) is None:
        why = "Ape signs at a person or family."
        yield Finding("hate", 0.95, "hate.apes", why, _all_of(scene), about="group", traits=frozenset({"level-4"}))
    for sentence in scene.reading.sentences:
        thing = shape("offence", "it").search(sentence.canon)
        if thing and (
            shape("offence", "gender-topic").search(parent)
            or re.search(r"\b(?:freak|trann\w*|drag)\b", scene.reading.canon)
        ):
            words = sentence.words_at(*thing.span())
            yield _finding(
                sentence, words, "group", "hate.gender", "Dehumanises somebody for their gender.", strong=True
            )
        home = shape("offence", "homeland").search(sentence.canon)
        quoted = home and is_mention(sentence, *sentence.words_at(*home.span()))
        is_to_person = shape("offence", "migration-topic").search(parent) or shape("offence", "under-a-post-3").search(
            sentence.canon
        )
        if (
            home
            and not quoted
            and not _TOLD.search(sentence.canon[: home.start()])
            and is_to_person
            and not re.search(r"\b(?:i|we|lets|ill|im)\b", sentence.canon[: home.start()])
        ):
            words = sentence.words_at(*home.span())
            yield _finding(
                sentence,
                words,
                "group",
                "hate.homeland",
                "Tells somebody to go back where they came from.",
                strong=True,
            )


def _all_of(scene: Scene) -> tuple[Span, ...]:
    return (Span(0, max(1, len(scene.passage.text)), "slur"),) if scene.passage.text else ()


def _finding(sentence: Sentence, words: tuple[int, int], kind: str, rule: str, why: str, strong: bool) -> Finding:
    span = Span(sentence.words[words[0]].start, sentence.words[words[1] - 1].end, kind)
    level = 4 if strong else 3
    return Finding(
        "hate", 0.95 if strong else 0.5, rule, why, (span,), about="group", traits=frozenset({f"level-{level}"})
    )
