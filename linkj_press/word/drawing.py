"""Draws pictures, turned upright; where they stand on the page is left to others."""

from typing import NamedTuple

from docx.shared import Mm

from linkj_press.records.look import FigureLook
from linkj_press.word.markup import quote
from linkj_press.word.pictures import ON_ITS_SIDE, Picture

_DRAWING = """
<w:drawing>
  <wp:inline distT="0" distB="0" distL="0" distR="0">
    <wp:extent {size}/>{room}
    <wp:docPr {label}/>
    <wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>
    <a:graphic>
      <a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">
        <pic:pic>
          <pic:nvPicPr><pic:cNvPr {label}/><pic:cNvPicPr/></pic:nvPicPr>
          <pic:blipFill>
            <a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch>
          </pic:blipFill>
          <pic:spPr>
            <a:xfrm{turn}><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>
            <a:prstGeom prst="rect"><a:avLst/></a:prstGeom>
          </pic:spPr>
        </pic:pic>
      </a:graphicData>
    </a:graphic>
  </wp:inline>
</w:drawing>
"""
_DRAWING = "".join(line.strip() for line in _DRAWING.splitlines())


_TURNS = {
    1: "",
    2: ' flipH="1"',
    3: ' rot="10800000"',
    4: ' flipV="1"',
    5: ' rot="16200000" flipH="1"',
    6: ' rot="5400000"',
    7: ' rot="5400000" flipH="1"',
    8: ' rot="16200000"',
}
"""By orientation, how a drawing mirrors its pixels first, and then turns them clockwise."""


class Extent(NamedTuple):
    """How much of a page a picture takes, and how it is turned to do so."""

    width: int
    """In EMU, as it is seen."""

    height: int
    orientation: int = 1


def draw(relation: str, extent: Extent, number: int, description: str) -> str:
    """Return the picture at *relation*, as large as *extent* and turned upright.

    It is the draft's picture *number*; *description* is for those who cannot see it.
    """
    width, height, orientation = extent
    room = ""
    if orientation in ON_ITS_SIDE:
        # Word keeps the size before the turn, and has what the turn needs beyond it as an effect.
        sides, ends = max(0, width - height) // 2, max(0, height - width) // 2
        room = f'<wp:effectExtent l="{sides}" t="{ends}" r="{sides}" b="{ends}"/>'
        width, height = height, width
    return _DRAWING.format(
        relation=relation,
        size=f'cx="{width}" cy="{height}"',
        room=room,
        turn=_TURNS[orientation],
        label=f'id="{number}" name="Picture {number}" descr={quote(description)}',
    )


def fit(picture: Picture, look: FigureLook) -> Extent:
    """Return how large *picture* is: the most that the look allows."""
    scale = min(Mm(look.width) / picture.width, Mm(look.height) / picture.height)
    width, height = (max(1, round(side * scale)) for side in (picture.width, picture.height))
    return Extent(width, height, picture.orientation)
