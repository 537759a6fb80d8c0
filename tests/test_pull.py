"""`linkj-press pull`: what becomes of each kind of edit in a draft that comes back."""

import io
import os
import re
import shutil
import sys
from copy import deepcopy
from functools import partial
from pathlib import Path

import docx
import pytest
from click.testing import Result
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from linkj_press.cli import pull as cli_pull
from linkj_press.cli import ui as cli_desk
from linkj_press.pull import files
from linkj_press.reading import read_path
from linkj_press.word.redline import redline
from linkj_press.workspace import spares
from linkj_press.workspace import writing as output
from linkj_press.workspace.loading import load_workspace
from tests.conftest import REPOSITORY, copy_desk
from tests.git_desk import GitDesk
from tests.returned_draft import (
    edit_part,
    edit_values,
    find_controls,
    find_paragraph,
    read,
    w,
    write,
)
from tests.saving import call_at, save_beside, save_in_place
from tests.test_building import FINISHED
from tests.test_cli import run_in
from tests.test_reader import THREADS
from tests.word_text import read_word_text

PROGRAM = Path(sys.executable).with_name("linkj-press")
SUBHEAD = "release.subhead.ja"
OLD, NEW = "より一層の", "さらなる"
GIST = "release.quotes[0].gist.ja"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with its drafts; not to be changed."""
    root = copy_desk(tmp_path_factory.mktemp("built"))
    assert run_in(root, "build", "osaka", "denmark", "yokohama").exit_code == 0
    return root


class Desk:
    """A desk whose drafts come back."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.file = root / "partners" / "osaka.yaml"
        self.inbox = root / "inbox"
        self.inbox.mkdir()

    def read_draft(self, partner: str = "osaka", language: str = "ja") -> bytes:
        return next((self.root / "output").glob(f"*_{partner}_{language}.docx")).read_bytes()

    def send(self, content: bytes, name: str = "2020-09-07_osaka_ja.docx") -> str:
        """Return the path of a draft that came back with *content*."""
        (self.inbox / name).write_bytes(content)
        return str(self.inbox / name)

    def pull(self, content: bytes, *options: str) -> Result:
        return run_in(self.root, "pull", self.send(content), *options)

    def change(self, old: str, new: str, path: str = "partners/osaka.yaml") -> None:
        file = self.root / path
        text = file.read_text("utf-8")
        assert text.count(old) == 1
        file.write_bytes(text.replace(old, new).encode())

    @property
    def lines(self) -> list[str]:
        """The lines of the partner file."""
        return self.file.read_text("utf-8").splitlines()


@pytest.fixture
def desk(built: Path, tmp_path: Path) -> Desk:
    return Desk(Path(shutil.copytree(built, tmp_path / "desk")))


def tell(result: Result) -> list[str]:
    """Return the lines below the title of the one report in *result*, without their indent."""
    title, *lines = result.stdout.splitlines()
    counted = ("difference", "differences", "comment", "comments", "approval", "approvals")
    assert title.endswith((*counted, "nothing is written"))
    return [line.strip() for line in lines]


def changed(before: list[str], after: list[str]) -> list[tuple[str, str]]:
    assert len(before) == len(after)
    return [(old, new) for old, new in zip(before, after, strict=True) if old != new]


def revise_subhead(desk: Desk, new: str = NEW) -> bytes:
    """Return the draft of Osaka with one word of the subhead changed."""
    return edit_part(desk.read_draft(), lambda root: swap(root, SUBHEAD, OLD, new))


def swap(root: etree._Element, tag: str, old: str, new: str, which: int = 0) -> None:
    """Write *new* in the place of *old* in one run of the control *tag*."""
    run = next(t for t in find_controls(root, tag)[which].iter(w("t")) if old in (t.text or ""))
    run.text = (run.text or "").replace(old, new)


# --- values


def test_edit_in_word_alone_is_written(desk: Desk) -> None:
    """One word of prose with an expression: one line of the file changes, and the rest stays."""
    before = desk.lines
    result = desk.pull(revise_subhead(desk))
    assert result.exit_code == 0
    assert tell(result) == [
        "for the partner file",
        "partners/osaka.yaml:23  release.subhead.ja",
        "国内外13団体目の連携、[-より一層の-]{+さらなる+}イノベーション創出へ",
    ]
    [(old, new)] = changed(before, desk.lines)
    assert old.replace(OLD, NEW) == new
    assert "{{ ledger.total }}" in new


def test_an_indent_goes_to_word_and_comes_back(desk: Desk) -> None:
    """字下げ at the head of a text stays, in Word, on a screen and in the file it is pulled into.

    Before a line within the text it is no indent, and is not shown.
    """
    desk.change("    - ja: |\n        LINK-Jと大阪府は", "    - ja: |\n        　LINK-Jと大阪府は")
    desk.change("        このたびLINK-Jが", "        　このたびLINK-Jが")
    shown = "　LINK-Jと大阪府はこれまで、"
    assert run_in(desk.root, "build", "osaka", "--force").exit_code == 0
    tag = "release.purpose[0].ja"
    content = desk.read_draft()
    (paragraph,) = (text for text in read_word_text(content) if text.startswith(shown))
    assert "。このたび" in paragraph
    assert shown in run_in(desk.root, "preview", "osaka").stdout
    before = desk.lines
    edited = edit_part(content, lambda root: swap(root, tag, "これまで", "従来"))
    assert desk.pull(edited).exit_code == 0
    [(old, new)] = changed(before, desk.lines)
    assert new == old.replace("これまで", "従来")
    assert run_in(desk.root, "build", "osaka", "--force").exit_code == 0
    assert desk.pull(edited).stdout.count("already so") == 1


def test_an_indent_may_come_and_go_in_word(desk: Desk) -> None:
    """What a person puts before a paragraph in Word stands in the file, and goes again."""
    tag = "release.purpose[0].ja"
    before = desk.lines
    for old, new in (("LINK-Jと大阪府は", "　LINK-Jと大阪府は"), ("　LINK-J", "LINK-J")):
        content = desk.read_draft()
        edited = edit_part(content, partial(swap, tag=tag, old=old, new=new))
        assert desk.pull(edited).exit_code == 0
        assert (desk.lines == before) == (not new.startswith("　"))
        assert run_in(desk.root, "build", "osaka", "--force").exit_code == 0


def test_another_text_under_the_name_of_a_draft_is_refused(desk: Desk) -> None:
    """One message, instead of each of its paragraphs as one that came; the draft itself is not."""
    document = docx.Document()
    for number in range(9):
        document.add_paragraph(f"In another text the clause of number {number} stands here.")
    for words in ([], read_word_text(desk.read_draft())):
        for line in words:
            document.add_paragraph(line)
        out = io.BytesIO()
        document.save(out)
        result = desk.pull(out.getvalue())
        assert result.exit_code == 1
        assert ("not the draft that it is named after" in result.stderr) == (not words)


def test_change_of_sources_alone_is_nothing_to_do(desk: Desk) -> None:
    """A draft from before the sources changed, that nobody edited, has no differences."""
    desk.change(OLD, NEW)
    desk.change("領域のグローバルなハブ", "領域の世界的なハブ", "templates/house/ja.md")
    before = desk.lines
    result = desk.pull(desk.read_draft())
    assert (result.exit_code, tell(result)) == (0, [])
    assert desk.lines == before


