"""Writes lines of text as paragraphs, runs and links; which paragraphs is left to others."""

from itertools import groupby
from urllib.parse import quote

from linkj_press.document import Line, Span
from linkj_press.language import Language
from linkj_press.word.elements import Element, add, add_text, name
from linkj_press.word.relations import Relations
from linkj_press.word.styles import GAP_ID, LINK_ID, style_id

# What an address may hold as it is. Word takes a file with other characters there for damaged.
_ADDRESS = "%/:?#[]@!$&'()*+,;=~-._"


class TextWriter:
    """Writes text in one language."""

    def __init__(self, language: Language, relations: Relations) -> None:
        self._japanese = language is Language.JA
        self._relations = relations

    def add_paragraph(
        self, parent: Element, style: str, line: Line, *, keep_with_next: bool = False
    ) -> Element:
        """Return a new paragraph at the end of *parent*, in the style called *style*."""
        paragraph = add(parent, "w:p")
        properties = add(paragraph, "w:pPr")
        add(properties, "w:pStyle", val=style_id(style))
        if keep_with_next:
            add(properties, "w:keepNext")
        for address, spans in groupby(line, key=lambda span: span.href):
            target = self._add_link(paragraph, address) if address else paragraph
            for span in spans:
                self._add_run(target, span)
        return paragraph

    def _add_link(self, paragraph: Element, address: str) -> Element:
        link = add(paragraph, "w:hyperlink", history=1)
        link.set(name("r:id"), self._relations.link(quote(address, safe=_ADDRESS)))
        return link

    def _add_run(self, parent: Element, span: Span) -> None:
        if not span.text:
            return
        run = add(parent, "w:r")
        self._add_properties(run, span)
        add_text(run, span.text)

    def _add_properties(self, run: Element, span: Span) -> None:
        properties = add(run, "w:rPr")
        if span.gap or span.href:
            add(properties, "w:rStyle", val=GAP_ID if span.gap else LINK_ID)
        if self._japanese and not span.text.isascii():
            # Or else Word takes ①, ■, … and curved quotes from the Latin font.
            add(properties, "w:rFonts", hint="eastAsia")
        # Japanese type has no italic.
        if span.strong or (span.emphasis and self._japanese):
            add(properties, "w:b")
        if span.emphasis and not self._japanese:
            add(properties, "w:i")
        if not len(properties):
            run.remove(properties)
