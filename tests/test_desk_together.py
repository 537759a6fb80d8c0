"""The desk beside other programs and windows, and under the keyboard alone: nothing is lost."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from linkj_press.check.translation import still_stand
from linkj_press.desk.state import Clock, Desk
from linkj_press.language import Language
from linkj_press.reading import parse_content, show_path
from linkj_press.record.values import HouseWords
from linkj_press.workspace.loading import load_workspace
from linkj_press.workspace.new_partner import list_template_sets
from tests.conftest import copy_desk
from tests.desk_page import DeskPage, OpenDesk
from tests.test_cli import run_in
from tests.test_desk_daily import (
    CLOSING,
    DENMARK,
    add,
    find_box,
    find_word,
    is_focused,
    list_changes,
    open_field,
    read,
    rewrite,
    save,
    wait_for_focus,
    wait_for_notes,
    wait_for_said,
    wait_for_words,
)
from tests.test_publishing import fill

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

CLOSING_PATH = ("release", "closing", 0, "en")
ALARM = "These files cannot be read"


# --- other programs


def test_page_follows_a_partner_file(desk_page: DeskPage) -> None:
    """What another program writes appears by itself."""
    rewrite(desk_page, "in the near future", "next spring")
    wait_for_words(desk_page.page, "next spring")


def test_page_follows_a_template(desk_page: DeskPage) -> None:
    """A change of the wording that templates share appears by itself."""
    name = next(
        str(path.relative_to(desk_page.root))
        for path in (desk_page.root / "templates").rglob("*")
        if path.is_file() and "Based in Nihonbashi, Tokyo" in path.read_text(encoding="utf-8")
    )
    rewrite(desk_page, "Based in Nihonbashi, Tokyo", "At home in Nihonbashi, Tokyo", name)
    wait_for_words(desk_page.page, "At home in Nihonbashi")


def test_templates_that_went_away_are_named(open_desk: OpenDesk) -> None:
    """Whoever builds while the folder is gone, as with a network drive, reads which it is."""
    desk = open_desk()
    build = {"finish": "draft", "languages": ["ja"], "pdf": False, "force": False}
    folder = desk.root / "templates"
    folder.rename(desk.root / "moved")
    told = desk.act("/releases/osaka/build", build).text
    assert told.count("missing") == 1
    assert "templates: this folder is missing" in told
    for path in ("/", "/releases/osaka", "/releases/osaka/todo", "/house", "/new"):
        assert desk.ask("GET", path).status < 500
    (desk.root / "moved").rename(folder)
    broken = folder / "mou" / "ja.md"
    broken.write_text("\n{{ %}\n", "utf-8")
    assert "templates/mou/ja.md:2: " in desk.act("/releases/osaka/build", build).text
    assert "Traceback" not in desk.leave()[1]


def test_template_sets_are_looked_for_where_there_are_none(desk_copy: Path) -> None:
    """Templates that go away while files are checked are found by nobody, and nothing falls."""
    workspace = load_workspace(desk_copy)
    (desk_copy / "templates").rename(desk_copy / "moved")
    words = HouseWords.model_validate({"ja": "なし", "en": "none"})
    assert not still_stand(workspace, PurePosixPath("templates/mou/ja.md"), words)
    assert list_template_sets(desk_copy) == []


def test_what_a_draft_lacks_is_told_to_who_asks_for_it(open_desk: OpenDesk) -> None:
    """A page tells it with its place, a script hears it in words; the other language goes on."""
    desk, name = open_desk(), "templates/moc/ja.md"
    text = (desk.root / name).read_text("utf-8")
    (desk.root / name).write_text(f"{text}\n{{{{ partner.nonsense }}}}\n", "utf-8")
    place, way = f"{name}:{len(text.splitlines()) + 2}:", "/releases/denmark/proof"
    page = next(each for each in iter(lambda: desk.ask("GET", way), None) if each.status == 503)
    told = desk.ask("GET", way, headers={"Accept": "*/*"}).text
    assert ("<h1" in page.text, place in page.text) == (True, True)
    assert ("<" in told, told.startswith(place)) == (False, True), told
    pages = desk.read("/releases/denmark/pages")
    file, at = re.findall(r'data-shared="(templates/moc/en\.md):(\d+)"', pages)[0]
    key, line = f"{file}:{at}", (desk.root / file).read_text("utf-8").splitlines()[int(at) - 1]
    assert '<div lang="en">' in desk.read(f"/releases/denmark/wording?key={key}")
    row = {"path": key, "was": line, "now": f"{line} Indeed."}
    answer = desk.act("/releases/denmark/foresee", {"edits": [row], "asker": ""})
    assert (answer.status, "Indeed." in answer.text) == (200, True)


def test_files_under_another_name_are_read_again(tmp_path: Path) -> None:
    """Of a folder that is a link, a system may name what is behind it: anything has changed."""
    clock = Clock(lambda: datetime(2020, 9, 1), lambda: datetime(2020, 9, 1, 9))
    desk = Desk(copy_desk(tmp_path / "desk"), clock)
    shared = (desk.root / "templates").rename(tmp_path / "shared")
    (desk.root / "templates").symlink_to(shared)
    before, file = desk.current, shared / "moc/ja.md"
    file.write_text(f"{file.read_text('utf-8')}\n別の文です。\n", "utf-8")
    desk.follow([file])
    assert desk.current.number == before.number + 1
    assert "別の文です" in " ".join(map(str, desk.current.draft("denmark", Language.JA).spans))


def test_page_follows_what_is_written(desk_page: DeskPage) -> None:
    """A copy that the command line wrote for the partner shows in the list at once."""
    sent = ("build", "denmark", "--for-partner", "--to", "大使館", "--on", "2020-11-21")
    assert run_in(desk_page.root, *sent).exit_code == 0
    releases = desk_page.page.get_by_role("navigation", name="Releases")
    releases.get_by_role("link", name="Royal Danish").filter(has_text="with the partner").wait_for()


def test_broken_file_is_told_until_it_is_mended(desk_page: DeskPage) -> None:
    """The page keeps what the files said last, and is right again without a click."""
    page, good = desk_page.page, read(desk_page)
    alarm = page.get_by_role("alert").filter(has_text=ALARM)
    rewrite(desk_page, "release:\n", "release: [\n")
    alarm.wait_for()
    assert DENMARK in alarm.inner_text()
    assert find_word(page, CLOSING).is_visible()
    open_field(page, CLOSING)
    add(find_box(page), " More.")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("region", name="Field").get_by_role("alert").filter(has_text="[").wait_for()
    (desk_page.root / DENMARK).write_bytes(good.encode())
    alarm.wait_for(state="hidden")
    save(page)
    wait_for_words(page, "More.")
    assert len(list_changes(good, read(desk_page))) == 2


# --- conflicts


def make_conflict(desk: DeskPage) -> None:
    """Type into the closing what somebody else has meanwhile changed in the file."""
    page = desk.page
    open_field(page, CLOSING)
    add(find_box(page), " Mine.")
    rewrite(desk, "in the near future.", "in the near future. Theirs.")
    wait_for_words(page, "Theirs.")
    assert find_box(page).inner_text().endswith("future. Mine.")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Somebody else changed these words").wait_for()
    page.get_by_text("In the file now:").wait_for()


def test_conflict_shows_both_sides_and_takes_theirs(desk_page: DeskPage) -> None:
    """Both are on the page before anything is written; theirs can be taken."""
    page = desk_page.page
    make_conflict(desk_page)
    theirs = read(desk_page)
    editor = page.get_by_role("region", name="Field")
    assert "near future. Theirs." in editor.inner_text()
    assert find_box(page).inner_text().endswith("near future. Mine.")
    page.get_by_role("button", name="Take these words").click()
    assert find_box(page).inner_text().endswith("near future. Theirs.")
    add(find_box(page), " And mine.")
    save(page)
    wait_for_words(page, "Theirs. And mine.")
    went, came = list_changes(theirs, read(desk_page))
    assert came == went.replace("-", "+", 1).replace("Theirs.", "Theirs. And mine.")


def test_conflict_keeps_mine(desk_page: DeskPage) -> None:
    """One's own words replace theirs where the person says so, and undoing brings theirs back."""
    page = desk_page.page
    make_conflict(desk_page)
    theirs = read(desk_page)
    page.get_by_role("button", name="Keep mine").click()
    save(page)
    wait_for_words(page, "near future. Mine.")
    assert "Theirs." not in read(desk_page)
    page.get_by_role("button", name="Undo").click()
    wait_for_words(page, "Theirs.")
    assert read(desk_page) == theirs


