"""`linkj-press pull` of drafts that other programs than ours have saved."""

import io
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import docx
import pytest
from docx.text.run import Run
from lxml import etree

from linkj_press.language import Language
from linkj_press.word import is_untouched
from tests.conftest import copy_desk, require
from tests.returned_draft import edit_part, find_controls, w
from tests.test_cli import run_in

RELEASES = ("yokohama", "osaka", "kanagawa", "denmark")
DRAFTS = [(partner, language) for partner in RELEASES for language in Language]
TYPED = {Language.JA: "、新しい言葉", Language.EN: " and new words"}
"""What is added to the end of a paragraph of prose: Kinsoku and spaces are the program's."""

Edit = Callable[[bytes, str, str], bytes]
"""Returns a draft with words, the third, at the end of a field of prose."""


def edit_xml(content: bytes, field: str, words: str) -> bytes:
    def edit(root: etree._Element) -> None:
        *_, last = find_controls(root, field)[0].iter(w("t"))
        last.text = (last.text or "") + words

    return edit_part(content, edit)


def edit_with_python_docx(content: bytes, field: str, words: str) -> bytes:
    file = docx.Document(io.BytesIO(content))
    control = find_controls(file.element, field)[0]
    last = Run(list(control.iter(w("r")))[-1], file.paragraphs[0])  # type: ignore[arg-type]
    last.add_text(words)
    # A format of its own on a part of the words, as people leave it behind.
    last.bold = True
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


@pytest.mark.parametrize("edit", [edit_xml, edit_with_python_docx])
def test_edits_of_programs_that_keep_frames_are_written(
    desk: Path, tmp_path: Path, edit: Edit
) -> None:
    """In every release and language: what was typed is in the file, and nothing else is."""
    before, sent = read_partners(desk), []
    for partner, language in DRAFTS:
        draft = find_draft(desk, partner, language)
        edited = edit(draft.read_bytes(), f"release.purpose[0].{language}", TYPED[language])
        assert not is_untouched(edited)
        sent.append(tmp_path / draft.name)
        sent[-1].write_bytes(edited)
    result = run_in(desk, "pull", *map(str, sent), "--dry-run")
    assert result.exit_code == 0, result.stdout
    assert result.stdout.count(": 1 difference\n") == len(DRAFTS)
    new = [line for line in result.stdout.splitlines() if line[:1] == "+" and line[1:2] != "+"]
    assert [sum(typed in line for line in new) for typed in TYPED.values()] == [4, 4]
    assert len(new) == len(DRAFTS)
    assert read_partners(desk) == before


def test_drafts_that_lost_their_frames_write_nothing(desk: Path, tmp_path: Path) -> None:
    """Saved by LibreOffice: either the values are still told apart, or only texts are compared."""
    soffice = require("soffice")
    sent, back = tmp_path / "sent", tmp_path / "back"
    sent.mkdir()
    for partner, language in DRAFTS:
        draft = find_draft(desk, partner, language)
        field = f"release.purpose[0].{language}"
        (sent / draft.name).write_bytes(edit_xml(draft.read_bytes(), field, TYPED[language]))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    options = [profile, "--headless", "--convert-to", "docx", "--outdir", str(back)]
    files = sorted(map(str, sent.iterdir()))
    subprocess.run([soffice, *options, *files], check=True, capture_output=True, timeout=100)
    before = read_partners(desk)
    for partner, language in DRAFTS:
        draft = back / find_draft(desk, partner, language).name
        result = run_in(desk, "pull", str(draft), "--dry-run")
        if "the frames of its values are lost" in result.stdout:
            assert result.exit_code == 1
            assert "written to the partner file" not in result.stdout
            assert "\n+" not in result.stdout
            assert "found by comparing texts, and not written" in result.stdout
            assert f"  release.purpose[0].{language}\n" in result.stdout
            assert f"{{+{TYPED[language]}+}}" in result.stdout
        else:
            assert "written to the partner file" in result.stdout
    assert read_partners(desk) == before
