"""The desk from the first gap to the published release: filling, settling, and going out."""

from __future__ import annotations

import base64
import os
import re
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from tests.conftest import copy_desk, require
from tests.desk_page import DeskPage, OpenDesk, OpenPage, RunningDesk
from tests.test_building import edit_draft
from tests.test_cli import run_in
from tests.test_desk_daily import (
    CLOSING,
    add,
    find_box,
    find_word,
    list_changes,
    open_field,
    read,
    rewrite,
    save,
    wait_for_focus,
    wait_for_said,
    wait_for_words,
)
from tests.test_diff_texts import write_finished

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PHOTO = Path(__file__).parent / "photo.png"
SAPPORO = "partners/sapporo.yaml"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(200)


def find_todo(page: Page) -> Locator:
    """Return what is to be done, once it was looked for."""
    todo = page.get_by_role("complementary", name="To do")
    todo.get_by_role("heading", name="Problems").wait_for()
    return todo


def find_task(page: Page, words: str) -> Locator:
    """Return the task that says *words*."""
    return find_todo(page).get_by_role("listitem").filter(has_text=words)


def ask(page: Page, button: str, within: Locator | None = None) -> Locator:
    """Press a button that asks for more, and return the dialog."""
    (within or page.get_by_role("banner")).get_by_role("button", name=button, exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("heading").first.wait_for()
    return dialog


def answer(dialog: Locator, button: str, **values: str) -> None:
    """Fill in a dialog by its labels, and send it."""
    for label, value in values.items():
        dialog.get_by_label(label.replace("_", " "), exact=True).fill(value)
    dialog.get_by_role("button", name=button, exact=True).click()


# --- problems


def test_problem_appears_and_goes(desk_page: DeskPage) -> None:
    """A slip that is typed is told at once, mended at a click, and the YAML is as mended."""
    page, before = desk_page.page, read(desk_page)
    find_todo(page).get_by_text("No problems were found.").wait_for()
    open_field(page, CLOSING)
    add(find_box(page, "Japanese"), "第２回です。")
    add(find_box(page), " It is the second.")
    save(page)
    task = find_task(page, "“２” is in full-width digits")
    task.get_by_role("button", name="Fix it").click()
    wait_for_said(page, "Fixed.")
    said, text = (page.locator(each).bounding_box() for each in ("#say", "main"))
    assert said
    assert text
    assert said["x"] + said["width"] <= text["x"], "what is said stands on no words"
    find_todo(page).get_by_text("No problems were found.").wait_for()
    wait_for_words(page, "第2回です。")
    after = read(desk_page)
    assert "第2回です。\n" in after
    assert len(list_changes(before, after)) == 4
    page.get_by_role("button", name="Undo").click()
    wait_for_words(page, "第２回です。")
    find_task(page, "full-width digits").wait_for()


def test_much_that_is_said_is_seen_whole(desk_page: DeskPage) -> None:
    """Of an act with many lines, too: all of it is in the window, and on no words of the page."""
    page = desk_page.page
    page.set_viewport_size({"width": 1280, "height": 800})
    line = "游ゴシック がないので、PDFでは代わりに Noto Sans CJK JP で表示されます"
    told = "\n".join(["日本語：発表済み（2026年12月7日）", *[line] * 6])
    page.evaluate("told => sessionStorage.setItem('said', told)", told)
    page.reload()
    wait_for_said(page, line)
    boxes = [page.locator(each).bounding_box() for each in ("#say", "main", "#list", "#todo")]
    said, *others = [box for box in boxes if box]
    assert len(others) == len(boxes) - 1
    assert said["y"] + said["height"] <= 800
    assert all(box["y"] + box["height"] <= said["y"] for box in others)
    assert page.locator("#say").evaluate("e => e.scrollHeight <= e.clientHeight")


def test_finding_is_accepted(desk_page: DeskPage) -> None:
    """Who accepts it, and why, is kept in the file; it is found no more, and listed as such."""
    page = desk_page.page
    rewrite(desk_page, "in the near future.", "in the near future, with 14 guests.")
    task = find_task(page, "“14” is in English only")
    dialog = ask(page, "Checked, it is right", task)
    answer(dialog, "Record", Who_accepts_it="原稿担当", Why_it_is_right="英語だけの数")
    find_todo(page).get_by_text("No problems were found.").wait_for()
    dialog.wait_for(state="hidden")
    tail = read(desk_page).rpartition("accepted:")[2]
    assert "code: number-differs" in tail
    assert "who: 原稿担当" in tail
    assert "why: 英語だけの数" in tail
    todo = find_todo(page)
    todo.get_by_text("Accepted (1)").click()
    todo.get_by_text("accepted by 原稿担当").last.wait_for()
    assert "英語だけの数" in todo.inner_text()


def test_finding_needs_who_and_why(desk_page: DeskPage) -> None:
    """A form that leaves one out, or a day half, says so in the desk's words and is not sent."""
    page = desk_page.page
    rewrite(desk_page, "in the near future.", "in the near future, with 14 guests.")
    before = read(desk_page)
    dialog = ask(page, "Checked, it is right", find_task(page, "“14”"))
    answer(dialog, "Record", Who_accepts_it="原稿担当")
    dialog.get_by_role("alert").filter(has_text="Say why it is right.").wait_for()
    why = dialog.get_by_label("Why it is right")
    wait_for_focus(why)
    dialog.get_by_label("Day", exact=True).press("Delete")
    answer(dialog, "Record", Why_it_is_right="英語だけの数")
    dialog.get_by_role("alert").filter(has_text="This date is not complete").wait_for()
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert read(desk_page) == before


# --- gaps


def test_media_contact_is_filled_in(desk_page: DeskPage) -> None:
    """The fields of what is not there yet stand in one form, and make one group in the file."""
    page = desk_page.page
    find_word(page, "[media contact to be supplied by LINK-J]").click()
    editor = page.get_by_role("region", name="Field")
    editor.get_by_role("button", name="Save").wait_for()
    names = editor.get_by_role("textbox")
    labels = {box.evaluate("e => e.labels?.[0]?.textContent ?? ''"): box for box in names.all()}
    assert {"Japanese", "English"} <= set(labels), labels
    labels["Japanese"].fill("広報")
    labels["English"].fill("Public Relations")
    next(box for label, box in labels.items() if "mail" in label).fill("pr@example.org")
    save(page)
    wait_for_words(page, "pr@example.org")
    find_word(page, "[media contact to be supplied by LINK-J]").wait_for(state="detached")
    assert "media_contact:" in read(desk_page)
    find_task(page, "media contact").wait_for(state="detached")


def drop(page: Page, name: str, content: bytes, kind: str) -> None:
    """Drop a file onto the place of the photo, as from a folder."""
    files = page.evaluate_handle(
        """([name, kind, content]) => {
            const carried = new DataTransfer();
            const bytes = Uint8Array.from(atob(content), letter => letter.charCodeAt(0));
            carried.items.add(new File([bytes], name, { type: kind }));
            return carried;
        }""",
        [name, kind, base64.b64encode(content).decode()],
    )
    frame = find_word(page, "[photo awaited from LINK-J]")
    frame.dispatch_event("dragover", {"dataTransfer": files})
    frame.dispatch_event("drop", {"dataTransfer": files})


@pytest.mark.parametrize("how", ["chosen", "dropped"])
def test_photo_is_taken(desk_page: DeskPage, how: str) -> None:
    """It lies beside the partner files, is named in the release, and shows in both languages."""
    page = desk_page.page
    if how == "dropped":
        drop(page, "signing.png", PHOTO.read_bytes(), "image/png")
    else:
        find_word(page, "[photo awaited from LINK-J]").click()
        editor = page.get_by_role("region", name="Field")
        editor.get_by_label("photo file").set_input_files(PHOTO)
        editor.get_by_alt_text("The photo that is chosen").wait_for()
        editor.get_by_role("button", name="Save").click()
    pictures = page.get_by_role("main").get_by_role("img")
    pictures.nth(1).wait_for()
    assert pictures.evaluate_all("all => all.every(each => each.complete || true)")
    assert "    file: photos/denmark.png\n" in read(desk_page)
    kept = desk_page.root / "partners" / "photos" / "denmark.png"
    assert kept.read_bytes() == PHOTO.read_bytes()
    find_task(page, "[photo awaited from LINK-J]").wait_for(state="detached")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [("notes.txt", "署名式".encode(), "JPEG"), ("IMG_0001.HEIC", HEIC, "HEIC")],
    ids=["text", "heic"],
)
def test_wrong_photo_is_refused(desk_page: DeskPage, name: str, content: bytes, told: str) -> None:
    """What Word cannot show is told in words, and leaves nothing behind."""
    page, before = desk_page.page, read(desk_page)
    find_word(page, "[photo awaited from LINK-J]").click()
    editor = page.get_by_role("region", name="Field")
    photo = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    editor.get_by_label("photo file").set_input_files(files=[photo])
    editor.get_by_role("button", name="Save").click()
    editor.get_by_role("alert").filter(has_text=told).wait_for()
    assert read(desk_page) == before
    assert not (desk_page.root / "partners" / "photos").exists()


