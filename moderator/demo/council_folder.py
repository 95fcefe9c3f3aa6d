"""Writes the configuration folder that the demonstration's daemon runs on, as an administrator would have it."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from moderator.shipped import shipped

#: Shipped files that the demonstration uses as they are.
_AS_SHIPPED = ("policy.toml", "calendar.toml")
#: Secrets that open the stand-ins' doors; they open no other.
X_SECRETS = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
GRAPH_TOKEN = "stand-in-token"  # noqa: S105 - for the stand-in server of this demonstration only


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the stand-ins of one demonstration listen."""

    #: Profile id -> base address of its platform's server.
    platforms: Mapping[str, str]
    mail: int
    review: int


def write_config(folder: Path, ports: Ports) -> Path:
    """Fill ``folder`` with the shipped configuration, the demonstration's own files over it, and the addresses."""
    folder.mkdir(parents=True, exist_ok=True)
    config = shipped("config")
    for name in _AS_SHIPPED:
        shutil.copyfile(config / name, folder / name)
    shutil.copytree(config / "messages", folder / "messages", dirs_exist_ok=True)
    shutil.copytree(config / "demo" / "messages", folder / "messages", dirs_exist_ok=True)
    shutil.copyfile(config / "demo" / "register.toml", folder / "register.toml")
    own = (config / "demo" / "moderator.toml").read_text(encoding="utf-8")
    (folder / "moderator.toml").write_text(own + _addresses(folder, config, ports), encoding="utf-8")
    return folder


def secrets(profiles: Mapping[str, str]) -> dict[str, str]:
    """Environment variables with the stand-ins' secrets and a fresh one for the review page's links.

    ``profiles`` is profile id -> platform.
    """
    found = {"MODERATOR_REVIEW_SECRET": token_hex(32)}
    for profile, platform in profiles.items():
        keys = {"facebook": ("token",), "x": X_SECRETS}.get(platform, ())
        for key in keys:
            name = f"MODERATOR_{profile}_{key}".upper().replace("-", "_")
            found[name] = GRAPH_TOKEN if platform == "facebook" else f"stand-in-{key}"
    return found


def _addresses(folder: Path, config: Path, ports: Ports) -> str:
    page = f"http://127.0.0.1:{ports.review}"
    tables: dict[str, dict[str, str | int]] = {
        "store": {"url": f"sqlite:///{folder.parent / 'demo.sqlite3'}"},
        "model": {"folder": str(config / "models" / "rehearsal")},
        "mail": {
            "host": "127.0.0.1",
            "port": ports.mail,
            "starttls": "none",
            "sender": "moderator@porthgwyn.example",
            "duty_contact": "duty.officer@porthgwyn.example",
        },
        # One person plays everybody on this machine, so holding a link is enough; in service a person signs in.
        "review": {"port": ports.review, "base_url": page, "appeal_base_url": page, "sign_in": "link"},
        **{f"connector.{profile}": {"base_url": address} for profile, address in ports.platforms.items()},
    }
    return "".join(
        f"\n[{name}]\n" + "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in table.items())
        for name, table in tables.items()
    )
