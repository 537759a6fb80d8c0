"""What is new, on the desk: partners begun, and what happened to them noted, with what follows."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from linkj_press.catalogue import open_catalogue
from linkj_press.desk.follows import Follows, FollowsFinder
from linkj_press.desk.forms import Form
from linkj_press.language import Language
from linkj_press.message import Message, say
from linkj_press.text.dates import PartialDate
from linkj_press.workspace.loading import Workspace, load_workspace
from tests.desk_page import DeskPage, OpenDesk, RunningDesk

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

LYON: dict[str, Any] = {
    "what": "partner",
    "name_ja": "リヨンバイオポール",
    "name_en": "Lyonbiopole",
    "id": "",
    "kind": "life-science-organization",
    "country": "FR",
    "signed": "令和3年2月10日",
    "instrument": "MOU",
    "wants_release": False,
    "template": "",
    "release_on": "",
    "term": "",
    "items": [],
    "with": [],
    "others": [],
    "signed_after": "",
}
MAY = PartialDate(2021, 5)
HYOGO = {"name_ja": "兵庫県", "name_en": "Hyogo", "kind": "municipality", "country": "JP", "id": ""}
ON_FILE: dict[str, Any] = {
    "partner": "大阪府",
    "items": [],
    "with": [],
    "others": [],
    "term": "",
    "note": "",
    "instrument": "",
    "wants_release": False,
}


def find(workspace: Workspace, form: Any, language: Language = Language.EN) -> Follows:
    """Return what follows from *form*."""
    return FollowsFinder(workspace, open_catalogue(language)).find(Form(form)).follows


def tell(messages: Any) -> str:
    assert all(isinstance(each, Message) for each in messages)
    return "\n".join(map(str, messages))


# --- what follows, without a browser


def test_place_is_told_in_both_languages(workspace: Workspace) -> None:
    """Of all, of its kind, and overseas; the date that was typed is shown as it was read."""
    follows = find(workspace, LYON)
    ((name, places),) = follows.places
    assert name == "Lyonbiopole"
    assert places[Language.JA] == (
        "全体で16例目（デンマーク王国大使館の次） / ライフサイエンス団体で5例目（MedCityの次）"
        " / 海外で9例目"
    )
    assert places[Language.EN].startswith("no. 16 of all partnerships, after the Royal Danish")
    assert [str(day) for _, day in follows.dates] == ["February 10, 2021"]
    assert (follows.id_, follows.wrong, follows.missing) == ("lyonbiopole", [], [])
    assert "16 concluded so far, 16 in force" in tell(follows.told)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("神戸", "Foundation for Biomedical Research and Innovation at Kobe"),
        ("先端医療振興", "Foundation for Biomedical Research and Innovation at Kobe"),
        ("yokohama", "City of Yokohama"),
        ("ぎょ", "“ぎょ” is no partner on file: choose one of the list"),
        ("University", "“University” is in the names of several: choose one of the list"),
    ],
)
def test_partner_is_found_by_some_of_a_name(workspace: Workspace, typed: str, told: str) -> None:
    """Also by one of the names that it had before, as long as it is the only one."""
    follows = find(
        workspace, {**ON_FILE, "what": "renewal", "partner": typed, "signed": "2027/9/7"}
    )
    assert told in tell([*follows.told, *follows.moved, *follows.wrong])


def test_renewal_is_worded_as_one(open_desk: OpenDesk) -> None:
    """It is no new partnership: no other wording can be chosen. Partners go by today's names."""
    page = open_desk().read("/new?what=renewal")
    sets = page.partition('id="template"')[2].partition("</select>")[0]
    assert re.findall(r'value="(\w*)"', sets) == ["renewal"]
    listed = page.partition('id="partners"')[2].partition("</datalist>")[0]
    (kobe,) = re.findall(r'<option value="([^"]* at Kobe)">(.*?)</option>', listed)
    assert kobe[0] == "Foundation for Biomedical Research and Innovation at Kobe"
    assert "先端医療振興財団" in kobe[1]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2022年4月", "April 2022"),
        ("２０２２／４／１５", "April 15, 2022"),
        ("令和4年4月15日", "April 15, 2022"),
        ("Apr. 15, 2022", "April 15, 2022"),
        ("2022-04", "April 2022"),
    ],
)
def test_dates_are_read_as_people_type_them(workspace: Workspace, typed: str, read: str) -> None:
    """A month alone is a month."""
    follows = find(workspace, {**LYON, "signed": typed})
    assert [str(day) for _, day in follows.dates] == [read]


