"""The pages of the drafts, as LibreOffice sets them in fonts as wide as those of the look."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from linkj_press.build.enclosures import write_release
from linkj_press.build.orders import name_draft
from linkj_press.draft.document import Block, Figure, Role, Table
from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.workspace.loading import Workspace, load_workspace
from tests.conftest import require
from tests.test_word import cell, change_look, make_png, source, text, with_blocks

FONTS = {"游明朝": "Noto Serif CJK JP", "游ゴシック": "Noto Sans CJK JP"}
"""What stands in for the fonts of the look: all are as wide as they are high."""

MOST_PAGES = {"yokohama": 2, "osaka": 4, "denmark": 3, "kanagawa": 3}
"""Those of the releases that went out; of Kanagawa's, which was longer, as many as it needs."""

_MATCH = (
    '<match target="pattern"><test name="family"><string>{old}</string></test>'
    '<edit name="family" mode="assign" binding="strong"><string>{new}</string></edit></match>'
)


@pytest.fixture(scope="module")
def stand_ins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What tells LibreOffice of the fonts; skips where they are not, but never in CI."""
    listed = subprocess.run([require("fc-list"), ":", "family"], capture_output=True, check=True)
    for font in (*FONTS.values(), "Liberation Serif", "Liberation Sans"):
        if font not in listed.stdout.decode():
            assert not os.environ.get("CI"), f"CI must have {font}"
            pytest.skip(f"the font {font} is not installed")
    matches = "".join(_MATCH.format(old=old, new=new) for old, new in FONTS.items())
    file = tmp_path_factory.mktemp("fonts") / "fonts.conf"
    usual = '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
    file.write_text(f"<fontconfig>{usual}{matches}</fontconfig>", encoding="utf-8")
    return file


def print_pages(files: Sequence[Path], fonts: Path) -> list[list[str]]:
    """Return the text of each page of each of *files*, which share a folder."""
    office, reader = require("soffice"), require("pdftotext")
    folder = files[0].parent
    env = {**os.environ, "HOME": str(folder), "FONTCONFIG_FILE": str(fonts)}
    command = [office, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run(
        [*command, *map(str, files)], check=True, capture_output=True, timeout=300, env=env
    )
    pages = []
    for file in files:
        pdf = str(file.with_suffix(".pdf"))
        done = subprocess.run([reader, "-raw", pdf, "-"], capture_output=True, check=True)
        pages.append(done.stdout.decode().split("\f")[:-1])
    return pages


@pytest.fixture(scope="module")
def illustrated(real_desk: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The real workspace, in which each release has its photo."""
    root = tmp_path_factory.mktemp("illustrated")
    shutil.copytree(real_desk, root, dirs_exist_ok=True)
    (root / "partners" / "photo.png").write_bytes(make_png(800, 600))
    for partner in MOST_PAGES:
        file = root / "partners" / f"{partner}.yaml"
        words = file.read_text("utf-8")
        assert "\n  photo:\n" in words
        file.write_text(words.replace("\n  photo:\n", "\n  photo:\n    file: photo.png\n"), "utf-8")
    return load_workspace(root)


def test_drafts_have_no_more_pages_than_the_releases_that_went_out(
    illustrated: Workspace, stand_ins: Path, tmp_path: Path
) -> None:
    """With photo and all, and the contact is not alone on the last page."""
    drafts = Drafter(illustrated).draft_all(illustrated.released, Language)
    assert {draft.partner for draft in drafts} == set(MOST_PAGES)
    for draft in drafts:
        assert all(b.image for b in draft.blocks if isinstance(b, Figure))
        file = write_release(draft, illustrated.house.look.record, illustrated.root)
        (tmp_path / name_draft(draft)).write_bytes(file)
    printed = print_pages([tmp_path / name_draft(draft) for draft in drafts], stand_ins)
    for draft, pages in zip(drafts, printed, strict=True):
        assert 1 < len(pages) <= MOST_PAGES[draft.partner], name_draft(draft)
        # Draft mark and number of the page, two lines of the contact, the end mark.
        assert len(pages[-1].strip().split("\n")) > 5, name_draft(draft)


def test_tables_lose_no_row_wherever_a_page_ends(
    workspace: Workspace, stand_ins: Path, tmp_path: Path
) -> None:
    """All rows are printed once, and the last of a table is not alone on a page."""
    rows, files = 5, []
    blocks: list[Block] = [text(Role.BODY, "前の段落") for _ in range(20)]
    blocks += [text(Role.SECTION, "■沿革"), _number_rows(rows), text(Role.BODY, "後の段落")]
    for place in range(0, 60, 2):
        page = {"top": 20 + place * 25.4 / 72}
        look = change_look(workspace.house.look.record, page=page)
        files.append(tmp_path / f"{place}.docx")
        files[-1].write_bytes(write_release(with_blocks(*blocks), look, tmp_path))
    parted = set()
    for pages in print_pages(files, stand_ins):
        found = [re.findall(r"row(\d+)", page) for page in pages]
        assert [int(row) for page in found for row in page] == list(range(rows))
        parted.add(tuple(len(page) for page in found if page))
    assert len(parted) > 1
    assert all(len(parts) == 1 or parts[-1] > 1 for parts in parted), parted


def _number_rows(rows: int) -> Table:
    header = (cell("年月"), cell("団体"), cell("内容"))
    numbered = ((cell(f"row{n}"), cell("団体"), cell("1", "2", "3")) for n in range(rows))
    return Table(header, tuple(numbered), source(1))
