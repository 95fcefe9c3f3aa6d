"""Loads the message templates: one file per template and language, with who approved it at the top."""

import re
import tomllib
from collections.abc import Collection
from pathlib import Path

from moderator.config_file import ConfigError, Strict, checked, load_toml
from moderator.domain.messages import LANGUAGES, Templates, Wording
from moderator.domain.spoken import Words

FOLDER = "messages"
STANDING = "standing.toml"
FENCE = "+++"
_NAME = re.compile(r"([a-z][a-z-]*)\.(en|cy)\.txt", re.ASCII)


class FrontMatter(Strict):
    """The head of a template file."""

    #: The person who approved this wording for sending without a look; "" = every draft waits for a person.
    approved_by: str = ""
    #: Welsh files: a fluent speaker has read it.
    cy_reviewed: bool = False
    #: What the template is for, for whoever edits it.
    about: str = ""


class SlotShape(Strict):
    en: str
    cy: str


class StandingShape(Strict):
    slot: dict[str, SlotShape] = {}


def load_templates(config: Path, approved: Collection[str] = ()) -> Templates:
    """Every template in ``messages/`` of this folder. Raises ConfigError.

    ``approved`` names templates that the council's configuration approves as they stand; an unknown name is an error.
    A missing twin is none: it blocks sending, and a test of the shipped texts finds it.
    """
    folder = config / FOLDER
    if not folder.is_dir():
        raise ConfigError(f"{folder}: the folder does not exist. Copy it from the shipped configuration.")
    wordings: dict[str, dict[str, Wording]] = {}
    for path in sorted(folder.glob("*.txt")):
        match = _NAME.fullmatch(path.name)
        if match is None:
            raise ConfigError(f"{path}: a template is named NAME.en.txt or NAME.cy.txt. Rename it.")
        wordings.setdefault(match[1], {})[match[2]] = _wording(path, match[2])
    unknown = sorted(set(approved) - set(wordings))
    if unknown:
        raise ConfigError(f"{folder}: messages.approved names {unknown[0]}, which has no template. Correct the name.")
    standing = load_toml(folder / STANDING, StandingShape)
    slots = {name: Words(slot.en, slot.cy) for name, slot in standing.slot.items()}
    return Templates(wordings, slots, frozenset(approved))


def _wording(path: Path, language: str) -> Wording:
    head, text = _parted(path)
    try:
        data = tomllib.loads(head)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: the lines between {FENCE} are not valid TOML: {error}. Correct them.") from None
    matter = checked(data, FrontMatter, path)
    if not text.strip():
        raise ConfigError(f"{path}: there is no text below the second {FENCE}. Write the message there.")
    return Wording(text.strip(), matter.approved_by.strip(), matter.cy_reviewed or language == LANGUAGES[1])


def _parted(path: Path) -> tuple[str, str]:
    try:
        content = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: byte {error.start} is not UTF-8. Save the file as UTF-8.") from None
    except OSError as error:
        raise ConfigError(f"{path}: it cannot be read: {error.strerror}. Let the service's user read it.") from None
    before, first, rest = content.partition(f"{FENCE}\n")
    head, second, text = rest.partition(f"{FENCE}\n")
    if before.strip() or not first or not second:
        raise ConfigError(f"{path}: it must begin with a line {FENCE}, the approval, and another line {FENCE}.")
    return head, text
