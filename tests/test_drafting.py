"""From partner files and template sets to documents: what the releases say, and from where."""

import json
import re
import shutil
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkj_press.build.enclosures import write_release
from linkj_press.check.approvals import list_facts
from linkj_press.draft.document import (
    Document,
    Figure,
    Gap,
    HouseSource,
    LedgerSource,
    PartnerSource,
    Role,
    Table,
    TemplateSource,
    Text,
    render_plain,
)
from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.problem import ProblemsFound
from linkj_press.record.values import PerLanguage
from linkj_press.workspace.loading import Workspace, load_workspace
from tests.conftest import FIFTEEN, REPOSITORY, count_examples
from tests.test_cli import run_in
from tests.word_text import read_word_text

RELEASES = ("yokohama", "osaka", "kanagawa", "denmark")
JA, EN = Language


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("partner", RELEASES)
def test_release_reads_as_reviewed(
    drafter: Drafter, golden: Callable[[str, str], None], partner: str, language: Language
) -> None:
    """The four releases say, word for word, what was reviewed."""
    golden(f"releases/{partner}.{language}.txt", render_plain(drafter.draft(partner, language)))


STATED = [
    ("yokohama", JA, ["川崎市に続く2例目", "提携は11例目", "国内外11団体目"]),
    ("yokohama", EN, ["the second municipality", "following the City of Kawasaki", "the 11th"]),
    ("osaka", JA, ["横浜市に続く3例目", "提携は13例目", "国内外13団体目"]),
    ("osaka", EN, ["the third municipality", "following the City of Yokohama", "the 13th"]),
    ("kanagawa", JA, ["大阪府に続く4例目", "提携は14例目", "国内外14団体目"]),
    ("kanagawa", EN, ["the fourth municipality", "following Osaka Prefecture", "the 14th"]),
    ("denmark", JA, ["海外8団体を含む15団体と提携", "提携は15例目", "今回がはじめて"]),
    ("denmark", EN, ["15 organizations, including 8 overseas", "the 15th", "the first embassy"]),
]


@pytest.mark.parametrize(("partner", "language", "statements"), STATED)
def test_release_states_what_follows_from_the_ledger(
    drafter: Drafter, partner: str, language: Language, statements: list[str]
) -> None:
    """Ordinals, predecessors and counts are those that the releases printed."""
    text = render_plain(drafter.draft(partner, language))
    assert [s for s in statements if s not in text] == []


@pytest.mark.parametrize("language", list(Language))
def test_osaka_has_the_history_table(drafter: Drafter, language: Language) -> None:
    """Osaka's table has thirteen rows, itself the last."""
    (table,) = (b for b in drafter.draft("osaka", language).blocks if isinstance(b, Table))
    assert len(table.rows) == 13
    names = {JA: ("カリフォルニア大学サンディエゴ校", "大阪府"), EN: ("University", "Osaka")}
    assert table.rows[0][1].text.startswith(names[language][0])
    assert table.rows[-1][1].text.startswith(names[language][1])


@pytest.mark.parametrize(("partner", "named"), [("kanagawa", 13), ("yokohama", 10)])
@pytest.mark.parametrize("language", list(Language))
def test_history_sentence_names_those_before(
    drafter: Drafter, workspace: Workspace, partner: str, named: int, language: Language
) -> None:
    """The sentence names every earlier partner in order, and nobody who came later."""
    blocks = drafter.draft(partner, language).blocks
    texts = [b.text for b in blocks if isinstance(b, Text)]
    opening = {JA: "これまでに、", EN: "To date,"}
    (history,) = (text for text in texts if opening[language] in text)
    entries = workspace.ledger.entries
    found = []
    for entry in entries:
        name = entry.name_on(entry.signed.first_day)
        shown = name.short.get(language) or name.full.get(language)
        found.append(history.find(str(shown)))
    assert found[:named] == sorted(found[:named])
    assert -1 not in found[:named]
    assert [i for i in found[named + 1 :] if i != -1] == []


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("partner", RELEASES)
def test_no_release_knows_the_future(
    drafter: Drafter, workspace: Workspace, partner: str, language: Language
) -> None:
    """Nothing signed after a release is named in it."""
    own = workspace.partners[partner].record.name.in_lede.get(language) or ""
    # 神奈川県横浜市 is where the city lies, not the later partner.
    text = render_plain(drafter.draft(partner, language)).replace(own, "")
    later = workspace.ledger.entries[workspace.ledger.by_id[partner].ordinal :]
    names = [str(e.partner.name.full.get(language)) for e in later]
    assert [name for name in names if name in text] == []


