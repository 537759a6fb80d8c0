"""Writes lines of text as paragraphs, runs and links; which paragraphs is left to others."""

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from urllib.parse import quote as quote_address

from linkj_press.document import Document, Line, Span
from linkj_press.language import Language
from linkj_press.manifest import Skeleton, find_value
from linkj_press.word.comments import Comments
from linkj_press.word.controls import Controls
from linkj_press.word.markup import write_paragraph, write_run, write_run_properties
from linkj_press.word.relations import Relations
from linkj_press.word.styles import StyleIds

# What an address may hold as it is. Word takes a file with other characters there for damaged.
_AS_IT_IS = "%/:?#[]@!$&'()*+,;=~-._"


_TEXT, _ADDRESS = attrgetter("text"), attrgetter("href")
_REMARK = attrgetter("gap", "source", "notes")


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
        self._partner = document.partner
        self.styles = styles
        self._relations = relations
        self._controls = controls
        self._comments = comments
        self._skeleton: list[tuple[str | int, ...]] = []

    @property
    def skeleton(self) -> Skeleton:
        """What was written, paragraph by paragraph."""
        return tuple(self._skeleton)

    def write_paragraph(self, style: str, line: Line, *, keep_with_next: bool = False) -> str:
        """Return *line* as a new paragraph, in the style called *style*."""
        pieces: list[str | int] = []
        content: list[str] = []
        for value, group in groupby(filter(_TEXT, line), key=find_value):
            spans = tuple(group)
            xml = self._write_spans(spans)
            if value is None:
                pieces.append("".join([span.text for span in spans]))
            else:
                number, xml = self._controls.write(value, spans, xml)
                pieces.append(number)
            content.append(xml)
        self._skeleton.append(tuple(pieces))
        return write_paragraph(self.styles[style], "".join(content), keep_with_next=keep_with_next)

    def write_drawing(self, style: str, drawing: str) -> str:
        """Return a new paragraph with the XML *drawing*, in the style called *style*."""
        self._skeleton.append(())
        return write_paragraph(self.styles[style], f"<w:r>{drawing}</w:r>")

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
        if spans[0].gap:
            runs = self._comments.write_gap(spans, runs)
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
        return write_run(write_run_properties(style, hint, bold, italic), text)
