"""The drafts, opened by programs that people use: LibreOffice and pandoc."""

import json
import os
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from linkj_press.build.enclosures import write_release
from linkj_press.build.orders import name_draft
from linkj_press.draft.document import (
    Document,
    Figure,
    Role,
    Table,
    Text,
    lines,
    plain,
    render_plain,
)
from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.workspace.loading import Workspace
from tests.conftest import require


@pytest.fixture(scope="module")
def documents(workspace: Workspace, drafter: Drafter) -> list[Document]:
    drafts = drafter.draft_all(workspace.released, Language)
    assert len(drafts) == 8
    return drafts


@pytest.fixture(scope="module")
def drafts(
    documents: list[Document], workspace: Workspace, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder with every draft of the repository."""
    folder = tmp_path_factory.mktemp("drafts")
    for document in documents:
        file = folder / name_draft(document)
        file.write_bytes(write_release(document, workspace.house.look.record, workspace.root))
    return folder


def squeeze(text: str) -> str:
    """Return *text* without spaces, and without 、 and 。, which may hang over a line's end."""
    return re.sub(r"[\s、。]+", "", text)


def test_libreoffice_opens_every_draft(documents: list[Document], drafts: Path) -> None:
    """LibreOffice makes a PDF of each draft, with every paragraph in it."""
    office, reader = require("soffice"), require("pdftotext")
    command = [office, "--headless", "--convert-to", "pdf", "--outdir", str(drafts)]
    files = sorted(str(file) for file in drafts.glob("*.docx"))
    home = {**os.environ, "HOME": str(drafts)}
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=300, env=home)
    assert len(files) == len(documents)
    for document in documents:
        pdf = drafts / Path(name_draft(document)).with_suffix(".pdf")
        done = subprocess.run([reader, "-raw", str(pdf), "-"], check=True, capture_output=True)
        # Page numbers and headers stand between the paragraphs that a page parts.
        pages = squeeze(re.sub(r"(?m)^\f?(?:案|DRAFT)$|\d / \d", "", done.stdout.decode()))
        # Those of a photo stand after all others of its page, of which the last may go on.
        (figure,) = (block for block in document.blocks if isinstance(block, Figure))
        for words in map(squeeze, map(plain, lines(figure, printed=True))):
            assert words in pages
            pages = pages.replace(words, "", 1)
        texts = [block.text for block in document.blocks if isinstance(block, Text)]
        assert [words for words in texts if squeeze(words) not in pages] == []
        tables = (block for block in document.blocks if isinstance(block, Table))
        cells = Counter(squeeze(plain(line)) for table in tables for line in lines(table))
        assert [words for words, times in cells.items() if pages.count(words) < times] == []


def test_pandoc_reads_every_paragraph(documents: list[Document], drafts: Path) -> None:
    """pandoc finds the paragraphs in their order, and the rows of the table."""
    program = require("pandoc")
    for document in documents:
        command = [program, "--from", "docx", "--to", "json", str(drafts / name_draft(document))]
        done = subprocess.run(command, check=True, capture_output=True)
        read = squeeze(_read_strings(json.loads(done.stdout)["blocks"]))
        position = 0
        # pandoc reads no headers, where the label stands.
        label = next(b for b in document.blocks if isinstance(b, Text) and b.role is Role.LABEL)
        text = render_plain(document).removeprefix(label.text).strip()
        for paragraph in re.split(r"\n+| \| ", text):
            found = read.find(squeeze(paragraph), position)
            assert found >= 0, paragraph
            position = found + len(squeeze(paragraph))


def _read_strings(node: object) -> str:
    """Return the text below *node* of pandoc's syntax tree."""
    if isinstance(node, list):
        return "".join(map(_read_strings, node))
    if not isinstance(node, dict):
        return ""
    if node.get("t") == "Str":
        return str(node["c"])
    content = node.get("c")
    return _read_strings(content) if content is not None else ""
