"""Settings and credentials: one clear error, and no secret in the open."""

from pathlib import Path

import pytest

from moderator.config_file import ConfigError
from moderator.settings import Credentials, load_settings, variable
from moderator.shipped import shipped


def written(tmp_path: Path, text: str) -> Path:
    (tmp_path / "moderator.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_the_shipped_settings_load_and_say_what_is_default(tmp_path: Path) -> None:
    shipped_settings = load_settings(shipped("config"))
    empty = load_settings(written(tmp_path, ""))

    same = {"store", "files", "model", "mail", "mailbox", "review", "daemon", "messages"}
    assert shipped_settings.model_dump(include=same) == empty.model_dump(include=same)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[store]\nurl = 'postgresql+psycopg://me:secret@db/x'", "store.url: it holds a password"),
        ("[store]\nurl = 'mysql://db/x'", "must begin with sqlite"),
        ("[mail]\nprot = 25", "mail.prot"),
        ("[mail]\ndigest_times = ['8.30']", "mail.digest_times[1]"),
        ("[mail]\nhost = 'mail.council.example'\nstarttls = 'none'", "on this machine only"),
        ("[mailbox]\nread_from = 'imap'", "mailbox.authserv_id: without it no answer could be believed"),
        (
            "[mailbox]\nread_from = 'imap'\nauthserv_id = 'mx'\nhost = 'mail.council.example'\ntls = 'none'",
            'mailbox.tls: "none" is for a server on this machine only',
        ),
        (
            f"[mailbox]\nread_from = 'maildir'\nauthserv_id = 'mx'\naddress = '{'m' * 31}@council.example'",
            "mailbox.address: what stands before the @ is too long",
        ),
        ("[mail]\noauth = true", "mail.oauth: nobody is named who gives a token"),
        ("[mailbox]\noauth_url = 'http://login.example'", "mailbox.oauth_url: it must begin with https://"),
        ("[messages]\napproved = ['explanation-abuse']", "approved but by nobody"),
        ("[daemon]\npoll_s = 0", "daemon.poll_s"),
    ],
)
def test_a_wrong_setting_is_named_with_its_cure(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(written(tmp_path, text))

    assert said in str(caught.value)
    assert "moderator.toml" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_credential_comes_from_systemd_before_the_environment(tmp_path: Path) -> None:
    (tmp_path / "mail.password").write_text("from-systemd\n", encoding="utf-8")
    environment = {"CREDENTIALS_DIRECTORY": str(tmp_path), variable("mail.password"): "from-environment"}

    assert Credentials(environment).find("mail.password") == "from-systemd"
    assert Credentials({variable("mail.password"): "from-environment"}).find("mail.password") == "from-environment"
    assert Credentials({}).find("mail.password") is None


def test_a_profiles_credentials_carry_its_id() -> None:
    credentials = Credentials({"MODERATOR_COUNCIL_FACEBOOK_TOKEN": "a-token"})

    assert credentials.of_profile("council-facebook", ("token", "app_secret")) == {"token": "a-token"}
    assert "a-token" not in repr(credentials)