def test_the_same_on_both_sides_is_done(desk: Desk) -> None:
    """What was changed alike in the draft and in the file needs nobody."""
    draft = revise_subhead(desk)
    desk.change(OLD, NEW)
    before = desk.lines
    result = desk.pull(draft)
    assert result.exit_code == 0
    assert tell(result)[0] == "already so in the sources"
    assert desk.lines == before


def test_both_sides_otherwise_is_a_conflict(desk: Desk) -> None:
    """Base, draft and file are all shown, and nothing is written."""
    draft = revise_subhead(desk)
    desk.change(OLD, "一段の")
    before = desk.lines
    result = desk.pull(draft)
    assert result.exit_code == 1
    assert tell(result) == [
        "changed both in the draft and in the partner file: choose one, and change the other",
        "partners/osaka.yaml:23  release.subhead.ja",
        "国内外13団体目の連携、[-より一層の-]{+さらなる+}イノベーション創出へ",
        "the sources say now: “国内外13団体目の連携、一段のイノベーション創出へ”",
    ]
    assert desk.lines == before


def test_older_draft_is_pulled_into_the_file_of_today(desk: Desk) -> None:
    """Other changes of the file since the build, and lines that moved, do not matter."""
    draft = revise_subhead(desk)
    desk.change("kind: municipality\n", "# 確認済み\nkind: municipality\n")
    desk.change("一丸となって", "一体で")
    before = desk.lines
    result = desk.pull(draft)
    assert result.exit_code == 0
    assert tell(result)[1] == "partners/osaka.yaml:24  release.subhead.ja"
    assert len(changed(before, desk.lines)) == 1


def test_name_that_was_replaced_everywhere_is_one_change(desk: Desk) -> None:
    """A name stands in prose too, where an expression names it: there it follows by itself."""
    file = desk.root / "partners" / "yokohama.yaml"
    before = file.read_text("utf-8")

    def replace(root: etree._Element) -> None:
        for control in root.iter(w("sdt")):
            if "横浜市" in read(control):
                for text in control.iter(w("t")):
                    text.text = (text.text or "").replace("横浜市", "よこはま市")

    draft = edit_part(desk.read_draft("yokohama"), replace)
    result = run_in(desk.root, "pull", desk.send(draft, "2019-08-30_yokohama_ja.docx"))
    written = result.stdout.split("already so")[0]
    assert "yokohama.yaml:4  name.full.ja" in written
    assert "is worked out" not in result.stdout
    assert "ja: よこはま市" in file.read_text("utf-8") != before


def test_dates_that_are_right_only_together_are_both_written(desk: Desk) -> None:
    """The release may not come before the signing: both dates go back by a day."""
    dates = {"release.date": "2020年9月6日", "agreement.signed": "9月6日"}

    def edit(root: etree._Element) -> None:
        for field, text in dates.items():
            write(find_controls(root, field)[0], text)

    before = desk.lines
    result = desk.pull(edit_part(desk.read_draft(), edit))
    assert result.exit_code == 0, result.stdout
    assert changed(before, desk.lines) == [
        ("  signed: 2020-09-07", "  signed: 2020-09-06"),
        ("  date: 2020-09-07", "  date: 2020-09-06"),
    ]


def test_expression_within_prose_is_explained(desk: Desk) -> None:
    """A number that the ledger worked out is not the field's: its whole sentence waits."""
    before = desk.lines

    def edit(root: etree._Element) -> None:
        swap(root, SUBHEAD, "13", "14")
        swap(root, SUBHEAD, OLD, NEW)

    result = desk.pull(edit_part(desk.read_draft(), edit))
    assert result.exit_code == 1
    assert tell(result) == [
        "not written: it is worked out, or the file holds it otherwise",
        "partners/osaka.yaml:23  release.subhead.ja",
        "国内外[-13-]{+14+}団体目の連携、[-より一層の-]{+さらなる+}イノベーション創出へ",
        "“13” is worked out: ledger: 13 partnerships up to that with Osaka Prefecture",
    ]
    assert desk.lines == before


def test_an_address_that_another_field_holds_leads_to_that_field(desk: Desk) -> None:
    """It was typed, only not there: whoever has to change it is told where it stands."""

    def edit(root: etree._Element) -> None:
        tag = "release.about.paragraphs[3].en"
        swap(root, tag, "https://japan.um.dk/en.aspx", "https://japan.um.dk/")

    content = edit_part(desk.read_draft("denmark", "en"), edit)
    result = run_in(desk.root, "pull", desk.send(content, "2020-11-24_denmark_en.docx"))
    place = "release.links.website (partners/denmark.yaml:108)"
    assert f"“https://japan.um.dk/en.aspx” stands in {place}: change it there" in result.stdout


@pytest.mark.parametrize(
    ("tag", "told"),
    [
        (
            "release.quotes[0].approval",
            "record it with `--approve NAME`, or write `by` and `on` under `approval`",
        ),
        ("release.confirmed", "write `by` and `on` under `confirmed` in the partner file"),
    ],
)
def test_what_fills_a_gap_of_more_than_words_is_told(desk: Desk, tag: str, told: str) -> None:
    """A yes that was typed over its mark is none until it is noted who gave it, and when."""

    def edit(root: etree._Element) -> None:
        for run in find_controls(root, tag)[0].iter(w("t")):
            run.text = "はい"

    result = desk.pull(edit_part(desk.read_draft(), edit))
    assert result.exit_code == 1
    assert told in result.stdout


# --- what is not the partner's own


@pytest.mark.parametrize(
    ("tag", "old", "new", "fact"),
    [
        (
            "ledger:kind_ordinal",
            "3",
            "4",
            "ledger: no. 3 of its kind (municipality), after the City of Yokohama",
        ),
        (
            "ledger:ordinal",
            "13",
            "14",
            "ledger: no. 13 of all partnerships, after Oxford University Innovation",
        ),
    ],
)
def test_what_the_ledger_worked_out_is_refused_with_the_fact(
    desk: Desk, tag: str, old: str, new: str, fact: str
) -> None:
    """An ordinal is not typed; the report says which fact makes it so."""
    before = desk.lines
    result = desk.pull(edit_part(desk.read_draft(), lambda root: swap(root, tag, old, new)))
    assert result.exit_code == 1
    heading = "not written: it is worked out, or the file holds it otherwise"
    assert tell(result) == [heading, tag, f"[-{old}-]{{+{new}+}}例目", fact]
    assert desk.lines == before


def test_facts_name_partners_in_the_language_of_who_pulls(desk: Desk) -> None:
    """Whatever the language of the draft, no key of a file stands among Japanese words."""
    english = desk.read_draft(language="en")
    draft = edit_part(english, lambda root: swap(root, "ledger:kind_ordinal", "third", "fourth"))
    told = run_in(desk.root, "--ui", "ja", "pull", desk.send(draft, "returned.docx")).stdout
    assert "台帳：自治体で3例目（横浜市の次）" in told


def test_another_partners_value_waits_for_a_decision(desk: Desk) -> None:
    """The predecessor's name is in its own file, and in every release that names it."""
    draft = edit_values(desk.read_draft(), {"kawasaki:name.full.ja": "川崎新市"})
    files = {file: file.read_bytes() for file in (desk.root / "partners").iterdir()}
    assert files
    result = desk.pull(draft)
    assert result.exit_code == 1
    assert tell(result) == [
        "not written: it needs a decision",
        "partners/kawasaki.yaml:5  kawasaki:name.full.ja",
        "川崎{+新+}市",
        "it is of another partner, and every release that names it would change",
    ]
    assert all(file.read_bytes() == content for file, content in files.items())


