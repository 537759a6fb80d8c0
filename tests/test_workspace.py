"""The workspace: every file of a folder loaded, and every problem of it told at once."""

import os
import unicodedata
from collections.abc import Mapping
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Literal

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from linkj_press.build.current import hash_sources
from linkj_press.cli.main import cli
from linkj_press.draft.drafting import Drafter
from linkj_press.folder import DraftName, find_file, find_workspace
from linkj_press.language import Language
from linkj_press.problem import Place, Problem, ProblemsFound
from linkj_press.record.house import DatedEntry
from linkj_press.record.ledger import find_in_force
from linkj_press.workspace.loading import NoRelease, Workspace, load_workspace
from tests.small import cut_marks, partner_text, read_real_partners, write_workspace

ISSUER = """\
name: {ja: 協会, en: Association}
short: LINK-J
website: https://www.link-j.org/
head: [{since: 2019-08-30, person: okano}]
people:
  okano:
    name: {ja: 岡野, en: Okano}
    posts: [{since: 2019-01-01, title: {ja: 理事長, en: Chairman}}]
seat: [{since: 2019-01-01, ja: 東京, en: Tokyo}]
about: [{since: 2019-01-01, paragraphs: [{ja: 概要, en: About}]}]
"""


def find_problems(root: Path) -> tuple[Problem, ...]:
    with pytest.raises(ProblemsFound) as found:
        load_workspace(root)
    return found.value.problems


def assert_problems(
    root: Path, partners: Mapping[str, str], codes: Mapping[str, list[str]], **files: str
) -> None:
    """Assert that the workspace has just the problems *codes* by file, at the marks of the files.

    *files* are files of the house.
    """
    texts = {f"partners/{partner}.yaml": text for partner, text in partners.items()}
    texts |= {f"templates/house/{stem}.yaml": text for stem, text in files.items()}
    cut = {path: cut_marks(text) for path, text in texts.items()}
    written = {path: text for path, (text, _) in cut.items()}
    expected = [
        (code, Place(PurePosixPath(path), *place))
        for path in sorted(cut)
        for code, place in zip(codes.get(path, []), cut[path][1], strict=True)
    ]
    problems = find_problems(write_workspace(root, {}, files=written))
    assert [(problem.code, problem.where) for problem in problems] == expected


def test_the_real_workspace_is_free_of_problems(workspace: Workspace) -> None:
    """What is in the repository loads: fifteen partners, four of them with a release."""
    assert list(workspace.partners) == sorted(read_real_partners())
    assert len(workspace.partners) == 15
    assert workspace.released == ["yokohama", "osaka", "kanagawa", "denmark"]
    assert workspace.ledger.total == 15


@pytest.mark.parametrize("partner", ["ucsd", "nobody"])
def test_a_release_that_is_not_there_is_told_of(workspace: Workspace, partner: str) -> None:
    """Whether its file has none or there is no file: in one message, and by one class."""
    assert workspace.find_release("osaka").date == workspace.released_on("osaka")
    for find in (workspace.find_release, workspace.released_on):
        with pytest.raises(NoRelease) as refused:
            find(partner)
        assert "not there any more" in str(refused.value.reason)


def test_problems_of_all_files_come_together(tmp_path: Path) -> None:
    """One load tells what is wrong in every file, sorted by file and line."""
    assert_problems(
        tmp_path / "w",
        {
            "b": "name▸：x\n" + partner_text(),
            "a": partner_text(country="▸Japan", years="▸five"),
            "c": partner_text(kind="▸univercity", region="▸kansei"),
            "e": partner_text(signed="2020-02"),
            "d": partner_text(signed="2020-03", signed_after="▸c"),
        },
        {
            "partners/a.yaml": ["wrong-form", "wrong-type"],
            "partners/b.yaml": ["full-width-colon"],
            "partners/c.yaml": ["unknown-region", "unknown-kind"],
            "partners/d.yaml": ["order-contradicts"],
        },
    )


BROKEN = partner_text(country="▸Japan", signed="2018-01", signed_after="a")


@pytest.mark.parametrize("broken", [BROKEN, "name▸：x\n"])
def test_a_broken_file_does_not_make_others_look_wrong(tmp_path: Path, broken: str) -> None:
    """A file that refers to one that cannot be read is not blamed for it."""
    assert_problems(
        tmp_path / "w",
        {
            "a": partner_text(signed="2018-01"),
            "b": broken,
            "c": partner_text(signed="2018-01", signed_after="b"),
        },
        {"partners/b.yaml": ["wrong-form" if broken == BROKEN else "full-width-colon"]},
    )


