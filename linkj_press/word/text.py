"""Writes lines of text as paragraphs, runs and links; which paragraphs is left to others."""

from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from urllib.parse import quote

from linkj_press.document import Document, Line, Span
from linkj_press.language import Language
from linkj_press.manifest import Filled, Skeleton, find_value
from linkj_press.word.comments import Comments
from linkj_press.word.controls import Controls
from linkj_press.word.elements import Element, add, add_copy, make, name, set_text
from linkj_press.word.relations import Relations
from linkj_press.word.styles import StyleIds

# What an address may hold as it is. Word takes a file with other characters there for damaged.
_AS_IT_IS = "%/:?#[]@!$&'()*+,;=~-._"


_TEXT, _ADDRESS = attrgetter("text"), attrgetter("href")
_GAP = attrgetter("gap", "source")


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
        """Gaps go without *comments* where there are none, as in a header or a final draft."""
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

    def add_paragraph(
        self, parent: Element, style: str, line: Line, *, keep_with_next: bool = False
    ) -> Element:
        """Return a new paragraph at the end of *parent*, in the style called *style*."""
        paragraph = add_copy(parent, _model_paragraph(self.styles[style], keep_with_next))
        pieces = [
            self._add_part(paragraph, value, tuple(spans))
            for value, spans in groupby(filter(_TEXT, line), key=find_value)
        ]
        self._skeleton.append(tuple(pieces))
        return paragraph

    def _add_part(self, paragraph: Element, value: Filled | None, spans: Line) -> str | int:
        """Add *spans*, which are of one value or of none, and return them as in a skeleton."""
        if value is None:
            self._add_spans(paragraph, spans)
            return "".join([span.text for span in spans])
        number, content = self._controls.add(paragraph, value, spans)
        self._add_spans(content, spans)
        return number

    def _add_spans(self, parent: Element, line: Line) -> None:
        if len(line) == 1 and not line[0].href and not line[0].gap:
            # Most are, and a draft has hundreds.
            self._add_run(parent, line[0])
            return
        for address, spans in groupby(line, key=_ADDRESS):
            target = self._add_link(parent, address) if address else parent
            for (gap, _), some in groupby(spans, key=_GAP):
                self._add_runs(target, tuple(some), self._comments if gap else None)

    def _add_runs(self, parent: Element, spans: Line, comments: Comments | None) -> None:
        number = comments.begin(parent, spans) if comments is not None else 0
        for span in spans:
            self._add_run(parent, span)
        if comments is not None:
            comments.end(parent, number)

    def _add_link(self, paragraph: Element, address: str) -> Element:
        link = add(paragraph, "w:hyperlink", history=1)
        link.set(name("r:id"), self._relations.link(quote(address, safe=_AS_IT_IS)))
        return link

    def _add_run(self, parent: Element, span: Span) -> None:
        """Add *span*, as a run."""
        text = span.text
        style = self.styles["gap" if span.gap else "link"] if span.gap or span.href else ""
        # Or else Word takes ①, ■, … and curved quotes from the Latin font.
        hint = self._japanese and not text.isascii()
        # Japanese type has no italic.
        bold = span.strong or (span.emphasis and self._japanese)
        italic = span.emphasis and not self._japanese
        run = add_copy(parent, _model_run(style, hint, bold, italic))
        set_text(run[-1], text)


# A draft has some five hundred runs and paragraphs, of a dozen kinds.
_model = lru_cache(maxsize=256)


@_model
def _model_run(style: str, hint: bool, bold: bool, italic: bool) -> Element:  # noqa: FBT001
    """Return a run with no text yet."""
    run = make("w:r")
    if style or hint or bold or italic:
        properties = add(run, "w:rPr")
        if style:
            add(properties, "w:rStyle", val=style)
        if hint:
            add(properties, "w:rFonts", hint="eastAsia")
        if bold:
            add(properties, "w:b")
        if italic:
            add(properties, "w:i")
    add(run, "w:t")
    return run


@_model
def _model_paragraph(style: str, keep_with_next: bool) -> Element:  # noqa: FBT001
    """Return a paragraph with no runs yet."""
    paragraph = make("w:p")
    properties = add(paragraph, "w:pPr")
    add(properties, "w:pStyle", val=style)
    if keep_with_next:
        add(properties, "w:keepNext")
    return paragraph
