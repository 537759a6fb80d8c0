"""What is still open before a release is final: what, who owes it, and where it goes."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from linkj_press.catalogue import open_catalogue
from linkj_press.check import Checker, Finding, Open, list_open
from linkj_press.check.rules import CheckedRelease
from linkj_press.cli.main import cli
from linkj_press.draft.document import Document
from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.problem import ProblemsFound
from linkj_press.show import render_view
from linkj_press.show.problems import make_open_table
from linkj_press.workspace.loading import load_workspace
from tests.test_cli import run_in

JA, EN = Language
OSAKA = "partners/osaka.yaml"


def read_open(root: Path, partner: str = "osaka") -> list[Open]:
    workspace = load_workspace(root)
    return list_open(workspace, Drafter(workspace).draft_all([partner], Language))


def edit(root: Path, *changes: tuple[str, str], path: str = OSAKA) -> None:
    file = root / path
    text = file.read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file.write_text(text, "utf-8")


def check(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(root), "check", *arguments], catch_exceptions=False)


def test_each_field_is_one_row(real_desk: Path) -> None:
    """Both languages lack the same fields, in the order of the release, each with its owner."""
    assert [(row.field, row.where.line, str(row.owner)) for row in read_open(real_desk)] == [
        ("release.confirmed", 18, "partner"),
        ("release.photo.file", 74, "issuer"),
        ("release.quotes[0].approval", 58, "partner"),
        ("release.quotes[1].approval", 66, "issuer"),
        ("release.media_contact", 18, "issuer"),
    ]
    assert read_open(real_desk)[1].labels == {
        JA: "【写真未着：LINK-J】",
        EN: "[photo awaited from LINK-J]",
    }


def test_a_missing_translation_is_the_translators(desk_copy: Path) -> None:
    """It is open in one language only, and stands where it is to be written."""
    edit(desk_copy, ("{ja: 山口 信彦, en: Nobuhiko Yamaguchi}", "{ja: 山口 信彦}"))
    (row,) = [row for row in read_open(desk_copy) if row.owner == "translator"]
    assert row.field == "release.people.yamaguchi.name.en"
    assert list(row.labels) == [EN]
    shown = check(desk_copy, "osaka", "--open").stdout
    assert "English translation" in shown
    assert "translator" in shown


@pytest.mark.parametrize(
    ("field", "owner"),
    [
        ("background", "partner"),
        ("quotes", "partner"),
        ("subhead", "issuer"),
        ("purpose", "issuer"),
    ],
)
def test_who_owes_a_field(desk_copy: Path, field: str, owner: str) -> None:
    """What is about the partner is the partner's; what is LINK-J's to say is LINK-J's."""
    file = desk_copy / OSAKA
    text, times = re.subn(rf"(?ms)^  {field}:\n.*?(?=^  \w)", "", file.read_text("utf-8"))
    assert times == 1
    file.write_text(text, "utf-8")
    rows = {row.field: str(row.owner) for row in read_open(desk_copy)}
    assert rows[f"release.{field}"] == owner


def test_an_earlier_partners_gap_is_the_issuers(desk_copy: Path) -> None:
    """A history that lacks something of an earlier partnership waits for nobody outside."""
    for language in Language:
        shown = ("| {{ name.full }}", "| {{ entry.seat }}{{ name.full }}")
        edit(desk_copy, shown, path=f"templates/house/{language}.md")
    text = (desk_copy / "partners/krp.yaml").read_text("utf-8")
    (desk_copy / "partners/krp.yaml").write_text(text[: text.index("  items:")], "utf-8")
    rows = [row for row in read_open(desk_copy) if row.where.path.name == "krp.yaml"]
    assert {row.field: str(row.owner) for row in rows} == {
        "seat": "issuer",
        "agreement.items": "issuer",
    }