def test_who_moves_and_what_is_lacking_is_told(workspace: Workspace) -> None:
    """An early signing moves later ones; the house's own details of an early day are missed."""
    given = {"signed": "2019/7/1", "wants_release": True, "template": "mou"}
    follows = find(workspace, {**LYON, **given})
    assert "City of Yokohama: no. 11 becomes no. 12" in tell(follows.moved)
    assert "details for July 1, 2019 are not on file" in tell(follows.told)
    for sign in ("partners/", ".yaml", "osaka", "people."):
        assert sign not in tell([*follows.told, *follows.moved])


def test_tie_is_settled_by_a_choice(workspace: Workspace) -> None:
    """Where dates do not tell the order, who may come right before is offered, by name."""
    tied = find(workspace, {**LYON, "signed": "2019年8月"}, Language.JA)
    assert dict(tied.tied) == {"yokohama": "横浜市"}
    assert not tied.places
    doubt = open_catalogue(Language.JA).tell(tied.doubts[0])
    assert "リヨンバイオポール" in doubt
    assert "2019年8月" in doubt
    settled = find(workspace, {**LYON, "signed": "2019年8月", "signed_after": "yokohama"})
    assert not settled.doubts
    assert "no. 12" in settled.places[0][1][Language.EN]
    # Once the date is another, whom it was to come after is forgotten.
    assert not find(workspace, {**LYON, "signed_after": "yokohama"}).wrong


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"signed": "2021年2月30日"}, "is no date"),
        ({"signed": "昨日"}, "is no date"),
        ({"name_ja": "大阪府"}, "is on file already"),
        ({"name_en": "a\tb"}, "one line goes here"),
        ({"id": "Lyon Bio!"}, "small letters, digits and hyphens"),
        ({"id": "nul"}, "small letters, digits and hyphens"),
        ({"id": "con"}, "Windows keeps this name for itself"),
        ({"id": "osaka"}, "there is a file called “osaka” already"),
        ({"kind": "guild"}, "not there any more"),
        ({"country": "XX"}, "not there any more"),
        ({"term": "0年"}, "a term is 1 to 99 years"),
        ({"term": "2024年3月"}, "the day is needed"),
        ({"with": ["札幌市"]}, "is no partner on file"),
        ({"with": ["大阪府"]}, "Osaka Prefecture signed on another day: September 7, 2020"),
        ({"wants_release": True, "release_on": "2021年2月"}, "the day is needed"),
        ({"wants_release": True, "release_on": "2021/2/9"}, "that is before the signing"),
    ],
)
def test_what_cannot_be_is_told_as_one_types(
    workspace: Workspace, given: dict[str, Any], told: str
) -> None:
    """In the words of the page, by names: no key, path or command."""
    follows = find(workspace, {**LYON, **given})
    said = tell([*follows.wrong, *follows.doubts])
    assert told in said
    assert not re.search(r"partners/|\.yaml|linkj-press|signed_", said)


def test_words_that_were_typed_are_told_as_they_were_typed(workspace: Workspace) -> None:
    """A name that reads as a day or as another partner's file is not made into these."""
    finder = FollowsFinder(workspace, open_catalogue(Language.EN))
    form = Form({**LYON, "name_ja": "osaka", "name_en": "2020-09"})
    follows = finder.find(form).follows
    refusal = say(
        "{name} and {other} are on file: {day}", name="2020-09", other="yokohama", day=MAY
    )
    assert (
        str(finder._speak(refusal, follows)) == "2020-09 and City of Yokohama are on file: May 2021"
    )
    told = finder._speak(say("{name}", name="osaka"), follows)
    assert str(told) == "osaka"


