"""``moderator due`` and the calendar file, as an administrator meets them."""

import tomllib
from datetime import date

import pytest
from click.testing import CliRunner

from moderator.calendar_file import load_promises
from moderator.commands.due import command
from moderator.config_file import ConfigError
from moderator.shipped import shipped


def due(*arguments: str):
    return CliRunner().invoke(command, list(arguments))


def test_due_prints_the_moment_first_and_then_the_reasons():
    answer = due("2026-11-27T16:59:00Z", "--kind", "acknowledgement")

    lines = answer.output.splitlines()
    assert answer.exit_code == 0
    assert lines[:2] == ["2026-11-30T17:00:00Z", "Monday 30 November 2026 17:00 GMT"]
    assert "Saturday 28 November 2026: closed on Saturdays." in lines


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2026-11-27T16:59:00", "no time zone"),
        ("2026-11-27", "no time zone"),
        ("tomorrow", "not a date and time"),
        ("", "not a date and time"),
        ("2026-13-40T00:00:00Z", "not a date and time"),
        ("0001-01-01T00:00:00+14:00", "outside the years"),
        ("0001-01-01T00:00:00Z", "calendar"),
        ("9999-12-31T23:59:59Z", "calendar"),
        ("2031-01-01T00:00:00Z", "known_until"),
    ],
)
@pytest.mark.parametrize("kind", ["acknowledgement", "information_request", "defamation_notice", "subject_access"])
def test_due_refuses_a_moment_it_cannot_reckon_with_in_one_clear_error(when, kind, said):
    answer = due(when, "--kind", kind)

    assert answer.exit_code == 2
    assert said in answer.output
    assert "Traceback" not in answer.output


@pytest.mark.parametrize(
    ("find", "put", "said"),
    [
        ('friday = "08:30-17:00"', 'friday = "half eight"', "hours.friday"),
        ('friday = "08:30-17:00"', 'friday = "17:00-08:30"', "hours.friday"),
        ('friday = "08:30-17:00"', "", "hours.friday"),
        ('zone = "Europe/London"', 'zone = "Europe/Atlantis"', "zone"),
        ("known_until = 2028-12-31", "known_until = 2009-12-31", "known_until"),
        ("removed = []", "removed = [2026-05-05]", "2026-05-05"),
        ("working_days = 1", "working_days = 0", "promise[1].working_days"),
        ('reading = "end_of_next_working_day"', 'reading = "soon"', "promise[1].reading"),
        ("minutes = 60", "minutes = -1", "warning.minutes"),
        ("minutes_of = {", "minutes_of = { someday = 3,", "minutes_of"),
        ("line_manager_days = 1", "line_manager_days = 3", "the line manager hears first"),
        ("line_manager_minutes = 30", "line_manager_minutes = -1", "escalation.line_manager_minutes"),
        ("[warning]", '[[closure]]\non = 2026-12-24\nname = "x"\ncloses = "08:00"\n[warning]', "2026-12-24"),
    ],
)
def test_a_wrong_calendar_file_is_refused_naming_the_place(find, put, said, tmp_path):
    text = (shipped("config") / "calendar.toml").read_text(encoding="utf-8")
    assert find in text
    (tmp_path / "calendar.toml").write_text(text.replace(find, put), encoding="utf-8")

    with pytest.raises(ConfigError) as caught:
        load_promises(tmp_path)

    assert said in str(caught.value)
    assert "calendar.toml" in str(caught.value)


def test_a_closed_week_is_refused(tmp_path):
    text = (shipped("config") / "calendar.toml").read_text(encoding="utf-8").replace("08:30-17:00", "closed")
    (tmp_path / "calendar.toml").write_text(text, encoding="utf-8")

    with pytest.raises(ConfigError, match="never open"):
        load_promises(tmp_path)


def test_extra_days_elsewhere_count_for_information_requests_alone(tmp_path):
    text = (shipped("config") / "calendar.toml").read_text(encoding="utf-8")
    extra = 'extra = [{ on = 2027-06-07, name = "Proclaimed", elsewhere_only = true }]'
    (tmp_path / "calendar.toml").write_text(text.replace("extra = []", extra), encoding="utf-8")

    calendar = load_promises(tmp_path).calendar

    assert calendar.is_working_day(date(2027, 6, 7))
    assert date(2027, 6, 7) in calendar.holidays_anywhere


def test_the_shipped_calendar_is_valid_toml():
    assert tomllib.loads((shipped("config") / "calendar.toml").read_text(encoding="utf-8"))["zone"] == "Europe/London"