@pytest.mark.parametrize(
    ("affiliation", "title", "told"),
    [
        ("横浜市", "経済局理事", "横浜市経済局理事の"),
        ("ノルテ・バイオクラスター", "CEO", "ノルテ・バイオクラスターCEOの"),
        ("Medicon Valley", "CEO", "Medicon Valley CEOの"),
    ],
)
def test_where_somebody_works_goes_on_to_the_title(
    desk_copy: Path, affiliation: str, title: str, told: str
) -> None:
    """In running Japanese without a space, but for one between Latin words; captions have one."""
    file = desk_copy / "partners" / "osaka.yaml"
    text = file.read_text("utf-8")
    old = "title: {ja: 大阪府副知事, "
    assert old in text
    new = f"affiliation: {{ja: {affiliation}, en: City}}\n      title: {{ja: {title}, "
    file.write_text(text.replace(old, new), "utf-8")
    ja = render_plain(Drafter(load_workspace(desk_copy)).draft("osaka", JA))
    assert f"{told}山口 信彦 氏は、" in ja
    assert f"{affiliation} {title} 山口 信彦 氏" in ja


def test_lede_need_not_say_the_partner_twice(desk_copy: Path) -> None:
    """Beside the partner's name its head has the title of the lede; everywhere else, the other.

    Who confirms the facts confirms it too, and a language without one has the title.
    """
    file = desk_copy / "partners" / "osaka.yaml"
    title = "title: {ja: 大阪府副知事, en: Deputy Governor of Osaka Prefecture}\n"
    text = file.read_text("utf-8")
    assert title in text
    text = text.replace(title, title + "      title_in_lede: {ja: 副知事}\n")
    file.write_text(text.replace("  signatories:", "  head: yamaguchi\n  signatories:", 1), "utf-8")
    workspace = load_workspace(desk_copy)
    drafter = Drafter(workspace)
    ja, en = (render_plain(drafter.draft("osaka", language)) for language in Language)
    assert "大阪府（副知事：山口 信彦 氏）" in ja
    assert ja.count("大阪府副知事の山口 信彦 氏") > 1
    assert "Osaka Prefecture (Deputy Governor of Osaka Prefecture: Nobuhiko Yamaguchi)" in en
    facts = dict(list_facts(workspace.partners["osaka"].record, workspace.house))
    told = facts["release", "people", "yamaguchi", "title_in_lede"]
    assert isinstance(told, PerLanguage)
    assert (told.ja, told.en) == ("副知事", None)
    checked = run_in(desk_copy, "check", "osaka")
    assert "title_in_lede" not in checked.output


@pytest.mark.parametrize(("partner", "seat"), [("yokohama", "本町"), ("osaka", "室町")])
def test_seat_is_that_of_the_day(drafter: Drafter, partner: str, seat: str) -> None:
    """The head office moved between the releases."""
    text = render_plain(drafter.draft(partner, JA))
    assert [s for s in ("本町", "室町") if f"日本橋{s}" in text] == [seat]


def test_boilerplate_is_that_of_the_day(drafter: Drafter) -> None:
    """Business exchange stands in the boilerplate from 2020-11, in both languages."""
    words = {JA: "事業交流", EN: "technology, business"}
    having = {
        (partner, language)
        for partner in RELEASES
        for language, word in words.items()
        if word in render_plain(drafter.draft(partner, language))
    }
    assert having == {("denmark", JA), ("denmark", EN)}


# --- provenance


def _span(document: Document, text: str) -> list[object]:
    return [span.source for span in document.spans if span.text == text]


def test_every_word_knows_where_it_comes_from(drafter: Drafter) -> None:
    """Template, partner file, ledger and house are told apart, down to the line."""
    document = drafter.draft("osaka", JA)
    lede = next(b for b in document.blocks if isinstance(b, Text) and b.role is Role.LEDE)
    by_text = {span.text: span.source for span in lede.spans}
    ordinal = by_text["3例目"]
    assert isinstance(ordinal, LedgerSource)
    assert (ordinal.fact, ordinal.partners) == (
        "kind_ordinal",
        ("kawasaki", "yokohama", "osaka"),
    )
    follows = by_text["横浜市"]
    assert isinstance(follows, PartnerSource)
    assert (follows.partner, follows.field) == ("yokohama", "name.full.ja")
    assert _line(follows).lstrip().startswith("full:")
    seat = by_text["東京都中央区日本橋室町"]
    assert isinstance(seat, HouseSource)
    assert (seat.field, seat.version) == ("seat[1].ja", "2020-09-07")
    assert _line(seat).endswith("室町")
    literal = by_text["（本社："]
    assert isinstance(literal, TemplateSource)
    assert "（本社：" in _line(literal)
    assert str(literal.place.path) == "templates/house/ja.md"