def test_whoever_comes_after_a_broken_file_through_others_has_no_place_yet(tmp_path: Path) -> None:
    """Of a month in which each follows another, one broken file leaves no tie among the rest."""
    assert_problems(
        tmp_path / "w",
        {
            "a": partner_text(),
            "b": "name▸：x\n",
            "c": partner_text(signed_after="b"),
            "d": partner_text(signed_after="c"),
        },
        {"partners/b.yaml": ["full-width-colon"]},
    )


def test_a_misspelt_follow_up_is_one_problem(tmp_path: Path) -> None:
    """A `signed_after` that names nobody is told as such, and not as an order left open."""
    assert_problems(
        tmp_path / "w",
        {
            "biocom": partner_text(signed="2016-05", signed_after="▸usd"),
            "ucsd": partner_text(signed="2016-05"),
        },
        {"partners/biocom.yaml": ["unknown-partner"]},
    )


def test_a_broken_house_does_not_make_partners_look_wrong(tmp_path: Path) -> None:
    """While the terms cannot be read, nobody is told that a kind is unknown."""
    assert_problems(
        tmp_path / "w",
        {"a": partner_text(country="▸japan")},
        {"partners/a.yaml": ["wrong-form"], "templates/house/terms.yaml": ["full-width-colon"]},
        terms="kinds▸：\n",
    )


@pytest.mark.parametrize("name", ["issuer.yaml", "terms.yaml", "look.yaml"])
def test_a_house_file_is_missing(tmp_path: Path, name: str) -> None:
    """The house has three files, and the one that is not there is named."""
    path = f"templates/house/{name}"
    root = write_workspace(tmp_path / "w", {"a": partner_text()}, files={path: None})
    (problem,) = find_problems(root)
    assert (problem.code, problem.where) == ("no-file", Place(PurePosixPath(path)))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("b.yml", ".yaml"),
        ("b.YAML", ".yaml"),
        ("B.yaml", "small letters"),
        ("one_nucleus.yaml", "small letters"),
        ("one nucleus.yaml", "small letters"),
        ("横浜.yaml", "small letters"),
        ("b.copy.yaml", "small letters"),
    ],
)
def test_a_partner_file_with_another_name_is_told(tmp_path: Path, name: str, words: str) -> None:
    """A file that would otherwise be passed over in silence is reported."""
    path = f"partners/{name}"
    root = write_workspace(tmp_path / "w", {"z": partner_text()}, files={path: partner_text()})
    (problem,) = find_problems(root)
    assert (problem.code, problem.where) == ("file-name", Place(PurePosixPath(path)))
    assert words in str(problem.message)


@pytest.mark.parametrize("character", ["\\ud800", "\\u001b", "\\0", "\\u202e"])
@pytest.mark.parametrize(
    "field", ["photo: {{file: {}}}", "links: [{}]", "media_contact: {{email: {}}}"]
)
def test_what_no_name_or_address_holds_is_told(tmp_path: Path, field: str, character: str) -> None:
    """Half of a character, or one that obeys, is refused at its place in a name and an address."""
    text = field.format(f'"https://a.example/{character}.png"')
    release = f"{{date: 2020-01-01, template: mou, {text}}}"
    root = write_workspace(tmp_path / "desk", {"yokohama": partner_text(release=release)})
    (problem, *_) = find_problems(root)
    assert str(problem.where).startswith("partners/yokohama.yaml:")
    str(problem).encode()


@pytest.mark.parametrize("name", ["a\x1b[31m", "a\u202eb"])
def test_a_name_of_a_file_cannot_rule_a_terminal(tmp_path: Path, name: str) -> None:
    """A partner file that has a character which is obeyed in its name is told without it."""
    root = write_workspace(tmp_path / "desk", {})
    try:
        (root / f"partners/{name}.yaml").write_text(partner_text())
    except (OSError, UnicodeError):
        pytest.skip("this system has no such names")
    (problem,) = find_problems(root)
    assert problem.code == "file-name"
    told = CliRunner().invoke(cli, ["-C", str(root), "check"], catch_exceptions=False)
    assert told.exit_code == 1
    assert "\x1b" not in told.output


