"""People, photo and quotes on the desk: put in order, added and taken out."""

import html
import json
import re
from pathlib import Path

from tests.conftest import copy_desk
from tests.desk_page import DeskAnswer, DeskPage, OpenDesk, RunningDesk

OSAKA = "partners/osaka.yaml"


def read(root: Path) -> str:
    return (root / OSAKA).read_text("utf-8")


def list_changes(before: str, after: str) -> tuple[list[str], list[str]]:
    """Return the lines that only one of the texts has, without spaces around."""
    old, new = before.splitlines(), after.splitlines()
    gone = [line.strip() for line in old if line not in new]
    return gone, [line.strip() for line in new if line not in old]


def open_entries(desk: RunningDesk, path: str) -> list[str]:
    """Return the keys of the entries of the list at *path*, as the page has them."""
    page = desk.read(f"/releases/osaka/field?path={path}")
    found = re.search(r'data-was="([^"]*)"', page)
    assert found, page
    keys: list[str] = json.loads(html.unescape(found[1]))
    return keys


def send(desk: RunningDesk, path: str, was: list[str], now: list[str]) -> DeskAnswer:
    form = {"path": path, "was": json.dumps(was), "now": json.dumps(now)}
    return desk.act("/releases/osaka/arrange", form)


def test_people_in_the_photo_are_ordered_from_the_left(desk_page: DeskPage) -> None:
    """By keyboard alone; the caption follows, and nothing else in the file is changed."""
    page, before = desk_page.visit("/releases/osaka"), read(desk_page.root)
    page.locator("#lists summary").press("Enter")
    page.get_by_role("button", name="people in the photo").press("Enter")
    entries = page.locator("#items li")
    entries.first.wait_for()
    assert entries.all_inner_texts()[0].startswith("Yoshiki Sawa (Vice Chairman of the Board)")
    entries.first.get_by_role("button", name="Down").press("Enter")
    entries.nth(2).get_by_role("button", name="Take out").press("Enter")
    page.get_by_label("To be added").select_option(label="Akihiko Soyama (President and CEO)")
    page.get_by_role("button", name="Add", exact=True).press("Enter")
    page.keyboard.press("Control+Enter")
    caption = page.locator('[lang=en] .caption:has-text("Soyama")')
    caption.wait_for()
    told = caption.inner_text()
    assert told.index("Yamaguchi") < told.index("Sawa") < told.index("Soyama")
    after = read(desk_page.root)
    assert "people:\n      - yamaguchi\n      - sawa\n      - soyama\n" in after
    assert list_changes(before, after) == (["- ueda"], ["- soyama"])
    page.get_by_role("button", name="Undo").click()
    page.locator('[lang=en] .caption:has-text("Ueda")').wait_for()
    assert read(desk_page.root) == before


def test_words_of_a_list_lead_to_what_this_release_has_of_it(desk_page: DeskPage) -> None:
    """An area in the text opens the release’s own list, which takes in one that no list has.

    The words stand in the text then, marked and in view; two steps back, all is as before. In the
    row of another partner the same words lead to the change for all alone.
    """
    page, before = desk_page.visit("/releases/osaka"), read(desk_page.root)
    terms = desk_page.root / "templates/house/terms.yaml"
    stood = terms.read_text("utf-8")
    own = page.locator("#why-choice")
    page.locator("td .word", has_text="mutual visits").first.click()
    page.locator("#why-shared").wait_for()
    assert not own.is_visible()
    page.locator("#why-close").click()
    page.locator("[lang=en] p .word", has_text="promotion of collaboration with health").click()
    own.get_by_text("Change this release’s areas of cooperation").wait_for()
    assert page.locator("#why-shared").is_visible()
    own.click()
    page.get_by_text("An area that is not in the list").click()
    page.get_by_label("In Japanese").fill("若手研究者の合同研修")
    page.get_by_label("In English").fill("joint training of researchers")
    page.keyboard.press("Control+Enter")
    for language, words in (("ja", "④若手研究者の合同研修"), ("en", "(4) joint training of")):
        text = page.locator(f"[lang={language}] p", has_text=words)
        text.locator(".word.fresh").wait_for()
    assert list_changes(before, read(desk_page.root)) == ([], ["- joint-training-of-researchers"])
    gone, come = list_changes(stood, terms.read_text("utf-8"))
    assert (gone, [line.partition(":")[0] for line in come]) == (
        [],
        ["joint-training-of-researchers"],
    )
    for words in ("areas of cooperation, in order", "“若手研究者の合同研修” in the list"):
        page.get_by_role("button", name="Undo").click()
        page.locator("#say", has_text=words).wait_for()
    assert (read(desk_page.root), terms.read_text("utf-8")) == (before, stood)


