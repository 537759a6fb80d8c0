"""The sheet for reading aloud: all words side by side, and every fact with a box to tick."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from linkj_press.build.proof import make_proof, write_proof
from linkj_press.catalogue import open_catalogue
from linkj_press.draft.document import Document, Figure, lines, plain
from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.message import say_day
from linkj_press.workspace.loading import Workspace, load_workspace
from tests.html_page import Page, parse, validate
from tests.small import read_real_partners, write_workspace
from tests.test_event_texts import _EARLIER, EVENTS
from tests.test_finals import desk as desk  # noqa: PLC0414  (a fixture)
from tests.test_finals import run

if TYPE_CHECKING:
    from playwright.sync_api import Browser

JA, EN = Language
DAY = date(2020, 8, 20)
PARTNERS = ("yokohama", "osaka", "kanagawa", "denmark")


def make(workspace: Workspace, partner: str, language: Language = JA) -> Page:
    return parse(make_proof(workspace, partner, open_catalogue(language), DAY).render())


def read_rows(page: Page) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield the number of each row of the text, and the paragraphs of its columns."""
    (table,) = page.xpath("//table[@class='texts']")
    for row in table.find("tbody"):
        number, *cells, pen = row
        assert pen.text_content() == ""
        yield number.text_content(), [[p.text_content() for p in cell.iter("p")] for cell in cells]


def read_facts(page: Page) -> dict[str, list[list[str]]]:
    """Return by heading the rows of facts: forms in both languages, where from, paragraphs."""
    found = {}
    for table in page.xpath("//table[@class='facts']"):
        heading = table.xpath("string(preceding-sibling::h2[1]/text()[1])").strip()
        found[heading] = [
            [
                " / ".join(p.text_content() for p in cell.iter("p")) or cell.text_content()
                for cell in row[1:]
            ]
            for row in table.find("tbody")
        ]
        assert all(row[0].xpath("./span") for row in table.find("tbody"))
    return found


def check_words(page: Page, documents: dict[Language, Document]) -> None:
    rows = [cells for _, cells in read_rows(page)]
    for column, document in enumerate(documents.values()):
        said = [text for cells in rows for text in cells[column]]
        assert said == [
            plain(line) for block in document.blocks for line in lines(block, printed=True)
        ]


@pytest.mark.parametrize("partner", PARTNERS)
def test_all_words_stand_side_by_side(workspace: Workspace, drafter: Drafter, partner: str) -> None:
    """Each language whole and in its order, each paragraph beside its counterpart, and numbered."""
    page = make(workspace, partner)
    check_words(page, {language: drafter.draft(partner, language) for language in Language})
    numbers = [number for number, _ in read_rows(page)]
    assert len(numbers) == len(set(numbers)) > 20
    assert numbers[:5] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("event", EVENTS)
def test_the_sheet_of_any_event_is_whole(tmp_path: Path, event: str) -> None:
    """Renewals, joint signings, mergers: nothing is lost, and every fact has a plain source."""
    about, files = EVENTS[event]
    earlier = {partner: read_real_partners()[partner] for partner in _EARLIER}
    workspace = load_workspace(write_workspace(tmp_path / "w", {**earlier, **files}))
    page = make(workspace, about, EN)
    drafter = Drafter(workspace)
    check_words(page, {language: drafter.draft(about, language) for language in Language})
    facts = read_facts(page)
    assert facts["For the partner to confirm"][0][0] not in ("–", "LINK-J")
    sources = [row[2] for rows in facts.values() for row in rows]
    assert len(sources) > 8
    assert [source for source in sources if re.search(r"\.yaml|\.md|release\.|^$", source)] == []