def test_a_badly_named_file_does_not_hide_what_is_wrong_in_others(tmp_path: Path) -> None:
    """The names of files are one kind of problem among all those of the pass."""
    text, [place] = cut_marks(partner_text(country="▸Japan"))
    files = {"partners/b.yml": partner_text(signed="2017-01")}
    problems = find_problems(write_workspace(tmp_path / "w", {"z": text}, files=files))
    assert [(problem.code, problem.where) for problem in problems] == [
        ("file-name", Place(PurePosixPath("partners/b.yml"))),
        ("wrong-form", Place(PurePosixPath("partners/z.yaml"), *place)),
    ]


def test_files_that_are_no_partners_are_passed_over(tmp_path: Path) -> None:
    """Schemas, pictures, notes and what editors leave behind are none of our business."""
    others = [".x.yaml", "~$x.yaml", "schema.json", "README.md", "photos/x.yaml", "x.yaml~"]
    root = write_workspace(
        tmp_path / "w",
        {"a": partner_text()},
        files={f"partners/{name}": "name：x\n" for name in others},
    )
    assert list(load_workspace(root).partners) == ["a"]


def issuer(**lists: str) -> dict[str, str]:
    """Return the issuer's file, with *lists* in place of its own, for `assert_problems`."""
    lines = [line for line in ISSUER.splitlines() if line.split(":")[0] not in lists]
    return {"issuer": "\n".join([*lines, *(f"{key}:{text}" for key, text in lists.items())]) + "\n"}


SEATS = """
  - {{since: 2019-01-01, {until}ja: 東京, en: Tokyo}}
  - {{since: {second}, ja: 大阪, en: Osaka}}
"""


@pytest.mark.parametrize(
    ("until", "second", "code"),
    [
        ("", "▸2019-01-01", "overlap"),
        ("until: 2020-03-31, ", "▸2020-03-31", "overlap"),
        ("until: 2020-03-31, ", "▸2019-06-01", "overlap"),
        ("until: 2020-03-31, ", "▸2020-04-02", "gap-in-time"),
        ("", "▸2018-12-31", "out-of-order"),
        ("until: 2020-03-31, ", "▸2018-12-31", "out-of-order"),
    ],
)
def test_entries_of_a_dated_list_follow_one_another(
    tmp_path: Path, until: str, second: str, code: str
) -> None:
    """On every day one entry is in force: the one that breaks this is told at its first day."""
    files = issuer(seat=SEATS.format(until=until, second=second))
    assert_problems(tmp_path / "w", {}, {"templates/house/issuer.yaml": [code]}, **files)


@pytest.mark.parametrize("until", ["", "until: 2020-02-29, "])
def test_entries_may_follow_without_a_gap(tmp_path: Path, until: str) -> None:
    """An entry ends on the day before the next begins, said or unsaid."""
    text = issuer(seat=SEATS.format(until=until, second="2020-03-01"))["issuer"]
    root = write_workspace(tmp_path / "w", {}, files={"templates/house/issuer.yaml": text})
    seats = load_workspace(root).house.issuer.record.seat
    assert find_in_force(seats, date(2020, 2, 29)) == 0
    assert find_in_force(seats, date(2020, 3, 1)) == 1


def test_every_dated_list_is_checked(tmp_path: Path) -> None:
    """Seat, boilerplate, membership, contacts and posts are all lists by date."""
    files = issuer(
        about=" [{since: 2019-01-01, paragraphs: [{ja: a, en: b}]},"
        " {since: ▸2019-01-01, paragraphs: [{ja: a, en: b}]}]",
        members=" [{since: 2019-01-01, at_least: 1}, {since: ▸2018-01-01, at_least: 2}]",
        media_contact=" [{since: 2019-01-01, until: 2019-02-01, name: {ja: a, en: b}},"
        " {since: ▸2020-01-01, name: {ja: a, en: b}}]",
        seat=SEATS.format(until="", second="▸2018-01-01"),
    )
    post = "{since: 2019-01-01, title: {ja: 理事長, en: Chairman}}"
    files["issuer"] = files["issuer"].replace(post, f"{post}, {post.replace('2019', '▸2019')}")
    codes = ["overlap", "overlap", "out-of-order", "gap-in-time", "out-of-order"]
    assert_problems(tmp_path / "w", {}, {"templates/house/issuer.yaml": codes}, **files)


def test_a_dated_entry_lacks_a_language(tmp_path: Path) -> None:
    """Words of the house are needed in both languages, always."""
    files = issuer(
        seat="\n  - {since: 2019-01-01, ja: 東京, en: Tokyo}\n  ▸- {since: 2020-01-01, ja: 大阪}\n"
    )
    files["issuer"] = files["issuer"].replace("▸- {", "- ▸{")
    codes = {"templates/house/issuer.yaml": ["missing-key"]}
    assert_problems(tmp_path / "w", {}, codes, **files)


