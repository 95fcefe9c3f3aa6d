"""Letters written upside down: the run of them that a reader turns the screen for, read the right way round."""

import re

#: Signs that are only met as a letter turned upside down, and the letter.
_TURNED = dict(
    zip("ɐɔǝɟƃɓɥᴉıɾʞʅɯɹʇʌʍʎ∀ƆƎℲפ⅁⅂˥ԀɅ⅄┴∩Ɐ", "acefgghiijklmrtvwyACEFGGLLPVYTUA", strict=True),
)
#: Letters that are a letter upside down too: in a turned run they stand for another one.
_BOTH_WAYS = {
    **dict(zip("bdpqnuoxszlimwHIMNOSWXZ", "qpdbunoxszlimwHIWNOSMXZ", strict=True)),
    **{sign: sign for sign in "'’,.!?:;&-"},
    "˙": ".",
    "¿": "?",
    "¡": "!",
    "‾": "_",
}
TURNED = frozenset(_TURNED) - {"ı"}
_ALL = {**_BOTH_WAYS, **_TURNED}
_WORD = re.compile(r"\S+")
#: One such sign may be a mark of phonetics or a slip; two in a run are meant.
_LEAST = 2


def turned_runs(text: str) -> dict[int, int]:
    """Where runs of words written upside down begin, and where each ends. A run reads from its end to its beginning."""
    if text.isascii() or TURNED.isdisjoint(text):
        return {}
    runs: dict[int, int] = {}
    first, turned = -1, 0
    for word in _WORD.finditer(text):
        shown = word.group().rstrip(",.!?")
        if not shown or not all(sign in _ALL for sign in shown):
            first, turned = -1, 0
        elif not TURNED.isdisjoint(shown):
            first = word.start() if first < 0 else first
            turned += sum(sign in TURNED for sign in shown)
            if turned >= _LEAST:
                runs[first] = word.start() + len(shown)
    return runs


def upright(sign: str) -> str:
    """The letter that a sign of such a run stands for."""
    return _ALL.get(sign, sign)