def test_facts_of_a_release(workspace: Workspace) -> None:
    """Each once, in both languages, with where it comes from and in which paragraphs it stands."""
    facts = read_facts(make(workspace, "denmark"))
    partner = facts["先方に確認していただくもの"]
    assert ["ピーター タクソ-イェンセン", "Peter Taksøe-Jensen"] in [row[:2] for row in partner]
    assert ["駐日デンマーク王国大使", "Ambassador to Japan"] in [row[:2] for row in partner]
    assert ["11月20日", "November 20, 2020"] in [row[:2] for row in partner]
    assert ["3年間", "three"] in [row[:2] for row in partner]
    ledger = facts["こちらで確認するもの：台帳から計算したもの"]
    assert ledger[0][:2] == ["8", "8"]
    assert ledger[0][2].startswith("台帳：海外8団体（UCSD、BIOCOM、")
    house = facts["こちらで確認するもの：自団体の情報と用語"]
    assert ["岡野 栄之", "Hideyuki Okano"] in [row[:2] for row in house]
    assert [row[:2] for row in facts["こちらで確認するもの：このリリースの情報"]] == [
        ["2020年11月24日", "November 24, 2020"],
        ["https://japan.um.dk/en.aspx"] * 2,
        ["https://www.linkedin.com/company/embassy-of-denmark-in-japan"] * 2,
    ]
    every = [tuple(row[:3]) for rows in facts.values() for row in rows]
    assert len(every) == len(set(every)) > 20


def test_every_figure_is_to_be_ticked(workspace: Workspace) -> None:
    """No digit of a release is without a box, but in numbers that only count items of a list."""
    for partner in PARTNERS:
        page = make(workspace, partner)
        forms = [row[:2] for rows in read_facts(page).values() for row in rows]
        for column in (0, 1):
            told = " ".join(form[column] for form in forms)
            said = [text for _, cells in read_rows(page) for text in cells[column]]
            lacking = {
                number
                for text in said
                for number in re.findall(r"(?<![(\w-])\d+(?![)\d])", text)
                if number not in re.findall(r"\d+", told)
            }
            assert lacking - {"19"} == set(), (partner, lacking)  # COVID-19


def test_what_others_told_of_is_theirs_to_confirm(workspace: Workspace) -> None:
    """The partner is asked for what is its own, and not for what the house or the ledger says."""
    facts = read_facts(make(workspace, "osaka"))
    names = {heading: [row[0] for row in rows] for heading, rows in facts.items()}
    assert "大阪府" in names["先方に確認していただくもの"]
    assert not any("LINK-J" in name for name in names["先方に確認していただくもの"])
    assert "横浜市" in names["こちらで確認するもの：ほかの提携先の情報"]
    assert any("LINK-J" in name for name in names["こちらで確認するもの：自団体の情報と用語"])


@pytest.mark.parametrize(
    ("language", "headings"),
    [(JA, ["読み合わせ用紙", "Proof sheet"]), (EN, ["Proof sheet", "読み合わせ用紙"])],
)
def test_it_speaks_the_language_of_who_asks(
    workspace: Workspace, language: Language, headings: list[str]
) -> None:
    """Words and sources are in it; headings have the other language beside, for who reads along."""
    page = make(workspace, "osaka", language)
    assert page.get("lang") == language
    (heading,) = page.iter("h1")
    assert [text.strip() for text in heading.itertext() if text.strip()] == headings
    day = open_catalogue(language).tell(say_day(DAY))
    assert day in page.xpath("string(//main)")
    first = read_facts(page).popitem()[1][0][2]
    assert bool(re.search("[ぁ-ん]", first)) is (language is JA)


def test_a_release_in_one_language_has_one_column(tmp_path: Path) -> None:
    """Nothing is told to lack there."""
    files = {partner: read_real_partners()[partner] for partner in ("ucsd",)}
    own = read_real_partners()["osaka"]
    workspace = load_workspace(write_workspace(tmp_path / "w", {**files, "osaka": own}))
    sheet = make_proof(workspace, "osaka", open_catalogue(JA), DAY)
    page = parse(replace(sheet, documents={JA: sheet.documents[JA]}).render())
    check_words(page, {JA: sheet.documents[JA]})
    assert "nothing stands" not in page.xpath("string(//main)")