def test_the_head_of_the_house_is_one_of_its_people(tmp_path: Path) -> None:
    """A lede names the head, so the key must lead to somebody."""
    codes = {"templates/house/issuer.yaml": ["unknown-person"]}
    assert_problems(
        tmp_path / "w", {}, codes, **issuer(head=" [{since: 2019-08-30, person: ▸okada}]")
    )


ENTRIES = [
    DatedEntry.model_validate(entry)
    for entry in (
        {"since": "2019-08-30", "until": "2019-12-31"},
        {"since": "2020-01-01"},
        {"since": "2020-09-07", "until": "2021-03-31"},
    )
]


@pytest.mark.parametrize(
    ("day", "index"),
    [
        (date(2019, 8, 29), None),
        (date(2019, 8, 30), 0),
        (date(2019, 12, 31), 0),
        (date(2020, 9, 6), 1),
        (date(2020, 9, 7), 2),
        (date(2021, 3, 31), 2),
        (date(2021, 4, 1), None),
    ],
)
def test_what_is_in_force_on_a_day(day: date, index: int | None) -> None:
    """The entry of the day is the last that has begun, unless it has ended."""
    assert find_in_force(ENTRIES, day) == index
    assert find_in_force((), day) is None


def test_a_workspace_is_found_from_within(tmp_path: Path) -> None:
    """The command line works in any folder of a workspace, and takes the nearest one."""
    outer = write_workspace(tmp_path / "w", {"a": partner_text()})
    inner = write_workspace(outer / "partners" / "old", {"a": partner_text()})
    (outer / "output" / "2020").mkdir(parents=True)
    assert find_workspace(outer) == outer
    assert find_workspace(outer / "output" / "2020") == outer
    assert find_workspace(outer / "templates" / "mou") == outer
    assert find_workspace(inner / "partners") == inner


def test_a_folder_with_half_of_it_is_no_workspace(tmp_path: Path) -> None:
    """Both partners/ and templates/ make a workspace, as folders."""
    (tmp_path / "partners").mkdir()
    (tmp_path / "templates").write_text("not a folder")
    assert find_workspace(tmp_path / "partners") is None


def test_the_order_of_the_folder_does_not_matter(tmp_path: Path) -> None:
    """Two folders with the same files load alike, whichever was written first."""
    right = read_real_partners()
    backwards = {partner: right[partner] for partner in reversed(right)}
    one = load_workspace(write_workspace(tmp_path / "one", right))
    other = load_workspace(write_workspace(tmp_path / "other", backwards))
    assert list(one.partners) == list(other.partners) == sorted(right)
    assert [e.id for e in one.ledger.entries] == [e.id for e in other.ledger.entries]


def test_the_order_of_problems_does_not_depend_on_the_folder(tmp_path: Path) -> None:
    """Two folders with the same mistakes are answered with the same words."""
    wrong = {f"p{number}": partner_text(kind="nothing") for number in range(5)}
    backwards = {partner: wrong[partner] for partner in reversed(wrong)}
    one = find_problems(write_workspace(tmp_path / "one", wrong))
    assert one == find_problems(write_workspace(tmp_path / "other", backwards))
    assert [p.where.path.stem for p in one if p.code == "unknown-kind"] == sorted(wrong)


LONG = "x" * 300
"""Longer than any name on a disk: looking for it fails, even for an administrator."""


def test_a_link_to_an_impossible_name_is_told(tmp_path: Path) -> None:
    """What the system refuses to look at is a problem of that file, and hides no other."""
    root = write_workspace(tmp_path / "w", {"a": partner_text(country="Japan")})
    (root / "partners" / "b.yaml").symlink_to(LONG)
    (root / "templates" / "house" / "look.yaml").unlink()
    (root / "templates" / "house" / "look.yaml").symlink_to(LONG)
    assert [(problem.code, str(problem.where.path)) for problem in find_problems(root)] == [
        ("wrong-form", "partners/a.yaml"),
        ("cannot-read", "partners/b.yaml"),
        ("cannot-read", "templates/house/look.yaml"),
    ]
    assert "partners/a.yaml" in hash_sources(root)