def test_words_told_of_other_partners_lead_to_no_choice_of_this_release(
    desk_page: DeskPage,
) -> None:
    """What was signed with others is called so for all; in the next sentence it is our own."""
    page = desk_page.visit("/releases/kanagawa")
    for sentence, is_own in (("これまでに、2016年5月に", False), ("署名しました。", True)):
        text = page.locator("[lang=ja] p", has_text=sentence)
        text.locator(".word", has_text=re.compile("^覚書$")).click()
        page.locator("#why-shared").wait_for()
        choice = page.locator("#why-choice", has_text="Change this release’s type of agreement")
        assert choice.is_visible() == is_own
        page.locator("#why-close").click()


def test_area_that_was_typed_and_not_added_is_not_lost(desk_page: DeskPage) -> None:
    """Whoever leaves the list is asked; what is refused stays to be written otherwise."""
    page, before = desk_page.visit("/releases/osaka"), read(desk_page.root)
    page.locator("#lists summary").click()
    page.get_by_role("button", name="areas of cooperation", exact=True).click()
    page.get_by_text("An area that is not in the list").click()
    page.get_by_label("In Japanese").fill("相互訪問")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Go on editing").click()
    page.get_by_label("In English").fill("joint training.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("it is in the list already").wait_for()
    assert page.get_by_label("In Japanese").input_value() == "相互訪問"
    assert read(desk_page.root) == before


def test_somebody_new_speaks(desk_page: DeskPage) -> None:
    """A person is added by name and title, and then has a quote, which waits for its words."""
    page = desk_page.visit("/releases/osaka")
    page.locator("#lists summary").click()
    page.get_by_role("button", name="Add a person").click()
    dialog = page.get_by_role("dialog", name="Add a person")
    dialog.get_by_role("button", name="Add", exact=True).click()
    dialog.get_by_text("write the name and the title").wait_for()
    for name, words in {
        "Name of the person (Japanese)": "札幌 花子",
        "Name of the person (English)": "Hanako Sapporo",
        "Title (Japanese)": "健康医療部長",
        "Affiliation (Japanese)": "大阪府",
    }.items():
        dialog.get_by_label(name).fill(words)
    dialog.get_by_role("button", name="Add", exact=True).click()
    dialog.wait_for(state="hidden")
    page.get_by_role("button", name="quotes", exact=True).click()
    page.locator("#items li").first.wait_for()
    page.get_by_label("To be added").select_option(value="sapporo")
    page.get_by_role("button", name="Add", exact=True).click()
    page.locator("#editor button.main").click()
    page.locator('[lang=ja] .quote:has-text("札幌")').wait_for()
    text = read(desk_page.root)
    assert (
        "    sapporo: {name: {ja: 札幌 花子, en: Hanako Sapporo}, title: {ja: 健康医療部長}" in text
    )
    assert "affiliation: {ja: 大阪府" in text
    assert "    - speaker: sapporo\n      gist:\n        ja:\n        en:\n" in text


def test_what_somebody_else_changed_is_not_moved(open_desk: OpenDesk) -> None:
    """Entries are known by what stands in them: an older page puts nothing in order."""
    desk = open_desk()
    was = open_entries(desk, "release.quotes")
    file = desk.root / OSAKA
    text = file.read_text("utf-8")
    file.write_text(text.replace("- speaker: sawa", "- speaker: ueda"), "utf-8")
    before = read(desk.root)
    answer = send(desk, "release.quotes", was, was[::-1])
    assert (answer.status, "changed in the meantime" in answer.text) == (422, True)
    assert read(desk.root) == before


def test_what_is_no_entry_is_refused(open_desk: OpenDesk) -> None:
    """Only what stands there, or can be chosen, comes into a list; who is needed stays."""
    desk = open_desk()
    before = read(desk.root)
    for path, now in {
        "release.quotes": '["nobody"]',
        "release.photo.people": '["../x"]',
        "release.people": "[]",
        "release.signatories": "{",
        "accepted": "[]",
    }.items():
        was = open_entries(desk, path) if path != "accepted" else []
        form = {"path": path, "was": json.dumps(was), "now": now}
        assert desk.act("/releases/osaka/arrange", form).status == 422, path
        assert read(desk.root) == before


def test_paragraph_that_is_added_is_filled_in_at_once(desk_page: DeskPage) -> None:
    """Once the list is saved its field opens; nobody has to look for it in the text."""
    page, before = desk_page.visit("/releases/osaka"), read(desk_page.root)
    page.locator("#lists summary").press("Enter")
    page.get_by_role("button", name="closing", exact=True).press("Enter")
    page.get_by_role("button", name="Add", exact=True).press("Enter")
    page.keyboard.press("Control+Enter")
    box = page.get_by_role("textbox", name="Japanese", exact=True)
    box.press_sequentially("新しい段落です。")
    page.keyboard.press("Control+Enter")
    page.locator("[lang=ja] .cell > *, [lang=ja].cell > *").filter(
        has_text="新しい段落です。"
    ).wait_for()
    assert read(desk_page.root).count("    - ja:") == before.count("    - ja:") + 1


def test_somebody_without_a_name_is_told_by_what_they_do(
    open_desk: OpenDesk, tmp_path: Path
) -> None:
    """Not everybody is somebody: the head, who signs, who speaks, or by the title."""
    file = copy_desk(tmp_path / "desk") / OSAKA
    text = file.read_text("utf-8")
    named = "      name: {ja: 山口 信彦, en: Nobuhiko Yamaguchi}\n"
    title = "      title: {ja: 大阪府副知事, en: Deputy Governor of Osaka Prefecture}\n"
    assert named + title in text
    unnamed = text.replace(named, "      name:\n        ja:\n        en:\n")
    file.write_bytes(unnamed.encode())
    desk, todo = open_desk(tmp_path / "desk"), "/releases/osaka/todo"
    assert "name of Deputy Governor of Osaka Prefecture (not named yet)" in desk.read(todo)
    file.write_bytes(unnamed.replace(title, "      title:\n        ja:\n        en:\n").encode())
    assert any("name of who signs for the partner" in desk.read(todo) for _ in range(200))


def test_where_somebody_works_opens_with_the_title(desk_page: DeskPage) -> None:
    """Both are seen by who fills in one of them, and the cursor is in the one that was meant."""
    page = desk_page.visit("/releases/osaka")
    at = "document.activeElement.dataset.path"
    page.locator('.word[data-field^="release.people.yamaguchi.title"]').first.click()
    editor = page.get_by_role("region", name="Field")
    editor.get_by_role("heading", name="affiliation of Nobuhiko Yamaguchi").wait_for()
    editor.get_by_role("heading", name="title of Nobuhiko Yamaguchi").wait_for()
    editor.get_by_text("It goes with the title in the caption of the photo").wait_for()
    assert page.evaluate(at).startswith("release.people.yamaguchi.title.")
    page.locator("#fields summary").click()
    page.locator('#fields [data-field="release.people.yamaguchi.affiliation"]').click()
    page.locator('[data-path="release.people.yamaguchi.affiliation.ja"]:focus').wait_for()
    page.locator('#fields [data-field="release.people.yamaguchi.title"]').click()
    page.locator('[data-path="release.people.yamaguchi.title.ja"]:focus').wait_for()
    assert page.locator('[data-path^="release.people.yamaguchi.title_in_lede"]').count() == 0


def test_own_words_open_with_their_gist(desk_page: DeskPage) -> None:
    """From the quote in the release, and from their own field: the cursor is in what is meant."""
    page = desk_page.visit("/releases/denmark")
    editor = page.get_by_role("region", name="Field")
    page.locator('.cell[lang=en] .word[data-field^="release.quotes[0].gist"]').first.click()
    page.locator('[data-path="release.quotes[0].gist.en"]:focus').wait_for()
    headings = editor.get_by_role("heading").all_inner_texts()
    assert [each.rpartition(" (")[2] for each in headings] == ["gist)", "own words)"]
    editor.get_by_text("The speaker’s very words go into the field for own words").wait_for()
    editor.get_by_text("In English with the last full stop, in Japanese without").wait_for()
    page.locator("#fields summary").click()
    page.locator('#fields [data-field="release.quotes[0].words"]').click()
    page.locator('[data-path="release.quotes[0].words.ja"]:focus').wait_for()
    assert page.locator('[data-path="release.quotes[0].gist.ja"]').count() == 1


def test_title_in_lede_opens_with_the_title_of_the_head(open_desk: OpenDesk) -> None:
    """Of others no lede tells the title."""
    desk = open_desk()
    for who, is_there in (("taksoe-jensen", True), ("barron-mikkelsen", False)):
        path = f"release.people.{who}.title"
        form = desk.read(f"/releases/denmark/field?path={path}.ja")
        assert f'data-path="{path}.ja"' in form
        assert (f'data-path="{path}_in_lede.ja"' in form) is is_there
        assert ("Only where the title would say the name of the partner" in form) is is_there