def open_window(desk: DeskPage) -> Page:
    """Open the same release in another window."""
    other = desk.page.context.new_page()
    other.goto(desk.page.url)
    return other


def test_two_windows_follow_each_other(desk_page: DeskPage) -> None:
    """What one saves the other shows, and words that both have changed are a conflict."""
    one, other = desk_page.page, open_window(desk_page)
    open_field(other, CLOSING)
    add(find_box(other), " From the second.")
    open_field(one, CLOSING)
    add(find_box(one), " From the first.")
    save(one)
    wait_for_words(other, "From the first.")
    other.get_by_role("button", name="Save").click()
    other.get_by_text("In the file now:").wait_for()
    assert find_box(other).inner_text().endswith("From the second.")
    other.get_by_role("button", name="Keep mine").click()
    save(other)
    wait_for_words(one, "From the second.")


def test_field_that_nobody_has_typed_in_follows(desk_page: DeskPage) -> None:
    """It shows what another window has saved, and says so: what is typed then goes on from that."""
    one, other = desk_page.page, open_window(desk_page)
    open_field(one, CLOSING)
    open_field(other, CLOSING)
    add(find_box(other), " From the second.")
    save(other)
    wait_for_said(one, "The open field was changed in the meantime")
    assert find_box(one).inner_text().strip().endswith(" From the second.")
    add(find_box(one), " From the first.")
    save(one)
    wait_for_words(other, "From the second. From the first.")


