"""Writes one draft, copy or final on top of its base: the parts that differ from file to file."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from pathlib import PurePosixPath
from typing import NamedTuple

from lxml import etree

from linkj_press.draft.document import Block, Document, Role, Text
from linkj_press.folder import DraftName, Finish
from linkj_press.language import Language
from linkj_press.record import Look
from linkj_press.word.base import BODY, COMMENTS, PROPERTIES, Base
from linkj_press.word.blocks import BodyWriter
from linkj_press.word.body import Comments, Controls, TextWriter
from linkj_press.word.elements import (
    Relations,
    complete,
    digest,
    name_relations,
    to_part,
)
from linkj_press.word.items import (
    ITEM,
    write_manifest,
    write_mark,
)
from linkj_press.word.manifest import DraftOrigin, Manifest, Skeleton, digest_parts
from linkj_press.word.names import RelationKind, measure_mm, name
from linkj_press.word.pictures import Enclosures, Extent, Picture, draw
from linkj_press.word.word_text import Aside, AsideKind

_LANGUAGE = {Language.JA: "ja-JP", Language.EN: "en-US"}


def _write_properties(document: Document) -> bytes:
    """Return the core properties: title, language, and the release's day as the day of the file."""
    root = etree.Element(name("cp:coreProperties"))
    etree.SubElement(root, name("dc:title")).text = document.headline
    etree.SubElement(root, name("dc:language")).text = _LANGUAGE[document.language]
    for tag in ("dcterms:created", "dcterms:modified"):
        moment = etree.SubElement(root, name(tag), {name("xsi:type"): "dcterms:W3CDTF"})
        moment.text = f"{document.release_on.isoformat()}T00:00:00Z"
    return to_part(root)


class WrittenFile(NamedTuple):
    """A Word file, and what is to be known of it when it comes back."""

    content: bytes
    manifest: Manifest
    """A draft has it in itself too."""


class DraftWriter:
    """Writes one draft, copy or final, once."""

    def __init__(self, document: Document, look: Look, base: Base, finish: Finish) -> None:
        self._document = document
        self._look = look
        self._base = base
        self._finish = finish
        self._comments = Comments(document.release_on, base.styles)
        self._controls = Controls(document.partner, finish)
        self._numbers = count(base.drawings + 1)
        self._pictures: list[str] = []
        self._parts: dict[str, bytes] = {}

    def write(self, enclosures: Enclosures, origin: DraftOrigin) -> WrittenFile:
        """Return the file."""
        head, blocks = self._write_head(enclosures.logo)
        skeleton = self._write_body(blocks, enclosures.pictures)
        self._parts[PROPERTIES] = _write_properties(self._document)
        common = self._base.commented if self._comments else self._base.plain
        manifest = self._describe(origin, head, skeleton)
        digests = {**common.digests, **digest(self._parts)}
        item = self._write_item(manifest, digests)
        if self._finish is not Finish.DRAFT:
            digests |= digest(item)
        manifest = replace(manifest, digest=digest_parts(digests))
        return WrittenFile(complete(common, self._parts | item), manifest)

    def _write_item(self, manifest: Manifest, digests: Mapping[str, bytes]) -> dict[str, bytes]:
        """Return the item of ours, if there is one, beside parts with *digests*."""
        document = self._document
        match self._finish:
            case Finish.DRAFT:
                return {ITEM: write_manifest(manifest, digests)}
            case Finish.PARTNER:
                name = DraftName(document.release_on, document.partner, document.language)
                return {ITEM: write_mark(str(name), digests)}
            case Finish.FINAL:
                return {}

    def _write_head(self, logo: Picture | None) -> tuple[Skeleton, tuple[Block, ...]]:
        """Return what was written into the first page's header, and the blocks that are left."""
        part = self._base.head
        if not part:
            return (), self._document.blocks
        relations, text = self._open_part(part, "logo", None)
        content, blocks = [], []
        if logo is not None and self._look.letterhead is not None:
            height = measure_mm(self._look.letterhead.height)
            width = max(1, round(height * logo.width / logo.height))
            relation = relations.show(logo.data, logo.extension)
            extent = Extent(width, height, logo.orientation)
            said = self._look.letterhead.description
            words = said.get(self._document.language) if said else ""
            drawing = draw(relation, extent, next(self._numbers), words)
            content.append(text.write_drawing("logo", drawing))
        for block in self._document.blocks:
            if isinstance(block, Text) and block.role is Role.LABEL:
                content.append(text.write_paragraph("label", block.spans))
            else:
                blocks.append(block)
        self._close_part(part, relations, "".join(content))
        return text.skeleton, tuple(blocks)

    def _write_body(
        self, blocks: tuple[Block, ...], pictures: Mapping[PurePosixPath, Picture]
    ) -> Skeleton:
        comments = self._comments if self._finish is Finish.DRAFT else None
        relations, text = self._open_part(BODY, "photo", comments)
        writer = BodyWriter(self._look, pictures, relations, text, self._numbers, self._base.width)
        body = writer.write(blocks)
        if self._finish is not Finish.FINAL:
            relations.relate(RelationKind.CUSTOM_XML, f"../{ITEM}")
        if self._comments:
            relations.relate(RelationKind.COMMENTS, "comments.xml")
            self._parts[COMMENTS] = self._comments.to_bytes()
        self._close_part(BODY, relations, body)
        return text.skeleton

    def _open_part(
        self, part: str, prefix: str, comments: Comments | None
    ) -> tuple[Relations, TextWriter]:
        relations = Relations(self._base.relations.get(name_relations(part)), prefix)
        styles = self._base.styles
        return relations, TextWriter(self._document, styles, relations, self._controls, comments)

    def _close_part(self, part: str, relations: Relations, content: str) -> None:
        self._parts[part] = self._base.shells[part].fill(content)
        self._pictures += relations.shown
        if relations:
            self._parts[name_relations(part)] = relations.to_bytes()
        self._parts |= relations.media

    def _describe(self, origin: DraftOrigin, head: Skeleton, skeleton: Skeleton) -> Manifest:
        document, edges = self._document, self._base.edges
        pictures = [Aside(AsideKind.PICTURE, digest=each).known_by for each in self._pictures]
        return Manifest(
            partner=document.partner,
            language=document.language,
            release_on=document.release_on,
            finish=self._finish,
            origin=origin,
            values=tuple(self._controls.values),
            head=(*edges.first, *head, *edges.others),
            skeleton=skeleton,
            foot=edges.foot,
            asides=(*edges.asides, *pictures),
        )
