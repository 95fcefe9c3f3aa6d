"""Compares words as we sent them with words as a platform gives them back; pure."""

import re

_ADDRESS = re.compile(r"https?://\S+")
_NAMES_IN_FRONT = re.compile(r"\A(?:\s*@\w+)+\s*")


def same_words(ours: str, theirs: str, *, rewrites_links: bool = False, puts_names_in_front: bool = False) -> bool:
    """Whether a platform's text is the one we sent: spaces at line ends and blank lines around it aside.

    ``rewrites_links``: the platform puts its own short address in place of every link. ``puts_names_in_front``: it
    begins an answer with the names of those who are answered.
    """

    def told(text: str) -> str:
        if puts_names_in_front:
            text = _NAMES_IN_FRONT.sub("", text)
        if rewrites_links:
            text = _ADDRESS.sub("https://", text)
        return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip()

    return told(ours) == told(theirs)
