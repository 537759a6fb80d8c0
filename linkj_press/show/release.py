"""A release as one page in HTML that needs nothing else: for a site, and for who edits for others.

Its words, in their order, are those of the Word file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePosixPath

from linkj_press.draft.document import Document, Role, Span, TemplateSource, Text, name_kind
from linkj_press.problem import Place
from linkj_press.record import Look
from linkj_press.show.markup import cut_line, embed, find_size, open_own_pages
from linkj_press.text.edits import cut_sentences
from linkj_press.word.blocks import BULLETS
from linkj_press.word.pictures import Picture

_TAGS = {Role.HEADLINE: "h1", Role.SECTION: "h2", Role.REFERENCE: "h2"}
_MOST_PIXELS = 1_600
"""How wide or high a photo of a page is at most: enough for a screen of fine dots."""

_DESCRIBED = 160
"""Characters of a description that others show."""


@dataclass(frozen=True)
class HtmlRelease:
    """What the page of a release is made from."""

    document: Document
    look: Look
    pictures: Mapping[PurePosixPath, Picture]
    """By what the document's figures call them."""

    mark: str = ""
    """What says that it is not final, or ``""``."""

    def render(self) -> str:
        """Return the page."""
        document, look = self.document, self.look
        groups = [(kind, list(group)) for kind, group in groupby(document.blocks, name_kind)]
        return (
            open_own_pages()
            .get_template("release.html")
            .render(
                document=document,
                look=look,
                body=find_size(look),
                roles=list(type(look.styles).model_fields),
                groups=groups,
                tags=_TAGS,
                bullets=BULLETS,
                cut_line=cut_line,
                pictures={path: embed(one, _MOST_PIXELS) for path, one in self.pictures.items()},
                mark=self.mark,
                mark_line=[Span(self.mark, TemplateSource(Place(PurePosixPath())))],
                description=self._describe(),
            )
        )

    def _describe(self) -> str:
        """Return what the lede begins with: as many whole sentences as a description holds."""
        document = self.document
        texts = (b.text for b in document.blocks if isinstance(b, Text) and b.role is Role.LEDE)
        told = ""
        for sentence in cut_sentences(next(texts, ""), document.language):
            if told and len(told) + len(sentence) > _DESCRIBED:
                break
            told += sentence
        return told.strip()
