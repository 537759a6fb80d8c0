"""The sheet for reading a release aloud (読み合わせ): both languages, and every fact to be ticked.

A page in HTML that needs nothing else, made to be printed and written on.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import zip_longest
from pathlib import PurePosixPath
from typing import NamedTuple

from linkj_press.catalogue import Catalogue, open_catalogue
from linkj_press.draft.alignment import BlockPair, align
from linkj_press.draft.document import (
    Block,
    Document,
    Figure,
    Line,
    Table,
    lines,
    name_kind,
    plain,
)
from linkj_press.draft.provenance import PlainWords
from linkj_press.language import Language
from linkj_press.message import Message, enumerate_messages, say, say_day
from linkj_press.record.partner import Yes
from linkj_press.show.markup import cut_line, embed, open_own_pages
from linkj_press.show.ticks import TickList
from linkj_press.word.pictures import Picture
from linkj_press.workspace.loading import Workspace

_MOST_PIXELS = 800
"""How wide or high a photo on the sheet is at most: enough to know the people by."""


class SheetPart(NamedTuple):
    """A block, or a row of a table, of one language."""

    kind: str
    """``lede``, ``figure``; of a row ``heading-row`` or ``row``."""

    lines: Sequence[Line]
    """What is printed; of a row, the lines of each cell after those of the one before."""

    figure: Figure | None = None

    @property
    def unseen(self) -> bool:
        """Whether what describes its picture is not said by a caption too."""
        shown = self.figure
        return shown is not None and plain(shown.description) not in map(plain, self.lines)


@dataclass(frozen=True)
class SheetRow:
    """A block, or a row of a table, in each language."""

    number: str
    """``5``; of rows of a table, ``18-2``."""

    parts: Mapping[Language, SheetPart]
    lacks: Sequence[Language] = ()
    """The languages in which it is missing, and should not be."""


@dataclass(frozen=True)
class ProofSheet:
    """What the sheet of a release is made from."""

    workspace: Workspace
    partner: str
    documents: Mapping[Language, Document]
    pictures: Mapping[PurePosixPath, Picture]
    """By what the figures of the documents call them."""

    catalogue: Catalogue
    made_on: date

    def render(self) -> str:
        """Return the page, in the language of the catalogue."""
        told, other = self.catalogue, open_catalogue(self.catalogue.language.other)
        document = next(iter(self.documents.values()))
        words = PlainWords(self.workspace, told.language, document.release_on)
        rows = list(self._list_rows())
        ticks = TickList(self.workspace, self.partner)
        for row in rows:
            ticks.add(row.number, {lang: part.lines for lang, part in row.parts.items()})
        return (
            open_own_pages()
            .get_template("proof.html")
            .render(
                tell=lambda words, /, **named: told.tell(say(words, **named)),
                other=lambda words: other.tell(say(words)),
                say=told.tell,
                say_other=other.tell,
                explain=lambda source: told.tell(words.explain(source)),
                ui=told.language,
                languages=list(self.documents),
                documents=self.documents,
                rows=rows,
                ticks=ticks.list(),
                cut_line=cut_line,
                pictures={path: embed(one, _MOST_PIXELS) for path, one in self.pictures.items()},
                released=told.tell(say_day(document.release_on)),
                made=told.tell(say_day(self.made_on)),
                confirmed=told.tell(self._tell_confirmed()),
                open=sum(len(document.gaps) for document in self.documents.values()),
            )
        )

    def _tell_confirmed(self) -> Message:
        if given := self.workspace.find_release(self.partner).confirmed:
            return enumerate_messages([_tell_yes(*part) for part in given.parts])
        return say("the partner has not confirmed the facts yet")

    def _list_rows(self) -> Iterator[SheetRow]:
        for number, pair in enumerate(self._pairs, start=1):
            blocks = {
                language: block
                for language, block in ((Language.JA, pair.ja), (Language.EN, pair.en))
                if block
            }
            if any(isinstance(block, Table) for block in blocks.values()):
                yield from self._list_table_rows(number, blocks)
            else:
                parts = {language: _show(block) for language, block in blocks.items()}
                lacks = [pair.lacks] if pair.lacks in self.documents and pair.lacks else []
                yield SheetRow(str(number), parts, lacks)

    @cached_property
    def _pairs(self) -> list[BlockPair]:
        """The blocks of both languages in pairs, or those of one alone."""
        ja, en = map(self.documents.get, Language)
        if ja and en:
            return align(ja, en)
        alone = [BlockPair(block, None) for block in (ja.blocks if ja else ())]
        return alone or [BlockPair(None, block) for block in (en.blocks if en else ())]

    def _list_table_rows(self, number: int, blocks: Mapping[Language, Block]) -> Iterator[SheetRow]:
        """Yield the rows of a table, each beside that of the same place."""
        tables = {lang: block for lang, block in blocks.items() if isinstance(block, Table)}
        columns = [[table.header, *table.rows] for table in tables.values()]
        for at, cells in enumerate(zip_longest(*columns)):
            kind = "row" if at else "heading-row"
            parts = {
                language: SheetPart(kind, [line for cell in row for line in cell.lines])
                for language, row in zip(tables, cells, strict=True)
                if row is not None
            }
            lacks = [language for language in self.documents if language not in parts]
            yield SheetRow(f"{number}-{at}" if at else str(number), parts, lacks)


def _tell_yes(language: Language | None, yes: Yes) -> Message:
    told = {"by": yes.by, "day": say_day(yes.on)}
    if language:
        return say("{by} confirmed the {language} on {day}", **told, language=language.called)
    return say("{by} confirmed the facts on {day}", **told)


def _show(block: Block) -> SheetPart:
    figure = block if isinstance(block, Figure) else None
    return SheetPart(name_kind(block), list(lines(block, printed=True)), figure)
