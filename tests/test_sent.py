"""Word files that went out, whoever made them, read as documents."""

import io
from hashlib import sha256
from pathlib import PurePosixPath

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from linkj_press.build.enclosures import write_release
from linkj_press.draft.document import Figure, Role, Text
from linkj_press.draft.drafting import Drafter
from linkj_press.draft.written import read_document, write_document
from linkj_press.language import Language
from linkj_press.record.copies import CopyRecord
from linkj_press.word import NotWord
from linkj_press.word.sent import read_word_document
from linkj_press.workspace.copies import Copy
from tests.conftest import REPOSITORY
from tests.test_written import show

PATH = PurePosixPath("partners/published/2020-09-07_osaka_ja.docx")
PHOTO = (REPOSITORY / "tests" / "photo.png").read_bytes()


def note_of(partner: str, language: Language, day: str) -> CopyRecord:
    note = {"partner": partner, "language": language, "release_on": day}
    return CopyRecord.model_validate(note)


NOTE = note_of("osaka", Language.JA, "2020-09-07")


def save(file: object) -> bytes:
    buffer = io.BytesIO()
    file.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def link(paragraph: Paragraph, words: str, address: str) -> None:
    holder = OxmlElement("w:hyperlink")
    holder.set(qn("r:id"), paragraph.part.relate_to(address, RT.HYPERLINK, is_external=True))
    paragraph._p.append(holder)
    holder.append(paragraph.add_run(words)._r)


@pytest.mark.parametrize("language", Language)
def test_a_draft_of_ours_says_the_same(drafter: Drafter, language: Language) -> None:
    """Of a file that the program wrote all comes back: roles, links, the table, the frame."""
    workspace = drafter.workspace
    for partner in ("osaka", "denmark"):
        document = drafter.draft(partner, language)
        file = write_release(document, workspace.house.look.record, workspace.root)
        note = note_of(partner, language, str(document.release_on))
        read = read_word_document(file, note, PATH, {})
        assert show(read) == show(document)


def test_a_file_made_by_hand_becomes_a_release() -> None:
    """Styles of Word's own tell roles; emphasis, links, tables and pictures are kept."""
    file = docx.Document()
    file.add_paragraph("2020年9月7日")
    file.add_heading("大阪府と覚書を締結", 1)
    first = file.add_paragraph("これは")
    first.add_run("重要").bold = True
    link(first, "案内", "https://e.org/")
    file.add_paragraph("")
    file.add_heading("■LINK-Jについて", 2)
    file.add_picture(io.BytesIO(PHOTO))
    file.add_paragraph("締結式", style="Caption")
    table = file.add_table(2, 2)
    for cell, words in zip(table._cells, ("年月", "内容", "2020年\n9月", ""), strict=True):
        cell.text = words
    file.add_heading("以上", 1)
    photo = PurePosixPath("partners/photos/osaka.png")
    known = {sha256(PHOTO).hexdigest(): photo}
    document = read_word_document(save(file), NOTE, PATH, known)
    written = write_document(document)
    assert written == (
        "2020年9月7日\n\n# 大阪府と覚書を締結\n\nこれは**重要**[案内](https://e.org/)\n\n"
        "## ■LINK-Jについて\n\n::: figure\n![](partners/photos/osaka.png)\n\n締結式\n:::\n\n"
        "| 年月 | 内容 |\n| --- | --- |\n| 2020年<br>9月 |  |\n\n## 以上\n"
    )
    copy = Copy(PATH.with_suffix(".md"), NOTE, written, 1)
    assert show(read_document(copy)) == show(document)
    assert document.blocks[2].source.place.line == 3


def test_without_a_heading_the_first_paragraph_is_the_headline() -> None:
    """A release has one headline, whatever styles its author used; a break ends a paragraph."""
    file = docx.Document()
    file.add_paragraph(" ")
    file.add_paragraph("見出し\n続き")
    file.add_picture(io.BytesIO(PHOTO))
    document = read_word_document(save(file), NOTE, PATH, {})
    *texts, figure = document.blocks
    shown = [(block.role, block.text) for block in texts if isinstance(block, Text)]
    assert shown == [(Role.HEADLINE, "見出し"), (Role.BODY, "続き")]
    assert isinstance(figure, Figure)
    assert figure.image == PATH / "word/media/image1.png"


def test_a_file_without_words_is_refused() -> None:
    """Nothing is published that says nothing."""
    with pytest.raises(NotWord, match="says nothing"):
        read_word_document(save(docx.Document()), NOTE, PATH, {})