# --- approvals


def test_quote_is_approved(desk_page: DeskPage) -> None:
    """Who and when stands in the file, with the words that were approved in both languages."""
    page = desk_page.page
    find_word(page, "[quote awaiting approval by Joakim Steen Barron-Mikkelsen]").click()
    dialog = page.get_by_role("dialog", name="Record an approval")
    dialog.wait_for()
    assert "building on the close relationship" in dialog.inner_text()
    answer(
        dialog,
        "Record",
        Who_approved="Joakim Steen Barron-Mikkelsen",
        Day_of_the_approval="2020-11-22",
    )
    find_todo(page).get_by_text("approved by Joakim Steen Barron-Mikkelsen").wait_for()
    dialog.wait_for(state="hidden")
    approval = read(desk_page).partition("approval:")[2].partition("- speaker: soyama")[0]
    assert "by: Joakim Steen Barron-Mikkelsen" in approval
    assert "on: 2020-11-22" in approval
    assert "of:" in approval
    assert "LINK-Jとの緊密な関係を土台に" in approval
    assert "spoke of building on the close relationship" in approval


def test_approval_is_asked_for_in_the_words_that_are_printed(desk_page: DeskPage) -> None:
    """Own words stand in no copy until then: they are sent in a text, in each language they have.

    The one that is approved is asked for no more.
    """
    page, words = desk_page.page, "We look forward to working with LINK-J."
    own = f"    - speaker: barron-mikkelsen\n      words:\n        en: {words}\n"
    rewrite(desk_page, "    - speaker: barron-mikkelsen\n", own)
    task = find_task(page, "quote awaiting approval by Joakim Steen Barron-Mikkelsen")
    dialog = ask(page, "Record the approval", task)
    dialog.get_by_text("A text that asks for the approval").click()
    assert dialog.locator("#request-ja").count() == 0
    text = dialog.locator("#request-en").input_value()
    title = page.locator(".cell.in-en .headline").first.inner_text().strip()
    assert text.startswith(f"The press release “{title}”, planned for November 24, 2020, will")
    assert "Joakim Steen Barron-Mikkelsen" in text
    assert f", said: “{words}”\n\n" in text
    assert "awaiting approval" not in text
    assert "Please reply with “approved”" in text
    dialog.get_by_role("button", name="Copy").click()
    dialog.get_by_text("Copied.").wait_for()


def test_facts_are_confirmed(desk_page: DeskPage) -> None:
    """The partner's word on the facts is kept with who and when, and is open no more."""
    page = desk_page.page
    dialog = ask(page, "Record the confirmation", find_task(page, "facts awaiting confirmation"))
    told = dialog.get_by_role("group", name="What is approved").inner_text()
    assert "November 20, 2020" in told
    assert "2020-11-20" not in told
    answer(dialog, "Record", Who_confirmed="大使館 広報", Day_of_the_confirmation="2020-11-22")
    find_todo(page).get_by_text("confirmed by 大使館 広報").wait_for()
    find_task(page, "facts awaiting confirmation").wait_for(state="detached")
    confirmed = read(desk_page).partition("  confirmed:")[2]
    assert "by: 大使館 広報" in confirmed
    assert "on: 2020-11-22" in confirmed