def _line(source: TemplateSource | PartnerSource | HouseSource) -> str:
    lines = (REPOSITORY / source.place.path).read_text(encoding="utf-8").splitlines()
    return lines[source.place.line - 1]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("partner", RELEASES)
def test_literals_stand_on_the_line_they_name(
    drafter: Drafter, partner: str, language: Language
) -> None:
    """Every word from a template is found on the line that its span names."""
    spans = [
        s for s in drafter.draft(partner, language).spans if isinstance(s.source, TemplateSource)
    ]
    assert len(spans) > 20
    for span in spans:
        assert isinstance(span.source, TemplateSource)
        line = _line(span.source)
        # What joins a list (①, and) is worked out, and stands on no line.
        words = re.findall(r"[^\W\d①-⑳]+", span.text)
        assert [w for w in words if w not in line and w != "and"] == [], str(span.source)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("partner", RELEASES)
def test_words_of_files_stand_on_the_line_they_name(
    drafter: Drafter, partner: str, language: Language
) -> None:
    """Every word from a partner file or the house is on its line, in texts of many lines too."""
    spans = [
        span
        for span in drafter.draft(partner, language).spans
        if isinstance(span.source, PartnerSource | HouseSource)
        and span.gap is None
        # A date is worded, and a counted number may be.
        and not re.search(r"signed|date|years|at_least", span.source.field)
    ]
    assert len(spans) > 30
    for span in spans:
        assert isinstance(span.source, PartnerSource | HouseSource)
        assert span.text.strip() in _line(span.source), str(span.source)


def test_expression_in_prose_keeps_both_sources(drafter: Drafter) -> None:
    """The words of a field are the field's; a figure worked out inside them is the ledger's."""
    document = drafter.draft("denmark", JA)
    subhead = next(b for b in document.blocks if isinstance(b, Text) and b.role is Role.SUBHEAD)
    kinds = [(span.text, type(span.source).__name__) for span in subhead.spans]
    assert kinds[:5] == [
        ("～", "TemplateSource"),
        ("海外", "PartnerSource"),
        ("8", "LedgerSource"),
        ("団体を含む", "PartnerSource"),
        ("15", "LedgerSource"),
    ]
    values = {span.value for span in subhead.spans[1:-1]}
    assert [value.field for value in values if isinstance(value, PartnerSource)] == [
        "release.subhead.ja"
    ]
    assert len(values) == 1


# --- changes to the workspace


@dataclass
class Desk:
    """A copy of the real workspace that a test may change."""

    root: Path

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def texts(self) -> dict[tuple[str, Language], str]:
        workspace = load_workspace(self.root)
        drafter = Drafter(workspace)
        return {
            (partner, language): render_plain(drafter.draft(partner, language))
            for partner in workspace.released
            for language in Language
        }


@pytest.fixture
def desk(desk_copy: Path) -> Desk:
    return Desk(desk_copy)


FRENCH = """\
name:
  full: {ja: リヨンバイオポール, en: Lyonbiopole}
kind: life-science-organization
country: FR
agreement: {signed: 2021-02, instrument: MOU, years: 3, items: [exchange]}
release:
  date: 2021-02-15
  template: mou
  subhead: {ja: "海外{{ ledger.overseas }}団体目", en: "Partner {{ ledger.overseas }} overseas"}
"""


def test_sixteenth_partner_needs_no_other_change(desk: Desk) -> None:
    """A new file gives 16 with 9 overseas, and leaves every earlier release as it was."""
    before = desk.texts()
    file = desk.root / "partners" / "lyonbiopole.yaml"
    file.write_text(FRENCH, encoding="utf-8")
    after = desk.texts()
    ledger = load_workspace(desk.root).ledger
    assert (ledger.total, ledger.overseas, ledger.domestic) == (16, 9, 7)
    assert {key: text for key, text in after.items() if key in before} == before
    assert "MedCityに続く5例目、国内外の団体を合わせた提携は16例目" in after["lyonbiopole", JA]
    assert "～海外9団体目～" in after["lyonbiopole", JA]
    assert "becomes the 16th organization in Japan and overseas" in after["lyonbiopole", EN]