def test_edits_of_different_fields_meet(desk_page: DeskPage) -> None:
    """Two people at one release, each at a field of their own, hinder nobody."""
    one, other, before = desk_page.page, open_window(desk_page), read(desk_page)
    open_field(one, CLOSING)
    add(find_box(one), " First.")
    open_field(other, "Sarugakucho, Shibuya-ku")
    find_box(other).fill("Ebisu, Tokyo")
    save(other)
    wait_for_words(one, "Ebisu, Tokyo")
    wait_for_focus(find_box(one))
    save(one)
    wait_for_words(other, "First.")
    assert len(list_changes(before, read(desk_page))) == 4


# --- the keyboard


def test_keyboard_alone_edits(desk_page: DeskPage) -> None:
    """Tab and Enter to the text, arrows to a word; Enter opens, Ctrl+Enter saves, focus stays."""
    page, before = desk_page.page, read(desk_page)
    wait_for_notes(page)
    page.keyboard.press("Tab")
    wait_for_focus(page.get_by_role("link", name="To the text"))
    page.keyboard.press("Enter")
    wait_for_focus(find_word(page, "プレスリリース"))
    word = find_word(page, CLOSING)
    for _ in range(100):
        if is_focused(word):
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("region", name="Field").get_by_role("button", name="Save").wait_for()
    wait_for_focus(find_box(page))
    page.keyboard.press("Control+End")
    page.keyboard.type(" By keys.")
    page.keyboard.press("Control+Enter")
    wait_for_said(page, "Saved.")
    wait_for_words(page, "By keys.")
    page.wait_for_function("document.activeElement.textContent.includes('By keys.')")
    assert len(list_changes(before, read(desk_page))) == 2
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Save").wait_for(state="hidden")
    wait_for_focus(find_word(page, "By keys."))
    assert desk_page.dialogs == []


SOON = ("before long", "in due course", "in the coming season", "as soon as possible")


def test_focus_outlives_a_refresh(desk_page: DeskPage) -> None:
    """On a word, in the list and at a task, it stays where it was as the files change."""
    page = desk_page.page
    todo = page.get_by_role("complementary", name="To do")
    todo.get_by_text("All fields").wait_for()
    places = [
        find_word(page, "Media Contact"),
        page.get_by_role("link", name="Osaka"),
        todo.get_by_role("button", name="Fill in").first,
        todo.get_by_text("All fields"),
    ]
    todo.get_by_text("All fields").click()
    said = "in the near future"
    for number, place in enumerate(places):
        place.focus()
        new = SOON[number]
        rewrite(desk_page, said, new)
        said = new
        wait_for_words(page, new)
        page.locator("#todo[aria-busy=false]").wait_for()
        assert is_focused(place), place
    assert todo.get_by_role("button", name="background").is_visible()


