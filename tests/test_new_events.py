"""`new` for a partner that has a file: a first release, a renewal, an end, a merger, others."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner, Result

from linkj_press.cli.main import cli
from linkj_press.draft.document import render_plain
from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.problem import ProblemsFound
from linkj_press.record.partner import Release
from linkj_press.text.dates import PartialDate
from linkj_press.workspace.happenings import NewRelease, NewRenewal, note_happening
from linkj_press.workspace.loading import load_workspace
from tests.test_new import FACTS, PROGRAM

Run = Callable[..., Result]

KYOTO = ("kyoto", "--kind", "municipality", "--country", "JP", "--signed", "2021-03-01")
WITH = ("--with", "kyoto-university:university:JP,hyogo:municipality:JP")


@pytest.fixture
def new(desk_copy: Path) -> Run:
    """Runs `new` on a copy of the real desk, without a terminal, in English or Japanese."""

    def run(*arguments: str, language: str = "en") -> Result:
        line = ["-C", str(desk_copy), "--ui", language, "new", *arguments]
        return CliRunner().invoke(cli, line, catch_exceptions=False)

    return run


def read(desk: Path, partner: str) -> str:
    return (desk / "partners" / f"{partner}.yaml").read_bytes().decode()


def read_all(desk: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (desk / "partners").iterdir()}


# A first release


def test_a_partner_without_a_release_gets_one(new: Run, desk_copy: Path) -> None:
    """What stands in the file stays, to the letter; the rest is what a new partner has."""
    before = read(desk_copy, "medcity").replace("agreement:", "agreement:  # 口頭で確認済み")
    (desk_copy / "partners" / "medcity.yaml").write_text(before, "utf-8")
    told = new(
        "medcity", "--template", "mou", "--release-date", "2020-12-01", "--instrument", "MOU"
    )
    assert told.exit_code == 0, told.stderr
    text = read(desk_copy, "medcity")
    rows = [row for row in text.splitlines() if "instrument: MOU" not in row]
    assert rows[: len(before.splitlines())] == before.splitlines()
    workspace = load_workspace(desk_copy)
    release = workspace.partners["medcity"].record.release
    assert release
    assert (str(release.date), release.template) == ("2020-12-01", "mou")
    assert workspace.partners["medcity"].record.agreement.instrument == "MOU"
    for language in Language:
        assert Drafter(workspace).draft("medcity", language).blocks


def test_the_release_written_as_comments_gives_way(new: Run, desk_copy: Path) -> None:
    """A partner that `new` began without a release has its lines once, not twice."""
    assert new("lyon", *FACTS).exit_code == 0
    stood = read(desk_copy, "lyon")
    assert new("lyon", "--template", "mou", "--instrument", "MOU").exit_code == 0
    text = read(desk_copy, "lyon")
    assert len(text.splitlines()) == len(stood.splitlines())
    assert "# release:" not in text
    release = load_workspace(desk_copy).partners["lyon"].record.release
    assert release
    assert str(release.date) == "2021-02-10"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_marks_of_the_file_stay(
    new: Run, desk_copy: Path, newline: str, mark: str
) -> None:
    """A file of Windows stays one; an empty `release:` is filled, and its comment kept."""
    file = desk_copy / "partners" / "kobe.yaml"
    text = mark + file.read_text("utf-8") + "release:  # 準備中\n"
    file.write_bytes(text.replace("\n", newline).encode())
    options = ("--template", "mou", "--release-date", "2020-12-01", "--instrument", "MOU")
    told = new("kobe", *options)
    assert told.exit_code == 0, told.stderr
    after = read(desk_copy, "kobe")
    assert after.startswith(mark)
    assert after.count("\n") == after.count(newline)
    assert "release:  # 準備中" in after
    assert load_workspace(desk_copy).partners["kobe"].record.release


# Renewals


def test_a_renewal_has_a_file_of_its_own(new: Run, desk_copy: Path) -> None:
    """The name tells partner and year; the order stays, and the figures are told."""
    options = ("--signed", "2025-09-07", "--term", "5", "--template", "renewal")
    told = new("osaka", "--renewal", *options)
    assert told.exit_code == 0, told.stderr
    assert told.stdout.endswith("partners/osaka-renewal-2025.yaml\n".replace("/", os.sep))
    assert told.stderr.startswith(
        "osaka stays no. 13 of all; renewed once\n"
        "it covers what the last agreement did: see that it holds\n"
        "as in the last release: people of the partner, profile of the partner; see that this"
        " still holds\n"
        "15 concluded so far, 15 in force\n"
    )
    workspace = load_workspace(desk_copy)
    agreement = workspace.partners["osaka-renewal-2025"].record.agreement
    assert (agreement.instrument, agreement.years) == ("MOU", 5)
    assert "更新" in render_plain(Drafter(workspace).draft("osaka-renewal-2025", Language.JA))
    assert "history:" not in read(desk_copy, "osaka-renewal-2025")
    again = new("osaka", "--renewal", "--signed", "2025-10", "--term", "2030-09-30")
    assert again.exit_code == 0, again.stderr
    assert "osaka-renewal-2025-10.yaml" in again.stdout
    assert "renewed 2 times" in again.stderr


def test_a_renewal_begins_as_the_last_agreement_was(new: Run, desk_copy: Path) -> None:
    """What it covered, its name, its people and who the partner is are not typed again."""
    told = new("osaka", "--renewal", "--signed", "2025-09-07", "--template", "renewal")
    assert "it covers what the last agreement did" in told.stderr
    assert "as in the last release: people of the partner, profile of the partner;" in told.stderr
    assert "not taken from the last release" not in told.stderr
    partners = load_workspace(desk_copy).partners
    before, now = partners["osaka"].record, partners["osaka-renewal-2025"].record
    assert before.release
    assert now.release
    assert now.agreement.items == before.agreement.items
    assert now.agreement.wording == before.agreement.wording
    for field in ("people", "profile", "about", "links", "head", "agreed"):
        assert getattr(now.release, field) == getattr(before.release, field), field
    assert now.release.signatories[:1] == ("yamaguchi",)
    assert now.release.quotes[0].speaker == "yamaguchi"
    assert now.release.quotes[0].approval is None
    again = new(
        *("osaka", "--renewal", "--signed", "2030-09-07", "--instrument", "MOC"),
        *("--template", "renewal"),
    )
    assert again.exit_code == 0, again.stderr
    later = load_workspace(desk_copy).partners["osaka-renewal-2030"].record
    assert later.agreement.items == before.agreement.items
    assert later.agreement.wording is None  # that of another instrument
    assert later.release
    assert later.release.people == before.release.people


class Renewed(NamedTuple):
    """A renewal that was begun."""

    told: list[str]
    release: Release
    text: str
    file: str


def renew(desk: Path, *items: str, partners: tuple[str, ...] = ("yokohama",)) -> Renewed:
    """Return what is told of a renewal of 2024 on *items*, its release, and how that reads."""
    workspace, day = load_workspace(desk), PartialDate(2024, 8, 30)
    release = NewRelease("renewal", day.first_day)
    noted = note_happening(NewRenewal(partners, day, "MOU", "3", items, release), workspace)
    after = workspace.take(noted.texts)
    begun = after.partners[noted.first].record.release
    assert begun
    text = render_plain(Drafter(after).draft(noted.first, Language.JA))
    return Renewed(list(map(str, noted.carried)), begun, text, noted.texts[noted.first])


HOLDS = "see that this still holds"
OF_PARTNER = "as in the last release: people of the partner, profile of the partner"
NOT = "not taken from the last release, which told of another agreement: {}; fill it in where this"
PUT = "areas of cooperation in the text"


def test_a_renewal_prints_the_areas_that_are_chosen(desk_copy: Path) -> None:
    """How the last release put its own is left with them, and that is told."""
    renewed = renew(desk_copy, "visits")
    assert not renewed.release.agreed
    assert renewed.told == [f"{OF_PARTNER}; {HOLDS}", f"{NOT.format(PUT)} one needs it"]
    assert "訪問" in renewed.text
    assert "バイオクラスター等との連携推進" not in renewed.text


def test_areas_that_stay_are_put_as_before(desk_copy: Path) -> None:
    """They were signed in these words, unless another agreement came between."""
    before = load_workspace(desk_copy).partners["yokohama"].record.release
    renewed = renew(desk_copy)
    assert before
    assert renewed.release.agreed == before.agreed
    assert renewed.told[1:] == [f"{OF_PARTNER}, {PUT}; {HOLDS}"]
    between = (
        "renews: yokohama\nagreement: {signed: 2022-08-30, instrument: MOU, items: [visits]}\n"
    )
    (desk_copy / "partners/yokohama-renewal-2022.yaml").write_text(between, "utf-8")
    renewed = renew(desk_copy)
    assert not renewed.release.agreed
    assert renewed.told[1:] == [f"{OF_PARTNER}; {HOLDS}", f"{NOT.format(PUT)} one needs it"]


def test_a_renewal_tells_what_the_last_prose_told(desk_copy: Path) -> None:
    """`tell_agreed: false` stood there for the sake of paragraphs that a renewal begins without."""
    file = desk_copy / "partners/yokohama.yaml"
    without = file.read_text("utf-8").replace("release:\n", "release:\n  tell_agreed: false\n", 1)
    file.write_text(without, "utf-8")
    renewed = renew(desk_copy, "visits")
    assert renewed.release.tell_agreed
    assert "whether the template tells what was agreed" in renewed.told[1]
    assert "3年間" in renewed.text


def test_a_renewal_tells_only_what_it_carries(desk_copy: Path) -> None:
    """No profile where there was none; and of several partners, the first that has a release."""
    carried = f"as in the last release: people of the partner, about the partner, links; {HOLDS}"
    first, second = (
        renew(desk_copy, "visits", partners=each)
        for each in (("denmark", "krp"), ("krp", "denmark"))
    )
    assert first.told[0] == second.told[0] == carried
    assert first.release == second.release
    assert renew(desk_copy, "visits", partners=("krp",)).told == []


def test_nobody_is_asked_for_a_head_that_the_last_release_did_without(desk_copy: Path) -> None:
    """The line stands there as one that may be filled in, and not as one that is not."""
    assert "\n  # head:\n" in renew(desk_copy).file
    assert "\n  head: taksoe-jensen\n" in renew(desk_copy, partners=("denmark",)).file


def test_several_renew_together(new: Run, desk_copy: Path) -> None:
    """`--with` names the others, and the file is that of all."""
    told = new("osaka", "--renewal", "--with", "kobe", "--signed", "2025-09-07")
    assert told.exit_code == 0, told.stderr
    ledger = load_workspace(desk_copy).ledger
    assert [len(ledger.by_id[id_].renewals) for id_ in ("osaka", "kobe", "krp")] == [1, 1, 0]


# Endings and mergers


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "1 ended; 15 concluded so far, 14 in force\n"),
        ("ja", "1団体が終了、締結累計15、継続中14\n"),
    ],
)
def test_an_end_tells_what_follows(new: Run, desk_copy: Path, language: str, told: str) -> None:
    """What is concluded never falls; the note stands in the file, and nothing else changes."""
    before = read(desk_copy, "krp")
    result = new("krp", "--ended", "2020-09-30", "--note", "期間満了", language=language)
    assert result.exit_code == 0, result.stderr
    assert result.stderr.startswith(told)
    assert "denmark" in result.stderr
    assert read(desk_copy, "krp") == before + "ended: {on: 2020-09-30, note: 期間満了}\n"


def test_an_end_after_a_renewal_stands_in_that(new: Run, desk_copy: Path) -> None:
    """It is the end of the agreement that was in force."""
    assert new("krp", "--renewal", "--signed", "2021-04-01").exit_code == 0
    assert new("krp", "--ended", "2023-03-31").exit_code == 0
    assert "ended" not in read(desk_copy, "krp")
    assert "ended: {on: 2023-03-31}" in read(desk_copy, "krp-renewal-2021")


def test_an_end_before_a_renewal_is_told_of(new: Run, desk_copy: Path) -> None:
    """It may be a slip of the year; else the partnership was taken up again, and counts since."""
    assert new("krp", "--renewal", "--signed", "2021-04-01").exit_code == 0
    told = new("krp", "--ended", "2020-09-30")
    assert "krp was renewed on April 1, 2021, after this end: it counts as ended only until" in (
        told.stderr
    )
    assert "15 concluded so far, 15 in force" in told.stderr
    assert "ended: {on: 2020-09-30}" in read(desk_copy, "krp")


def test_a_merger_tells_what_follows(new: Run, desk_copy: Path) -> None:
    """One of the two is in force."""
    told = new("medcity", "--merged-into", "kobe", "--on", "2021-04-01")
    assert told.stderr == "1 part of another; 15 concluded so far, 14 in force\n"
    assert load_workspace(desk_copy).partners["medcity"].record.merged


# Several who sign together


def test_three_parties_begin_at_once(new: Run, desk_copy: Path) -> None:
    """Each has a file, one of them the release; all places are told."""
    told = new(*KYOTO, *WITH, "--instrument", "MOU", "--template", "mou")
    assert told.exit_code == 0, told.stderr
    assert len(told.stdout.splitlines()) == 3
    ledger = load_workspace(desk_copy).ledger
    assert ledger.by_id["hyogo"].together == ("kyoto", "kyoto-university", "hyogo")
    assert [ledger.by_id[id_].ordinal for id_ in ledger.by_id["hyogo"].together] == [16, 17, 18]
    assert "kyoto-university: no. 17 of all" in told.stderr
    assert "18 concluded so far, 18 in force" in told.stderr


def test_another_with_a_file_joins(new: Run, desk_copy: Path) -> None:
    """Who has a file already is named there, and keeps it."""
    assert new("hyogo", *KYOTO[1:]).exit_code == 0
    before = read(desk_copy, "hyogo")
    assert new(*KYOTO, "--with", "hyogo").exit_code == 0
    assert read(desk_copy, "hyogo") == before
    told = new("osaka", "--with", "kobe")
    assert told.exit_code == 1
    assert "kobe signed on another day" in told.stderr


# What cannot be


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (("osaka",), "what happened? --template, --renewal, --ended, --merged-into, --with"),
        (("osaka", "--template", "mou"), "has a release"),
        (("medcity", "--template", "mou"), "are missing: --instrument, --release-date"),
        (("lyon", "--renewal", "--signed", "2025-01"), "“lyon” is not a partner"),
        (("osaka", "--renewal"), "are missing: --signed"),
        (("osaka", "--renewal", "--ended", "2021-01"), "one thing at a time"),
        (("osaka", "--renewal", "--signed", "2025-01", "--term", "0"), "1 to 99 years"),
        (("krp", "--ended", "2021-02-30"), "the calendar has no such date"),
        (("krp", "--merged-into", "kobe"), "are missing: --on"),
        (("krp", "--merged-into", "krp", "--on", "2021-04"), "there is no “krp”"),
        (("krp", "--renewal", "--with", "kob", "--signed", "2025-01"), "“kob” is not a partner"),
        ((*KYOTO, "--with", "hyogo"), "write hyogo:KIND:COUNTRY"),
        ((*KYOTO, "--with", "hyogo:JP"), "write NAME or NAME:KIND:COUNTRY"),
        ((*KYOTO, "--with", "osaka"), "osaka signed on another day"),
    ],
)
def test_what_cannot_be_is_told_and_writes_nothing(
    new: Run, desk_copy: Path, arguments: tuple[str, ...], answer: str
) -> None:
    """Wrong usage ends with 2, with all that is missing; no file is touched."""
    before = read_all(desk_copy)
    told = new(*arguments)
    assert (told.exit_code, told.stdout) == (2, "")
    assert answer in told.stderr
    assert read_all(desk_copy) == before


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (("krp", "--ended", "2010-01-01"), "before the signing"),
        (("osaka", "--renewal", "--signed", "2019-01"), "does not come after the signing"),
    ],
)
def test_what_contradicts_the_record_writes_nothing(
    new: Run, desk_copy: Path, arguments: tuple[str, ...], answer: str
) -> None:
    """The files are as they were, and the contradiction is told as `check` would."""
    before = read_all(desk_copy)
    told = new(*arguments)
    assert told.exit_code == 1
    assert answer in told.stderr
    assert read_all(desk_copy) == before


def test_an_end_is_not_told_twice(new: Run, desk_copy: Path) -> None:
    """The second is refused, and the first day told."""
    assert new("krp", "--ended", "2021-03-31").exit_code == 0
    told = new("krp", "--ended", "2022-03-31")
    assert told.exit_code == 1
    assert "tells it already: March 31, 2021" in told.stderr


def test_what_the_house_lacks_is_told_at_once(new: Run, desk_copy: Path) -> None:
    """Head, seat and boilerplate of an early day, in one answer."""
    told = new("kawasaki", "--template", "mou", "--release-date", "2019-07-01")
    assert told.exit_code == 0
    for field in ("head", "seat", "about", "people.okano.posts"):
        assert f"{field} is known from August 30, 2019 on" in told.stderr
    with pytest.raises(ProblemsFound) as caught:
        Drafter(load_workspace(desk_copy)).draft("kawasaki", Language.JA)
    lacking = {str(problem.message).split()[3] for problem in caught.value.problems}
    assert {"head", "seat", "about"} <= lacking
    late = new("eurobiomed", "--template", "mou", "--release-date", "2020-12-01")
    assert "is known from" not in late.stderr


if sys.platform != "win32":
    from tests.screen import Screen

    def test_the_terminal_asks_what_happened(desk_copy: Path) -> None:
        """A partner that has a file is not begun again: what happened is asked, and noted."""
        environment = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        command = [str(PROGRAM), "-C", str(desk_copy), "--ui", "en", "new", "osaka"]
        dialogue = [
            ("the end of the partnership", "ending"),
            ("there is no “ending”", "ended"),
            ("Not in force any more from", "2021-13"),
            ("calendar", "2021-03-31"),
            ("A note for staff", "期間満了"),
            ("osaka\n    the end of the partnership\n    partners/osaka.yaml", ""),
            ("1 ended; 15 concluded so far, 14 in force", ""),
        ]
        with Screen(command, environment, (130, 60)) as screen:
            for shown, typed in dialogue:
                screen.wait_for(shown)
                screen.type(f"{typed}\r")
            assert screen.wait_for_end() == 0
        ended = load_workspace(desk_copy).partners["osaka"].record.ended
        assert ended
        assert str(ended.on) == "2021-03-31"

    def test_what_contradicts_the_record_is_asked_anew(desk_copy: Path) -> None:
        """At a question nothing that was typed is lost: the contradiction is told, and mended."""
        environment = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        command = [str(PROGRAM), "-C", str(desk_copy), "--ui", "en", "new", "川崎市"]
        dialogue = [
            ("What to record", "the end of"),
            ("Not in force any more from", "1 April 2010"),
            ("→ April 1, 2010", "期間満了"),
            ("comes before the signing", "back"),
            ("Not in force any more from", "2024/4/1"),
            ("→ April 1, 2024", "期間満了"),
            ("Shall it be put on file", ""),
            ("1 ended", ""),
        ]
        with Screen(command, environment, (80, 60)) as screen:
            for shown, typed in dialogue:
                screen.wait_for(shown)
                screen.type(f"{typed}\r")
            assert screen.wait_for_end() == 0
        ended = load_workspace(desk_copy).partners["kawasaki"].record.ended
        assert ended
        assert str(ended.on) == "2024-04-01"