def test_one_word_of_the_boilerplate_changes_where_it_is_in_force(desk: Desk) -> None:
    """A word of the 2020-11 boilerplate changes the release of 2020-11 and no other."""
    before = desk.texts()
    desk.edit(
        "templates/house/issuer.yaml", "人的交流・技術交流・事業交流等", "人と技術と事業の交流"
    )
    changed = {key for key, text in desk.texts().items() if text != before[key]}
    assert changed == {("denmark", JA)}


def test_first_of_a_kind_has_its_own_wording(desk: Desk) -> None:
    """川崎市, the first municipality, follows nobody."""
    for file in (desk.root / "partners").glob("*.yaml"):
        if file.stem not in ("ucsd", "kawasaki"):
            file.unlink()
    desk.edit("templates/house/issuer.yaml", "2019-08-30", "2018-01-01")
    with (desk.root / "partners" / "kawasaki.yaml").open("a", encoding="utf-8") as kawasaki:
        kawasaki.write("release: {date: 2018-08-01, template: mou}\n")
    texts = desk.texts()
    assert "自治体との覚書の締結は今回がはじめて" in texts["kawasaki", JA]
    assert "提携は2例目" in texts["kawasaki", JA]
    assert "It is the first municipality to do so." in texts["kawasaki", EN]


def test_missing_english_is_a_visible_gap(desk: Desk) -> None:
    """A release whose English is missing has gaps in English, and none in Japanese."""
    file = desk.root / "partners" / "osaka.yaml"
    text = file.read_text(encoding="utf-8")
    subhead = text.index("  subhead:")
    rest = text.index("  profile:")
    new = "  subhead:\n    ja: 創出へ\n    en:\n  headline: {ja: 大阪府と提携}\n"
    file.write_text(text[:subhead] + new + text[rest:], encoding="utf-8")
    drafter = Drafter(load_workspace(desk.root))
    gaps = {
        language: [
            str(span.source)
            for span in drafter.draft("osaka", language).gaps
            if span.gap is Gap.TRANSLATION
        ]
        for language in Language
    }
    assert gaps[JA] == []
    assert len(gaps[EN]) == 2
    assert all(source.startswith("partners/osaka.yaml:") for source in gaps[EN])


def test_approved_words_replace_the_gist(desk: Desk) -> None:
    """With words and approval the quote is direct, and its gap is gone."""
    file = desk.root / "partners/osaka.yaml"
    text = file.read_text(encoding="utf-8")
    words = "      words: {ja: 承認されたコメントです。, en: An approved comment.}\n"
    approval = "      approval: {by: 山口 信彦, on: 2020-09-01}\n"
    start = text.index("    - speaker: yamaguchi\n") + len("    - speaker: yamaguchi\n")
    file.write_text(text[:start] + words + approval + text[start:], encoding="utf-8")
    drafter = Drafter(load_workspace(desk.root))
    document = drafter.draft("osaka", JA)
    quotes = [b.text for b in document.blocks if isinstance(b, Text) and b.role is Role.QUOTE]
    assert quotes[0].endswith("氏は、「承認されたコメントです。」と述べています。")
    assert "承認待ち" in quotes[1]
    assert "said: “An approved comment.”" in render_plain(drafter.draft("osaka", EN))


def test_approved_reported_speech_stands_without_a_gap(desk: Desk) -> None:
    """Where there are no own words, the approval is of the reported speech."""
    approval = "    - speaker: yamaguchi\n      approval: {by: 山口 信彦, on: 2020-09-01}\n"
    desk.edit("partners/osaka.yaml", "    - speaker: yamaguchi\n", approval)
    drafter = Drafter(load_workspace(desk.root))
    for language, end in ((JA, "期待を示しました。"), (EN, "would create innovation.")):
        blocks = drafter.draft("osaka", language).blocks
        quotes = [b for b in blocks if isinstance(b, Text) and b.role is Role.QUOTE]
        assert quotes[0].text.endswith(end)
        assert [any(span.gap for span in quote.spans) for quote in quotes] == [False, True]