def test_a_template_may_be_no_link_to_an_impossible_name(tmp_path: Path) -> None:
    """The folder of templates is looked into for every release; what is refused there is told."""
    release = "release: {date: 2020-01-10, template: mou}\n"
    root = write_workspace(tmp_path / "w", {"a": partner_text(instrument="MOU") + release})
    (root / "templates" / "draft").symlink_to(LONG)
    (problem,) = find_problems(root)
    assert (problem.code, str(problem.where.path)) == ("cannot-read", "templates/draft")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="an administrator may read all")
@pytest.mark.parametrize("mode", [0o000, 0o444])
def test_a_folder_that_may_not_be_read_is_told(tmp_path: Path, mode: int) -> None:
    """Without the right to list or to enter partners/, the message names it."""
    root = write_workspace(tmp_path / "w", {"a": partner_text()})
    (root / "partners").chmod(mode)
    try:
        problems = find_problems(root)
        hash_sources(root)
    finally:
        (root / "partners").chmod(0o755)
    assert {problem.code for problem in problems} == {"cannot-read"}


def test_a_folder_that_cannot_be_looked_into_is_no_workspace(tmp_path: Path) -> None:
    """The search for a workspace goes on above it."""
    root = write_workspace(tmp_path / "w", {"a": partner_text()})
    assert find_workspace(root / LONG / "below") == root


Form = Literal["NFC", "NFD"]


@pytest.mark.parametrize(("written", "asked"), [("NFD", "NFC"), ("NFC", "NFD")])
def test_a_file_is_found_however_its_name_is_composed(
    tmp_path: Path, written: Form, asked: Form
) -> None:
    """macOS may write が as two characters, and a keyboard writes one."""
    name = "partners/写真/がくちょう.jpg"
    file = tmp_path / unicodedata.normalize(written, name)
    file.parent.mkdir(parents=True)
    file.write_bytes(b"picture")
    path = PurePosixPath(unicodedata.normalize(asked, name))
    assert find_file(tmp_path, path).read_bytes() == b"picture"
    assert list(hash_sources(tmp_path)) == [name]


@pytest.mark.parametrize(
    "name",
    ["partners/osaka.yaml", "templates/house/terms.yaml", "templates/house/ja.md"],
)
def test_no_file_is_read_through_a_link_that_leads_out(
    desk_copy: Path, tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    """What stands elsewhere on the machine gets into no draft, whatever links to it."""
    file = desk_copy / name
    elsewhere = tmp_path_factory.mktemp("elsewhere") / file.name
    file.rename(elsewhere)
    file.symlink_to(elsewhere)
    with pytest.raises(ProblemsFound) as found:
        Drafter(load_workspace(desk_copy)).draft("osaka", Language.JA)
    assert [(p.code, str(p.where.path)) for p in found.value.problems] == [("leads-out", name)]
    assert name not in hash_sources(desk_copy)


def test_a_file_may_be_a_link_within_the_workspace(desk_copy: Path) -> None:
    """A template, and a whole folder, may stand somewhere else in the workspace, or be shared."""
    file = desk_copy / "templates" / "house" / "ja.md"
    file.rename(desk_copy / "kept.md")
    file.symlink_to(desk_copy / "kept.md")
    shared = desk_copy.parent / "shared"
    (desk_copy / "partners").rename(shared)
    (desk_copy / "partners").symlink_to(shared)
    assert Drafter(load_workspace(desk_copy)).draft("osaka", Language.JA).blocks


@given(
    st.builds(
        DraftName,
        st.dates(),
        st.from_regex(r"[a-z0-9-]+", fullmatch=True),
        st.sampled_from(Language),
    ),
    st.sampled_from(["", "_2", " (1)", "_rev 大阪府", ".docx", "_en"]),
)
def test_the_name_of_a_draft_reads_back(name: DraftName, behind: str) -> None:
    """Also where a mail program or a person wrote something behind it."""
    assert DraftName.parse(name.file) == name
    assert DraftName.match(str(name)) == name
    assert DraftName.find(f"{name}{behind}") == name
    assert DraftName.match(f"{name}{behind}") == (None if behind else name)
    assert name.file == f"{name.release_on}_{name.partner}_{name.language}.docx"


@pytest.mark.parametrize(
    "text",
    ["", "osaka_ja", "2020-09-07_osaka", "2020-09-07_osaka_fr", "2020-02-30_osaka_ja", "x_a_b_ja"],
)
def test_what_is_named_otherwise_is_no_draft(text: str) -> None:
    """Neither a day that no calendar has, nor a language that no release has."""
    assert DraftName.find(text) is None
    assert DraftName.match(text) is None
    with pytest.raises(ValueError, match=f"^{text}.docx$"):
        DraftName.parse(f"{text}.docx")