def test_what_is_missing_is_named_at_once(workspace: Workspace) -> None:
    """Each field once, and nothing is wrong with what nobody has typed yet."""
    bare = {**LYON, "name_ja": "", "name_en": "", "kind": "", "country": "", "signed": ""}
    follows = find(workspace, bare)
    names = ["Name", "Kind", "Its own country", "Day of signing"]
    assert sorted(map(str, follows.missing)) == sorted(names)
    assert not follows.wrong
    # The day of the release may stay empty: it is that of the signing.
    undated = {**LYON, "wants_release": True, "signed": "", "release_on": ""}
    assert "Day of the release" not in tell(find(workspace, undated).missing)
    release = {"wants_release": True, "instrument": "", "signed": "2021年2月"}
    missing = tell(find(workspace, {**LYON, **release}).missing)
    assert missing.split("\n") == [
        "Wording of the release",
        "What was signed",
        "Day of the release",
    ]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"what": "renewal", "signed": "2025/9/7", "term": "5年"}, "Osaka Prefecture stays no. 13"),
        ({"what": "ending", "ended": "2021年3月"}, "1 ended; 15 concluded so far, 14 in force"),
        (
            {"what": "merger", "into": "Kanagawa Prefecture", "merged": "2020/10/1"},
            "may tell of it: Royal Danish Embassy",
        ),
    ],
)
def test_figures_follow_from_what_happened(
    workspace: Workspace, given: dict[str, Any], told: str
) -> None:
    """Before anything is written, and with whose releases may tell of it."""
    follows = find(workspace, {**ON_FILE, **given})
    assert (follows.wrong, follows.missing) == ([], [])
    assert told in tell(follows.told)


# --- written and taken back, without a browser


def read_all(root: Path) -> dict[str, bytes]:
    files = [*(root / "partners").glob("*.yaml"), *(root / "templates").rglob("*.yaml")]
    return {file.name: file.read_bytes() for file in files}


def write(desk: RunningDesk, form: Any) -> Any:
    answer = desk.act("/new", form)
    assert answer.status == 200, answer.text
    return answer.form


def test_three_parties_are_begun_and_taken_back_whole(open_desk: OpenDesk) -> None:
    """Each has a file; undoing takes all away at once, and keeps them."""
    desk = open_desk()
    before = read_all(desk.root)
    release = {"wants_release": True, "template": "mou", "term": "３年", "items": ["visits"]}
    way = write(desk, {**LYON, **release, "others": [HYOGO]})["way"]
    assert way == "/releases/lyonbiopole"
    ledger = load_workspace(desk.root).ledger
    assert ledger.by_id["hyogo"].together == ("lyonbiopole", "hyogo")
    agreement = ledger.by_id["lyonbiopole"].partner.agreement
    assert (agreement.years, agreement.items) == (3, ("visits",))
    assert "Undo: A new partner" in html.unescape(desk.read(f"{way}/todo"))
    assert desk.act(f"{way}/undo", {}).status == 200
    assert read_all(desk.root) == before
    kept = {file.name for file in (desk.root / "partners/taken-back").iterdir()}
    assert kept == {"lyonbiopole.yaml", "hyogo.yaml"}
    assert desk.ask("GET", way).status == 404
    # The same once more: what was kept before stays.
    write(desk, {**LYON, **release})
    assert desk.act(f"{way}/undo", {}).status == 200
    assert len(list((desk.root / "partners/taken-back").iterdir())) == 3


def test_beginning_stays_once_its_file_is_another(open_desk: OpenDesk) -> None:
    """A word of a person in the new file is never taken away; nothing of the deed is undone."""
    desk = open_desk()
    form = {**ON_FILE, "what": "joint", "others": [HYOGO]}
    assert write(desk, form)["way"] == "/ledger#no-13"
    assert "Last recorded: Others signed too" in html.unescape(desk.read("/ledger"))
    file = desk.root / "partners/hyogo.yaml"
    file.write_text(file.read_text("utf-8") + "note: 電話で確認\n", "utf-8")
    stood = read_all(desk.root)
    answer = desk.act("/undo", {})
    assert answer.status == 422
    assert "changed since by somebody else" in answer.text
    assert read_all(desk.root) == stood