def test_partner_speaks_before_the_house(desk: Desk) -> None:
    """Quotes come partner first, whatever the order in the file."""
    desk.edit("partners/osaka.yaml", "speaker: yamaguchi", "speaker: swapped")
    desk.edit("partners/osaka.yaml", "speaker: sawa", "speaker: yamaguchi")
    desk.edit("partners/osaka.yaml", "speaker: swapped", "speaker: sawa")
    document = Drafter(load_workspace(desk.root)).draft("osaka", JA)
    quotes = [b.text for b in document.blocks if isinstance(b, Text) and b.role is Role.QUOTE]
    assert [quote[:3] for quote in quotes] == ["大阪府", "LIN"]


def test_photo_takes_the_place_of_its_gap(desk: Desk) -> None:
    """A photo's file becomes the figure's picture, told in the captions' words."""
    shutil.copy(REPOSITORY / "tests" / "photo.png", desk.root / "partners" / "osaka.png")
    desk.edit("partners/osaka.yaml", "  photo:\n", "  photo:\n    file: osaka.png\n")
    document = Drafter(load_workspace(desk.root)).draft("osaka", JA)
    (figure,) = (b for b in document.blocks if isinstance(b, Figure))
    assert str(figure.image) == "partners/osaka.png"
    assert figure.description == figure.captions[0].spans
    assert "写真" not in "".join(span.text for span in document.gaps)


# --- any text is text

_PRINTABLE = (
    st.text(
        st.characters(
            exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"],
            exclude_characters="\u061c\u200e\u200f\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
        ),
        min_size=1,
    )
    .map(str.strip)
    .filter(lambda text: bool(text) and unicodedata.normalize("NFC", text) != "")
)
_MARKUP = (
    st.lists(
        st.sampled_from(
            [*"*_#`|<>~[]()!\\&+-.", "1.", "{{ x }}", "{%", "#}", "<br>", ":::", "あ", "a "]
        )
    )
    .map(lambda parts: "".join(parts).strip())
    .filter(bool)
)
ANY_TEXT = st.one_of(_PRINTABLE, _MARKUP)


@pytest.fixture(scope="module")
def hostile_desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    root = tmp_path_factory.mktemp("hostile")
    shutil.copytree(REPOSITORY / "templates", root / "templates")
    (root / "partners").mkdir()
    (root / "templates" / "house" / "issuer.yaml").write_text(
        (REPOSITORY / "templates/house/issuer.yaml")
        .read_text(encoding="utf-8")
        .replace("2019-08-30", "2018-01-01"),
        encoding="utf-8",
    )
    return Desk(root)


@settings(max_examples=count_examples(20))
@given(text=ANY_TEXT, prose=ANY_TEXT.filter(lambda t: "{{" not in t and "<br>" not in t))
def test_any_text_in_any_field_appears_unchanged(hostile_desk: Desk, text: str, prose: str) -> None:
    """Whatever a field holds is text: in the preview and in the Word file, letter for letter."""

    def words(value: str) -> dict[str, str]:
        return {"ja": value, "en": value}

    person = {"name": words(text), "title": words(text), "affiliation": words(text)}
    partner = {
        "name": {"full": words(text), "abbreviation": text, "gloss": words(text)},
        "kind": "municipality",
        "country": "JP",
        "seat": words(text),
        "agreement": {
            "signed": "2020-01-01",
            "instrument": "MOU",
            "wording": words(text),
            "years": "3",
            "items": [words(text), words(text)],
        },
        "release": {
            "date": "2020-02-01",
            "template": "mou",
            "headline": words(prose),
            "subhead": words(prose),
            "profile": words(prose),
            "background": [words(prose)],
            "people": {"one": person},
            "history": "table",
            "quotes": [{"speaker": "one", "gist": words(prose)}],
            "photo": {"people": ["one"], "credit": words(text)},
            "about": {"title": words(text), "paragraphs": [words(prose)]},
            "media_contact": {"name": words(text), "phone": text},
        },
    }
    file = hostile_desk.root / "partners" / "one.yaml"
    # JSON is YAML.
    file.write_text(json.dumps(partner, ensure_ascii=False), encoding="utf-8")
    workspace = load_workspace(hostile_desk.root)
    drafter = Drafter(workspace)
    for language in Language:
        document = drafter.draft("one", language)
        blocks = [block.text for block in document.blocks if isinstance(block, Text)]
        assert prose in blocks
        assert document.headline == prose
        shown = render_plain(document)
        assert shown.count(prose) >= 6
        assert shown.count(text) >= 9
        word = write_release(document, workspace.house.look.record, hostile_desk.root)
        written = read_word_text(word)
        assert prose in written
        assert "".join(written).count(text) >= 9


# --- mistakes in templates and prose

