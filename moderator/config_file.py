"""Reads one TOML file into validated values; every error names the file, the key, what was wrong and the cure."""

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

Shape = TypeVar("Shape", bound=BaseModel)


class ConfigError(Exception):
    """A configuration file cannot be used. The message names file, place, problem and cure."""


class Strict(BaseModel):
    """Base of every file shape: unknown keys are mistakes, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


#: pydantic's error type -> the cure in plain words.
CURES = {
    "extra_forbidden": "remove the key or correct its spelling",
    "missing": "add the key",
    "enum": "use one of the words named",
    "literal_error": "use one of the words named",
    "string_type": "put the value in quotation marks",
    "bool_type": "write true or false, without quotation marks",
    "date_type": "write a date as 2026-11-30, without quotation marks",
}


def load_toml(path: Path, shape: type[Shape]) -> Shape:
    """The file's content as ``shape``. Raises ConfigError."""
    return checked(read_toml(path), shape, path)


def read_toml(path: Path) -> dict[str, Any]:
    """The file as plain data. Raises ConfigError when it is missing, unreadable or not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: the file does not exist. Create it, or name another one.") from None
    except IsADirectoryError:
        raise ConfigError(f"{path}: this is a folder. Name the file inside it.") from None
    except PermissionError:
        raise ConfigError(f"{path}: it may not be read. Let the service's user read it.") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: byte {error.start} is not UTF-8. Save the file as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}. Correct that line.") from None


def checked(data: dict[str, Any], shape: type[Shape], path: Path) -> Shape:
    """``data`` as ``shape``. Raises ConfigError naming the first wrong key and how many more there are."""
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False)
        first = problems[0]
        cure = CURES.get(first["type"], "correct the value")
        more = f" ({len(problems) - 1} more after this one)" if len(problems) > 1 else ""
        raise ConfigError(f"{path}: {_place(first['loc'])}: {_said(first)}. Cure: {cure}.{more}") from None


def _said(problem: Any) -> str:
    message = str(problem["msg"]).removeprefix("Value error, ")
    return message[:1].lower() + message[1:].rstrip(".")


def _place(location: tuple[int | str, ...]) -> str:
    """``("profile", 0, "moderator", "email")`` -> ``profile[1].moderator.email``; lists count from 1, as people do."""
    place = ""
    for part in location:
        if isinstance(part, int):
            place += f"[{part + 1}]"
        else:
            place += f".{part}" if place else part
    return place or "the file"