def test_what_is_approved_already_is_not_ticked_again(desk_page: DeskPage) -> None:
    """Who records one language after the other ticks nothing; where both have it, both are."""
    page = desk_page.page
    dialog = ask(page, "Record the confirmation", find_task(page, "facts awaiting confirmation"))
    dialog.get_by_label("English").uncheck()
    answer(dialog, "Record", Who_confirmed="大使館 広報", Day_of_the_confirmation="2020-11-22")
    find_todo(page).get_by_text("confirmed by 大使館 広報").wait_for()
    confirmed = find_todo(page).get_by_role("listitem").filter(has_text="confirmed by 大使館")
    dialog = ask(page, "Record it again", confirmed.first)
    assert dialog.get_by_label("English").is_checked()
    assert not dialog.get_by_label("Japanese").is_checked()
    answer(dialog, "Record", Who_confirmed="Embassy", Day_of_the_confirmation="2020-11-23")
    find_todo(page).get_by_text("confirmed by Embassy").wait_for()
    dialog = ask(page, "Record it again", confirmed.first)
    assert dialog.get_by_label("English").is_checked()
    assert dialog.get_by_label("Japanese").is_checked()


# --- going out


def test_what_is_written_besides_is_as_last_chosen(open_page: OpenPage, tmp_path: Path) -> None:
    """Each kind has its own; a PDF of the finals is ticked anew, but not right after writing."""
    page = open_page(write_finished(tmp_path)).page
    dialog = ask(page, "Write the drafts")
    dialog.get_by_label("Plain text too").check()
    answer(dialog, "Write")
    dialog.get_by_role("status").filter(has_text="The files were written.").wait_for()
    assert dialog.get_by_label("Plain text too").is_checked()
    page.reload()
    dialog = ask(page, "Write the drafts")
    assert dialog.get_by_label("Plain text too").is_checked()
    assert not dialog.get_by_label("PDF too").is_checked()
    dialog.get_by_role("button", name="Close").click()
    dialog = ask(page, "Write the finals")
    assert not dialog.get_by_label("Plain text too").is_checked()
    dialog.get_by_label("PDF too").uncheck()
    answer(dialog, "Write")
    dialog.get_by_role("status").filter(has_text="The files were written.").wait_for()
    assert not dialog.get_by_label("PDF too").is_checked()
    dialog.get_by_role("button", name="Close").click()
    dialog = ask(page, "Write the finals")
    assert dialog.get_by_label("PDF too").is_checked()


def test_draft_is_built(desk_page: DeskPage) -> None:
    """Word files of both languages lie in output/, and are named."""
    dialog = ask(desk_page.page, "Write the drafts")
    answer(dialog, "Write")
    dialog.get_by_role("status").filter(has_text="The files were written.").wait_for()
    name = "2020-11-24_Royal Danish Embassy_draft for us alone_Japanese.docx"
    with desk_page.page.expect_download() as taken:
        dialog.get_by_role("link", name=name).click()
    assert taken.value.suggested_filename == name
    file = desk_page.root / "output" / "2020-11-24_denmark_ja.docx"
    assert taken.value.path().read_bytes() == file.read_bytes()
    assert sorted(path.name for path in (desk_page.root / "output").glob("*.docx")) == [
        "2020-11-24_denmark_en.docx",
        "2020-11-24_denmark_ja.docx",
    ]


@pytest.mark.parametrize("finish", ["draft", "partner", "final"])
def test_draft_that_was_edited_is_told_of_by_what_the_desk_has(
    open_desk: OpenDesk, tmp_path: Path, finish: str
) -> None:
    """Who sees no terminal is told which button brings the edits in, and what to tick then."""
    desk = open_desk(write_finished(tmp_path))
    asked = {"finish": finish, "languages": ["ja"], "who": "", "on": "2021-03-01"}
    assert desk.act("/releases/sapporo/build", {**asked, "finish": "draft"}).status == 200
    draft = desk.root / "output/2021-03-02_sapporo_ja.docx"
    edited = edit_draft(draft)
    rewrite_file = desk.root / SAPPORO
    text = rewrite_file.read_text("utf-8")
    rewrite_file.write_text(text.replace("背景です。", "背景の説明です。"), "utf-8")
    answer = desk.act("/releases/sapporo/build", asked)
    assert answer.status == 422
    assert "“Bring its edits in”" in answer.text
    assert "“Set what was edited in Word aside, under a dated name”" in answer.text
    assert not re.search(r"linkj-press|--\w", answer.text)
    assert draft.read_bytes() == edited
    page = desk.read(f"/releases/sapporo/ask/{finish}")
    assert 'data-take-file="/releases/sapporo/files/draft/ja.docx"' in page
    way = desk.ask("POST", f"/returned?name={draft.name}", edited).form["way"]
    shown = desk.read(way)
    seen = re.search(r'data-seen="(.*?)" data-pending="(.*?)"', shown)
    assert seen
    nothing: dict[str, Any] = {
        "decisions": [],
        "seen": seen[1],
        "pending": seen[2],
        "who": "",
        "on": "",
    }
    assert desk.act(f"{way}/take", nothing).status == 200
    assert "data-take-file" not in desk.read(f"/releases/sapporo/ask/{finish}")
    answer = desk.act("/releases/sapporo/build", asked)
    assert answer.status == 200, answer.text
    if finish == "draft":
        kept = [file.read_bytes() for file in draft.parent.glob("*edited*.docx")]
        assert kept == [edited]