MISTAKES = [
    ("{{ ledger.ordnal }}", "undefined", "there is no field “ordnal” here", "“ordinal”"),
    ("{{ partnr.name }}", "undefined", "there is no “partnr” to fill in", "“partner”"),
    ("{{ partner.name.ful }}", "undefined", "there is no field “ful” here", "“full”"),
    ("{{ partner.name }}", "template-mistake", "a group of fields", "abbreviation"),
    ("{{ ledger.earlier }}", "template-mistake", "a list cannot be printed", "list"),
    ("{{ release.date | ordinal }}", "template-mistake", "needs a number", ""),
    ("{{ ledger.total | day }}", "template-mistake", "needs a date", ""),
    ("{{ ledger.total | ordnal }}", "template-syntax", "there is no filter “ordnal”", "“ordinal”"),
    ("{{ ledger.total", "template-syntax", "“}}” goes here", ""),
    ("{% if ledger %}", "template-syntax", "", ""),
    ("{{ 9 ** 9 ** 9 }}", "template-mistake", "** is not for text", ""),
    ("{{ 'x' * 999999999 }}", "template-mistake", "* is not for text", ""),
    ("{{ 1 / 0 }}", "template-mistake", "divided by zero", ""),
    ("{{ partner.name.__class__ }}", "undefined", "no field", ""),
    ('{% include "nowhere.md" %}', "no-template", "templates/nowhere.md", ""),
    (f'{{% include "{"x" * 300}.md" %}}', "no-template", f"templates/{'x' * 300}.md", ""),
    ("::: leed\nx\n:::", "unknown-block", "there is no block “leed”", "“lede”"),
    ("::: lede\nx", "open-block", "“lede” is not closed", ""),
    ("- one\n- two", "not-for-releases", "a list has no place", ""),
    ("### deep", "not-for-releases", "headings have two levels", ""),
    ("# second headline", "headline", "second headline", "one headline"),
    ("one<br>two", "break-in-paragraph", "<br>", ""),
    ("：：： lede\nx", "not-a-sign", "：：：", ":::"),
    ("＃ 見出し", "not-a-sign", "＃", "# and a space"),
    ("##見出し", "not-a-sign", "##", "## and a space"),
    ("{% if partner %}x", "template-syntax", "{% if … %} is not closed", "{% endif %}"),
    ("{{ agreement.items ｜ list }}", "template-syntax", "“｜”", "input method"),
    ("{{ partner.id }x", "template-syntax", "“}” stands alone", "}}"),
]


@pytest.mark.parametrize(("source", "code", "message", "hint"), MISTAKES)
def test_mistake_in_a_template_is_a_problem_at_its_line(
    desk: Desk, source: str, code: str, message: str, hint: str
) -> None:
    """A mistake names the template's line and the partner being rendered."""
    file = desk.root / "templates/mou/ja.md"
    before = file.read_text(encoding="utf-8").rstrip("\n")
    line = before.count("\n") + 3
    file.write_text(f"{before}\n\n{source}\n", encoding="utf-8")
    with pytest.raises(ProblemsFound) as caught:
        Drafter(load_workspace(desk.root)).draft("osaka", JA)
    problem = caught.value.problems[0]
    assert problem.code == code
    assert message in str(problem.message)
    assert hint in str(problem.hint)
    assert problem.partner == "osaka"
    if code != "template-syntax":
        assert str(problem.where).startswith(f"templates/mou/ja.md:{line}:")


def test_mistake_in_prose_is_a_problem_in_the_partner_file(desk: Desk) -> None:
    """An expression in a partner's prose is located in the partner file."""
    desk.edit(
        "partners/osaka.yaml", "国内外{{ ledger.total }}団体目", "国内外{{ ledger.totl }}団体目"
    )
    with pytest.raises(ProblemsFound) as caught:
        Drafter(load_workspace(desk.root)).draft("osaka", JA)
    (problem,) = caught.value.problems
    lines = (desk.root / "partners/osaka.yaml").read_text(encoding="utf-8").splitlines()
    assert str(problem.where.path) == "partners/osaka.yaml"
    assert "ledger.totl" in lines[problem.where.line - 1]
    assert str(problem.hint) == "did you mean “total”?"


def test_prose_that_refers_to_itself_is_a_problem(desk: Desk) -> None:
    """A loop in prose is told, not followed."""
    desk.edit("partners/osaka.yaml", "国内外{{ ledger.total }}団体目", "{{ release.subhead }}")
    with pytest.raises(ProblemsFound, match="refers to itself"):
        Drafter(load_workspace(desk.root)).draft("osaka", JA)