def test_kind_and_country_come_into_the_lists(open_desk: OpenDesk) -> None:
    """What was not in the list can be chosen at once; nothing else in the terms changes."""
    desk = open_desk()
    terms = desk.root / "templates/house/terms.yaml"
    before = terms.read_text("utf-8")
    country = {"what": "country", "ja": "オランダ", "en": "the Netherlands"}
    assert desk.act("/new/terms", country).form["key"] == "NL"
    kind = {"what": "kind", "ja": "病院", "en": "hospital", "several": "hospitals"}
    answer = desk.act("/new/terms", kind).form
    assert answer == {
        "told": ["It can be chosen now."],
        "number": answer["number"],
        "key": "hospital",
        "called": "hospital",
    }
    gone = set(before.splitlines()) - set(terms.read_text("utf-8").splitlines())
    assert gone == set()
    write(desk, {**LYON, "kind": "hospital", "country": "NL"})
    entry = load_workspace(desk.root).ledger.by_id["lyonbiopole"]
    assert entry.overseas
    assert "the Netherlands" in desk.read("/ledger")
    release = {"wants_release": True, "template": "mou", "signed": "2021年2月11日"}
    names = {"name_ja": "ハーグ市", "name_en": "City of The Hague"}
    write(desk, {**LYON, **release, **names, "kind": "embassy", "country": "NL"})
    stood = read_all(desk.root)
    assert desk.act("/undo", {}).status == 200  # the first partner
    assert desk.act("/undo", {}).status == 200  # the kind, which nobody is of any more
    answer = desk.act("/undo", {})
    assert "rests on it" in answer.form["refused"]
    changed = {name for name, content in stood.items() if read_all(desk.root).get(name) != content}
    assert changed == {"lyonbiopole.yaml", "terms.yaml"}
    for refused in (country, {**country, "ja": "x", "en": "y"}, {**kind, "en": "病院"}):
        assert desk.act("/new/terms", refused).status == 422


ROW = {"ja": "若手研究者の合同研修", "en": "joint training of early-career researchers"}
AREA = {"what": "items", **ROW}


def test_area_comes_into_the_list(open_desk: OpenDesk) -> None:
    """It is chosen by its key, and undone like all else; what is there, or no part of a sentence,
    is refused, and nothing is written."""
    desk = open_desk()
    before = read_all(desk.root)
    key = desk.act("/new/terms", AREA).form["key"]
    assert key == "joint-training-of-early-career"
    items = load_workspace(desk.root).house.terms.record.items
    assert items[key].model_dump(include={"ja", "en"}) == ROW
    # Other words that begin alike have a key of their own.
    like = {**AREA, "ja": "若手の合同合宿", "en": "joint training of early-career physicians"}
    assert desk.act("/new/terms", like).form["key"] == f"{key}-2"
    stood = read_all(desk.root)
    same, stopped = "in the list already", "leave the full stop out"
    for words, why in (
        (ROW, same),
        ({"ja": "別の言い方", "en": "Mutual visits"}, same),
        ({"ja": "相互訪問と施設の相互利用", "en": "visits and facilities"}, same),
        ({"ja": "合同合宿。", "en": "joint camps"}, stopped),
        ({"ja": "合同合宿", "en": "joint camps."}, stopped),
        ({"ja": "合同合宿", "en": "合同合宿"}, "in Latin letters"),
        ({"ja": "合同合宿", "en": ""}, "in both languages"),
    ):
        assert why in desk.act("/new/terms", {**AREA, **words}).form["refused"]
    kind = {"what": "kind", "ja": "財団", "en": "charitable trust", "several": ""}
    assert same in desk.act("/new/terms", kind).form["refused"]
    assert read_all(desk.root) == stood
    for _ in range(2):
        assert desk.act("/undo", {}).status == 200
    assert read_all(desk.root) == before


def test_nothing_is_noted_where_a_file_cannot_be_read(open_desk: OpenDesk) -> None:
    """One message in plain words, and no file is made."""
    desk = open_desk()
    (desk.root / "partners/kobe.yaml").write_text("name: [", "utf-8")
    stood = read_all(desk.root)
    answer = desk.act("/new", LYON)
    assert answer.status == 422
    assert answer.form["refused"].startswith("some files cannot be read")
    assert read_all(desk.root) == stood


# --- on the page