def test_what_is_missing_is_written_where_its_key_stands_in_a_comment(desk_copy: Path) -> None:
    """A new file names every field; whoever looks for one that is left out is led to its line."""
    options = "--kind municipality --country JP --signed 2021-03-01 --instrument MOU"
    new = ["new", "midori", *options.split(), "--template", "mou", "--name-ja", "みどり県"]
    assert run_in(desk_copy, *new).exit_code == 0
    lines = (desk_copy / "partners/midori.yaml").read_text("utf-8").splitlines()
    number = lines.index("  # media_contact:") + 1
    told = check(desk_copy, "midori", "--open").stdout
    assert f"partners/midori.yaml:{number} release.media_contact" in " ".join(told.split())
    assert "[media contact to be supplied by LINK-J]" in told
    assert "[gist of the quote to be supplied by みどり県]" in told  # nobody is named yet


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("width", [80, 120])
def test_the_table_fits_a_screen(real_desk: Path, language: Language, width: int) -> None:
    """No line is wider than the terminal, nor the table longer, and it names names."""
    workspace = load_workspace(real_desk)
    table = make_open_table(workspace, "osaka", read_open(real_desk), open_catalogue(language))
    lines = render_view(table, width, styled=False).splitlines()
    assert max(map(cell_len, lines)) <= width
    assert len(lines) < 24
    shown = "\n".join(lines)
    assert {JA: "【写真未着：LINK-J】", EN: "[photo awaited from LINK-J]"}[language] in shown
    assert {JA: "大阪府", EN: "Osaka Prefecture"}[language] in shown
    assert "partners/osaka.yaml:74" in shown
    assert "release.photo.file" in shown


def test_the_command_shows_every_release(real_desk: Path) -> None:
    """Without a name all releases are shown; open fields are no errors."""
    result = check(real_desk, "--open")
    assert result.exit_code == 0
    assert result.stdout.count("fields are open") == 4
    assert check(real_desk, "osaka", "--open").stdout.count("fields are open") == 1


def test_a_partner_without_a_release_has_nothing_to_show(real_desk: Path) -> None:
    """It is answered as elsewhere."""
    result = check(real_desk, "krp", "--open")
    assert result.exit_code == 2
    assert "“krp” has no release" in result.stderr


def test_json_has_both(real_desk: Path) -> None:
    """A script finds each open field with its place, owner and labels."""
    told = json.loads(check(real_desk, "osaka", "--format", "json").stdout)
    assert set(told) == {"problems", "accepted", "open", "states"}
    assert told["open"][1] == {
        "partner": "osaka",
        "gap": "value",
        "what": {"ja": "【写真未着：LINK-J】", "en": "[photo awaited from LINK-J]"},
        "who": "issuer",
        "path": OSAKA,
        "line": 74,
        "column": 3,
        "field": "release.photo.file",
    }
    assert {row["partner"] for row in told["open"]} == {"osaka"}


def test_a_release_that_cannot_be_drafted(desk_copy: Path) -> None:
    """Its problems are told; the other releases are listed."""
    edit(desk_copy, ("{{ ledger.total }}団体目", "{{ ledger.sum }}団体目"))
    told = json.loads(check(desk_copy, "--format", "json").stdout)
    assert {row["partner"] for row in told["open"]} == {"yokohama", "kanagawa", "denmark"}
    result = check(desk_copy, "osaka", "--open")
    assert result.exit_code == 1
    assert "partners/osaka.yaml:23:" in result.stderr


def test_json_drafts_each_release_once(real_desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Findings and what is open come from one loading and one drafting."""
    drafted: list[tuple[str, str]] = []
    draft = Drafter.draft

    def count(self: Drafter, partner: str, language: Language) -> Document:
        drafted.append((partner, language))
        return draft(self, partner, language)

    monkeypatch.setattr(Drafter, "draft", count)
    told = json.loads(check(real_desk, "osaka", "--format", "json").stdout)
    assert told["open"]
    assert drafted == [("osaka", language) for language in Language]


@pytest.mark.parametrize("cut", ["short", "gone"])
@pytest.mark.parametrize(
    "name", ["partners/osaka.yaml", "templates/house/en.md", "templates/house/issuer.yaml"]
)
def test_a_file_that_changes_while_it_is_checked(desk_copy: Path, name: str, cut: str) -> None:
    """A file saved anew or taken away after it was loaded is told, or its words go unplaced."""
    edit(desk_copy, ("国内外{{ ledger.total }}団体目の連携", "国内外14団体目の連携、2019年"))
    edit(
        desk_copy,
        ("Based in Nihon", "With 14 of OneNucleus in Nihon"),
        path="templates/house/en.md",
    )
    workspace = load_workspace(desk_copy)
    drafter = Drafter(workspace)
    documents = {language: drafter.draft("osaka", language) for language in Language}
    file = desk_copy / name
    if cut == "gone":
        file.unlink()
    else:
        file.write_text("# a\n", "utf-8")
    release = CheckedRelease(workspace, "osaka", documents)
    runs: list[Callable[[], list[Finding]]] = [
        lambda: Checker(workspace).check_drafts(release),
        lambda: Checker(workspace).check_workspace(["osaka"]),
    ]
    for run in runs:
        try:
            told = [finding.problem for finding in run()]
        except ProblemsFound as problems:
            told = [problem for problem in problems.problems if problem.code == "no-file"]
        assert told