@pytest.mark.parametrize(
    ("tag", "start"),
    [("house:seat[1].ja", "東京都"), ("house:about[0].paragraphs[0].ja", "LINK-Jは、三井不動産")],
)
def test_words_of_the_house_are_reported(desk: Desk, tag: str, start: str) -> None:
    """Seat and boilerplate are shown with their line in the house's files, and left alone."""
    issuer = desk.root / "templates" / "house" / "issuer.yaml"
    before = issuer.read_bytes()

    def edit(root: etree._Element) -> None:
        control = find_controls(root, tag)[0]
        write(control, read(control) + "です")

    result = desk.pull(edit_part(desk.read_draft(), edit))
    assert result.exit_code == 1
    heading, place, words = tell(result)
    assert heading.startswith("words of a template or of the house: change them there")
    path, line = place.split()[0].split(":")
    assert path == "templates/house/issuer.yaml"
    assert start in issuer.read_text("utf-8").splitlines()[int(line) - 1]
    assert words.endswith("{+です+}")
    assert issuer.read_bytes() == before


def test_words_of_the_house_that_are_there_already_are_done(desk: Desk) -> None:
    """A house text that was changed as the draft asks needs nobody any more."""
    desk.change(
        "東京都中央区日本橋室町\n", "東京都中央区日本橋本町\n", "templates/house/issuer.yaml"
    )
    result = desk.pull(
        edit_values(desk.read_draft(), {"house:seat[1].ja": "東京都中央区日本橋本町"})
    )
    assert result.exit_code == 0
    assert tell(result)[0] == "already so in the sources"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("報道関係各位", "報道機関各位"),
        ("とライフサイエンス領域で", "と生命科学領域で"),
        ("を締結しました。", "を結びました。"),
        ("（左から）", "（右から）"),
    ],
)
def test_words_of_a_template_are_reported_with_their_line(desk: Desk, old: str, new: str) -> None:
    """They are shown with the line that has them, and no template is changed."""

    def edit(root: etree._Element) -> None:
        text = next(t for t in root.iter(w("t")) if old in (t.text or ""))
        text.text = (text.text or "").replace(old, new)

    templates = desk.root / "templates"
    before = {file: file.read_bytes() for file in templates.rglob("*.md")}
    assert before
    result = desk.pull(edit_part(desk.read_draft(), edit))
    assert result.exit_code == 1
    heading, place, words = tell(result)
    assert heading.startswith("words of a template or of the house: change them there")
    path, line = place.split(":")
    assert old in (desk.root / path).read_text("utf-8").splitlines()[int(line) - 1]
    assert "{+" in words
    assert "[-" in words
    assert all(file.read_bytes() == content for file, content in before.items())


def test_the_instrument_is_called_otherwise_for_one_partner_alone(desk: Desk) -> None:
    """Beside the line of the house, the field is named that changes no other release."""
    tag = "house:instruments.MOC.wording.ja"
    result = run_in(
        desk.root,
        "pull",
        desk.send(
            edit_values(desk.read_draft("denmark"), {tag: "連携に関する覚書（MOC）"}),
            "denmark.docx",
        ),
    )
    assert result.exit_code == 1
    heading, place, words, reason = tell(result)
    assert heading.startswith("words of a template or of the house: change them there")
    assert place.startswith("templates/house/terms.yaml:")
    assert "[-提-]{+連+}携" in words
    assert reason.endswith("is called in words of its own in `agreement.wording`")


@pytest.mark.parametrize("came", ["the ", "the fine "])
def test_words_right_before_the_name_are_of_the_name(desk: Desk, came: str) -> None:
    """An article before a name belongs to its form in sentences, and to no template."""

    def edit(root: etree._Element) -> None:
        control = next(
            each
            for each in find_controls(root, "name.full.en")
            if (before := each.getprevious()) is not None and read(before).endswith(" ")
        )
        run = control.getprevious()
        assert run is not None
        text = next(iter(run.iter(w("t"))))
        text.text = f"{text.text}{came}"

    before = desk.lines
    draft = edit_part(desk.read_draft(language="en"), edit)
    result = run_in(desk.root, "pull", desk.send(draft, "2020-09-07_osaka_en.docx"))
    assert result.exit_code == 1
    heading, place, words, reason = tell(result)
    assert heading == "found by comparing texts, and not written: check, and change the file"
    assert "partners/osaka.yaml:" in place
    assert "  name." in place
    assert f"{{+{came}+}}" in words
    assert reason.endswith("what belongs to it in sentences goes into `name.in_sentence`")
    assert desk.lines == before


def test_an_article_within_a_name_leads_to_its_form_in_sentences(desk: Desk) -> None:
    """A name that is edited in some of its places is told with the field for sentences."""

    def edit(root: etree._Element) -> None:
        write(find_controls(root, "name.full.en")[1], "the Osaka Prefecture")

    draft = edit_part(desk.read_draft(language="en"), edit)
    result = run_in(desk.root, "pull", desk.send(draft, "2020-09-07_osaka_en.docx"))
    assert result.exit_code == 1
    heading, _, words, *_, told = tell(result)
    assert heading == "not written: it needs a decision"
    assert words == "{+the +}Osaka Prefecture"
    assert told == "a form of the name for sentences alone goes into `name.in_sentence`"


# --- places


def edit_one(desk: Desk, texts: list[str]) -> bytes:
    """Return Osaka's draft with the first of the places of its agreement's wording edited."""

    def edit(root: etree._Element) -> None:
        controls = find_controls(root, "agreement.wording.ja")
        assert len(controls) == 2
        for control, text in zip(controls, texts, strict=False):
            write(control, text)

    return edit_part(desk.read_draft(), edit)


def test_one_place_of_two_is_undecided(desk: Desk) -> None:
    """Where nobody can be asked, an edit of one place is shown and not written."""
    before = desk.lines
    result = desk.pull(edit_one(desk, ["連携の覚書"]))
    assert result.exit_code == 1
    assert tell(result) == [
        "not written: it needs a decision",
        "partners/osaka.yaml:12  agreement.wording.ja",
        "[-相互提-]{+連+}携の覚書",
        "it stands in 2 places, and was edited in 1: edit it in all of them, or in the partner"
        " file",
    ]
    assert desk.lines == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
@pytest.mark.parametrize(("answer", "status"), [("y", 0), ("n", 1)])
def test_one_place_of_two_is_asked_on_a_terminal(desk: Desk, answer: str, status: int) -> None:
    """A person says whether it holds everywhere; only then is it written."""
    from tests.screen import Screen  # noqa: PLC0415

    before = desk.lines
    draft = desk.send(edit_one(desk, ["連携の覚書"]))
    command: list[str | Path] = [PROGRAM, "-C", desk.root, "pull", draft]
    with Screen(command, {**os.environ, "TERM": "dumb", "LANG": "C.UTF-8"}, (250, 40)) as screen:
        screen.wait_for("Change it everywhere?")
        assert "edited in 1 of 2 places, to “連携の覚書”" in screen.text
        screen.type(f"{answer}\r")
        assert screen.wait_for_end() == status
    edits = [("    ja: 相互提携の覚書", "    ja: 連携の覚書")]
    assert changed(before, desk.lines) == (edits if answer == "y" else [])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_what_is_saved_while_a_question_waits_is_kept(desk: Desk) -> None:
    """The answer does not overwrite what an editor saved; pulled again, both are there."""
    from tests.screen import Screen  # noqa: PLC0415

    draft = desk.send(edit_one(desk, ["連携の覚書"]))
    saved = b"# A person's.\n" + desk.file.read_bytes()
    command: list[str | Path] = [PROGRAM, "-C", desk.root, "pull", draft]
    environment = {**os.environ, "TERM": "dumb", "LANG": "C.UTF-8"}
    for message, content in (("another program has saved it", saved), ("written; next", None)):
        with Screen(command, environment, (250, 40)) as screen:
            screen.wait_for("Change it everywhere?")
            if content:
                desk.file.write_bytes(content)
            screen.type("y\r")
            assert screen.wait_for_end() == (1 if content else 0)
            screen.wait_for(message)
        if content:
            assert desk.file.read_bytes() == content
    assert desk.lines[0] == "# A person's."
    assert "    ja: 連携の覚書" in desk.lines


