"""What the READMEs tell of the desk, done in Chromium by the names that they give."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from linkj_press.language import Language
from tests.desk_page import OpenPage
from tests.readme import Readme, Story, edit_words

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

FIELDS = {"name_ja": "みどり県", "name_en": "Midori Prefecture", "signed": "2021/3/1"}
CHOICES = {"kind": "municipality", "country": "JP"}
PARTNER = "partners/midori.yaml"


@pytest.mark.parametrize("language", list(Language))
def test_steps_lead_to_a_published_release(
    language: Language, open_page: OpenPage, tmp_path: Path
) -> None:
    """Each step of the story, by the buttons and fields that stand in bold."""
    story = Story(Readme(language), tmp_path)
    next(block for block, _ in story.tell() if block.kind == "console")
    opened = open_page(story.folder, environment={"LINKJ_PRESS_UI": language})
    desk = _Desk(opened.page, story, iter(story.readme.labels))
    desk.enter()
    desk.write()
    desk.send()
    desk.take_in()
    desk.complete()
    desk.publish()
    published = sorted(file.name for file in story.folder.glob("partners/published/*.docx"))
    assert published == ["2021-03-01_midori_en.docx", "2021-03-01_midori_ja.docx"]


class _Desk:
    """A person at the desk, who reads the README."""

    def __init__(self, page: Page, story: Story, labels: Iterator[str]) -> None:
        self.page, self.story, self.labels = page, story, labels

    @property
    def dialog(self) -> Locator:
        return self.page.locator("#dialog")

    def press(self, within: Locator | None = None) -> None:
        """Press the button or link that is named next."""
        name, place = next(self.labels), within or self.page.locator("body")
        button = place.get_by_role("button", name=name, exact=True)
        button.or_(place.get_by_role("link", name=name, exact=True)).first.click()

    def fill(self, value: str) -> None:
        """Fill in the field of the dialog that is named next."""
        self.dialog.get_by_label(next(self.labels)).fill(value)

    def finish(self) -> None:
        """Press what is named next in the dialog, and close it once it has been done."""
        self.press(self.dialog)
        self.dialog.locator(".files li").first.wait_for()
        self.dialog.locator(".close").first.click()

    def enter(self) -> None:
        self.press()
        self.page.get_by_role("link", name=re.compile(f"^{next(self.labels)}")).click()
        for field, value in FIELDS.items():
            self.page.fill(f"#{field}", value)
        for field, value in CHOICES.items():
            self.page.select_option(f"#{field}", value)
        self.page.locator("#more-of-it summary").click()
        self.page.fill("#id", "midori")
        self.page.get_by_label(next(self.labels)).check()
        for value in ("MOU", "mou"):
            self.page.get_by_label(next(self.labels), exact=True).select_option(value)
        self.page.locator("#follows .ready").wait_for()
        self.press()
        self.page.wait_for_url("**/releases/midori")

    def write(self) -> None:
        """Fill in the subhead, take it back, and come to the file that the README shows."""
        self.page.locator(".subhead .gap").first.click()
        boxes = self.page.locator("#editor [role=textbox]")
        boxes.nth(0).fill("五例目")
        boxes.nth(1).fill("The fifth")
        self.press(self.page.locator("#editor"))
        self.page.locator(".subhead", has_text="五例目").wait_for()
        assert self.page.get_by_text(next(self.labels)).count() == 0  # until a field is open
        self.page.get_by_role("heading", name=next(self.labels), exact=True).wait_for()
        self.press()
        self.page.locator(".subhead .gap").first.wait_for()
        told = next(block.text for block in self.story.readme.blocks if block.kind == "yaml")
        (self.story.folder / PARTNER).write_text(told, "utf-8")
        self.page.locator("#pages", has_text="緑川 太郎").wait_for()
        self.page.get_by_role("heading", name=next(self.labels), exact=True).wait_for()
        next(self.labels), next(self.labels)  # nothing is wrong
        assert self.page.get_by_role("link", name=next(self.labels)).is_visible()

    def send(self) -> None:
        self.press()
        self.fill("みどり県広報課")
        self.fill("2021-02-22")
        self.finish()
        assert self.page.get_by_role("button", name=next(self.labels)).is_visible()

    def take_in(self) -> None:
        language = self.story.readme.language
        name = f"2021-03-01_midori_{language}.docx"
        sent = (self.story.folder / "output/for-partner" / name).read_bytes()
        came = edit_words(sent, *self.story.readme.edits[language])
        with self.page.expect_file_chooser() as chooser:
            self.press()
        chooser.value.set_files({"name": "mail.docx", "mimeType": "", "buffer": came})
        self.page.wait_for_url("**/returned/**")
        for label in (next(self.labels) for _ in range(3)):
            self.page.get_by_label(label, exact=True).first.check()
        self.page.get_by_role("radio").first.check()
        self.press()
        self.page.locator("#decide").wait_for(state="detached")
        self.page.locator(".returned a").first.click()
        self.page.wait_for_url("**/releases/midori")
        new = self.story.readme.edits[language][1]
        assert new in (self.story.folder / PARTNER).read_text("utf-8")

    def complete(self) -> None:
        for _ in range(2):
            self.press()
            self.dialog.locator("#ask-who").fill("みどり県")
            self.dialog.locator("#ask-on").fill("2021-02-25")
            self.dialog.locator("button.main").click()
            self.dialog.wait_for(state="hidden")
        self.press()
        Image.new("RGB", (800, 500), "#7f9f7f").save(photo := io.BytesIO(), "jpeg")
        file = {"name": "midori.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()}
        self.page.locator("#editor input[type=file]").set_input_files([file])
        self.page.locator("#editor button.main").click()
        lacking = self.page.locator("#todo .task [data-field='release.photo.file']")
        lacking.wait_for(state="detached")

    def publish(self) -> None:
        self.press()
        self.fill("佐藤部長")
        self.dialog.locator("#ask-on").fill("2021-02-26")
        self.dialog.locator("[name=pdf]").uncheck()
        self.finish()
        self.press()
        self.fill("2021-03-01")
        self.press(self.dialog)
        self.dialog.wait_for(state="hidden")
        self.page.get_by_role("button", name=next(self.labels)).wait_for()