def test_edits_of_the_other_language_hold_nothing_back(open_desk: OpenDesk, tmp_path: Path) -> None:
    """Japanese was brought in, and English was not: only what is written is asked about."""
    desk = open_desk(write_finished(tmp_path))
    asked = {"finish": "draft", "languages": ["ja", "en"], "who": "", "on": "2021-03-01"}
    assert desk.act("/releases/sapporo/build", asked).status == 200
    ja, en = (desk.root / f"output/2021-03-02_sapporo_{each}.docx" for each in ("ja", "en"))
    edited = edit_draft(ja), edit_draft(en)
    way = desk.ask("POST", f"/returned?name={ja.name}", edited[0]).form["way"]
    seen = re.search(r'data-seen="(.*?)"', desk.read(way))
    assert seen
    nothing: dict[str, Any] = {
        "decisions": [],
        "seen": seen[1],
        "pending": "accept",
        "who": "",
        "on": "",
    }
    assert desk.act(f"{way}/take", nothing).status == 200
    page = desk.read("/releases/sapporo/ask/draft")
    assert re.findall(r'data-take-file="\S*?/(\w+)\.docx"', page) == ["en"]
    assert "Edited in Word, and brought in" in page
    rewrite_file = desk.root / SAPPORO
    text = rewrite_file.read_text("utf-8")
    rewrite_file.write_text(text.replace("背景です。", "背景の説明です。"), "utf-8")
    assert desk.act("/releases/sapporo/build", asked).status == 422
    assert (ja.read_bytes(), en.read_bytes()) == edited
    answer = desk.act("/releases/sapporo/build", {**asked, "languages": ["ja"]})
    assert answer.status == 200, answer.text
    assert en.read_bytes() == edited[1]


def test_nothing_is_undone_of_what_went_out_elsewhere(open_desk: OpenDesk, tmp_path: Path) -> None:
    """Who published by the command line, or on another desk, has frozen what was done here."""
    desk = open_desk(write_finished(tmp_path))
    edit = {"path": "release.background[0].en", "was": "Background.", "now": "The background."}
    assert desk.act("/releases/sapporo/field", {"edits": [edit], "shown": ""}).status == 200
    text = (desk.root / SAPPORO).read_bytes()
    assert b"The background." in text
    for arguments in (
        ("build", "sapporo", "--final", "--signed-off", "総務部長", "--on", "2021-03-01"),
        ("publish", "sapporo", "--lang", "en", "--on", "2021-03-02"),
    ):
        assert run_in(desk.root, *arguments).exit_code == 0
    answer = desk.act("/releases/sapporo/undo", {})
    assert answer.status == 422, answer.text
    assert (desk.root / SAPPORO).read_bytes() == text
    assert "nothing was done here that can be undone" in answer.form["refused"]


def test_draft_is_opened_in_word(open_page: OpenPage, tmp_path: Path) -> None:
    """What the system opens Word files with is given the one that a person asks for."""
    opened = tmp_path / "opened"
    opener = tmp_path / "bin" / "xdg-open"
    opener.parent.mkdir()
    opener.write_text(
        f'#!/bin/sh\nprintf %s "$1" > "{opened}.new" && mv "{opened}.new" "{opened}"\n'
    )
    opener.chmod(0o755)
    path = os.pathsep.join([str(opener.parent), os.environ["PATH"]])
    desk = open_page(environment={"PATH": path, "DISPLAY": ":0"})
    answer(dialog := ask(desk.page, "Write the drafts"), "Write")
    dialog.get_by_role("button", name="Open in Word").first.click()
    wait_for_said(desk.page, "2020-11-24_denmark_ja.docx")
    file = desk.root / "output" / "2020-11-24_denmark_ja.docx"
    while not opened.exists():
        desk.page.wait_for_timeout(50)
    assert opened.read_text() == str(file)


def test_pdf_is_made(desk_page: DeskPage) -> None:
    """A box in the dialog asks for it; that it takes its time is said as long as it does."""
    require("soffice")
    dialog = ask(desk_page.page, "Write the drafts")
    dialog.get_by_label("English").uncheck()
    dialog.get_by_label("PDF too").check()
    answer(dialog, "Write")
    dialog.get_by_role("status").filter(has_text="PDFs take a few seconds").wait_for()
    dialog.get_by_role("link", name="Japanese.pdf").wait_for(timeout=60_000)
    file = desk_page.root / "output" / "2020-11-24_denmark_ja.pdf"
    assert file.read_bytes().startswith(b"%PDF")


def test_copy_goes_to_the_partner(desk_page: DeskPage) -> None:
    """Who got it, and when, is kept, and told where the release is listed."""
    page = desk_page.page
    dialog = ask(page, "Write copies for the partner")
    answer(dialog, "Write", Recipient="大使館 広報", Day_of_sending="2020-11-21")
    dialog.get_by_role("status").filter(has_text="大使館 広報").wait_for()
    dialog.get_by_role("button", name="Close").click()
    page.get_by_role("link", name="Royal Danish").filter(has_text="with the partner").wait_for()
    kept = list((desk_page.root / "partners" / "rounds").rglob("*.*"))
    assert any("大使館 広報" in path.read_text("utf-8", "replace") for path in kept)


def test_final_is_refused_while_something_is_open(desk_page: DeskPage) -> None:
    """The dialog says how much is open; whoever writes all the same is refused, file by file."""
    dialog = ask(desk_page.page, "Write the finals")
    dialog.get_by_text("It cannot be final yet. 5 open.").wait_for()
    answer(dialog, "Write")
    dialog.get_by_role("alert").filter(has_text="[photo awaited from LINK-J]").wait_for()
    assert not list((desk_page.root / "output").rglob("*.docx"))


def test_final_names_the_warnings_that_remain(open_page: OpenPage, tmp_path: Path) -> None:
    """The first ones, with the way to where they stand; it is not refused for them."""
    root = write_finished(tmp_path)
    desk = open_page(root)
    page = desk.page
    dialog = ask(page, "Write the finals")
    dialog.get_by_text("Nothing is open.").wait_for()
    assert dialog.get_by_text("remain").count() == 0
    dialog.get_by_role("button", name="Close").click()
    rewrite(
        desk,
        "背景です。, en: Background.",
        "第２と第３と第４と第５です。, en: Background.",
        SAPPORO,
    )
    find_task(page, "“５” is in full-width digits").wait_for()
    dialog = ask(page, "Write the finals")
    told = dialog.get_by_text(re.compile(r"\d+ warnings remain\. Look at them before it goes out:"))
    number = int(told.inner_text().split()[0])
    warnings = dialog.get_by_role("list", name=told.inner_text()).get_by_role("listitem")
    assert number > 3
    assert warnings.count() == 4
    assert warnings.last.inner_text() == f"{number - 3} more, under “Problems”"
    answer(dialog, "Write")
    dialog.get_by_role("status").filter(has_text="The files were written.").wait_for()
    warnings.first.get_by_role("button", name="Open").click()
    field = page.get_by_role("region", name="Field")
    wait_for_focus(field.get_by_role("textbox", name="Japanese"))
    assert dialog.is_hidden()


