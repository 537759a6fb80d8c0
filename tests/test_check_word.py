"""Findings in drafts: as comments at their words in Word, and as what forbids a final draft."""

import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result
from openxml_audit import OpenXmlValidator

from linkj_press.build.enclosures import write_release
from linkj_press.check import Checker, Finding, Rule, typography
from linkj_press.check.annotate import annotate
from linkj_press.cli.main import cli
from linkj_press.draft.document import Document, render_plain
from linkj_press.draft.drafting import Drafter
from linkj_press.folder import Finish
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Place, Severity
from linkj_press.word import read_manifest
from linkj_press.workspace.loading import Workspace, load_workspace
from tests.conftest import REPOSITORY, require
from tests.package_check import check_package
from tests.small import MARK, cut_marks

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OSAKA, MOU = "partners/osaka.yaml", "templates/mou/ja.md"
JA, EN = Language.JA, Language.EN


def rule(severity: Severity = Severity.WARNING) -> Rule:
    return Rule("odd-words", severity)


def find(marked: str, path: str, words: str, language: Language = JA) -> Finding:
    """Return a finding of *words* at the mark in *marked*, a stretch of the real file *path*."""
    # What is accepted there is kept below.
    text = (REPOSITORY / path).read_text("utf-8").partition("\naccepted:")[0]
    plain, _ = cut_marks(marked)
    assert text.count(plain) == 1, plain
    ((line, column),) = cut_marks(text.replace(plain, marked))[1]
    where = Place(PurePosixPath(path), line, column)
    return rule().find(where, say("these words are odd"), words=words, language=language)


