"""Releases as pages: the words of the Word file, as what they are, with nothing from elsewhere."""

import base64
import io
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from PIL import Image

from linkj_press.build.enclosures import write_beside, write_release
from linkj_press.draft.document import Document, Figure, Line, Role, Table, Text, map_lines
from linkj_press.draft.drafting import Drafter
from linkj_press.folder import HTML, TEXT, Finish
from linkj_press.language import Language
from linkj_press.record import Look
from linkj_press.show.markup import embed
from linkj_press.show.release import HtmlRelease
from linkj_press.word import read_word
from linkj_press.word.pictures import Picture, measure_picture
from linkj_press.workspace.loading import Workspace, load_workspace
from tests.conftest import count_examples
from tests.html_page import parse, read_article, validate
from tests.small import read_real_partners, write_workspace
from tests.test_event_texts import _EARLIER, EVENTS
from tests.test_word import SIGNING, figure, make_png, span, text, with_blocks, write_sample
from tests.test_written import draw_document

if TYPE_CHECKING:
    from playwright.sync_api import Browser

JA, EN = Language
DRAFT_MARK = "案"


@pytest.fixture(scope="module")
def look(workspace: Workspace) -> Look:
    return workspace.house.look.record


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with a photo in it."""
    (tmp_path / SIGNING.parent).mkdir()
    (tmp_path / SIGNING).write_bytes(make_png(30, 20))
    return tmp_path


def make(document: Document, look: Look, root: Path, finish: Finish = Finish.DRAFT) -> str:
    return write_beside(document, look, root, finish, [HTML])[HTML].decode()


def read_file(document: Document, look: Look, root: Path) -> list[str]:
    """Return the paragraphs of the final of *document* as our reader of Word files has them."""
    word = read_word(write_release(document, look, root, finish=Finish.FINAL))
    return [paragraph.text for part in (word.head, word.body) for paragraph in part]


def check_words(document: Document, look: Look, root: Path) -> None:
    """Assert that the page of *document* says what its Word file does, in that order."""
    said = read_article(parse(make(document, look, root, Finish.FINAL)))
    assert _squeeze(said) == _squeeze(read_file(_put_label_first(document), look, root))


def _squeeze(lines: Iterable[str]) -> list[str]:
    """Return *lines* but the empty ones, without space that no page shows."""
    return list(filter(None, (re.sub("[ \n]+", " ", line).strip() for line in lines)))


def _without_layout(line: Line) -> Line:
    """Return *line* with spaces for tabs and line ends: our reader of Word files drops some."""
    return tuple(span._replace(text=re.sub(r"[\t\n\r\f\v]", " ", span.text)) for span in line)


def _put_label_first(document: Document) -> Document:
    """Return *document* with the labels before all else: Word has them in a header."""
    labels = [b for b in document.blocks if isinstance(b, Text) and b.role is Role.LABEL]
    others = [b for b in document.blocks if b not in labels]
    return replace(document, blocks=(*labels, *others))


RELEASES = [
    *(("", partner) for partner in ("yokohama", "osaka", "kanagawa", "denmark")),
    *((event, about) for event, (about, _) in EVENTS.items()),
]


# The words


@pytest.mark.parametrize(("event", "partner"), RELEASES)
def test_a_page_says_what_the_word_file_says(
    workspace: Workspace, tmp_path: Path, event: str, partner: str
) -> None:
    """No word more, none less, in its order: for every release that people review as a text."""
    own = workspace
    if event:
        earlier = {each: read_real_partners()[each] for each in _EARLIER}
        root = write_workspace(tmp_path / "w", {**earlier, **EVENTS[event][1]})
        own = load_workspace(root)
    drafter = Drafter(own)
    for language in own.list_languages(partner):
        document = drafter.draft(partner, language)
        check_words(document, own.house.look.record, own.root)
        assert len(read_article(parse(make(document, own.house.look.record, own.root)))) > 10


@pytest.mark.parametrize("language", list(Language))
def test_odd_words_of_every_role_are_whole(look: Look, folder: Path, language: Language) -> None:
    """Also markup, emoji, spaces at the ends, gaps, links and tables one after the other."""
    sample = write_sample(language)
    labels = [b for b in sample.blocks if not (isinstance(b, Text) and b.role is Role.LABEL)]
    check_words(replace(sample, blocks=tuple(labels)), look, folder)


@settings(max_examples=count_examples(40))
@given(document=draw_document())
def test_any_words_are_whole(look: Look, real_desk: Path, document: Document) -> None:
    """Whatever a person types stands on the page as in the Word file."""
    blocks = tuple(
        replace(block, image=None) if isinstance(block, Figure) else block
        for block in document.blocks
        if not (isinstance(block, Text) and block.role is Role.LABEL)
    )
    document = map_lines(replace(document, blocks=blocks), _without_layout)
    check_words(document, look, real_desk)


def test_text_is_what_preview_prints(drafter: Drafter, look: Look, real_desk: Path) -> None:
    """`--text` writes the paragraphs, with rows of a table on a line each."""
    document = drafter.draft("osaka", JA)
    text_file = write_beside(document, look, real_desk, Finish.FINAL, [TEXT])[TEXT].decode()
    golden = Path(__file__).parent / "golden/releases/osaka.ja.txt"
    assert text_file == golden.read_text("utf-8")


# What they are


def test_each_part_is_what_it_is(drafter: Drafter, look: Look, real_desk: Path) -> None:
    """Headings, day, figure, table, contact and links are told by elements, not by looks."""
    page = parse(make(drafter.draft("osaka", EN), look, real_desk))
    assert page.get("lang") == "en"
    assert [h.text_content() for h in page.iter("h1")] == [
        "LINK-J Concludes MOU in the Life Sciences with Osaka Prefecture"
    ]
    assert [h.text_content() for h in page.iter("h2")][:2] == [
        "Reference",
        "About Life Science Innovation Network Japan (LINK-J)",
    ]
    (table,) = page.iter("table")
    assert [th.get("scope") for th in table.iter("th")] == ["col"] * 3
    assert [td.text_content() for td in next(table.iter("tbody"))[0]][:2] == [
        "May 2016",
        "University of California San Diego (UCSD, US)",
    ]
    (shown,) = page.iter("figure")
    assert [child.tag for child in shown] == ["p", "figcaption"]
    (contact,) = page.iter("address")
    assert "[media contact to be supplied by LINK-J]" in contact.text_content()
    days = {time.get("datetime"): time.text_content() for time in page.iter("time")}
    assert days["2020-09-07"] == "September 7, 2020"
    assert days["2018-01"] == "January 2018"
    assert [a.get("href") for a in page.iter("a")] == ["https://www.link-j.org/"]


def test_the_head_tells_others_what_the_page_is(
    drafter: Drafter, look: Look, real_desk: Path
) -> None:
    """The headline is the title; whole sentences of the lede describe it."""
    document = drafter.draft("denmark", JA)
    page = parse(make(document, look, real_desk, Finish.FINAL))
    assert page.findtext(".//title") == document.headline
    (description,) = page.xpath("//meta[@name='description']/@content")
    assert document.blocks
    lede = next(b for b in document.blocks if isinstance(b, Text) and b.role is Role.LEDE)
    assert lede.text.startswith(description)
    assert description.endswith("。")


def test_words_of_the_other_script_are_told(look: Look, folder: Path) -> None:
    """A voice reads a name of several Latin words as English, and Japanese in English as such."""
    ja = with_blocks(text(Role.BODY, "米国のUC San DiegoとLINK-J、MOUは"), language=JA)
    en = with_blocks(text(Role.BODY, "called 理化学研究所 (RIKEN) and さくら"), language=EN)
    for document, other, words in (
        (ja, "en", ["UC San Diego"]),
        (en, "ja", ["見出し", "理化学研究所", "さくら"]),
    ):
        page = parse(make(document, look, folder))
        (article,) = page.iter("article")
        found = [each.text_content() for each in article.iter("span") if each.get("lang")]
        assert found == words
        assert {each.get("lang") for each in article.iter("span") if each.get("lang")} == {other}


def test_a_name_is_not_torn_at_its_hyphen(look: Look, folder: Path) -> None:
    """No J of LINK-J stands at the head of a line; other hyphens are as they are."""
    words = "米国とLINK-Jは、UMIN-CTR、co-hosting、https://www.link-j.org/"
    page = parse(make(with_blocks(text(Role.BODY, words)), look, folder))
    assert [each.text_content() for each in page.xpath("//*[@class='whole']")] == ["LINK-J"]


def test_a_line_begins_where_the_text_says(look: Look, folder: Path) -> None:
    """Once, also where the words after the break are cut for what is to be said of them."""
    head = text(Role.HEADLINE, "LINK-J、")
    again = span("Royal Danish EmbassyとMOCを締結")._replace(begins_line=True)
    document = with_blocks(replace(head, spans=(*head.spans, again)))
    (title,) = parse(make(document, look, folder)).xpath("//h1[contains(., 'Royal')]")
    assert [each.tag for each in title.iter("br")] == ["br"]
    assert title.text_content() == "LINK-J、Royal Danish EmbassyとMOCを締結"


def test_a_long_address_breaks_where_the_line_is_full(
    chromium: "Browser", look: Look, folder: Path
) -> None:
    """Else a justified line before it is drawn apart: 非 営 利 団 体 で す 。"""
    address = "https://www.example.org/about-us/who-we-are-and-what-we-do-in-research/index.html"
    link = span(address, href=address)
    words = text(Role.BODY, span("本クラスターは、2009年に設立された非営利の団体です。"), link)
    page = chromium.new_page()
    page.set_content(make(with_blocks(words), look, folder, Finish.FINAL))
    parts = page.locator("a.address").evaluate("a => a.getClientRects().length")
    assert parts == 2
    first, before = page.locator("a.address").evaluate(
        "a => [a.getClientRects()[0].top, a.parentElement.getBoundingClientRect().top]"
    )
    assert first - before < 10
    page.close()


def test_a_draft_is_seen_to_be_one(drafter: Drafter, look: Look, real_desk: Path) -> None:
    """A draft and a copy have the mark, also in the title, and gaps that are seen; a final not."""
    document = drafter.draft("osaka", JA)
    for finish in (Finish.DRAFT, Finish.PARTNER):
        page = parse(make(document, look, real_desk, finish))
        assert [p.text_content() for p in page.xpath("//p[@class='mark']")] == [DRAFT_MARK]
        assert DRAFT_MARK in (page.findtext(".//title") or "")
        assert "【写真未着：LINK-J】" in "".join(gap.text_content() for gap in page.iter("mark"))
        assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    final = make(document, look, real_desk, Finish.FINAL)
    assert 'class="mark"' not in final
    assert "noindex" not in final
    assert ".gap" not in final


# Nothing from elsewhere, and nothing that runs


def test_a_page_needs_nothing_else(look: Look, folder: Path) -> None:
    """No script, no file from elsewhere; whatever a person types is text, wherever it stands."""
    hostile = "</style><script>alert(1)</script><img src=x onerror=y>\"'&amp;"
    blocks = (
        text(Role.BODY, hostile, span("go", href="javascript:alert(1)")),
        text(Role.BODY, span(hostile, href=f"https://e.org/?a=1&b={hostile}")),
        figure(SIGNING, hostile),
        text(Role.LEDE, hostile),
    )
    document = with_blocks(*blocks)
    document = replace(document, blocks=(text(Role.HEADLINE, hostile), *document.blocks[1:]))
    page = parse(make(document, look, folder))
    assert [each.tag for each in page.iter("script", "link", "iframe", "object", "base")] == []
    assert all(source.startswith("data:image/png;") for source in page.xpath("//@src"))
    assert page.xpath("//@onerror | //*[starts-with(name(@*), 'on')]") == []
    (link,) = page.iter("a")
    assert link.get("href", "").startswith("https://e.org/?a=1&b=%3C/style%3E")
    assert page.xpath("string(//h1)") == hostile


def test_a_photo_stands_in_the_page(look: Look, folder: Path) -> None:
    """With its words for those who do not see it, its size, and as it is where it is not large."""
    page = parse(make(with_blocks(figure(SIGNING, "岡野栄之")), look, folder))
    (image,) = page.iter("img")
    assert (image.get("alt"), image.get("width"), image.get("height")) == (
        "the signing",
        "30",
        "20",
    )
    kind, _, data = (image.get("src") or "").partition(",")
    assert kind == "data:image/png;base64"
    assert base64.b64decode(data) == measure_picture((folder / SIGNING).read_bytes()).data


def _photo(size: tuple[int, int], orientation: int = 1) -> Picture:
    """Return a photo that is red at its top left, as a camera held so takes it."""
    file, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = orientation
    photo = Image.new("RGB", size, "blue")
    photo.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    photo.save(file, "JPEG", exif=exif, quality=95)
    return measure_picture(file.getvalue())


def test_a_huge_photo_is_made_smaller(folder: Path) -> None:
    """A page is no place for the pixels of print; proportions stay, and the type of the file."""
    shown = embed(_photo((4000, 3000)), 1600)
    assert (shown.width, shown.height) == (1600, 1200)
    data = base64.b64decode(shown.address.removeprefix("data:image/jpeg;base64,"))
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (1600, 1200)


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [(1, (0, 0)), (3, (1, 1)), (6, (1, 0)), (8, (0, 1))],
)
def test_a_photo_is_upright(orientation: int, corner: tuple[int, int]) -> None:
    """What a camera notes of how it was held is heeded, since its notes are not passed on."""
    shown = embed(_photo((200, 100), orientation), 1600)
    data = base64.b64decode(shown.address.partition(",")[2])
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (shown.width, shown.height)
        at = (corner[0] * (image.width - 10) + 4, corner[1] * (image.height - 10) + 4)
        red, _, blue = image.convert("RGB").getpixel(at)  # type: ignore[misc]
    assert (red > 200, blue < 60) == (True, True)


def test_a_photo_that_cannot_be_read_whole_is_left_as_it_is() -> None:
    """As in the Word file: what is damaged within may still be shown by others."""
    damaged = Picture(b"\xff\xd8 no picture", "jpeg", 9000, 9000)
    shown = embed(damaged, 1600)
    assert base64.b64decode(shown.address.partition(",")[2]) == damaged.data
    assert (shown.width, shown.height) == (9000, 9000)


# Others who read it


@pytest.fixture(scope="module")
def pages(
    drafter: Drafter, look: Look, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """The drafts of the four releases, a final, and a page of everything, as files."""
    folder = tmp_path_factory.mktemp("pages")
    made = {}
    for partner in ("yokohama", "osaka", "kanagawa", "denmark"):
        for language in Language:
            document = drafter.draft(partner, language)
            made[f"{partner}_{language}"] = HtmlRelease(document, look, {}, DRAFT_MARK).render()
    made["final"] = HtmlRelease(drafter.draft("osaka", EN), look, {}).render()
    picture = {SIGNING: measure_picture(make_png(300, 200))}
    for language in Language:
        document = with_blocks(
            text(Role.LEDE, "A ", span("link", href="mailto:a@example.org"), " on May 1, 2020."),
            figure(SIGNING, "岡野栄之", "（写真提供：横浜市）"),
            figure(None, "two"),
            *(b for b in drafter.draft("osaka", language).blocks if isinstance(b, Table)),
            language=language,
        )
        document = replace(document, release_on=date(2020, 5, 1))
        made[f"all_{language}"] = HtmlRelease(document, look, picture, DRAFT_MARK).render()
    for name, page in made.items():
        (folder / f"{name}.html").write_text(page, "utf-8")
    return {name: folder / f"{name}.html" for name in made}


def test_the_validator_finds_nothing(pages: dict[str, Path]) -> None:
    """The pages are valid to the W3C's validator, which knows HTML and CSS as they are today."""
    assert validate(next(iter(pages.values())).parent) == ""


def test_axe_finds_nothing_on_pages(pages: dict[str, Path], chromium: "Browser") -> None:
    """Order, names and contrast are as assistive programs need them, on a screen of any width."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = {}
    for width in (360, 1280):
        page = chromium.new_page(viewport={"width": width, "height": 900})
        for name, file in pages.items():
            page.goto(file.as_uri())
            violations = axe.run(page).response["violations"]
            found[name, width] = [(each["id"], each["nodes"][0]["html"]) for each in violations]
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (name, wide)
        page.close()
    assert len(found) == 2 * len(pages) > 20
    assert {name: faults for name, faults in found.items() if faults} == {}