def test_what_was_filled_in_stays_while_a_warning_is_looked_at(
    open_page: OpenPage, tmp_path: Path
) -> None:
    """Whoever opens it from the dialog of the finals, and comes back, does not type that again."""
    root = write_finished(tmp_path)
    file = root / SAPPORO
    file.write_text(file.read_text("utf-8").replace("背景です。", "第２です。"), "utf-8")
    page = open_page(root).page
    dialog = ask(page, "Write the finals")
    who, day = (dialog.get_by_label(each) for each in ("Who signs them off", "Day of signing off"))
    english = dialog.get_by_label("English")
    who.fill("総務部長")
    day.fill("2021-02-28")
    english.uncheck()
    dialog.get_by_role("list").first.get_by_role("button", name="Open").first.click()
    field = page.get_by_role("region", name="Field")
    field.get_by_role("button", name="Save").wait_for()
    page.keyboard.press("Escape")
    field.wait_for(state="hidden")
    ask(page, "Write the finals")
    assert (who.input_value(), day.input_value()) == ("総務部長", "2021-02-28")
    assert not english.is_checked()
    page.keyboard.press("Escape")
    ask(page, "Write the finals")
    assert (who.input_value(), english.is_checked()) == ("", True)


def test_dialog_opens_once_it_went_out_elsewhere(open_page: OpenPage, tmp_path: Path) -> None:
    """A page that has not heard of that shows what was made, though nothing is asked any more."""
    desk = open_page(write_finished(tmp_path))
    page, sapporo = desk.page, "/releases/sapporo"
    dialog = ask(page, "Write the finals")
    answer(dialog, "Write", Who_signs_them_off="総務部長", Day_of_signing_off="2021-03-01")
    dialog.get_by_role("status").filter(has_text="総務部長").wait_for()
    dialog.get_by_role("button", name="Close").click()
    page.route("**/pages", lambda route: route.abort())
    out = {"languages": ["ja", "en"], "on": "2021-03-02"}
    assert desk.desk.act(f"{sapporo}/publish", out).status == 200
    ask(page, "Write the finals")
    dialog.get_by_role("heading", name="Write the finals").wait_for()
    assert dialog.get_by_role("button", name="Write", exact=True).count() == 0


def test_each_copy_for_the_partner_has_a_name_of_its_own(
    open_desk: OpenDesk, tmp_path: Path
) -> None:
    """From the second on by its number, so that no mail mixes them up: also one of another day."""
    root = write_finished(tmp_path)
    desk, sapporo = open_desk(root), "/releases/sapporo"
    form = {"finish": "partner", "languages": ["ja", "en"], "who": "札幌市", "on": "2021-02-20"}
    desk.act(f"{sapporo}/build", form)
    first = "2021-03-02_City of Sapporo_copy for the partner_Japanese.docx"
    assert first in desk.read(f"{sapporo}/ask/partner")
    row = {"path": "release.background[0].ja", "was": "背景です。", "now": "別です。"}
    desk.act(f"{sapporo}/field", {"edits": [row], "shown": ""})
    desk.act(f"{sapporo}/build", form)
    page = desk.read(f"{sapporo}/ask/partner")
    assert "2021-03-02_City of Sapporo_copy 2 for the partner_Japanese.docx" in page
    assert "2021-03-02_City of Sapporo_copy for the partner_English.docx" in page
    answer = desk.ask("GET", f"{sapporo}/files/partner/ja.docx")
    assert "copy%202%20for%20the%20partner" in answer.headers["content-disposition"]
    row = {"path": "release.date", "was": "2021-03-02", "now": "2021-03-03"}
    desk.act(f"{sapporo}/field", {"edits": [row], "shown": ""})
    *_, told = desk.act(f"{sapporo}/build", {**form, "finish": "draft"}).form["told"]
    assert "output/for-partner/2021-03-02_sapporo_ja.docx" in told


def test_nothing_is_offered_that_what_is_out_refuses(open_desk: OpenDesk, tmp_path: Path) -> None:
    """No person is added to it, and no finding of its words is told, or mended in its file."""
    root = write_finished(tmp_path)
    file = root / SAPPORO
    file.write_text(file.read_text("utf-8").replace("背景です。", "第２です。"), "utf-8")
    desk, sapporo = open_desk(root), "/releases/sapporo"
    form = {"finish": "final", "languages": ["ja", "en"], "who": "X", "on": "2021-03-01"}
    assert desk.act(f"{sapporo}/build", form).status == 200
    before = desk.read(f"{sapporo}/todo")
    assert "Add a person" in before
    assert "“２” is in full-width digits" in before
    keys = re.findall(r'data-act="mend" data-key="([^"]*)"', before)
    assert keys
    out = {"languages": ["ja"], "on": "2021-03-02"}
    assert desk.act(f"{sapporo}/publish", out).status == 200
    after = desk.read(f"{sapporo}/todo")
    assert "Add a person" not in after
    assert "full-width digits" not in after + desk.read(f"{sapporo}/ask/final")
    for key in keys:
        desk.act(f"{sapporo}/mend", {"key": key})
    assert "第２です。" in file.read_text("utf-8")