def test_leaving_with_unsaved_words_asks(desk_page: DeskPage) -> None:
    """However a person goes on, they say what becomes of the words, which are kept until then."""
    page, before = desk_page.page, read(desk_page)
    editor = open_field(page, CLOSING)
    box, asked = find_box(page), page.get_by_role("dialog", name="changes here that are not saved")
    add(box, " Unsaved.")
    for turn in (
        lambda: page.keyboard.press("Escape"),
        editor.get_by_role("button", name="Close", exact=True).click,
        find_word(page, "November 20, 2020").click,
        find_word(page, "15th").click,
        page.get_by_role("link", name="Ledger").click,
        page.get_by_role("button", name="Write the drafts").click,
        page.get_by_role("button", name="日本語", exact=True).click,
    ):
        turn()
        asked.wait_for()
        page.keyboard.press("Escape")
        asked.wait_for(state="hidden")
        page.locator("#editor [lang=en] .box:focus").wait_for()
        page.keyboard.type("!")
    assert box.inner_text().strip().endswith(" Unsaved.!!!!!!!")
    assert page.get_by_role("dialog").filter(visible=True).count() == 0
    assert page.url.endswith("/releases/denmark")
    assert read(desk_page) == before

    add(box, " {{ nothing }}")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    editor.get_by_role("alert").filter(has_text="nothing").wait_for()
    assert box.inner_text().strip().endswith("{{ nothing }}")
    page.get_by_role("link", name="Ledger").click()
    asked.get_by_role("button", name="Discard").click()
    page.wait_for_url("**/ledger")
    assert read(desk_page) == before

    desk_page.visit("/releases/denmark")
    open_field(page, CLOSING)
    add(box, " Kept.")
    find_word(page, "November 20, 2020").click()
    asked.wait_for()
    page.keyboard.press("Enter")
    find_box(page, "date of signing").wait_for()
    assert len(list_changes(before, read(desk_page))) == 2
    assert " Kept." in read(desk_page)
    assert desk_page.dialogs == []
    find_box(page, "date of signing").fill("2020-11-19")
    page.reload()
    assert len(desk_page.dialogs) == 1


def test_key_right_after_an_answer_asks_nothing_anew(desk_page: DeskPage) -> None:
    """Who throws away what they typed, and presses Escape once more at once, is asked once."""
    page, before = desk_page.page, read(desk_page)
    editor = open_field(page, CLOSING)
    add(find_box(page), " Unsaved.")
    page.keyboard.press("Escape")
    page.evaluate(
        """() => {
            document.querySelector("#unsaved [value=drop]").click();
            const key = new KeyboardEvent("keydown", { key: "Escape", bubbles: true });
            document.body.dispatchEvent(key);
        }"""
    )
    editor.wait_for(state="hidden")
    assert page.get_by_role("dialog").filter(visible=True).count() == 0
    assert read(desk_page) == before


# --- what takes its time


def test_words_are_not_taken_while_others_are_saved(desk_page: DeskPage) -> None:
    """What is typed after Save and before the answer is neither shown nor lost in silence.

    What is to be done takes no click until it is what the files say then.
    """
    page = desk_page.page
    open_field(page, CLOSING)
    add(find_box(page), " First.")
    held: list[Route] = []
    page.route("**/field", lambda route: held.append(route))  # noqa: PLW0108
    page.get_by_role("button", name="Save").click()
    page.wait_for_function("document.querySelector('#editor').inert")
    page.keyboard.type(" Second.")
    page.keyboard.press("Escape")
    assert page.locator("#editor [lang=en] .box").inner_text().endswith(" First.")
    task = page.locator("#todo [data-ask=confirm]")
    task.dispatch_event("click")  # may be another in the next moment
    assert not page.get_by_role("dialog").is_visible()
    held[0].continue_()
    wait_for_words(page, "First.")
    task.click()
    page.get_by_role("dialog").wait_for()
    assert " First." in read(desk_page)
    assert "Second." not in read(desk_page)
    assert desk_page.dialogs == []


def test_words_stay_where_the_desk_cannot_be_reached(desk_page: DeskPage) -> None:
    """A save that goes nowhere says so beside the words, which can be saved again."""
    page, before = desk_page.page, read(desk_page)
    open_field(page, CLOSING)
    add(find_box(page), " First.")
    page.route("**/field", lambda route: route.abort())
    page.get_by_role("button", name="Save").click()
    page.get_by_role("region", name="Field").get_by_role("alert").filter(
        has_text="closed"
    ).wait_for()
    assert find_box(page).inner_text().endswith(" First.")
    assert read(desk_page) == before
    page.unroute("**/field")
    save(page)
    wait_for_words(page, "First.")


