"""The pictures of the READMEs, taken from the program: `make pictures`, then look at them.

They show the story that the READMEs tell, at the moment when the partner's copy has come back.
Chromium, LibreOffice and poppler are needed, as for the full tests.
"""

from __future__ import annotations

import base64
import io
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from linkj_press.language import Language
from tests.conftest import REPOSITORY
from tests.desk_page import RunningDesk, find_chromium
from tests.readme import Block, Readme, Story, edit_words

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PICTURES = REPOSITORY / ".github/pictures"
_COLOURS = 200
_SHOWN = {"width": 1440, "height": 860}
_BOARD = """<!doctype html><meta charset="utf-8"><style>
body { margin: 0; padding: 20px; background: #e9edf3; }
body { display: flex; gap: 18px; align-items: start; }
img { width: 396px; box-shadow: 0 1px 5px #0004; }
div img { width: 392px; border-radius: 8px; display: block; margin-bottom: 12px; }
b { font: 36px sans-serif; color: #1f3864; align-self: center; }
</style>"""


def take_all() -> None:
    """Take the pictures in both languages."""
    for language in Language:
        with tempfile.TemporaryDirectory() as folder, _open_browser() as browser:
            story = Story(Readme(language), Path(folder))
            told = story.tell()
            _go_on(told, "init")
            with RunningDesk(story.folder, environment={"LINKJ_PRESS_UI": language}) as desk:
                page = browser.new_context(viewport=_SHOWN, locale=language).new_page()
                page.goto(desk.address)
                form = _fill_in_form(page, desk)
                _go_on(told, "--for-partner")
                _show_release(page, desk, language, form)
                _show_desk(page, desk, language)
                _show_returned(page, desk, language)


def _go_on(told: Iterator[tuple[Block, Block]], words: str) -> None:
    """Go on with the story until a command with *words* was given."""
    for block, _ in told:
        if any(words in command for command in block.commands):
            return
    raise AssertionError(f"the story has no {words}")


@contextmanager
def _open_browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        program = find_chromium()
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


def _show_release(page: Page, desk: RunningDesk, language: Language, form: list[bytes]) -> None:
    """Take what is filled in when a partner is put on file, and beside it the Word files."""
    left = "".join(f'<img src="{_encode(each)}">' for each in form)
    drafts = "".join(f'<img src="{_draw(desk.root, each)}">' for each in Language)
    board = page.context.new_page()
    board.set_viewport_size({"width": 1324, "height": 600})
    board.set_content(f"{_BOARD}<div>{left}</div><b>→</b>{drafts}")
    board.wait_for_timeout(500)
    _keep(board, "release", language)


def _fill_in_form(page: Page, desk: RunningDesk) -> list[bytes]:
    """Return the parts of the form of a new partner, filled in, and what is told beside it."""
    page.set_viewport_size({"width": 860, "height": 1100})
    page.goto(f"{desk.base}/new?what=partner")
    for field, value in (("name_ja", "みどり県"), ("name_en", "Midori Prefecture")):
        page.fill(f"#{field}", value)
    for field, value in (("kind", "municipality"), ("country", "JP"), ("instrument", "MOU")):
        page.select_option(f"#{field}", value)
    page.fill("#signed", "2021/3/1")
    page.locator("#follows .ready").wait_for()
    parts = (*page.locator(".parts section").all()[:2], page.locator(".follows"))
    return [part.screenshot() for part in parts]


def _draw(root: Path, language: Language) -> str:
    """Return the first page of a draft, as the address of a picture."""
    folder = root / "output"
    file = folder / f"2021-03-01_midori_{language}.docx"
    make = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(file)]
    subprocess.run(make, check=True, capture_output=True)
    draw = ["pdftoppm", "-png", "-r", "110", "-l", "1", str(file.with_suffix(".pdf"))]
    return _encode(subprocess.run(draw, check=True, capture_output=True).stdout)


def _encode(png: bytes) -> str:
    """Return *png* as the address of a picture."""
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def _show_desk(page: Page, desk: RunningDesk, language: Language) -> None:
    """Take the release on the desk, with where a number comes from."""
    page.set_viewport_size(_SHOWN)
    page.goto(f"{desk.base}/releases/midori")
    number = {Language.JA: "5例目", Language.EN: "fifth"}[language]
    page.wait_for_timeout(1500)
    page.locator(".word.ledger", has_text=number).last.click()
    page.wait_for_timeout(500)
    _keep(page, "desk", language)


def _show_returned(page: Page, desk: RunningDesk, language: Language) -> None:
    """Take the copy that came back, while its differences are decided on."""
    name = f"2021-03-01_midori_{language}.docx"
    sent = (desk.root / "output/for-partner" / name).read_bytes()
    for words in Readme(language).edits[language], _MORE[language]:
        sent = edit_words(sent, *words)
    page.goto(f"{desk.base}/releases/midori")
    with page.expect_file_chooser() as chooser:
        page.click("[data-take-in]")
    chooser.value.set_files({"name": name, "mimeType": "", "buffer": sent})
    page.wait_for_url("**/returned/**")
    page.set_viewport_size({**_SHOWN, "height": 660})
    page.wait_for_timeout(500)
    _keep(page, "returned", language)


_MORE = {
    Language.JA: ("進める", "深める"),
    Language.EN: ("to bring companies", "to bring more companies"),
}
"""What the partner changes besides, so that there is more than one thing to decide on."""


def _keep(page: Page, name: str, language: Language) -> None:
    """Write what is seen of *page* as a small picture."""
    seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    few = seen.quantize(_COLOURS, dither=Image.Dither.NONE)
    few.save(PICTURES / f"{name}.{language}.png", optimize=True)


if __name__ == "__main__":
    take_all()