def test_finished_release_goes_out(open_page: OpenPage, tmp_path: Path) -> None:
    """Final, publishing refused before the sign-off, signed off, published, and then locked."""
    desk = open_page(write_finished(tmp_path))
    page = desk.page
    find_todo(page).get_by_text("Nothing is open.").wait_for()
    dialog = ask(page, "Write the finals")
    answer(dialog, "Write")
    dialog.get_by_role("status").filter(has_text="The files were written.").wait_for()
    dialog.get_by_role("button", name="Close").click()

    dialog = ask(page, "Record that it was published")
    dialog.get_by_role("button", name="the final is not signed off yet").first.wait_for()
    assert dialog.get_by_role("button", name="Record", exact=True).is_disabled()
    assert not (desk.root / "partners" / "published").exists()
    dialog.get_by_role("button", name="Close").click()

    dialog = ask(page, "Write the finals")
    answer(dialog, "Write", Who_signs_them_off="総務部長", Day_of_signing_off="2021-03-01")
    dialog.get_by_role("status").filter(has_text="総務部長").wait_for()
    dialog.get_by_role("button", name="Close").click()

    dialog = ask(page, "Record that it was published")
    answer(dialog, "Record", Day_of_publication="2021-03-02")
    dialog.wait_for(state="hidden")
    page.get_by_text("published, and locked").nth(1).wait_for()
    page.get_by_role("banner").get_by_role("button", name="Begin a correction").wait_for()
    assert page.get_by_role("banner").get_by_role("button", name="Write").count() == 0
    link = page.get_by_role("navigation", name="Releases").get_by_role("link").first
    link.filter(has_text="published").wait_for()
    assert list((desk.root / "partners" / "published").rglob("*.docx"))
    find_word(page, "Background.").click()
    page.get_by_role("dialog", name="Background.").get_by_text("the text as published").wait_for()
    page.get_by_role("dialog", name="Background.").get_by_role("button", name="Begin").wait_for()
    page.keyboard.press("Escape")
    field = page.get_by_role("region", name="Field")
    todo = find_todo(page)
    todo.get_by_text("All fields").click()
    todo.get_by_role("button", name="background").first.click()
    field.get_by_text("It has been published and is locked.").first.wait_for()
    assert field.get_by_role("textbox").count() == 0
    assert field.get_by_role("button", name="Save").count() == 0


def test_changes_are_told(desk_page: DeskPage) -> None:
    """Against the last draft, what went and what came stands side by side."""
    page = desk_page.page
    answer(dialog := ask(page, "Write the drafts"), "Write")
    dialog.get_by_role("status").filter(has_text="written").wait_for()
    dialog.get_by_role("button", name="Close").click()
    rewrite(desk_page, "in the near future", "next spring")
    wait_for_words(page, "next spring")
    dialog = ask(page, "What changed")
    assert (
        dialog.get_by_role("button", name="the drafts as last built").get_attribute("aria-pressed")
        == "true"
    )
    english = dialog.get_by_role("region", name="English")
    assert "next spring" in english.get_by_role("insertion").all_inner_texts()[0]
    assert "in the near future" in english.get_by_role("deletion").all_inner_texts()[0]
    dialog.get_by_role("button", name="what the partner got").click()
    dialog.get_by_text("This language has not been sent to anybody yet.").first.wait_for()


def test_ledger_opens(desk_page: DeskPage) -> None:
    """From any release: every partnership in order, and the way back to a release."""
    page = desk_page.page
    page.get_by_role("link", name="Ledger").click()
    rows = page.get_by_role("table").get_by_role("row")
    rows.nth(15).wait_for()
    assert "University of California San Diego" in rows.nth(1).inner_text()
    rows.nth(15).get_by_role("link", name="November 24, 2020").click()
    page.wait_for_url("**/releases/denmark")


def test_only_files_of_the_release_can_be_taken(open_desk: OpenDesk) -> None:
    """Each by its kind, language and ending, under a name that tells them apart; nothing else."""
    desk, files = open_desk(), "/releases/osaka/files"
    assert desk.ask("GET", f"{files}/draft/ja.docx").status == 404
    form = {"finish": "draft", "languages": ["ja"], "who": "", "on": "", "pdf": False}
    assert desk.act("/releases/osaka/build", form).status == 200
    japanese = {"Cookie": f"{desk.cookie}; linkj-press-ui=ja"}
    answer = desk.ask("GET", f"{files}/draft/ja.docx", headers=japanese)
    assert answer.status == 200
    assert answer.body == (desk.root / "output" / "2020-09-07_osaka_ja.docx").read_bytes()
    named = quote("2020-09-07_大阪府_社内用原稿案_日本語.docx")
    assert named in {value for value in answer.headers.values() for value in value.split("''")}
    for path in (
        *("draft/ja.json", "draft/ja.pdf", "draft/en.docx", "final/ja.docx", "published/ja.docx"),
        *("draft/..%2f..%2fpartners%2fosaka.yaml", "..%2f..%2fpartners/osaka.yaml", "draft/ja."),
        *("%00/ja.docx", "draft/%00.docx", "DRAFT/ja.docx", "draft/../draft/ja.docx%2f.."),
    ):
        assert desk.ask("GET", f"{files}/{path}").status == 404, path


def test_publication_waits_for_the_day_of_the_release(open_desk: OpenDesk, tmp_path: Path) -> None:
    """Before that day the form says so, and offers nothing that would be refused."""
    root = write_finished(tmp_path)
    file = root / "partners/sapporo.yaml"
    later = f"{date.today().year + 1}-03-02"
    file.write_bytes(file.read_bytes().replace(b"date: 2021-03-02", f"date: {later}".encode()))
    page = open_desk(root).read("/releases/sapporo/ask/publish")
    assert f"It can be noted from March 2, {date.today().year + 1} on" in page
    assert 'name="on"' not in page
    assert re.search(r'type="submit" class="main" disabled', page)


