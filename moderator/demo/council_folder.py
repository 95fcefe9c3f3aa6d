"""Writes the configuration folder that the demonstration's daemon runs on, as an administrator would have it."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from moderator.shipped import shipped

#: Shipped files that the demonstration uses as they are.
_AS_SHIPPED = ("policy.toml", "calendar.toml")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the servers of one demonstration listen."""

    #: Profile id -> its connector's settings, the address of its platform's server among them.
    platforms: Mapping[str, Mapping[str, str]]
    mail: int
    review: int


def write_config(folder: Path, addresses: Addresses) -> Path:
    """Fill ``folder`` with the shipped configuration, the demonstration's own files over it, and the addresses."""
    folder.mkdir(parents=True, exist_ok=True)
    config = shipped("config")
    for name in _AS_SHIPPED:
        shutil.copyfile(config / name, folder / name)
    shutil.copytree(config / "messages", folder / "messages", dirs_exist_ok=True)
    shutil.copytree(config / "demo" / "messages", folder / "messages", dirs_exist_ok=True)
    shutil.copyfile(config / "demo" / "register.toml", folder / "register.toml")
    own = (config / "demo" / "moderator.toml").read_text(encoding="utf-8")
    (folder / "moderator.toml").write_text(own + _addresses(folder, config, addresses), encoding="utf-8")
    return folder


def _addresses(folder: Path, config: Path, addresses: Addresses) -> str:
    page = f"http://127.0.0.1:{addresses.review}"
    tables: dict[str, dict[str, str | int]] = {
        "store": {"url": f"sqlite:///{folder.parent / 'demo.sqlite3'}"},
        "model": {"folder": str(config / "models" / "rehearsal")},
        "mail": {
            "host": "127.0.0.1",
            "port": addresses.mail,
            "starttls": "none",
            "sender": "moderator@porthgwyn.example",
            "duty_contact": "duty.officer@porthgwyn.example",
        },
        # One person plays everybody on this machine, so holding a link is enough; in service a person signs in.
        "review": {"port": addresses.review, "base_url": page, "appeal_base_url": page, "sign_in": "link"},
        **{f"connector.{profile}": dict(settings) for profile, settings in addresses.platforms.items()},
    }
    return "".join(
        f"\n[{name}]\n" + "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in table.items())
        for name, table in tables.items()
    )