def test_what_is_not_seen_of_a_photo_is_read_too(desk: Path) -> None:
    """Its description is a part of the release, where no caption says the same already."""
    workspace = load_workspace(desk)
    sheet = make_proof(workspace, "sapporo", open_catalogue(EN), DAY)
    document = sheet.documents[EN]
    (figure,) = (block for block in document.blocks if isinstance(block, Figure))
    own = replace(figure, description=(figure.description[0]._replace(text="Two people sign"),))
    blocks = tuple(own if block is figure else block for block in document.blocks)
    told = replace(sheet, documents={EN: replace(document, blocks=blocks)}).render()
    assert "For readers who cannot see it:" not in sheet.render()
    assert "Two people sign" in parse(told).xpath("string(//div[@class='hint'])")


# The command


def test_the_command_writes_it(desk: Path) -> None:
    """Beside the drafts, or where somebody says; its path is printed."""
    told = run(desk, "proof", "sapporo")
    assert told.exit_code == 0, told.stderr
    sheet = desk / "output/2021-03-02_sapporo_proof.html"
    assert told.stdout == f"{sheet}\n"
    assert "札幌 花子" in sheet.read_text("utf-8")
    (photo,) = parse(sheet.read_bytes()).xpath("//img/@src")[:1]
    assert photo.startswith("data:image/png;base64,")
    other = run(desk, "proof", "sapporo", "--output", str(desk / "elsewhere"))
    assert (desk / "elsewhere" / sheet.name).read_bytes() == sheet.read_bytes()
    assert other.exit_code == 0
    assert run(desk, "build").exit_code == 0
    assert sheet.exists()


def test_a_sheet_that_a_person_changed_is_kept(desk: Path) -> None:
    """Corrections typed into it are not lost when it is made anew."""
    run(desk, "proof", "sapporo")
    sheet = desk / "output/2021-03-02_sapporo_proof.html"
    sheet.write_text("my corrections", "utf-8")
    told = run(desk, "proof", "sapporo")
    (kept,) = (desk / "output").glob("2021-03-02_sapporo_proof edited *.html")
    assert kept.read_text("utf-8") == "my corrections"
    assert kept.name in told.stderr
    assert sheet.read_text("utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("saporo",), 2, "did you mean “sapporo”"),
        (("sapporo", "--output", ""), 2, "the name of the folder is empty"),
        (("sapporo", "--output", "{desk}/partners"), 2, "holds what drafts are made from"),
        (("sapporo", "--output", "{desk}/taken/in"), 1, "not written: "),
    ],
)
def test_what_cannot_be_written_is_told(
    desk: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    """One clear message, and nothing written."""
    (desk / "taken").write_text("", "utf-8")
    result = run(desk, "proof", *(each.format(desk=desk) for each in arguments))
    assert (result.exit_code, result.stdout) == (code, "")
    assert told in result.stderr


# Others who read it


@pytest.fixture(scope="module")
def sheets(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The sheets of three releases in both languages, as files."""
    made = []
    for language in Language:
        for partner in ("yokohama", "osaka", "denmark"):
            folder = tmp_path_factory.mktemp(f"{language}-{partner}")
            sheet = make_proof(workspace, partner, open_catalogue(language), DAY)
            path, _ = write_proof(sheet, folder)
            made.append(path)
    return made


def test_the_validator_finds_nothing(sheets: list[Path]) -> None:
    """The sheets are valid to the W3C's validator."""
    assert [validate(sheet.parent) for sheet in sheets] == [""] * len(sheets)


def test_axe_finds_nothing_and_pages_hold_all(sheets: list[Path], chromium: "Browser") -> None:
    """Assistive programs can read a sheet; on A4 paper nothing is cut off at the right."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    for sheet in sheets:
        page.goto(sheet.as_uri())
        violations = axe.run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in violations] == []
        # As wide as the paper lets it be, at 96 pixels an inch.
        page.set_viewport_size({"width": round(273 / 25.4 * 96), "height": 900})
        page.emulate_media(media="print")
        wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide[0] <= wide[1], (sheet, wide)
        pdf = page.pdf(prefer_css_page_size=True)
        assert b"/MediaBox [0 0 841.9" in pdf
        page.emulate_media(media="screen")
    page.close()