def test_field_that_comes_late_does_not_replace_another(desk_page: DeskPage) -> None:
    """Of two fields that are opened one after the other, the second is there to be typed in."""
    page = desk_page.page
    held: list[Route] = []
    page.route("**/field?path=*closing*", lambda route: held.append(route))  # noqa: PLW0108
    find_word(page, CLOSING).click()
    page.locator('#pages [lang=en] .word[data-field^="release.quotes"]').first.click()
    box = page.locator('#editor [data-path$=".gist.en"]')
    add(box, " Mine.")
    assert len(held) == 1
    with page.expect_response("**/field?path=*closing*"):
        held[0].continue_()
    assert box.inner_text().endswith(" Mine.")
    assert desk_page.dialogs == []


def test_words_that_nobody_read_are_not_approved(desk_page: DeskPage) -> None:
    """An approval is of the words that the page showed, not of those that came meanwhile."""
    page = desk_page.page
    page.get_by_role("button", name="Record the approval").first.click()
    dialog = page.get_by_role("dialog")
    shown = dialog.get_by_role("group", name="What is approved")
    shown.get_by_text("spoke of building on the close relationship").wait_for()
    rewrite(desk_page, "spoke of building on the close", "spoke of ending the close")
    dialog.get_by_label("Who approved").fill("Somebody")
    dialog.get_by_role("button", name="Record", exact=True).click()
    dialog.get_by_role("alert").filter(has_text="in the meantime").wait_for()
    assert "by: Somebody" not in read(desk_page)


def test_undo_is_of_the_page_that_it_is_on(open_desk: OpenDesk) -> None:
    """Another window keeps what it wrote about another release, and nothing is undone twice."""
    desk = open_desk()
    files = {name: desk.root / "partners" / f"{name}.yaml" for name in ("osaka", "denmark")}
    before = {name: file.read_bytes() for name, file in files.items()}
    for name, file in files.items():
        tree = parse_content(before[name], PurePosixPath(file.name))
        was = tree.find(CLOSING_PATH)
        edit = {"path": show_path(CLOSING_PATH), "was": was, "now": f"{name} is new."}
        assert desk.act(f"/releases/{name}/field", {"edits": [edit]}).status == 200
    answers = [desk.act("/releases/osaka/undo", {}).status for _ in range(2)]
    assert answers == [200, 422]
    assert files["osaka"].read_bytes() == before["osaka"]
    assert b"denmark is new." in files["denmark"].read_bytes()


def test_older_pages_leave_what_went_out(open_desk: OpenDesk, tmp_path: Path) -> None:
    """After a publication nothing that was open before is written or undone, nor a photo taken."""
    root = copy_desk(tmp_path / "published")
    fill(root)
    desk, file = open_desk(root), root / "partners/osaka.yaml"
    was = parse_content(file.read_bytes(), PurePosixPath(file.name)).find(CLOSING_PATH)
    assert isinstance(was, str)
    edit = {"path": show_path(CLOSING_PATH), "was": was, "now": f"{was.strip()} Indeed.\n"}
    assert desk.act("/releases/osaka/field", {"edits": [edit]}).status == 200
    languages = {"languages": ["ja", "en"], "on": "2020-09-07"}
    done = {"finish": "final", "who": "曽山", **languages}
    for act, form in (("build", done), ("publish", languages)):
        answer = desk.act(f"/releases/osaka/{act}", form)
        assert answer.status == 200, answer.text
        if act == "build":
            early = desk.act("/releases/osaka/publish", {**languages, "on": "2020-09-06"})
            assert (early.status, "it cannot have been published then" in early.text) == (422, True)
    out = file.read_bytes()
    back = {**edit, "was": edit["now"], "now": was}
    assert desk.act("/releases/osaka/field", {"edits": [back]}).status == 422
    assert desk.act("/releases/osaka/undo", {}).status == 422
    photo = (Path(__file__).parent / "photo.png").read_bytes()
    assert desk.ask("POST", "/releases/osaka/photo", photo).status == 422
    assert file.read_bytes() == out
