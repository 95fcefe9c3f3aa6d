"""Tells a joke, a game or praise from earnest, by the company that a word of blame or violence keeps."""

import re

from moderator.scorers.lexicon import cue
from moderator.scorers.scene import Scene

LAUGHS = re.compile("[😂🤣😆😹😄😁😅😜😝🤪]")
_FONDNESS = re.compile("[❤💚💛🧡💜💙♥🥰😍🎻🎶🎵🎤🎭🌷🌹🍓🥧🍰🎂🎉🎊🏆🥇⚽🏉🎾🏓🏸🏏🎳🎯😋👑🫶🌈]")
_FILE = ("", "company.toml")


def is_fun(scene: Scene) -> bool:
    """The comment speaks of food, a game, a show or a garden, or says that it jokes."""
    fond = _FONDNESS.search(scene.reading.signs) is not None
    return fond or cue(*_FILE, "fun").search(scene.reading.canon) is not None


def is_praise(scene: Scene) -> bool:
    """The comment thanks or praises."""
    return cue(*_FILE, "praise").search(scene.reading.canon) is not None