def test_finals_of_another_day_are_told_of(open_desk: OpenDesk, tmp_path: Path) -> None:
    """As the day is moved, where none can go out, and beside new ones: by where they stand."""
    root = write_finished(tmp_path)
    desk, sapporo = open_desk(root), "/releases/sapporo"
    form = {"finish": "final", "languages": ["ja", "en"], "who": "X", "on": "2021-03-01"}
    with_page = {**form, "html": True}
    assert len(desk.act(f"{sapporo}/build", with_page).form["told"]) == 3
    for language in ("ja", "en"):
        (root / f"output/final/2021-03-02_sapporo_{language}.pdf").write_bytes(b"%PDF-1.4")
    row = {"path": "release.date", "was": "2021-03-02", "now": "2021-03-03"}
    moved = desk.act(f"{sapporo}/field", {"edits": [row], "shown": ""})
    again = "The day of the release is another now: write the finals anew."
    assert moved.form["told"] == ["Saved.", again]
    page = desk.read(f"{sapporo}/ask/publish")
    assert "there is no final of this day of release (there is one of March 2, 2021)" in page
    *_, told = desk.act(f"{sapporo}/build", form).form["told"]
    there = (root / "output/final").glob("2021-03-02_sapporo_*")
    one, two, three, four, five, six = sorted(file.relative_to(root).as_posix() for file in there)
    assert " set aside " in one
    assert told == (
        "Files of the day of release before (March 2, 2021) are still there. Do not use them:"
        f" {one}, {two}, {three}, {four}, {five}, and {six}"
    )
    assert "there is no final" not in desk.read(f"{sapporo}/ask/publish")


def test_final_whose_words_have_changed_is_told_of(open_desk: OpenDesk, tmp_path: Path) -> None:
    """What is edited after the sign-off asks for finals anew, until it is as it was."""
    root = write_finished(tmp_path)
    desk, sapporo = open_desk(root), "/releases/sapporo"
    form = {"finish": "final", "languages": ["ja", "en"], "who": "X", "on": "2021-03-01"}
    assert desk.act(f"{sapporo}/build", form).status == 200
    told = "the release has changed since the final was written: write it again"
    assert told not in desk.read(f"{sapporo}/todo")
    row = {"path": "release.background[0].en", "was": "Background.", "now": "Other words."}
    assert desk.act(f"{sapporo}/field", {"edits": [row], "shown": ""}).status == 200
    todo = desk.read(f"{sapporo}/todo")
    assert f"English: {told}" in todo
    assert f"Japanese: {told}" not in todo
    assert "Nothing is open." not in todo
    assert desk.act(f"{sapporo}/undo", {}).status == 200
    assert told not in desk.read(f"{sapporo}/todo")


def test_steps_of_one_day_are_in_the_order_of_the_copies(
    open_desk: OpenDesk, tmp_path: Path
) -> None:
    """What was approved before a copy went out, and what after, is known by what it asks for."""
    root = copy_desk(tmp_path / "desk")
    file = root / "partners/osaka.yaml"
    sent = ("build", "osaka", "--for-partner", "--to", "大阪府 広報課", "--on", "2020-09-01")

    def approve(speaker: str, by: str) -> None:
        text, line = file.read_text("utf-8"), f"    - speaker: {speaker}\n"
        assert text.count(line) == 1
        own = f"{line}      approval: {{by: {by}, on: 2020-09-01}}\n"
        file.write_text(text.replace(line, own), "utf-8")

    approve("sawa", "LINK-J")
    assert run_in(root, *sent).exit_code == 0
    approve("yamaguchi", "大阪府")
    assert run_in(root, *sent).exit_code == 0
    order = ["quote approved: LINK-J", "sent to 大阪府 広報課", "quote approved: 大阪府"]
    order.append("copy 2 sent to 大阪府 広報課")
    page = open_desk(root).read("/releases/osaka/todo").partition("What happened so far")[2]
    assert sorted(order, key=page.index) == order
    shown = run_in(root, "rounds", "osaka").stdout.partition("(English)")[2]
    order = ["by LINK-J", "copy 1, sent", "by 大阪府 on", "copy 2, sent"]
    assert sorted(order, key=shown.index) == order


def test_fix_is_offered_only_where_it_can_succeed(open_desk: OpenDesk, tmp_path: Path) -> None:
    """Not in a mapping that is left alone, nor while its file has a fault: that is said."""
    root = write_finished(tmp_path)
    file = root / SAPPORO
    good = file.read_text("utf-8")
    file.write_text(good.replace("confirmed: {", "confirmed: &once {"), "utf-8")
    desk, sapporo = open_desk(root), "/releases/sapporo"
    page = desk.read(f"{sapporo}/todo")
    assert "The words that 札幌市 approved were not recorded".lower() in page.lower()
    (key,) = re.findall(r'data-act="mend" data-key="([^"]*)"', page)  # that of the quote
    file.write_text(good.replace("country: JP", "country: [JP"), "utf-8")
    refused = desk.act(f"{sapporo}/mend", {"key": key}).form["refused"]
    assert refused.startswith("nothing can be fixed until this is put right: ")
    assert 'data-act="mend"' not in desk.read(f"{sapporo}/todo")
    file.write_text(good, "utf-8")
    assert desk.act(f"{sapporo}/mend", {"key": key}).form["told"] == ["Fixed."]


_OLD = "Out of date: the release has changed since. Do not use it; write it again."


def list_files(desk: RunningDesk, what: str) -> dict[str, str]:
    """Return what is said beside each file that the dialog *what* of Sapporo lists."""
    page = desk.read(f"/releases/sapporo/ask/{what}")
    assert ('<h3 id="ask-files">Files made last</h3>' in page) == ("download>" in page)
    rows = re.findall(r"download>(.*?)</a>(.*?)</li>", page, re.DOTALL)
    texts = ((name, re.sub(r"<button.*?</button>|<[^>]*>", " ", rest)) for name, rest in rows)
    return {name.rpartition("_")[2]: " ".join(text.split()) for name, text in texts}


@pytest.mark.parametrize("what", ["draft", "partner", "final"])
def test_files_made_before_say_when_and_whether_they_are_out_of_date(
    open_desk: OpenDesk, tmp_path: Path, what: str
) -> None:
    """In the language that has changed alone, until they are written again."""
    root = write_finished(tmp_path)
    desk, sapporo = open_desk(root), "/releases/sapporo"
    assert list_files(desk, what) == {}
    form = {"finish": what, "languages": ["ja", "en"], "who": "", "on": "", "text": True}
    assert desk.act(f"{sapporo}/build", form).status == 200
    for file in (root / "output").rglob("2021-03-02_sapporo_*.*"):
        moment = datetime(2021, 3, 1, 9, 5).timestamp()
        os.utime(file, (moment, moment))
    made = "made on March 1, 2021, 09:05"
    files = ("Japanese.docx", "Japanese.txt", "English.docx", "English.txt")
    assert list_files(desk, what) == dict.fromkeys(files, made)
    row = {"path": "release.background[0].en", "was": "Background.", "now": "Other words."}
    assert desk.act(f"{sapporo}/field", {"edits": [row], "shown": ""}).status == 200
    old = {name: f"{made} {_OLD}" if "English" in name else made for name in files}
    assert list_files(desk, what) == old
    assert desk.act(f"{sapporo}/build", form).status == 200
    assert _OLD not in desk.read(f"{sapporo}/ask/{what}")


