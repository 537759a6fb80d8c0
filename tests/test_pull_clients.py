"""`linkj-press pull` of drafts that other programs than ours have saved."""

import io
import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import docx
import pytest
from click.testing import Result
from docx.text.run import Run
from lxml import etree

from linkj_press.language import Language
from linkj_press.word import is_untouched
from tests.conftest import copy_desk, require
from tests.returned_draft import edit_part, find_controls, find_paragraph, read, w, write
from tests.test_cli import run_in

RELEASES = ("yokohama", "osaka", "kanagawa", "denmark")
DRAFTS = [(partner, language) for partner in RELEASES for language in Language]
TYPED = {Language.JA: "、新しい言葉", Language.EN: " and new words"}
"""What is added to the end of a paragraph of prose: Kinsoku and spaces are the program's."""

HOUSE = {Language.JA: ("さらに", "いっそう"), Language.EN: ("further", "yet further")}
"""Words of the history sentence, and what comes in their place."""

PARAGRAPH = {Language.JA: "追記の段落です。", Language.EN: "A paragraph of its own."}
LAST = {Language.JA: "以上", Language.EN: "###"}

Editor = Callable[[bytes, Language], bytes]
"""Opens a draft, edits it, and saves it again."""


def edit(root: etree._Element, language: Language) -> None:
    """Edit what is the partner's, the ledger's, the house's, and paragraphs as a whole."""
    *_, last = find_controls(root, f"release.purpose[0].{language}")[0].iter(w("t"))
    last.text = (last.text or "") + TYPED[language]
    write(find_controls(root, "ledger:ordinal")[0], "99")
    old, new = HOUSE[language]
    word = next(t for t in root.iter(w("t")) if old in (t.text or "") and is_house(t))
    word.text = (word.text or "").replace(old, new)
    added = etree.SubElement(root, w("p"))
    etree.SubElement(etree.SubElement(added, w("r")), w("t")).text = PARAGRAPH[language]
    find_paragraph(root, PARAGRAPH[language]).getparent().remove(added)  # type: ignore[union-attr]
    find_paragraph(root, new).addnext(added)
    end = next(p for p in root.iter(w("p")) if read(p) == LAST[language])
    end.getparent().remove(end)  # type: ignore[union-attr]


def is_house(text: etree._Element) -> bool:
    """Return whether *text* is none of a value."""
    return next(text.iterancestors(w("sdt")), None) is None


def edit_xml(content: bytes, language: Language) -> bytes:
    return edit_part(content, lambda root: edit(root, language))


def edit_with_python_docx(content: bytes, language: Language) -> bytes:
    file = docx.Document(io.BytesIO(content))
    edit(file.element, language)
    # A format of its own on a part of the words, as people leave it behind.
    Run(next(file.element.iter(w("r"))), file.paragraphs[0]).bold = True
    file.core_properties.last_modified_by = "山口"
    file.save(buffer := io.BytesIO())
    return buffer.getvalue()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_desk(tmp_path_factory.mktemp("desk"))
    assert run_in(root, "build").exit_code == 0
    return root


def find_draft(desk: Path, partner: str, language: Language) -> Path:
    [file] = (desk / "output").glob(f"*_{partner}_{language}.docx")
    return file


def read_partners(desk: Path) -> Mapping[str, str]:
    return {file.stem: file.read_text("utf-8") for file in (desk / "partners").glob("*.yaml")}


def pull(desk: Path, draft: Path) -> tuple[dict[str, str], Result]:
    """Return what is told under each title, and the whole result; nothing is written."""
    before = read_partners(desk)
    result = run_in(desk, "pull", str(draft), "--dry-run")
    assert read_partners(desk) == before
    report, _, _ = result.stdout.partition("\n--- ")
    titles = re.split(r"^  (?=\S)", report, flags=re.MULTILINE)[1:]
    return dict(title.split("\n", 1) for title in titles), result


@pytest.mark.parametrize("editor", [edit_xml, edit_with_python_docx])
@pytest.mark.parametrize(("partner", "language"), DRAFTS)
def test_programs_that_keep_frames(
    desk: Path, tmp_path: Path, editor: Editor, partner: str, language: Language
) -> None:
    """In every release and language each kind of edit is told for what it is."""
    draft = find_draft(desk, partner, language)
    edited = editor(draft.read_bytes(), language)
    assert not is_untouched(edited)
    (tmp_path / draft.name).write_bytes(edited)
    told, result = pull(desk, tmp_path / draft.name)
    assert result.exit_code == 1
    written = told["for the partner file"]
    assert f"  release.purpose[0].{language}\n" in written
    assert f"{{+{TYPED[language]}+}}" in written
    assert "ledger:ordinal" in told["not written: it is worked out, or the file holds it otherwise"]
    house = next(words for title, words in told.items() if title.startswith("words of a template"))
    assert f"templates/house/{language}.md:" in house
    assert HOUSE[language][1].split()[0] in house
    paragraphs = told["not written: paragraphs that were added or deleted"]
    assert f"{{+{PARAGRAPH[language]}+}}" in paragraphs
    assert f"[-{LAST[language]}-]" in paragraphs
    new = [line for line in result.stdout.splitlines() if re.match(r"\+(?!\+)", line)]
    assert len(new) == 1
    assert TYPED[language] in new[0]


@pytest.fixture(scope="module")
def resaved(desk: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edited drafts, opened and saved again by LibreOffice."""
    soffice, folder = require("soffice"), tmp_path_factory.mktemp("resaved")
    (folder / "sent").mkdir()
    for partner, language in DRAFTS:
        draft = find_draft(desk, partner, language)
        (folder / "sent" / draft.name).write_bytes(edit_xml(draft.read_bytes(), language))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    options = [profile, "--headless", "--convert-to", "docx", "--outdir", str(folder / "back")]
    files = sorted(map(str, (folder / "sent").iterdir()))
    subprocess.run([soffice, *options, *files], check=True, capture_output=True, timeout=100)
    return folder / "back"


@pytest.mark.parametrize(("partner", "language"), DRAFTS)
def test_drafts_that_lost_their_frames_write_nothing(
    desk: Path, resaved: Path, partner: str, language: Language
) -> None:
    """Saved by LibreOffice: either the values are still told apart, or only texts are compared."""
    told, result = pull(desk, resaved / find_draft(desk, partner, language).name)
    assert result.exit_code == 1
    if "drops the marks of fields" not in result.stdout:
        assert f"{{+{TYPED[language]}+}}" in told["for the partner file"]
        return
    assert "for the partner file" not in told
    assert "\n+" not in result.stdout
    proposed = told["found by comparing texts, and not written: check, and change the file"]
    assert f"  release.purpose[0].{language}\n" in proposed
    assert f"{{+{TYPED[language]}+}}" in proposed
    assert "[-" in proposed
    assert (
        f"{{+{PARAGRAPH[language]}+}}" in told["not written: paragraphs that were added or deleted"]
    )