def test_no_save_is_lost_while_a_draft_is_pulled(desk: Desk) -> None:
    """Whenever an editor saves, its save stands, or what was pulled is in it."""
    before = desk.file.read_bytes()
    edited = edit_values(
        desk.read_draft(), {SUBHEAD: "国内外13団体目の連携、さらなるイノベーション創出へ"}
    )
    command = "pull", desk.send(edited)
    told = ""

    def pull() -> None:
        nonlocal told
        told = run_in(desk.root, *command).stderr

    modules = files, cli_desk, cli_pull, output, spares
    moments = call_at(0, int, modules, pull)
    refused = 0
    for moment in range(1, moments, moments // 8 | 1):
        desk.file.write_bytes(before)
        save = save_beside if moment % 2 else save_in_place
        call_at(moment, partial(save, desk.file, b"# A person's.\n" + before), modules, pull)
        assert desk.lines[0] == "# A person's.", moment
        if "another program has saved it" in told:
            assert desk.file.read_bytes().endswith(before), moment
            refused += 1
    assert refused


def test_two_places_edited_otherwise_are_undecided(desk: Desk) -> None:
    """Of two edits that differ neither is taken."""
    before = desk.lines
    result = desk.pull(edit_one(desk, ["連携の覚書", "協力の覚書"]))
    assert result.exit_code == 1
    assert tell(result)[0] == "not written: it needs a decision"
    assert tell(result)[-1] == "it was edited in 2 places, each time otherwise"
    assert desk.lines == before


# --- ends of paragraphs

_LAST = "release.background[0].en"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def add_run(content: bytes, tag: str, text: str) -> bytes:
    """Return *content* with *text* typed after the control of *tag*, in its paragraph."""

    def edit(root: etree._Element) -> None:
        (control,) = find_controls(root, tag)
        run = etree.SubElement(next(control.iterancestors(w("p"))), w("r"))
        words = etree.SubElement(run, w("t"), {SPACE: "preserve"})
        words.text = text

    return edit_part(content, edit)


def test_words_typed_after_a_control_are_of_its_value(desk: Desk) -> None:
    """At the end of a paragraph nobody sees whether they write in the control or beside it."""
    before = desk.lines
    draft = add_run(desk.read_draft(language="en"), _LAST, " It welcomes visitors.")
    result = run_in(desk.root, "pull", desk.send(draft, "2020-09-07_osaka_en.docx"))
    assert result.exit_code == 0, result.stdout
    assert {*desk.lines} - {*before} == {"        It welcomes visitors."}


def test_approval_typed_after_its_mark_is_told_as_one(desk: Desk) -> None:
    """It is no change of a template."""
    tag = "release.quotes[0].approval"
    draft = add_run(desk.read_draft(language="en"), tag, " Approved. N. Yamaguchi")
    result = run_in(desk.root, "pull", desk.send(draft, "2020-09-07_osaka_en.docx"))
    assert result.exit_code == 1
    assert "an approval is more than words" in result.stdout
    assert "template" not in result.stdout


def test_two_paragraphs_made_one_are_not_written_into_a_field(desk: Desk) -> None:
    """The words of the second are in the draft already."""
    before = desk.lines
    words = "LINK-J will continue to foster an environment in which"
    draft = add_run(desk.read_draft(language="en"), _LAST, f" {words}")
    run_in(desk.root, "pull", desk.send(draft, "2020-09-07_osaka_en.docx"))
    assert desk.lines == before


def test_space_at_the_end_of_a_paragraph_is_no_edit(desk: Desk) -> None:
    """Alone it is nothing to tell, and beside an edit it keeps none from being taken."""
    before = desk.lines
    said: list[str] = []
    edit_part(
        desk.read_draft(language="en"),
        lambda root: said.append(read(find_controls(root, _LAST)[0])),
    )
    name = "2020-09-07_osaka_en.docx"
    spaced = edit_values(desk.read_draft(language="en"), {_LAST: f"{said[0]} "})
    result = run_in(desk.root, "pull", desk.send(spaced, name))
    assert (result.exit_code, desk.lines) == (0, before)
    first, _, _ = said[0].rpartition(". ")
    shorter = edit_values(desk.read_draft(language="en"), {_LAST: f"{first}. "})
    result = run_in(desk.root, "pull", desk.send(shorter, name))
    assert result.exit_code == 0, result.stdout
    assert len({*before} - {*desk.lines}) == 1


def test_words_of_a_field_that_were_deleted_are_told_as_deleted(desk: Desk) -> None:
    """An empty paragraph stays where somebody deletes the words alone."""
    before = desk.lines
    draft = edit_values(desk.read_draft(language="en"), {_LAST: ""})
    result = run_in(desk.root, "pull", desk.send(draft, "2020-09-07_osaka_en.docx"))
    assert "expression" not in result.stdout
    assert "its words were deleted" in result.stdout
    assert desk.lines == before


def test_address_beneath_the_same_words_is_told(desk: Desk) -> None:
    """Who edits a link alone changes nothing that a reader sees."""

    def edit(root: etree._Element) -> None:
        for each in root:
            if "um.dk" in each.get("Target", ""):
                each.set("Target", "https://example.org/denmark")

    draft = edit_part(desk.read_draft("denmark", "en"), edit, "word/_rels/document.xml.rels")
    before = (desk.root / "partners/denmark.yaml").read_bytes()
    result = run_in(desk.root, "pull", desk.send(draft, "2020-11-24_denmark_en.docx"))
    assert result.exit_code == 1, result.stdout
    assert "release.links.website" in result.stdout
    assert "{+https://example.org/denmark+}" in result.stdout
    assert (desk.root / "partners/denmark.yaml").read_bytes() == before


# --- gaps


def test_a_gap_is_filled_with_words(desk: Desk) -> None:
    """A translation typed into its gap is written beside the Japanese."""
    lines = desk.lines
    start = lines.index("  profile:")
    kept = [*lines[: start + 3], *lines[start + 5 :]]
    desk.file.write_text("\n".join(kept) + "\n", "utf-8")
    assert run_in(desk.root, "build", "osaka").exit_code == 0
    draft = edit_values(
        desk.read_draft(language="en"), {"release.profile.en": "which leads in “health”: #1"}
    )
    result = run_in(desk.root, "pull", desk.send(draft, "2020-09-07_osaka_en.docx"))
    assert result.exit_code == 0, result.stdout
    assert desk.lines == [
        *kept[: start + 3],
        '    en: "which leads in “health”: #1"',
        *kept[start + 3 :],
    ]


_FILLED = {
    "release.people.representative.title": ("会長", "Chair"),
    "release.people.representative.name": ("デュポン", "Claire Dupont"),
    "release.background[0]": ("同団体は研究を支えています。", "It supports research."),
    "release.quotes[0].gist": ("期待を述べました。", "said that much is expected."),
}
"""What a partner writes into the gaps of a new release, by control: in Japanese and English."""


@pytest.fixture
def gaps(desk: Desk) -> Desk:
    """A desk with a new release in which little is filled in, in neither language."""
    names = ("--name-ja", "リヨンバイオポール", "--name-en", "Lyonbiopole", "--instrument", "MOU")
    facts = ("--kind", "foundation", "--country", "FR", "--signed", "2021-02-15")
    result = run_in(desk.root, "new", "lyonbiopole", *names, *facts, "--template", "mou")
    assert result.exit_code == 0, result.stderr
    assert run_in(desk.root, "build", "lyonbiopole").exit_code == 0
    desk.file = desk.root / "partners" / "lyonbiopole.yaml"
    return desk


def fill_in(desk: Desk, language: str) -> Result:
    """Pull the draft in *language* with its gaps filled in."""
    texts = {tag: words[language == "en"] for tag, words in _FILLED.items()}
    draft = edit_values(desk.read_draft("lyonbiopole", language), texts)
    return run_in(desk.root, "pull", desk.send(draft, f"2021-02-15_lyonbiopole_{language}.docx"))


@pytest.mark.parametrize("languages", [("ja", "en"), ("en", "ja")])
def test_gaps_of_both_languages_are_filled_by_one_copy_after_the_other(
    gaps: Desk, languages: tuple[str, str]
) -> None:
    """What neither language had goes into the field of the language that it came back in."""
    before = gaps.lines
    for language in languages:
        result = fill_in(gaps, language)
        assert result.exit_code == 0, result.stdout
        assert "does not show it" not in result.stdout
        # What they had is told as they had it, whatever the mark says since.
        marks = {"ja": "[-【役職 未記入】-]", "en": "[-[title to be supplied]-]"}
        assert marks[language] in result.stdout
    loaded = load_workspace(gaps.root)
    for tag, words in _FILLED.items():
        tree = loaded.partners["lyonbiopole"].tree
        assert [tree.find((*read_path(tag), lang)) for lang in ("ja", "en")] == [*words], tag
    assert len(changed(before, gaps.lines)) == 2 * len(_FILLED)


def test_gap_that_was_filled_here_meanwhile_is_a_conflict(gaps: Desk) -> None:
    """Neither our words nor theirs are lost; the other gaps are filled in all the same."""
    at = ["title:" in line for line in gaps.lines].index(True)
    lines = gaps.lines
    assert lines[at + 2].strip() == "en:"
    lines[at + 2] += " President"
    gaps.file.write_text("\n".join(lines) + "\n", "utf-8")
    result = fill_in(gaps, "en")
    assert result.exit_code == 1
    assert "changed both in the draft and in the partner file" in result.stdout
    assert "Chair" in result.stdout
    after = gaps.file.read_text("utf-8")
    assert "en: President" in after
    assert "en: Claire Dupont" in after
    assert "en: It supports research." in after


def test_field_that_was_emptied_is_filled_as_one_that_never_was(gaps: Desk) -> None:
    """Its key stands alone in the file then, without the languages below it."""
    gaps.change("  subhead:\n    ja:\n    en:\n", "  subhead:\n", "partners/lyonbiopole.yaml")
    assert run_in(gaps.root, "build", "lyonbiopole").exit_code == 0
    filled = edit_values(gaps.read_draft("lyonbiopole", "ja"), {"release.subhead": "海と医療"})
    result = run_in(gaps.root, "pull", gaps.send(filled, "2021-02-15_lyonbiopole_ja.docx"))
    assert result.exit_code == 0, result.stdout
    tree = load_workspace(gaps.root).partners["lyonbiopole"].tree
    assert tree.find(("release", "subhead", "ja")) == "海と医療"


def test_gap_of_both_comes_back_beside_a_file_that_has_none(gaps: Desk) -> None:
    """The other language was filled in and built meanwhile: its file knows no such gap any more."""
    texts = {tag: ja for tag, (ja, _) in _FILLED.items()}
    filled = edit_values(gaps.read_draft("lyonbiopole", "ja"), texts)
    assert fill_in(gaps, "en").exit_code == 0
    assert run_in(gaps.root, "build", "lyonbiopole").exit_code == 0
    japanese = gaps.send(filled, "2021-02-15_lyonbiopole_ja.docx")
    english = gaps.send(gaps.read_draft("lyonbiopole", "en"), "2021-02-15_lyonbiopole_en.docx")
    result = run_in(gaps.root, "pull", japanese, english)
    assert result.exit_code == 0, result.stdout
    tree = load_workspace(gaps.root).partners["lyonbiopole"].tree
    for tag, words in _FILLED.items():
        assert [tree.find((*read_path(tag), lang)) for lang in ("ja", "en")] == [*words], tag


def test_gap_that_is_filled_once_is_filled_everywhere(gaps: Desk) -> None:
    """A name stands in four places, three of which still say that it is missing."""
    tag, typed = "release.people.representative.name", "Claire Dupont"
    draft = edit_part(
        gaps.read_draft("lyonbiopole", "en"),
        lambda root: write(find_controls(root, tag)[0], typed),
    )
    result = run_in(gaps.root, "pull", gaps.send(draft, "2021-02-15_lyonbiopole_en.docx"))
    assert result.exit_code == 0, result.stdout
    assert gaps.file.read_text("utf-8").count(f"en: {typed}\n") == 1


def test_what_one_file_wrote_it_can_approve(gaps: Desk) -> None:
    """The partner names the speaker, writes the gist, and says at the mark that it is approved."""
    texts = {tag: words[1] for tag, words in _FILLED.items()}
    texts["release.quotes[0].approval"] = "Approved by Claire Dupont"
    draft = edit_values(gaps.read_draft("lyonbiopole", "en"), texts)
    file = gaps.send(draft, "2021-02-15_lyonbiopole_en.docx")
    told = run_in(gaps.root, "pull", file)
    assert "changed both" not in told.stdout
    assert "--approve NAME" in told.stdout
    approving = ("--approve", "Claire Dupont", "--on", "2021-02-10")
    run_in(gaps.root, "pull", file, *approving)
    text = gaps.file.read_text("utf-8")
    assert "by: Claire Dupont" in text
    assert f"en: {_FILLED['release.quotes[0].gist'][1]}" in text


def test_words_beside_a_gap_are_rewritten_around_it(desk: Desk) -> None:
    """Prose in which a value is missing is no gap itself: its expression stays."""
    desk.change(OLD, "{{ release.media_contact.name }}と" + OLD)
    before = desk.lines
    assert run_in(desk.root, "build", "osaka").exit_code == 0
    assert desk.pull(revise_subhead(desk)).exit_code == 0
    assert desk.lines == [line.replace("と" + OLD, "と" + NEW) for line in before]


@pytest.mark.parametrize(
    ("field", "line", "told"),
    [
        ("quotes[0].approval", 58, "an approval is more than words: record it with `--approve"),
        ("photo.file", 74, "it is still missing: fill in the field, and the mark of the gap goes"),
    ],
)
def test_a_mark_of_a_gap_that_was_deleted_is_explained(
    desk: Desk, field: str, line: int, told: str
) -> None:
    """Taking away 【…】 supplies nothing: the field is named, and nothing is written."""
    before = desk.lines
    result = desk.pull(edit_values(desk.read_draft(), {f"release.{field}": ""}))
    assert result.exit_code == 1
    heading, place, _, reason = tell(result)
    assert heading == "not written: it is worked out, or the file holds it otherwise"
    assert place == f"partners/osaka.yaml:{line}  release.{field}"
    assert reason.startswith(told)
    assert desk.lines == before


# --- what is gone, and what is new


def test_a_control_that_is_gone_is_reported(desk: Desk) -> None:
    """A value whose frame was deleted with its words, between others that stayed."""

    def edit(root: etree._Element) -> None:
        control = find_controls(root, "release.profile.ja")[0]
        control.getparent().remove(control)  # type: ignore[union-attr]

    before = desk.lines
    result = desk.pull(edit_part(desk.read_draft(), edit))
    assert result.exit_code == 1
    heading, place, words, reason = tell(result)
    assert heading == "found by comparing texts, and not written: check, and change the file"
    assert place == "partners/osaka.yaml:28  release.profile.ja"
    assert "[-大阪の成長を" in words
    assert reason == "the mark of this value is gone"
    assert desk.lines == before


def test_a_paragraph_that_is_gone_is_reported(desk: Desk) -> None:
    """A paragraph that was deleted is shown with the fields that stood in it."""

    def edit(root: etree._Element) -> None:
        paragraph = find_paragraph(root, "LINK-Jと大阪府はこれまで")
        paragraph.getparent().remove(paragraph)  # type: ignore[union-attr]

    before = desk.lines
    result = desk.pull(edit_part(desk.read_draft(), edit))
    assert result.exit_code == 1
    heading, place, words, reason = tell(result)
    assert heading == "not written: paragraphs that were added or deleted"
    assert place == "partners/osaka.yaml:42  release.purpose[0].ja"
    assert words.startswith("[-LINK-Jと大阪府はこれまで")
    assert reason == "deleted"
    assert desk.lines == before


def test_a_new_paragraph_is_told_with_its_neighbours(desk: Desk) -> None:
    """Where the new words belong can be seen from what stands around them."""

    def edit(root: etree._Element) -> None:
        paragraph = find_paragraph(root, "報道関係各位")
        new = deepcopy(paragraph)
        write(new, "なお、本件は速報です。")
        paragraph.addnext(new)

    result = desk.pull(edit_part(desk.read_draft(), edit))
    assert result.exit_code == 1
    assert tell(result) == [
        "not written: paragraphs that were added or deleted",
        "{+なお、本件は速報です。+}",
        "new, between “報道関係各位” and “一般社団法人ライフサイエンス・イノベーション・ネ…”",
    ]


# --- comments and tracked changes


def test_comments_of_people_are_listed(desk: Desk) -> None:
    """With author, date and words; what the program itself remarked is not."""
    file = docx.Document(io.BytesIO(desk.read_draft()))
    paragraph = next(p for p in file.paragraphs if p.text == "報道関係各位")
    comment = file.add_comment(paragraph.runs, text="宛先は\nこのままで。", author="山口")
    comment._comment_elm.set(w("date"), "2020-09-03T10:00:00Z")
    file.save(buffer := io.BytesIO())
    result = desk.pull(buffer.getvalue())
    assert result.exit_code == 1
    assert tell(result) == [
        "comments in Word",
        "“報道関係各位”",
        "山口 2020-09-03: 宛先は このままで。",
    ]


def test_a_comment_at_words_that_are_gone_is_listed_with_its_paragraph(desk: Desk) -> None:
    """Where the words that it stood at were deleted, those around them tell what it is about."""
    file = docx.Document(io.BytesIO(desk.read_draft()))
    paragraph = next(p for p in file.paragraphs if p.text == "報道関係各位")
    run = paragraph.add_run("御中")
    file.add_comment(run, text="これは要りません", author="山口")
    run.text = ""
    file.save(buffer := io.BytesIO())
    result = desk.pull(buffer.getvalue())
    assert tell(result)[:2] == ["comments in Word", "“報道関係各位”"]


def test_an_answer_to_the_program_is_listed(desk: Desk) -> None:
    """What the program remarked is in the sources; what a person answered is nowhere else."""
    file = docx.Document(io.BytesIO(desk.read_draft()))
    (remark, *_), word = file.comments, "http://schemas.microsoft.com/office/word/20"
    paragraph = next(p for p in file.paragraphs if p.text == "報道関係各位")
    answer = file.add_comment(paragraph.runs, text="写真は明日送ります", author="山口")
    answer._comment_elm.set(w("date"), "2020-09-03T10:00:00Z")
    for comment, key in ((remark, "A"), (answer, "B")):
        comment.paragraphs[-1]._p.set(f"{{{word}10/wordml}}paraId", key)
    threads = (
        f'<w15:commentsEx xmlns:w15="{word}12/wordml">'
        '<w15:commentEx w15:paraId="B" w15:paraIdParent="A" w15:done="0"/></w15:commentsEx>'
    )
    part = Part(PackURI("/word/threads.xml"), "application/xml", threads.encode())
    file.part.relate_to(part, THREADS)
    file.save(buffer := io.BytesIO())
    result = desk.pull(buffer.getvalue())
    assert result.exit_code == 1
    assert tell(result)[-1] == "山口 2020-09-03: 写真は明日送ります"


def test_the_manual_shows_what_a_pull_says(desk: Desk) -> None:
    """The report that the manual shows is the program's, for the edits that it names."""

    def edit(root: etree._Element) -> None:
        swap(root, SUBHEAD, "より一層の", "さらなる")
        swap(root, "kawasaki:name.full.ja", "川崎市", "川崎新市")
        swap(root, "ledger:ordinal", "13例目", "14例目", which=1)
        swap(root, "ledger:ordinal", "13例目", "14例目")
        word = next(t for t in root.iter(w("t")) if "高めていきます" in (t.text or ""))
        word.text = (word.text or "").replace("高めて", "強めて")

    file = docx.Document(io.BytesIO(edit_part(desk.read_draft(), edit)))
    paragraph = next(p for p in file.paragraphs if p.text == "報道関係各位")
    comment = file.add_comment(paragraph.runs, text="宛先はこのままで結構です", author="山口")
    comment._comment_elm.set(w("date"), "2020-09-03T10:00:00Z")
    file.save(buffer := io.BytesIO())
    result = desk.pull(buffer.getvalue())
    manual = (REPOSITORY / ".github" / "MANUAL.md").read_text("utf-8")
    shown = re.search(
        r"_osaka_ja\.docx: 4 differences, 1 comment\n(.*?)^```", manual, re.DOTALL | re.MULTILINE
    )
    assert shown
    *lines, follows, count, last = shown[1].splitlines()
    title, *told = result.stdout.splitlines()
    assert title.endswith("_osaka_ja.docx: 4 differences, 1 comment")
    assert told == lines
    first, second, third = result.stderr.splitlines()
    assert [first, second] == [follows, count]
    assert third.endswith(last.removeprefix("partners/"))


def track(root: etree._Element) -> None:
    """Change a word of the subhead as Word does with changes tracked."""
    control = find_controls(root, SUBHEAD)[0]
    run = next(t for t in control.iter(w("t")) if OLD in (t.text or "")).getparent()
    assert run is not None
    head, tail = read(run).split(OLD)
    parts = [deepcopy(run) for _ in range(4)]
    for part, text in zip(parts, (head, OLD, NEW, tail), strict=True):
        write(part, text)
    for element in list(parts[1].iter(w("t"))):
        element.tag = w("delText")
    who = {w("id"): "900", w("author"): "山口", w("date"): "2020-09-03T10:00:00Z"}
    for number, kind in ((1, "del"), (2, "ins")):
        wrapper = etree.Element(w(kind), who)
        wrapper.append(parts[number])
        parts[number] = wrapper
    for part in reversed(parts):
        run.addnext(part)
    run.getparent().remove(run)  # type: ignore[union-attr]


@pytest.mark.parametrize(("options", "lines"), [([], 1), (["accept"], 1), (["reject"], 0)])
def test_tracked_changes_are_taken_as_told(desk: Desk, options: list[str], lines: int) -> None:
    """Changes that nobody decided on count as accepted, unless one says otherwise."""
    before = desk.lines
    chosen = [f"--pending={option}" for option in options]
    result = desk.pull(edit_part(desk.read_draft(), track), *chosen)
    assert result.exit_code == 0
    assert [NEW in new for _, new in changed(before, desk.lines)] == [True] * lines


def test_tracked_changes_cannot_be_asked_about_without_a_terminal(desk: Desk) -> None:
    """In a script, --pending ask is wrong usage, and nothing is written."""
    before = desk.lines
    result = desk.pull(edit_part(desk.read_draft(), track), "--pending", "ask")
    assert result.exit_code == 2
    assert "--pending ask needs a terminal" in result.stderr
    assert desk.lines == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_tracked_changes_are_asked_about_on_a_terminal(desk: Desk) -> None:
    """With --pending ask a person says what becomes of them."""
    from tests.screen import Screen  # noqa: PLC0415

    before = desk.lines
    draft = desk.send(edit_part(desk.read_draft(), track))
    command: list[str | Path] = [PROGRAM, "-C", desk.root, "pull", draft, "--pending", "ask"]
    with Screen(command, {**os.environ, "TERM": "dumb", "LANG": "C.UTF-8"}, (250, 40)) as screen:
        screen.wait_for("has 2 tracked changes. Take them as accepted?")
        screen.type("n\r")
        assert screen.wait_for_end() == 0
    assert desk.lines == before


def test_a_redline_is_pulled_like_the_draft(desk: Desk) -> None:
    """A file with the edits as tracked changes says what the edited draft says."""
    before = desk.lines
    edited = revise_subhead(desk)
    marked = redline(desk.read_draft(), edited, author="山口", on="2020-09-03T10:00:00Z")
    result = desk.pull(marked)
    assert result.exit_code == 0, result.stdout
    assert [new for _, new in changed(before, desk.lines)] == [
        next(line for line in before if OLD in line).replace(OLD, NEW)
    ]


# --- quotes


def test_approved_words_that_were_edited_are_to_be_approved_again(desk: Desk) -> None:
    """No word is lost, and what the speaker has approved is not changed behind the back."""
    approval = "    - speaker: yamaguchi\n      approval: {by: 山口 信彦, on: 2020-09-01}\n"
    desk.change("    - speaker: yamaguchi\n", approval)
    assert run_in(desk.root, "build", "osaka").exit_code == 0
    result = desk.pull(edit_part(desk.read_draft(), lambda root: swap(root, GIST, "期待", "希望")))
    assert result.exit_code == 0
    assert tell(result)[-1] == (
        "山口 信彦 approved other words on September 1, 2020: have these approved (--approve)"
    )
    told = run_in(desk.root, "check", "osaka").stdout
    assert (
        "error: the Japanese was changed after 山口 信彦 approved it on September 1, 2020" in told
    )
    assert "[-期待-]" in told
    assert "{+希望+}" in told
    assert "approval-of-other-words" in told


def test_reported_speech_that_gave_way_to_words_is_a_conflict(desk: Desk) -> None:
    """An older draft shows what the release does not any more: its edit waits for a person."""
    draft = edit_part(desk.read_draft(), lambda root: swap(root, GIST, "期待", "希望"))
    words = "      words: {ja: 期待します, en: We hope}\n      approval: {by: x, on: 2020-09-01}\n"
    speaker = "    - speaker: yamaguchi\n"
    desk.change(speaker, speaker + words)
    before = desk.lines
    result = desk.pull(draft)
    assert result.exit_code == 1
    assert tell(result)[0].startswith("changed both in the draft and in the partner file")
    assert tell(result)[-1] == "the release no longer shows it"
    assert desk.lines == before


# --- files


def test_both_languages_in_one_command(desk: Desk) -> None:
    """Two drafts of a release change the file one after the other, and both edits stay."""
    before = desk.lines
    japanese = desk.send(revise_subhead(desk))
    english = edit_part(
        desk.read_draft(language="en"),
        lambda root: swap(root, "release.subhead.en", "further", "still more"),
    )
    other = desk.send(english, "2020-09-07_osaka_en.docx")
    result = run_in(desk.root, "pull", japanese, other)
    assert result.exit_code == 0
    edited = "".join(new for _, new in changed(before, desk.lines))
    assert NEW in edited
    assert "still more innovation" in edited
    assert len(changed(before, desk.lines)) == 2


def test_words_that_came_in_one_language_alone_are_told_last(desk: Desk) -> None:
    """Whether the other has to follow is asked once for all files, where neither has new words."""
    result = desk.pull(revise_subhead(desk))
    assert result.exit_code == 0
    told, written = result.stderr.splitlines()
    where, asked = told.split(": ", 1)
    assert asked == (
        "only the Japanese of this has new words: subhead. Does the English have to follow?"
    )
    assert where.startswith("partners/osaka.yaml:")
    assert "partnership in Japan and overseas aims" in desk.lines[int(where.split(":")[1]) - 1]
    assert written.endswith("written; next: linkj-press build osaka")


def test_words_that_came_in_both_languages_are_not_asked_about(desk: Desk) -> None:
    """Nor is what came in one file after the file had it, whichever comes first."""
    japanese = desk.send(revise_subhead(desk))
    english = edit_part(
        desk.read_draft(language="en"),
        lambda root: swap(root, "release.subhead.en", "further", "still more"),
    )
    other = desk.send(english, "2020-09-07_osaka_en.docx")
    assert "have to follow" not in run_in(desk.root, "pull", japanese, other).stderr
    again = run_in(desk.root, "pull", other, japanese)
    assert "have to follow" not in again.stderr


def test_what_both_languages_show_is_not_taken_from_one_file_alone(desk: Desk) -> None:
    """A day that one of two files has otherwise waits for a person, who is told of both."""
    before = desk.lines

    def edit(root: etree._Element) -> None:
        for each in find_controls(root, "release.date"):
            write(each, "2020年9月8日")

    edited = edit_part(desk.read_draft(), edit)
    japanese = desk.send(edited)
    english = desk.send(desk.read_draft(language="en"), "2020-09-07_osaka_en.docx")
    for drafts in ((japanese, english), (english, japanese)):
        result = run_in(desk.root, "pull", *drafts)
        assert result.exit_code == 1
        assert "not written: it needs a decision" in result.stdout
        assert (
            "both languages show it, and the English file that came back with this one keeps"
            " “September 7, 2020”: find out which is right" in result.stdout
        )
        assert result.stderr.splitlines() == ["1 difference was not written: see above"]
        assert desk.lines == before
    assert run_in(desk.root, "pull", japanese).exit_code == 0
    assert desk.lines != before


def test_the_end_tells_how_much_was_not_written(desk: Desk) -> None:
    """Beside what was written, what was not is counted before the next step is named."""

    def edit(root: etree._Element) -> None:
        swap(root, SUBHEAD, OLD, NEW)
        paragraph = find_paragraph(root, "報道関係各位")
        new = deepcopy(paragraph)
        write(new, "なお、本件は速報です。")
        paragraph.addnext(new)

    result = desk.pull(edit_part(desk.read_draft(), edit))
    assert result.exit_code == 1
    _, count, after = result.stderr.splitlines()
    assert count == "1 difference was not written: see above"
    assert after.endswith("written; next: linkj-press build osaka")


def test_lines_in_a_pipe_are_neither_broken_nor_filled(desk: Desk) -> None:
    """Whoever reads a report with a program gets each line whole, with no space at its end."""
    long = "さらなる" * 2_000
    result = run_in(desk.root, "pull", "--dry-run", desk.send(revise_subhead(desk, long)))
    lines = result.stdout.splitlines()
    assert any(long in line for line in lines)
    assert max(map(len, lines)) < len(long) + 200
    assert [line for line in lines if line != line.rstrip()] == []


def test_a_value_longer_than_a_field_is_not_written(desk: Desk) -> None:
    """What the file could not be read with again is told, and left to a person."""
    before = desk.lines
    result = run_in(desk.root, "pull", desk.send(revise_subhead(desk, "さ" * 20_001)))
    assert result.exit_code == 1
    assert "no field has more than 20,000 characters" in result.stdout
    assert desk.lines == before


def test_a_broken_draft_does_not_keep_the_other_back(desk: Desk) -> None:
    """What can be read is pulled; what cannot is told in one message, and the end is 1."""
    before = desk.lines
    broken = desk.send(revise_subhead(desk)[:5_000], "broken.docx")
    result = run_in(desk.root, "pull", broken, desk.send(revise_subhead(desk)))
    assert result.exit_code == 1
    first, second, _, after = result.stderr.splitlines()
    assert first == f"{broken}: the file is damaged, or only half of it was sent"
    assert second.startswith("    ")
    assert after.endswith("osaka.yaml: written; next: linkj-press build osaka")
    assert len(changed(before, desk.lines)) == 1


def test_dry_run_shows_a_diff_and_writes_nothing(desk: Desk) -> None:
    """The change of the file is shown as a unified diff."""
    before = desk.file.read_bytes()
    result = desk.pull(revise_subhead(desk), "--dry-run")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    start = lines.index("--- a/partners/osaka.yaml")
    assert lines[start + 1] == "+++ b/partners/osaka.yaml"
    marks = [line[0] for line in lines[start + 2 :]]
    assert (marks.count("-"), marks.count("+"), marks.count("@")) == (1, 1, 1)
    assert desk.file.read_bytes() == before


def edit_final(content: bytes) -> bytes:
    """Return the final *content* with another subhead: no field tells where it stands."""
    return edit_part(
        content, lambda root: write(find_paragraph(root, "北の拠点へ"), "～北の大地へ～")
    )


def test_a_final_that_comes_back_is_compared_by_its_words(desk: Desk) -> None:
    """It holds nothing but words: what was changed is told with its field, and not written."""
    (desk.root / "partners" / "sapporo.yaml").write_text(FINISHED, "utf-8")
    shutil.copy(Path(__file__).parent / "photo.png", desk.root / "partners" / "one.png")
    assert run_in(desk.root, "build", "sapporo", "--final").exit_code == 0
    final = desk.root / "output" / "final" / "2021-03-02_sapporo_ja.docx"
    draft = desk.send(edit_final(final.read_bytes()), "2021-03-02_sapporo_ja.docx")
    result = run_in(desk.root, "pull", draft)
    assert result.exit_code == 1, result.stdout
    assert "a final has no fields: texts are compared, nothing is written" in result.stdout
    assert "北の[-拠点-]{+大地+}へ" in result.stdout
    assert SUBHEAD in result.stdout
    assert (desk.root / "partners/sapporo.yaml").read_text("utf-8") == FINISHED


def test_a_final_is_known_by_the_record_of_finals(desk: Desk) -> None:
    """A draft of the same name, built since, says other words: they are no edits of the final."""
    file, output = desk.root / "partners" / "sapporo.yaml", desk.root / "output"
    file.write_text(FINISHED, "utf-8")
    shutil.copy(Path(__file__).parent / "photo.png", file.with_name("one.png"))
    assert run_in(desk.root, "build", "sapporo", "--final").exit_code == 0
    desk.change("背景です", "背景でした", "partners/sapporo.yaml")
    assert run_in(desk.root, "build", "sapporo").exit_code == 0
    final = output / "final" / "2021-03-02_sapporo_ja.docx"
    final.write_bytes(edit_final(final.read_bytes()))
    told = run_in(desk.root, "pull", str(final)).stdout
    assert ": a final has no fields: texts are compared, nothing is written; 1 difference" in told
    assert "北の[-拠点-]{+大地+}へ" in told
    assert file.read_text("utf-8") == FINISHED.replace("背景です", "背景でした")


def test_a_file_at_fault_is_told_first(desk: Desk) -> None:
    """While the sources cannot be read, nothing is pulled."""
    draft = revise_subhead(desk)
    desk.change("template: mou", "template: muo")
    before = desk.lines
    result = desk.pull(draft)
    assert result.exit_code == 1
    assert "there is no template set “muo”" in result.stderr
    assert result.stderr.endswith("1 error\n")
    assert desk.lines == before


def test_a_release_that_is_gone_is_told(desk: Desk) -> None:
    """A draft of a partner that has no file any more is told in one message."""
    draft = revise_subhead(desk)
    desk.file.unlink()
    for name in ("kanagawa", "denmark"):
        (desk.root / "partners" / f"{name}.yaml").unlink()
    result = desk.pull(draft)
    assert result.exit_code == 1
    assert "it is a draft of osaka, which has no release here" in result.stderr


@pytest.mark.parametrize("name", ["大阪府 修正版（山口）.docx", "2020-09-07_osaka_ja (1).docx"])
def test_the_name_of_the_file_does_not_matter(desk: Desk, name: str) -> None:
    """A draft knows what it is, whatever a person or a mail program calls it."""
    before = desk.lines
    result = run_in(desk.root, "pull", desk.send(revise_subhead(desk), name))
    assert result.exit_code == 0
    assert name in result.stdout.splitlines()[0]
    assert len(changed(before, desk.lines)) == 1


def test_a_read_only_file_is_left_alone(desk: Desk) -> None:
    """One message, and no report that says that something was written."""
    before = desk.lines
    desk.file.chmod(0o444)
    result = desk.pull(revise_subhead(desk))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert (
        result.stderr
        == "Error: not written: osaka.yaml is read-only: allow writing to it, and try again\n"
    )
    assert desk.lines == before


def test_check_tells_that_the_other_language_lags_behind(tmp_path: Path, desk: Desk) -> None:
    """After a pull of one language, the field of the other is out of date until it follows."""
    git = GitDesk(tmp_path / "kept")
    assert "translation-out-of-date" not in run_in(git.root, "check", "osaka").stdout
    assert run_in(git.root, "pull", desk.send(revise_subhead(desk))).exit_code == 0
    told = run_in(git.root, "check", "osaka").stdout
    [line] = [line for line in told.splitlines() if "translation-out-of-date" in line]
    assert line.startswith("partners/osaka.yaml:25:")