def test_release_before_the_house_is_known_is_a_problem(desk: Desk) -> None:
    """A release on a day for which the house has no entries names all lists that lack one."""
    desk.edit("templates/house/issuer.yaml", "since: 2019-08-30", "since: 2019-09-30")
    with pytest.raises(ProblemsFound) as caught:
        Drafter(load_workspace(desk.root)).draft("yokohama", JA)
    problems = caught.value.problems
    assert {(p.code, p.partner) for p in problems} == {("not-in-force", "yokohama")}
    assert {str(p.where.path) for p in problems} == {"templates/house/issuer.yaml"}
    told = [str(p.message).partition(" is in force")[0] for p in problems]
    assert sorted(told) == [f"no entry of {name}" for name in ("about", "head", "seat")]


def test_problems_of_all_releases_come_together(desk: Desk) -> None:
    """One pass tells the faults of every release and language."""
    desk.edit("templates/mou/ja.md", "{{ release.headline }}", "{{ release.headlin }}")
    desk.edit("templates/mou/ja.md", "{% if release.headline %}", "{% if release.headln %}")
    desk.edit("templates/moc/en.md", "{{ agreement.wording }}", "{{ agreement.words }}")
    with pytest.raises(ProblemsFound) as caught:
        Drafter(load_workspace(desk.root)).draft_all(RELEASES, Language)
    assert [p.where.path.parent.name for p in caught.value.problems] == ["moc", *["mou"] * 3]
    assert {p.partner for p in caught.value.problems} == set(RELEASES)


def test_a_photo_that_goes_missing_is_told_in_the_partner_file(desk_copy: Path) -> None:
    """The place is that of the photo's name, though the template is what asks for it."""
    osaka = desk_copy / "partners" / "osaka.yaml"
    text = osaka.read_text("utf-8").replace("  photo:\n", "  photo:\n    file: osaka.png\n")
    osaka.write_text(text, "utf-8")
    photo = desk_copy / "partners" / "osaka.png"
    photo.touch()
    workspace = load_workspace(desk_copy)
    document = Drafter(workspace).draft("osaka", JA)
    photo.unlink()
    with pytest.raises(ProblemsFound, match="is not there") as found:
        write_release(document, workspace.house.look.record, desk_copy)
    (problem,) = found.value.problems
    line = text[: text.index("osaka.png")].count("\n") + 1
    assert str(problem.where) == f"partners/osaka.yaml:{line}:11"


def write_windows_lines(desk: Path) -> None:
    """Give every text of *desk* the line ends of Windows."""
    files = [file for file in desk.rglob("*") if file.suffix in (".yaml", ".md")]
    assert len(files) > len(FIFTEEN)
    for file in files:
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))


def test_line_ends_of_windows_change_nothing(drafter: Drafter, desk_copy: Path) -> None:
    """Partner files and templates saved with CRLF give the same words from the same places."""
    write_windows_lines(desk_copy)
    windows = Drafter(load_workspace(desk_copy))
    for partner in RELEASES:
        for language in Language:
            assert windows.draft(partner, language) == drafter.draft(partner, language)


def test_line_ends_of_windows_leave_the_places_of_problems(desk_copy: Path) -> None:
    """What is wrong in a file with CRLF is told at the same line and column."""
    template = desk_copy / "templates" / "mou" / "en.md"
    template.write_text(template.read_text("utf-8") + "\n{{ nothing }}\n", "utf-8")

    def find_problems() -> str:
        with pytest.raises(ProblemsFound) as found:
            Drafter(load_workspace(desk_copy)).draft("osaka", Language.EN)
        return str(found.value)

    of_template = find_problems()
    write_windows_lines(desk_copy)
    assert find_problems() == of_template
    file = desk_copy / "partners" / "osaka.yaml"
    file.write_bytes(file.read_bytes().replace(b"  background:", b"  backgruond:"))
    of_partner = find_problems()
    file.write_bytes(file.read_bytes().replace(b"\r\n", b"\n"))
    assert "backgruond" in of_partner
    assert find_problems() == of_partner


