"""Writes one draft: the parts that differ from draft to draft, on top of those of the base."""

from collections.abc import Mapping
from itertools import count
from pathlib import PurePosixPath

from docx.opc.constants import RELATIONSHIP_TYPE

from linkj_press.document import Block, Document
from linkj_press.manifest import Manifest, Origin, Skeleton
from linkj_press.records import Look
from linkj_press.word.base import BODY, COMMENTS, PROPERTIES, Base
from linkj_press.word.body import BodyWriter
from linkj_press.word.comments import Comments
from linkj_press.word.controls import Controls
from linkj_press.word.drawing import Extent, draw
from linkj_press.word.letterhead import measure_logo, write_labels
from linkj_press.word.manifest_part import ITEM, write_manifest
from linkj_press.word.package import complete, digest, name_relations
from linkj_press.word.pictures import Picture
from linkj_press.word.properties import write_properties
from linkj_press.word.relations import Relations
from linkj_press.word.text import TextWriter
from linkj_press.word.word_text import Aside, AsideKind


class DraftWriter:
    """Writes one draft, once."""

    def __init__(self, document: Document, look: Look, base: Base, *, final: bool) -> None:
        self._document = document
        self._look = look
        self._base = base
        self._final = final
        self._comments = Comments(document.release_on, base.styles)
        self._controls = Controls(document.partner)
        self._numbers = count(base.drawings + 1)
        self._pictures: list[str] = []
        """What tells each from others."""

        self._parts: dict[str, bytes] = {}
        """What the base leaves to each draft."""

    def write(
        self, pictures: Mapping[PurePosixPath, Picture], logo: Picture | None, origin: Origin
    ) -> bytes:
        """Return the file."""
        head, blocks = self._write_head(logo)
        skeleton = self._write_body(blocks, pictures)
        self._parts[PROPERTIES] = write_properties(self._document)
        common = self._base.commented if self._comments else self._base.plain
        manifest = self._describe(origin, head, skeleton)
        self._parts[ITEM] = write_manifest(manifest, {**common.digests, **digest(self._parts)})
        return complete(common, self._parts)

    def _write_head(self, logo: Picture | None) -> tuple[Skeleton, tuple[Block, ...]]:
        """Return what was written into the first page's header, and the blocks that are left."""
        part = self._base.head
        if not part:
            return (), self._document.blocks
        relations = self._open_relations(part, "logo")
        text = self._make_writer(relations, None)
        picture = self._write_logo(logo, relations, text)
        labels, blocks = write_labels(self._document.blocks, text)
        self._parts[part] = self._base.shells[part].fill(picture + labels)
        self._keep_relations(part, relations)
        return text.skeleton, blocks

    def _write_logo(self, logo: Picture | None, relations: Relations, text: TextWriter) -> str:
        if logo is None or self._look.letterhead is None:
            return ""
        extent = Extent(*measure_logo(logo, self._look.letterhead), logo.orientation)
        drawing = draw(relations.show(logo), extent, next(self._numbers), "")
        return text.write_drawing("logo", drawing)

    def _write_body(
        self, blocks: tuple[Block, ...], pictures: Mapping[PurePosixPath, Picture]
    ) -> Skeleton:
        relations = self._open_relations(BODY, "photo")
        text = self._make_writer(relations, None if self._final else self._comments)
        body = BodyWriter(self._look, pictures, relations, text, self._numbers).write(blocks)
        self._parts[BODY] = self._base.shells[BODY].fill(body)
        relations.relate(RELATIONSHIP_TYPE.CUSTOM_XML, f"../{ITEM}")
        if self._comments:
            relations.relate(RELATIONSHIP_TYPE.COMMENTS, "comments.xml")
            self._parts[COMMENTS] = self._comments.to_bytes()
        self._keep_relations(BODY, relations)
        return text.skeleton

    def _make_writer(self, relations: Relations, comments: Comments | None) -> TextWriter:
        styles = self._base.styles
        return TextWriter(self._document, styles, relations, self._controls, comments)

    def _open_relations(self, part: str, prefix: str) -> Relations:
        return Relations(self._base.relations.get(name_relations(part)), prefix)

    def _keep_relations(self, part: str, relations: Relations) -> None:
        self._pictures += relations.shown
        if relations:
            self._parts[name_relations(part)] = relations.to_bytes()
        self._parts |= relations.media

    def _describe(self, origin: Origin, head: Skeleton, skeleton: Skeleton) -> Manifest:
        document, edges = self._document, self._base.edges
        pictures = [Aside(AsideKind.PICTURE, digest=each).known_by for each in self._pictures]
        return Manifest(
            partner=document.partner,
            language=document.language,
            release_on=document.release_on,
            final=self._final,
            origin=origin,
            values=tuple(self._controls.values),
            head=(*edges.first, *head, *edges.others),
            skeleton=skeleton,
            foot=edges.foot,
            asides=(*edges.asides, *pictures),
        )