def choose(page: Page, what: str) -> None:
    """Go to the form for *what* happened, as a person does."""
    page.get_by_role("navigation").get_by_role(
        "link", name=re.compile("新しい提携|New partner")
    ).click()
    page.get_by_role("main").get_by_role("link", name=what).click()
    page.wait_for_url("**/new?what=*")
    page.locator("#new fieldset:enabled").first.wait_for(state="attached")


@pytest.mark.parametrize("what", ["A new partner", "A renewal"])
def test_area_that_the_list_lacks_is_added_and_ticked(desk_page: DeskPage, what: str) -> None:
    """The words are shown where they will stand; once added they go on file with the rest."""
    page, root = desk_page.page, desk_page.root
    choose(page, what)
    if what == "A renewal":
        page.get_by_label("Partner", exact=True).fill("大阪府")
    else:
        page.get_by_label("Name in English").first.fill("Lyonbiopole")
        page.get_by_label("Kind").first.select_option("foundation")
        page.get_by_label("Its own country").first.select_option("FR")
    page.get_by_label("Day of signing").fill("2026年11月2日")
    page.get_by_text("Term, and what it covers").click()
    page.get_by_text("An area that is not in the list").click()
    box = page.locator("#add-items")
    box.get_by_label("In Japanese").fill("相互訪問")
    box.get_by_label("In English").fill(ROW["en"])
    box.get_by_text(f"and (2) {ROW['en']}").wait_for()
    box.get_by_role("button", name="Add to the list").click()
    box.get_by_text("it is in the list already").wait_for()
    box.get_by_label("In Japanese").fill(ROW["ja"])
    box.get_by_text(f"、②{ROW['ja']}").wait_for()
    box.get_by_role("button", name="Add to the list").click()
    ticked = page.get_by_role("checkbox", name=ROW["en"])
    ticked.wait_for()
    assert ticked.is_checked()
    find_follows(page).get_by_text("It can be added.").wait_for()
    page.get_by_role("button", name="Put it on file").click()
    page.wait_for_url(re.compile("/ledger#no-"))
    (key,) = set(load_workspace(root).house.terms.record.items) & {"joint-training-of-early-career"}
    made = {each.record.agreement.items for each in load_workspace(root).partners.values()}
    assert (key,) in made


def test_half_a_day_of_the_release_is_no_day(desk_page: DeskPage) -> None:
    """It is not taken for the day of signing, as an empty one is."""
    page = desk_page.page
    choose(page, "A release")
    page.get_by_label("Partner", exact=True).fill("川崎市")
    day = page.get_by_label("Day of the release")
    assert day.get_attribute("type") == "date"
    day.press("1")
    day.press("2")
    page.get_by_role("button", name="Put it on file").click()
    page.get_by_text("This date is not complete").wait_for()
    assert "/new" in page.url


def find_follows(page: Page) -> Locator:
    return page.get_by_role("complementary")


def test_partner_is_begun_in_japanese_by_keyboard(desk_page: DeskPage) -> None:
    """Place, tie and dates are told while one types; the release opens, and can be taken back."""
    page = desk_page.page
    page.get_by_role("button", name="日本語").click()
    choose(page, "新しい提携先")
    follows = find_follows(page)
    for label, typed in (("日本語の名称", "札幌市"), ("英語の名称", "City of Sapporo")):
        page.get_by_label(label, exact=True).focus()
        page.keyboard.type(typed)
    for label, nth, chosen in (("区分", 5, "municipality"), ("提携先の国", 3, "JP")):
        box = page.get_by_label(label, exact=True)
        for _ in range(nth):
            box.press("ArrowDown")
        assert box.input_value() == chosen
    page.get_by_label("締結日", exact=True).focus()
    page.keyboard.type("2019年8月")
    follows.get_by_text("締結の順番が決まりません").wait_for()
    follows.get_by_label("どの提携先の次に").select_option("横浜市")
    follows.get_by_text("自治体で3例目").wait_for()
    page.get_by_label("締結日", exact=True).fill("令和3年4月1日")
    follows.get_by_text("全体で16例目（デンマーク王国大使館の次）").wait_for()
    follows.get_by_text("no. 5 of its kind (municipality), after Kanagawa").wait_for()
    page.get_by_label("リリースを出す").press("Space")
    page.get_by_label("覚書の種別").select_option("MOU")
    page.get_by_label("リリースの文面").select_option("MOU")
    follows.get_by_text("登録できます").wait_for()
    page.get_by_label("締結日", exact=True).press("Enter")
    page.wait_for_url("**/releases/city-of-sapporo")
    page.get_by_role("main").get_by_text("札幌市").first.wait_for()
    page.get_by_role("button", name="元に戻す").click()
    page.wait_for_url(re.compile(r":\d+/$"))
    assert not (desk_page.root / "partners/city-of-sapporo.yaml").exists()
    assert (desk_page.root / "partners/taken-back/city-of-sapporo.yaml").is_file()


