"""The register: what it accepts, what it refuses and in which words."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from moderator.config_file import ConfigError
from moderator.domain.register import Election, Officer, Watch, refusals, rivals
from moderator.register_file import load_register

PROFILE = """
[[profile]]
id = "main-facebook"
title = "Porthgwyn Council"
platform = "facebook"
account_id = "1001"
audience = "Residents of Porthgwyn"
service_area = "Communications"
business_need = "Residents ask questions there"
[profile.moderator]
name = "Nia Morgan"
email = "nia.morgan@porthgwyn.example"
[profile.manager]
name = "Tom Reed"
email = "tom.reed@porthgwyn.example"
[profile.authorised]
line_manager = "Tom Reed"
on = 2026-01-05
head_of_communications_consulted = true
web_manager_consulted = true
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "register.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_complete_profile_is_run(tmp_path: Path) -> None:
    register = load_register(written(tmp_path, PROFILE))

    assert refusals(register.profiles[0]) == ()


@pytest.mark.parametrize(
    ("removed", "named"),
    [
        ('[profile.moderator]\nname = "Nia Morgan"\nemail = "nia.morgan@porthgwyn.example"\n', "no named moderator"),
        (PROFILE[PROFILE.index("[profile.authorised]") :], "nobody has authorised it"),
        ("web_manager_consulted = true\n", "Web Manager was not consulted"),
        ("head_of_communications_consulted = true\n", "Head of Communications was not consulted"),
        ('[profile.manager]\nname = "Tom Reed"\nemail = "tom.reed@porthgwyn.example"\n', "no manager"),
    ],
)
def test_a_profile_that_breaks_the_guidance_is_refused_with_the_reason(
    tmp_path: Path, removed: str, named: str
) -> None:
    register = load_register(written(tmp_path, PROFILE.replace(removed, "")))

    assert named in " ".join(refusals(register.profiles[0]))


def test_a_youth_group_without_a_member_of_staff_is_refused(tmp_path: Path) -> None:
    text = PROFILE.replace('account_id = "1001"', 'account_id = "1001"\nis_youth_group = true')

    assert "member of staff" in refusals(load_register(written(tmp_path, text)).profiles[0])[0]


def test_a_second_profile_for_the_same_audience_is_pointed_out(tmp_path: Path) -> None:
    second = PROFILE.replace("main-facebook", "second").replace('"1001"', '"1002"')

    pairs = rivals(load_register(written(tmp_path, PROFILE + second)).profiles)

    assert [(one.id, other.id) for one, other in pairs] == [("main-facebook", "second")]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (('mode = "queue"', 'mode = "delete"'), "profile[1].mode"),
        (('platform = "facebook"', 'platfrom = "facebook"'), "platf"),
        (("nia.morgan@porthgwyn.example", "Nia <nia@porthgwyn.example>"), "profile[1].moderator.email"),
        (("on = 2026-01-05", 'on = "last week"'), "profile[1].authorised.on"),
        (("[[profile]]", "[[profile"), "not valid TOML"),
    ],
)
def test_a_malformed_register_is_one_error_that_names_the_place(
    tmp_path: Path, change: tuple[str, str], named: str
) -> None:
    text = PROFILE.replace('account_id = "1001"', 'account_id = "1001"\nmode = "queue"').replace(*change)

    with pytest.raises(ConfigError) as caught:
        load_register(written(tmp_path, text))

    assert named in str(caught.value)
    assert "register.toml" in str(caught.value)


def test_the_chain_above_a_manager_is_read_and_decides_nothing(tmp_path: Path) -> None:
    chain = """
[profile.line_manager]
name = "Lyn Bevan"
email = "lyn.bevan@porthgwyn.example"
[head_of_communications]
name = "Sian Howells"
email = "sian.howells@porthgwyn.example"
"""

    register = load_register(written(tmp_path, PROFILE + chain))

    profile, head = register.profiles[0], register.head_of_communications
    assert profile.line_manager == Officer("Lyn Bevan", "lyn.bevan@porthgwyn.example")
    assert head == Officer("Sian Howells", "sian.howells@porthgwyn.example")
    assert not profile.is_officer("lyn.bevan@porthgwyn.example")