def read_comments(file: bytes) -> list[tuple[str, list[str]]]:
    """Return the words that each comment of *file* is on, and its lines."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        body = ET.fromstring(archive.read("word/document.xml"))
        if "word/comments.xml" not in archive.namelist():
            return []
        listed = ET.fromstring(archive.read("word/comments.xml"))
    lines = {
        comment.get(f"{W}id"): ["".join(p.itertext()) for p in comment.iter(f"{W}p")]
        for comment in listed
    }
    covered: dict[str | None, str] = dict.fromkeys(lines, "")
    going: set[str | None] = set()
    for element in body.iter():
        match element.tag.removeprefix(W):
            case "commentRangeStart":
                going.add(element.get(f"{W}id"))
            case "commentRangeEnd":
                going.remove(element.get(f"{W}id"))
            case "t":
                for number in going:
                    covered[number] += element.text or ""
    assert not going
    return [(covered[number], told) for number, told in lines.items()]


class Press:
    """Writes the release of Osaka with findings in it."""

    def __init__(self, workspace: Workspace, drafter: Drafter) -> None:
        self.root = workspace.root
        self.look = workspace.house.look.record
        self.drafts = {language: drafter.draft("osaka", language) for language in Language}

    def write(self, document: Document, finish: Finish = Finish.DRAFT) -> bytes:
        return write_release(document, self.look, self.root, finish=finish)

    def comment(self, *findings: Finding, language: Language = JA) -> list[tuple[str, list[str]]]:
        """Return the comments that are not those of gaps."""
        annotated = annotate(self.drafts[language], findings)
        gaps = {span.text for span in annotated.gaps}
        found = read_comments(self.write(annotated))
        assert {told[0] for _, told in found} >= gaps
        return [(words, told) for words, told in found if told[0] not in gaps]


@pytest.fixture(scope="module")
def press(workspace: Workspace, drafter: Drafter) -> Press:
    return Press(workspace, drafter)


FOUND = [
    find("より▸一層のイノベーション", OSAKA, "一層"),
    find("国内外{{ ledger.total }}▸団体目の連携、より", OSAKA, "団体目"),
    find("▸大阪の成長をけん引する", OSAKA, "大阪の成長"),
    find("府内の産学官が▸一丸となって", OSAKA, "一丸"),
    find("  full: {ja: ▸大阪府, en", OSAKA, "大阪府"),
    find("とライフサイエンス領域▸で{{ agreement.wording }}を締結", MOU, "で"),
    find("ための{{ agreement.wording }}▸を締結しました", MOU, "を"),
    find("LINK-J▸’s {{ ledger.ordinal", OSAKA, "’", EN),
]
"""Findings of every kind of source: fields on one line and on many, values and templates."""


# --- where the comment stands


@pytest.mark.parametrize("finding", FOUND[:4] + FOUND[5:6] + FOUND[7:])
def test_a_comment_stands_at_its_words(press: Press, finding: Finding) -> None:
    """The words at fault, and no others, have the comment."""
    assert finding.language
    (comment,) = press.comment(finding, language=finding.language)
    assert comment[0] == finding.words


def test_a_comment_says_what_and_where(press: Press) -> None:
    """It begins with a sentence for a person, and what to do; the place with the code is last."""
    finding = replace(FOUND[0], problem=replace(FOUND[0].problem, hint=say("change them")))
    (comment,) = press.comment(finding)
    where = f"{finding.problem.where} [odd-words]"
    assert comment == ("一層", ["these words are odd。", "change them。", where])


def test_the_place_is_small(press: Press) -> None:
    """In the last paragraph of a comment, in a style of its own, and nowhere else."""
    file = press.write(annotate(press.drafts[JA], FOUND[:1]))
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        comments = ET.fromstring(archive.read("word/comments.xml"))
    for comment in comments:
        *said, place = comment.iter(f"{W}p")
        assert place.find(f".//{W}rStyle[@{W}val='CommentPlace']") is not None
        assert all(p.find(f".//{W}rStyle[@{W}val='CommentPlace']") is None for p in said)


def test_a_comment_is_in_the_language_of_the_draft(press: Press) -> None:
    """Whatever language the program speaks, the same draft has the same bytes."""
    message = say("a list goes here (each entry on a line that begins with `- `)")
    ja, en = (
        replace(finding, problem=replace(finding.problem, message=message))
        for finding in (FOUND[0], FOUND[7])
    )
    ((_, told),) = press.comment(ja)
    assert told[0].startswith("ここにはリスト")
    ((_, told),) = press.comment(en, language=EN)
    assert told[0] == "A list goes here (each entry on a line that begins with `- `)."


def test_words_printed_many_times_are_noted_in_each_paragraph(press: Press) -> None:
    """A name at fault is marked wherever it is printed, once in a paragraph."""
    comments = press.comment(FOUND[4])
    paragraphs = [line for line in render_plain(press.drafts[JA]).split("\n") if "大阪府" in line]
    assert {words for words, _ in comments} == {"大阪府"}
    assert 3 < len(comments) <= len(paragraphs)


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("ライフサイエンス産業を▸ライフサイエンス産業と", "ライフサイエンス産業"),
        ("▸ライフサイエンス産業をライフサイエンス産業と", "ライフサイエンス産業"),
    ],
)
def test_the_words_meant_are_told_from_the_same_words(
    desk_copy: Path, marked: str, words: str
) -> None:
    """Of the same words in one line, those at the column have the comment."""
    file = desk_copy / OSAKA
    text = file.read_text("utf-8")
    plain, _ = cut_marks(marked)
    line = "国内外{{ ledger.total }}団体目の連携、より一層のイノベーション創出へ"
    file.write_text(text.replace(line, f"国内外{{{{ ledger.total }}}}{plain}いう"), "utf-8")
    ((row, column),) = cut_marks(file.read_text("utf-8").replace(plain, marked))[1]
    where = Place(PurePosixPath(OSAKA), row, column)
    document = Drafter(load_workspace(desk_copy)).draft("osaka", JA)
    nth = marked.partition(MARK)[0].count(words)
    finding = rule().find(where, say("odd"), words=words, language=JA, nth=nth)
    annotated = annotate(document, [finding])
    subhead = "".join(
        f"{MARK if span.notes else ''}{span.text}"
        for span in annotated.spans
        if getattr(span.value or span.source, "field", "").startswith("release.subhead")
    )
    assert subhead == f"国内外13{marked}いう"


@pytest.mark.parametrize("has_photo", [False, True])
def test_a_finding_is_at_its_words_below_a_figure(desk_copy: Path, *, has_photo: bool) -> None:
    """Whether the photo is there or awaited: what describes it may be its caption again."""
    file = desk_copy / OSAKA
    text = file.read_text("utf-8")
    closing = "        In Osaka Prefecture as well"
    assert text.count(closing) == text.count("  photo:\n") == 1
    text = text.replace(closing, "        It has 77 members.\n" + closing)
    if has_photo:
        shutil.copy(Path(__file__).parent / "photo.png", desk_copy / "partners")
        text = text.replace("  photo:\n", "  photo:\n    file: photo.png\n")
    file.write_text(text, "utf-8")
    workspace = load_workspace(desk_copy)
    found = [f for f in Checker(workspace).check_workspace(["osaka"]) if "77" in f.words]
    annotated = annotate(Drafter(workspace).draft("osaka", EN), found)
    assert (
        {span.text for span in annotated.spans if span.notes} == {f.words for f in found} != set()
    )


def test_words_that_are_not_printed_as_they_stand(press: Press) -> None:
    """A finding about an expression, or escaped words, is told where its line begins."""
    finding = replace(FOUND[1], words="{{ ledger.total }}")
    (comment,) = press.comment(finding)
    assert comment[0] == "国内外"


def test_what_is_not_in_the_draft_has_no_comment(press: Press) -> None:
    """A line that is not printed, another language and a finding without words leave it alone."""
    elsewhere = replace(
        FOUND[0], problem=replace(FOUND[0].problem, where=Place(PurePosixPath("x")))
    )
    for finding in (elsewhere, replace(FOUND[0], words=""), replace(FOUND[0], language=None)):
        assert annotate(press.drafts[JA], [finding]) is press.drafts[JA] or not press.comment(
            finding
        )
    assert annotate(press.drafts[EN], FOUND[:4]) is press.drafts[EN]


def test_several_findings_at_the_same_words(press: Press) -> None:
    """Each has a comment of its own; those that overlap share the words of both."""
    wider = replace(FOUND[0], words="一層のイノベーション")
    comments = press.comment(FOUND[0], FOUND[1], wider)
    assert [words for words, _ in comments] == ["団体目", *["一層のイノベーション"] * 2]


def test_a_finding_at_a_gap_stands_beside_what_the_gap_says(press: Press) -> None:
    """The gap keeps its own comment."""
    photo = next(gap for gap in press.drafts[JA].gaps if "写真" in gap.text)
    where = photo.source.place  # type: ignore[union-attr]
    finding = rule().find(where, say("odd"), words="photo", language=JA)
    ((words, told),) = press.comment(finding)
    assert words == "【写真未着：LINK-J】"
    assert told == ["odd。", f"{where} [odd-words]"]


# --- what a comment leaves as it is


@pytest.mark.parametrize("language", list(Language))
def test_comments_change_no_word_and_no_value(press: Press, language: Language) -> None:
    """Text, content controls and manifest are those of the draft without comments."""
    plain = press.drafts[language]
    annotated = annotate(plain, FOUND)
    assert annotated != plain
    assert render_plain(annotated) == render_plain(plain)
    manifests = [read_manifest(press.write(document)) for document in (plain, annotated)]
    before, after = (replace(m, digest="") for m in manifests if m)
    assert before == after
    assert after.skeleton
    assert after.values


def test_a_final_draft_has_no_comments(press: Press) -> None:
    """It is the same as without findings."""
    annotated = annotate(press.drafts[JA], FOUND)
    assert read_comments(press.write(annotated, Finish.FINAL)) == []


@pytest.mark.parametrize("language", list(Language))
def test_a_draft_with_comments_is_whole(press: Press, tmp_path: Path, language: Language) -> None:
    """Neither the validator nor the check of what Word does not forgive finds anything."""
    file = press.write(annotate(press.drafts[language], FOUND))
    assert check_package(file) == []
    (tmp_path / "draft.docx").write_bytes(file)
    result = OpenXmlValidator().validate(tmp_path / "draft.docx")
    assert [error.description for error in result.errors] == []


def test_pandoc_reads_the_comments(press: Press, tmp_path: Path) -> None:
    """Another program finds the comments and their author."""
    program = require("pandoc")
    (tmp_path / "draft.docx").write_bytes(press.write(annotate(press.drafts[JA], FOUND[:1])))
    command = [program, "--track-changes=all", "-t", "native", str(tmp_path / "draft.docx")]
    told = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    assert told.count('"comment-start"') == 1 + len(press.drafts[JA].gaps)
    assert '( "author" , "linkj-press" )' in " ".join(told.split())


# --- through the whole program, with a family of checks that finds what the tests want


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    """What typography finds, for a test to fill."""
    findings: list[Finding] = []

    def check(_reader: typography.StyleReader, *_what: object) -> list[Finding]:
        return findings

    monkeypatch.setattr(typography.StyleReader, "check", check)
    monkeypatch.setattr(typography.StyleReader, "check_printed", check)
    return findings


def build(desk: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(desk), "build", *arguments], catch_exceptions=False)


def faulty(severity: Severity) -> Finding:
    where = FOUND[0].problem.where
    message = say("these words are wrong")
    return rule(severity).find(where, message, words="一層", language=JA)


def test_a_build_writes_the_comments(desk_copy: Path, found: list[Finding]) -> None:
    """What is found is in the draft of that language and partner, and in no other."""
    found.append(faulty(Severity.ERROR))
    assert build(desk_copy).exit_code == 0
    drafts = {file.stem: file.read_bytes() for file in (desk_copy / "output").glob("*.docx")}
    assert len(drafts) == 8
    commented = {
        name: words
        for name, file in drafts.items()
        for words, told in read_comments(file)
        if told[0] == "these words are wrong。"
    }
    assert commented == {"2020-09-07_osaka_ja": "一層"}


def test_a_build_writes_again_what_is_found_anew(desk_copy: Path, found: list[Finding]) -> None:
    """A draft whose comments would differ is not up to date; the others are."""
    build(desk_copy, "osaka")
    found.append(faulty(Severity.WARNING))
    # As a change of another file would.
    other = desk_copy / "partners" / "krp.yaml"
    other.write_text(f"{other.read_text('utf-8')}# \n", "utf-8")
    again = build(desk_copy, "osaka")
    assert [Path(line).name for line in again.stdout.splitlines()] == ["2020-09-07_osaka_ja.docx"]
    assert build(desk_copy, "osaka").stdout == ""


def test_one_language_alone_has_its_comments(desk_copy: Path, found: list[Finding]) -> None:
    """The same draft comes of a build of one language and of both."""
    found.append(faulty(Severity.WARNING))
    build(desk_copy, "osaka", "--lang", "ja")
    alone = (desk_copy / "output" / "2020-09-07_osaka_ja.docx").read_bytes()
    result = build(desk_copy, "osaka")
    assert result.stderr.startswith("osaka: 1 draft written, ")
    assert (desk_copy / "output" / "2020-09-07_osaka_ja.docx").read_bytes() == alone


def test_nothing_is_final_with_an_error_in_it(desk_copy: Path, found: list[Finding]) -> None:
    """The errors are listed beside what is open, and nothing is written."""
    found += [faulty(Severity.ERROR), FOUND[1]]
    result = build(desk_copy, "osaka", "--final")
    assert result.exit_code == 1
    place = found[0].problem.where
    assert f"{place}: error: these words are wrong [odd-words]\n1 error\n" in result.stderr
    assert "osaka: not final while something is open" in result.stderr
    assert not list((desk_copy / "output").rglob("*.docx"))


def test_errors_of_another_release_do_not_matter(desk_copy: Path, found: list[Finding]) -> None:
    """A release is not held up by what its drafts do not print."""
    found.append(faulty(Severity.ERROR))
    result = build(desk_copy, "denmark", "--final")
    assert "these words are wrong" not in result.stderr


def test_the_house_may_do_without_a_rule(desk_copy: Path, found: list[Finding]) -> None:
    """A rule that style.yaml switches off makes no comment and holds up nothing."""
    found.append(faulty(Severity.ERROR))
    style = desk_copy / "templates" / "house" / "style.yaml"
    style.write_text(style.read_text("utf-8").replace("off: []", "off: [odd-words]"), "utf-8")
    build(desk_copy, "osaka")
    file = (desk_copy / "output" / "2020-09-07_osaka_ja.docx").read_bytes()
    assert "these words are wrong" not in str(read_comments(file))
    assert "these words are wrong" not in build(desk_copy, "osaka", "--final").stderr