def test_what_happened_is_noted_for_partners_on_file(desk_page: DeskPage) -> None:
    """A release, a renewal, an end, a merger, a joint signing: each goes to where it is seen."""
    page, root = desk_page.page, desk_page.root

    def note(what: str, boxes: dict[str, str], way: str) -> None:
        choose(page, what)
        for label, typed in boxes.items():
            page.get_by_label(label, exact=True).first.fill(typed)
        find_follows(page).get_by_text("It can be added.").wait_for()
        page.get_by_role("button", name="Put it on file").click()
        page.wait_for_url(f"**{way}")

    choose(page, "A renewal")
    page.get_by_label("There will be a release").check()
    page.get_by_label("Wording of the release").select_option("renewal")
    page.get_by_label("Partner", exact=True).fill("Osaka Prefecture")
    page.get_by_label("Day of signing").fill("Sept. 7, 2025")
    find_follows(page).get_by_text("Osaka Prefecture stays no. 13 of all; renewed once").wait_for()
    page.get_by_role("button", name="Put it on file").click()
    page.wait_for_url("**/releases/osaka-renewal-2025")
    note("An ending", {"Partner": "kobe", "No longer in force from": "2026/3/31"}, "/ledger#no-6")
    page.get_by_text("Last recorded: An ending").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Last recorded").wait_for(state="hidden")
    assert "ended" not in (root / "partners/kobe.yaml").read_text("utf-8")
    merger = {
        "Partner": "MedCity",
        "Became part of": "Eurobiomed",
        "Day of the merger": "2026年4月",
    }
    note("A merger", merger, "/ledger#no-*")
    choose(page, "Others signed too")
    page.get_by_label("Partner", exact=True).fill("大阪府")
    page.get_by_role("button", name="One that has no file yet").press("Enter")
    row = page.get_by_role("group", name="One that has no file yet")
    row.get_by_label("Name in Japanese").fill("兵庫県")
    row.get_by_label("Kind").select_option("municipality")
    row.get_by_label("Its own country").select_option("Japan")
    find_follows(page).get_by_text("Kanagawa Prefecture: no. 14 becomes no. 15").wait_for()
    page.get_by_role("button", name="Put it on file").click()
    page.wait_for_url("**/ledger#no-13")
    choose(page, "A release")
    page.get_by_label("Partner", exact=True).fill("川崎市")
    page.get_by_label("What was signed").select_option("MOU")
    page.get_by_label("Wording of the release").select_option("MOU")
    page.get_by_label("Day of the release").fill("2026-12-01")
    find_follows(page).get_by_text("It can be added.").wait_for()
    page.get_by_role("button", name="Put it on file").click()
    page.wait_for_url(re.compile("/releases/kawasaki"))
    record = load_workspace(root).partners
    assert record["medcity"].record.merged
    assert record["kawasaki"].record.release
    assert json.dumps(sorted(record)).count("partner") == 1


@pytest.mark.parametrize("script", ["arranging", "editor", "page"])
def test_nothing_can_be_filled_in_without_every_script(desk_page: DeskPage, script: str) -> None:
    """What is typed where one is missing would be lost."""
    desk_page.page.route(f"**/static/{script}.js", lambda route: route.abort())
    page = desk_page.visit("/new?what=partner")
    box = page.locator("#new").get_by_role("textbox").first
    assert box.is_disabled()
    page.unroute(f"**/static/{script}.js")
    page.reload()
    assert box.is_enabled()
