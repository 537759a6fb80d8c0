"""A small letterhead, part by part, as Word writes one: two sections, of which the second inherits.

A test changes what it is about.
"""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Mapping

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)
"""A grey dot."""

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
NAMESPACES = {
    "w": W,
    "r": _KIND,
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
_DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())

SIZE = '<w:pgSz w:w="11906" w:h="16838"/>'
MARGINS = (
    '<w:pgMar w:top="1985" w:right="1701" w:bottom="1701" w:left="1701" w:header="851"'
    ' w:footer="992" w:gutter="0"/>'
)
PICTURE = (
    '<w:drawing><wp:inline><wp:extent cx="360000" cy="360000"/><wp:docPr id="7" name="logo"/>'
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic><pic:nvPicPr><pic:cNvPr id="0" name="logo"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="360000" cy="360000"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
    "</a:graphic></wp:inline></w:drawing>"
)


def root(tag: str, content: str) -> bytes:
    """Return a part whose root is *tag*."""
    return f"<w:{tag} {_DECLARED}>{content}</w:{tag}>".encode()


def paragraph(text: str, more: str = "") -> str:
    """Return a paragraph that says *text*."""
    return f"<w:p><w:r><w:t>{text}</w:t>{more}</w:r></w:p>"


def relate(*targets: str) -> bytes:
    """Return relationships rId1, rId2 …: each of *targets* is a kind and where it leads."""
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{_KIND}/{kind}" Target="{target}"{mode}/>'
        for number, (kind, target, mode) in enumerate(map(_split, targets), start=1)
    )
    uri = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{uri}">{listed}</Relationships>'.encode()


def _split(target: str) -> tuple[str, str, str]:
    kind, where = target.split(" ")
    external = ":" in where or where == "NULL"  # as Word writes of a picture that it lost
    return kind, where, ' TargetMode="External"' if external else ""


_FIRST = (
    '<w:p><w:pPr><w:sectPr><w:headerReference w:type="first" r:id="rId3"/>'
    '<w:headerReference w:type="default" r:id="rId4"/>'
    f'<w:footerReference w:type="default" r:id="rId5"/>{SIZE}{MARGINS}<w:titlePg/></w:sectPr>'
    "</w:pPr></w:p>"
)
_STYLES = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="ja-JP"/></w:rPr></w:rPrDefault>'
    "<w:pPrDefault/></w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/>'
    '<w:rPr><w:sz w:val="60"/></w:rPr></w:style>'
)
_TYPES = "".join(
    f'<Override PartName="/{part}" ContentType="{_TYPE}.{kind}+xml"/>'
    for part, kind in {
        "word/document.xml": "document.main",
        "word/styles.xml": "styles",
        "word/settings.xml": "settings",
        "word/header1.xml": "header",
        "word/header2.xml": "header",
        "word/footer1.xml": "footer",
    }.items()
)

PARTS: Mapping[str, bytes] = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="png" ContentType="image/png"/>{_TYPES}</Types>'
    ).encode(),
    "_rels/.rels": relate("officeDocument word/document.xml"),
    "word/document.xml": root(
        "document",
        f"<w:body>{paragraph('見本')}{_FIRST}"
        f"<w:sectPr>{SIZE}{MARGINS}<w:titlePg/></w:sectPr></w:body>",
    ),
    "word/_rels/document.xml.rels": relate(
        *("styles styles.xml", "settings settings.xml", "header header1.xml"),
        *("header header2.xml", "footer footer1.xml"),
    ),
    "word/styles.xml": root("styles", _STYLES),
    "word/settings.xml": root("settings", '<w:zoom w:percent="100"/>'),
    "word/header1.xml": root("hdr", paragraph("広報", PICTURE)),
    "word/_rels/header1.xml.rels": relate("image media/logo1.png"),
    "word/header2.xml": root("hdr", paragraph("続き")),
    "word/footer1.xml": root("ftr", paragraph("東京都中央区")),
    "word/media/logo1.png": PNG,
}


def make_letterhead(changes: Mapping[str, bytes | None] | None = None) -> bytes:
    """Return the letterhead with *changes* of its parts; None takes one away."""
    parts = {**PARTS, **(changes or {})}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            if data is not None:
                archive.writestr(name, data)
    return buffer.getvalue()


def replace(part: str, *pairs: tuple[str, str]) -> dict[str, bytes]:
    """Return the change of *part* in which each of *pairs* is replaced."""
    text = PARTS[part].decode()
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return {part: text.encode()}