def test_an_officer_is_written_to_in_the_language_they_chose(tmp_path: Path) -> None:
    nia = 'email = "nia.morgan@porthgwyn.example"\n'
    chosen = PROFILE.replace(nia, f'{nia}language = "both"\n')

    profile = load_register(written(tmp_path, chosen)).profiles[0]

    assert profile.moderator is not None
    assert profile.manager is not None
    assert (profile.moderator.language, profile.manager.language) == ("both", "en")


def test_one_person_in_two_languages_is_an_error(tmp_path: Path) -> None:
    twice = PROFILE.replace(
        '[profile.manager]\nname = "Tom Reed"\nemail = "tom.reed@porthgwyn.example"\n',
        '[profile.manager]\nname = "Nia Morgan"\nemail = "Nia.Morgan@porthgwyn.example"\nlanguage = "cy"\n',
    )

    with pytest.raises(ConfigError, match="choose one"):
        load_register(written(tmp_path, twice))


def test_a_missing_register_says_which_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml: the file does not exist"):
        load_register(tmp_path / "nowhere.toml")


def test_the_same_account_twice_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="two profiles share"):
        load_register(written(tmp_path, PROFILE + PROFILE.replace("main-facebook", "other")))


def test_a_watch_entry_stops_applying_the_day_after_it_expires(tmp_path: Path) -> None:
    text = '[[watch]]\nkind = "live_case"\nlabel = "A case"\nterms = ["harbour"]\nexpires = 2026-11-30\n'

    watch = load_register(written(tmp_path, text)).watches[0]

    assert watch.applies(datetime(2026, 11, 30, 23, tzinfo=UTC))
    assert not watch.applies(datetime(2026, 12, 1, 0, 1, tzinfo=UTC))


def test_an_officer_without_seniority_is_protected_like_a_junior(tmp_path: Path) -> None:
    register = load_register(written(tmp_path, '[[person]]\nname = "Al Penn"\nclass = "officer"\n'))

    assert register.people[0].seniority == "junior"


def test_the_development_register_loads() -> None:
    path = Path(__file__).resolve().parents[2] / "../shared/data/council/register.toml"
    if not path.exists():
        pytest.skip("the development register is not beside this checkout")

    register = load_register(path)

    assert register.people
    assert register.election is not None


def test_an_election_and_a_watch_begin_and_end_at_midnight_where_the_council_is() -> None:
    election = Election("local", "", date(2027, 4, 1), date(2027, 5, 6), date(2027, 5, 6))
    watch = Watch("child", "a case", (), ("term",), "", date(2027, 5, 6))

    # In summer time midnight is an hour before midnight UTC.
    assert not election.runs(datetime(2027, 3, 31, 22, 59, tzinfo=UTC))
    assert election.runs(datetime(2027, 3, 31, 23, 0, tzinfo=UTC))
    assert election.runs(datetime(2027, 5, 6, 22, 59, tzinfo=UTC))
    assert not election.runs(datetime(2027, 5, 6, 23, 0, tzinfo=UTC))
    assert watch.applies(datetime(2027, 5, 6, 22, 59, tzinfo=UTC))
    assert not watch.applies(datetime(2027, 5, 6, 23, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('title = "Porthgwyn Council"', 'title = "Porthgwyn\\nBcc: all@council.example"', "profile[1].title"),
        ('account_id = "1001"', 'account_id = "10/01"', "profile[1].account_id"),
        ('account_id = "1001"', 'account_id = "10 01"', "profile[1].account_id"),
    ],
)
def test_what_would_break_a_heading_or_a_reference_is_refused(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    path = tmp_path / "register.toml"
    path.write_text(PROFILE.replace(before, after), encoding="utf-8")

    with pytest.raises(ConfigError, match="write it") as caught:
        load_register(path)

    assert said in str(caught.value)