@pytest.mark.parametrize("text", [None, "{% broken %}", "\udcff"])
def test_a_set_without_english_stops_nothing_else(desk: Desk, text: str | None) -> None:
    """A template that is missing or broken is told for its language, and the rest is drafted."""
    file = desk.root / "templates" / "moc" / "en.md"
    file.unlink()
    if text is not None:
        file.write_bytes(text.encode("utf-8", "surrogateescape"))
    drafter = Drafter(load_workspace(desk.root))
    assert drafter.draft("denmark", JA).blocks
    assert drafter.draft("osaka", EN).blocks
    with pytest.raises(ProblemsFound) as found:
        drafter.draft("denmark", EN)
    (problem,) = found.value.problems
    if text is not None:
        assert str(problem.where.path) == "templates/moc/en.md"
        return
    assert str(problem.message) == "the template set “moc” has no en.md"
    line = (desk.root / "partners/denmark.yaml").read_text("utf-8").split("\n")
    assert "template: moc" in line[problem.where.line - 1]


def test_gist_is_not_asked_for_beside_approved_words(desk: Desk) -> None:
    """Approved words stand alone; without them and without a gist, the gist is a gap."""
    file = desk.root / "partners/osaka.yaml"
    text = file.read_text(encoding="utf-8")
    start = text.index("    - speaker: yamaguchi\n")
    end = text.index("    - speaker:", start + 5)
    quote = "    - speaker: yamaguchi\n"
    words = (
        quote + "      words: {ja: 言葉, en: Words}\n      approval: {by: 山口, on: 2020-09-01}\n"
    )
    gaps = []
    for new in (words, quote):
        file.write_text(text[:start] + new + text[end:], encoding="utf-8")
        drafter = Drafter(load_workspace(desk.root))
        for language in Language:
            gap_sources = [span.source for span in drafter.draft("osaka", language).gaps]
            fields = [s.field for s in gap_sources if isinstance(s, PartnerSource)]
            gaps.append([field for field in fields if "quotes[0].gist" in field])
    assert gaps == [[], [], ["release.quotes[0].gist"], ["release.quotes[0].gist"]]


def test_space_between_latin_words_survives_the_line(desk: Desk) -> None:
    """Where a Japanese line ends in a Latin word and the next begins with one, a space parts them,
    at words, values and emphasis, in templates and in prose."""
    source = "はLife\n**Science**\n{{ house.short }}\nEvent\nは{{ house.short }}\nです。"
    lines = "".join(f"        {line}\n" for line in ("{{ house.short }}", "Life", "です"))
    prose = f"  background:\n    - ja: |\n{lines}      en: x\n"
    file = desk.root / "templates/mou/ja.md"
    file.write_text(file.read_text("utf-8") + f"\n{source}\n", "utf-8")
    osaka = desk.root / "partners/osaka.yaml"
    text = osaka.read_text("utf-8")
    start = text.index("  background:\n")
    end = re.compile(r"^  \w", re.MULTILINE).search(text, start + 5)
    assert end
    osaka.write_text(text[:start] + prose + text[end.start() :], "utf-8")
    texts = [
        b.text
        for b in Drafter(load_workspace(desk.root)).draft("osaka", JA).blocks
        if isinstance(b, Text)
    ]
    assert texts[-1] == "はLife Science LINK-J EventはLINK-Jです。"
    assert "LINK-J Lifeです" in texts


def test_indented_paragraph_keeps_its_indent(desk: Desk) -> None:
    """The ideographic space (字下げ) at the head of a paragraph stands in every form."""
    file = desk.root / "templates/mou/ja.md"
    file.write_text(file.read_text("utf-8") + "\n\u3000字下げの段落。\n", "utf-8")
    workspace = load_workspace(desk.root)
    document = Drafter(workspace).draft("osaka", JA)
    assert "\n\u3000字下げの段落。\n" in render_plain(document)
    content = write_release(document, workspace.house.look.record, desk.root)
    assert "\u3000字下げの段落。" in read_word_text(content)


def test_release_before_the_first_contact_has_a_gap_as_without_one(desk: Desk) -> None:
    """The house did without one until then: releases of those days are what they were."""
    without = Drafter(load_workspace(desk.root)).draft("yokohama", JA)
    contact = (
        "\nmedia_contact:\n  - since: 2020-09-01\n    name: {ja: 広報担当, en: Public Relations}\n"
    )
    file = desk.root / "templates/house/issuer.yaml"
    file.write_text(file.read_text("utf-8") + contact, "utf-8")
    drafter = Drafter(load_workspace(desk.root))
    assert drafter.draft("yokohama", JA).blocks == without.blocks
    assert "広報担当" in str(drafter.draft("osaka", JA).blocks)
