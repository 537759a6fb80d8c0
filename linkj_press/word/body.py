"""Writes the words of a draft into a Word file, paragraph by paragraph.

Filled-in values are content controls, of which a list is kept: a reader sees no difference, and a
draft that comes back tells by them whose words were edited. Comments stand where something is
missing, or where a check has something to say.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from urllib.parse import quote as quote_address

from linkj_press.draft.document import (
    Document,
    Line,
    Span,
    plain,
)
from linkj_press.folder import Finish
from linkj_press.language import Language
from linkj_press.word.elements import (
    DECLARATION,
    Relations,
    encode,
    quote,
    write_paragraph,
    write_run,
    write_run_properties,
)
from linkj_press.word.manifest import (
    Filled,
    Skeleton,
    Value,
    describe_value,
    find_value,
    name_value,
    shorten_label,
)
from linkj_press.word.names import declare
from linkj_press.word.styles import StyleIds

AUTHOR = "linkj-press"


class Comments:
    """The comments of one draft, all of the day of the release."""

    def __init__(self, day: date, styles: StyleIds) -> None:
        self._style = styles["comment"]
        # The mark of a comment is not seen in print.
        self._mark = write_run_properties(styles["comment_mark"])
        self._place = write_run_properties(styles["comment_place"])
        self._signature = (
            f'w:author="{AUTHOR}" w:date="{day.isoformat()}T00:00:00Z" w:initials="LP"'
        )
        self._written: list[str] = []

    def __len__(self) -> int:
        return len(self._written)

    def write(self, lines: Sequence[str], runs: str) -> str:
        """Return the XML *runs* with a new comment of *lines* on them; the last is the place."""
        number = len(self._written)
        *said, place = lines
        paragraphs = [*(write_run("", line) for line in said), write_run(self._place, place)]
        paragraphs[0] = f"<w:r>{self._mark}<w:annotationRef/></w:r>{paragraphs[0]}"
        text = "".join([write_paragraph(self._style, run) for run in paragraphs])
        comment = f'<w:comment w:id="{number}" {self._signature}>{text}</w:comment>'
        self._written.append(comment)
        return (
            f'<w:commentRangeStart w:id="{number}"/>{runs}<w:commentRangeEnd w:id="{number}"/>'
            f'<w:r>{self._mark}<w:commentReference w:id="{number}"/></w:r>'
        )

    def to_bytes(self) -> bytes:
        """Return the part that lists them."""
        root = f'<w:comments xmlns:w="{declare("w")["w"]}">{"".join(self._written)}</w:comments>'
        return encode(DECLARATION + root)


# Its words may be edited, but not itself, and no frame is seen.
_MANNERS = '<w:lock w:val="sdtLocked"/><w15:appearance w15:val="hidden"/>'


class Controls:
    """The content controls of one file. In a copy they tell nothing; a final has none."""

    def __init__(self, partner: str, finish: Finish) -> None:
        self._partner = partner
        self._finish = finish
        self.values: list[Value] = []
        """What they hold, in the order in which they were written."""

    def write(self, value: Filled, spans: Line, content: str) -> tuple[int, str]:
        """Return the number of a new control, and its XML; *content* is that of *spans*."""
        full = name_value(value, self._partner)
        entry = describe_value(len(self.values) + 1, value, full, spans)
        alias = f"<w:alias w:val={quote(shorten_label(full))}/>"
        if self._finish is not Finish.DRAFT:
            entry, alias = entry._replace(tag=f"v{entry.id}"), ""
        self.values.append(entry)
        if self._finish is Finish.FINAL:
            return entry.id, content
        return entry.id, (
            f"<w:sdt><w:sdtPr>{alias}"
            f'<w:tag w:val={quote(entry.tag)}/><w:id w:val="{entry.id}"/>{_MANNERS}</w:sdtPr>'
            f"<w:sdtContent>{content}</w:sdtContent></w:sdt>"
        )


# What an address may hold as it is. Word takes a file with other characters there for damaged.
_AS_IT_IS = "%/:?#[]@!$&'()*+,;=~-._"


_TEXT, _ADDRESS = attrgetter("text"), attrgetter("href")
_REMARK = attrgetter("gap", "source", "notes")
_LINE_BREAK = "<w:r><w:br/></w:r>"


class TextWriter:
    """Writes text into one part of a draft."""

    def __init__(
        self,
        document: Document,
        styles: StyleIds,
        relations: Relations,
        controls: Controls,
        comments: Comments | None,
    ) -> None:
        """Gaps and notes go without *comments* where there are none: in a header, a final draft."""
        self._japanese = document.language is Language.JA
        self.styles = styles
        self._relations = relations
        self._controls = controls
        self._comments = comments
        self._skeleton: list[tuple[str | int, ...]] = []

    @property
    def skeleton(self) -> Skeleton:
        """What was written, paragraph by paragraph."""
        return tuple(self._skeleton)

    def write_paragraph(
        self, style: str, line: Line, *, keep_with_next: bool = False, place: str = ""
    ) -> str:
        """Return *line* as a new paragraph, in the style called *style*, at *place*."""
        pieces: list[str | int] = []
        content: list[str] = []
        for value, group in groupby(filter(_TEXT, line), key=find_value):
            spans = tuple(group)
            if spans[0].begins_line:
                # Before a control, not in it: what is typed over its words leaves the line alone.
                content.append(_LINE_BREAK)
                spans = (spans[0]._replace(begins_line=False), *spans[1:])
            xml = self._write_spans(spans)
            if value is None:
                pieces.append(plain(spans))
            else:
                number, xml = self._controls.write(value, spans, xml)
                pieces.append(number)
            content.append(xml)
        self._skeleton.append(tuple(pieces))
        key = self.styles[style]
        return write_paragraph(key, "".join(content), keep_with_next=keep_with_next, place=place)

    def write_drawing(self, style: str, drawing: str, place: str = "") -> str:
        """Return the XML *drawing* as a new paragraph, in the style called *style*, at *place*."""
        self._skeleton.append(())
        return write_paragraph(self.styles[style], f"<w:r>{drawing}</w:r>", place=place)

    def _write_spans(self, line: Line) -> str:
        if len(line) == 1 and not (line[0].href or line[0].gap or line[0].notes):
            # Most are, and a draft has hundreds.
            return self._write_run(line[0])
        groups = groupby(line, key=_ADDRESS)
        return "".join([self._write_linked(address, spans) for address, spans in groups])

    def _write_linked(self, address: str, spans: Iterable[Span]) -> str:
        """Return *spans* as runs, in a link to *address* if there is one."""
        groups = groupby(spans, key=_REMARK)
        runs = "".join([self._write_runs(tuple(some)) for _, some in groups])
        if not address:
            return runs
        relation = self._relations.link(quote_address(address, safe=_AS_IT_IS))
        return f'<w:hyperlink w:history="1" r:id="{relation}">{runs}</w:hyperlink>'

    def _write_runs(self, spans: Line) -> str:
        """Return *spans*, of which the same is to be said, as runs with comments."""
        runs = "".join([self._write_run(span) for span in spans])
        if self._comments is None:
            return runs
        source = spans[0].source
        where = f"{source}  {getattr(source, 'field', '')}".rstrip()
        # Unless it is said in a sentence what is awaited there.
        if spans[0].gap and not any(note.endswith(f"\n{where}") for note in spans[0].notes):
            runs = self._comments.write([plain(spans), where], runs)
        for note in spans[0].notes:
            runs = self._comments.write(note.split("\n"), runs)
        return runs

    def _write_run(self, span: Span) -> str:
        text = span.text
        style = self.styles["gap" if span.gap else "link"] if span.gap or span.href else ""
        # Or else Word takes ①, ■, … and curved quotes from the Latin font.
        hint = self._japanese and not text.isascii()
        # Japanese type has no italic.
        bold = span.strong or (span.emphasis and self._japanese)
        italic = span.emphasis and not self._japanese
        run = write_run(write_run_properties(style, hint, bold, italic), text)
        return _LINE_BREAK + run if span.begins_line else run
