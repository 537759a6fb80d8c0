"""`linkj-press text`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from linkj_press.cli import ui
from linkj_press.draft.document import CELL_JOINT
from linkj_press.message import phrase

if TYPE_CHECKING:
    from linkj_press.word.word_text import Paragraph


@ui.command(
    help=phrase(
        "Print the text of a Word file.\n\n"
        "The headers come first, then a paragraph a line; a row of a table is a line. Text boxes,"
        " notes and pictures stand in [brackets] after the paragraph that they belong to, and"
        " words struck by hand in [-brackets-]. Tracked changes are shown as if they were accepted."
    ),
    epilog=phrase(
        "Example:\n"
        "  linkj-press text output/2020-09-07_osaka_ja.docx\n\n"
        "To let git show what changed in Word files:\n"
        "  echo '*.docx diff=word' >> .gitattributes\n"
        "  git config diff.word.textconv 'linkj-press text'"
    ),
)
@ui.argument("draft", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def text(draft: Path) -> None:
    """Print the text of the Word file *draft*."""
    # Late, for a quick --help.
    from linkj_press.word import NotWord, read_word  # noqa: PLC0415

    try:
        read = read_word(ui.read_file(draft))
    except NotWord as error:
        click.echo(ui.tell_not_word(draft, error), err=True)
        click.get_current_context().exit(1)
    paragraphs = (read.head, read.body, filter(_is_worded, read.foot))
    blocks = [block for part in paragraphs for block in _write_blocks(part)]
    click.echo("\n\n".join(blocks))


def _is_worded(paragraph: Paragraph) -> bool:
    """Return whether *paragraph* says more than the number of the page."""
    return bool(paragraph.asides) or any(map(str.isalnum, paragraph.marked))


def _write_blocks(paragraphs: Iterable[Paragraph]) -> Iterator[str]:
    """Yield the text of each paragraph that has some, and of each table."""
    for table, group in groupby(
        paragraphs, key=lambda paragraph: paragraph.cell and paragraph.cell.table
    ):
        if table is None:
            yield from filter(None, ("\n".join(_write_lines(paragraph)) for paragraph in group))
        else:
            yield "\n".join(_write_rows(group))


def _write_rows(paragraphs: Iterable[Paragraph]) -> Iterator[str]:
    for _, row in groupby(paragraphs, key=lambda paragraph: paragraph.cell and paragraph.cell[:2]):
        cells = groupby(row, key=lambda paragraph: paragraph.cell)
        texts = [" ".join(s for p in cell for s in _write_lines(p)) for _, cell in cells]
        yield CELL_JOINT.join(texts)


def _write_lines(paragraph: Paragraph) -> Iterator[str]:
    """Yield the words of *paragraph*, and what stands beside them."""
    if paragraph.marked:
        yield paragraph.marked
    for aside in paragraph.asides:
        yield f"[{ui.tell_aside(aside)}]"