def test_final_before_is_named_for_people(open_desk: OpenDesk, tmp_path: Path) -> None:
    """In which language it is, and in which folder it stands under which name."""
    root = write_finished(tmp_path)
    desk, sapporo = open_desk(root), "/releases/sapporo"
    form = {"finish": "final", "languages": ["ja", "en"], "who": "", "on": ""}
    assert desk.act(f"{sapporo}/build", form).status == 200
    row = {"path": "release.background[0].en", "was": "Background.", "now": "Other words."}
    assert desk.act(f"{sapporo}/field", {"edits": [row], "shown": ""}).status == 200
    told = desk.act(f"{sapporo}/build", form).form["told"][-1]
    (kept,) = (root / "output/final").glob("* replaced *.docx")
    assert told == (
        f"The final before (English) is kept in the folder output/final, named “{kept.name}”."
    )


def test_pdf_of_an_earlier_word_file_is_out_of_date(open_desk: OpenDesk, tmp_path: Path) -> None:
    """Its Word file is not: that is what the release says."""
    root = write_finished(tmp_path)
    pdf = root / "output/final/2021-03-02_sapporo_ja.pdf"
    pdf.parent.mkdir(parents=True)
    pdf.write_bytes(b"%PDF-1.4")
    os.utime(pdf, (0, 0))
    desk = open_desk(root)
    form = {"finish": "final", "languages": ["ja"], "who": "", "on": ""}
    assert desk.act("/releases/sapporo/build", form).status == 200
    if not pdf.exists():  # it was set aside with what it was of
        pdf.write_bytes(b"%PDF-1.4")
    os.utime(pdf, (0, 0))
    files = list_files(desk, "final")
    assert "Out of date: it is of an earlier Word file." in files["Japanese.pdf"]
    assert "Out of date" not in files["Japanese.docx"]


def test_file_that_was_cleared_away_is_told_for_people(open_desk: OpenDesk, tmp_path: Path) -> None:
    """Of a page that was made with an earlier copy: what it was, and no draft that nobody made."""
    desk, sapporo = open_desk(write_finished(tmp_path)), "/releases/sapporo"
    form = {"finish": "partner", "languages": ["en"], "who": "", "on": "2021-02-20", "html": True}
    assert desk.act(f"{sapporo}/build", form).status == 200
    row = {"path": "release.background[0].en", "was": "Background.", "now": "Other words."}
    assert desk.act(f"{sapporo}/field", {"edits": [row], "shown": ""}).status == 200
    told = desk.act(f"{sapporo}/build", {**form, "html": False}).form["told"]
    assert (
        "The file 2021-03-02_sapporo_en.html, made earlier, no longer matched its Word file and was"
        " cleared away."
    ) in told


def test_copy_that_was_not_sent_is_to_be_written_again(open_desk: OpenDesk, tmp_path: Path) -> None:
    """Of one that somebody has it is only told how much has changed: edits are being worked on."""
    root = write_finished(tmp_path)
    desk, sapporo = open_desk(root), "/releases/sapporo"
    form = {"finish": "partner", "languages": ["ja", "en"], "who": "", "on": "2021-02-20"}
    assert desk.act(f"{sapporo}/build", form).status == 200
    again = "English: the release has changed since the copy for the partner was written"
    since = "changed since the partner got the copy"
    row = {"path": "release.background[0].en", "was": "Background.", "now": "Other words."}
    assert again not in desk.read(f"{sapporo}/todo")
    assert desk.act(f"{sapporo}/field", {"edits": [row], "shown": ""}).status == 200
    todo = desk.read(f"{sapporo}/todo")
    assert again in todo
    assert again.replace("English", "Japanese") not in todo
    assert since not in todo
    assert desk.act(f"{sapporo}/build", {**form, "who": "札幌市"}).status == 200
    assert again not in desk.read(f"{sapporo}/todo")
    row = {**row, "was": "Other words.", "now": "Background."}
    assert desk.act(f"{sapporo}/field", {"edits": [row], "shown": ""}).status == 200
    todo = desk.read(f"{sapporo}/todo")
    assert (again in todo, since in todo) == (False, True)


def test_what_was_let_stand_can_be_taken_back(desk_page: DeskPage) -> None:
    """It is found again then; and what lets nothing stand any more goes by a click, too."""
    page = desk_page.page
    rewrite(desk_page, "in the near future.", "in the near future, with 14 guests.")
    words, todo = "“14” is in English only", find_todo(page)
    taken_back = todo.get_by_role("button", name="Let it stand no more")
    dialog = ask(page, "Checked, it is right", find_task(page, words))
    answer(dialog, "Record", Who_accepts_it="原稿担当", Why_it_is_right="英語だけの数")
    todo.get_by_text("No problems were found.").wait_for()
    page.locator("#todo[aria-busy=false]").wait_for()
    todo.locator("#accepted summary").press("Enter")
    taken_back.press("Enter")
    find_task(page, words).get_by_role("button", name="Checked, it is right").wait_for()
    assert "code: number-differs" not in read(desk_page)
    page.get_by_role("button", name="Undo").click()
    todo.locator("#accepted").wait_for()
    rewrite(desk_page, ", with 14 guests.", ", with guests.")
    idle = find_task(page, "is not found any more")
    idle.get_by_text("take this away").wait_for()
    assert "number-differs" not in idle.inner_text()
    assert idle.get_by_role("button", name="Open").count() == 0
    page.locator("#todo[aria-busy=false]").wait_for()
    idle.get_by_role("button", name="Take it away").press("Enter")
    idle.wait_for(state="hidden")
    assert "code: number-differs" not in read(desk_page)
