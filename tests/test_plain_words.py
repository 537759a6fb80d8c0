"""Words for people who see no file: what fields are called, and where words come from."""

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from types import NoneType
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel

from linkj_press.catalogue import open_catalogue
from linkj_press.draft.document import LedgerSource, PartnerSource, PublishedSource, TemplateSource
from linkj_press.draft.drafting import Drafter
from linkj_press.draft.figures import list_insertables
from linkj_press.draft.provenance import PlainWords
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Place
from linkj_press.reading import KeyPath, read_path
from linkj_press.record import Loaded
from linkj_press.record.choices import name_choices
from linkj_press.record.field_names import name_field
from linkj_press.record.further import CorrectingRelease, Correction, Renewal
from linkj_press.record.house import Issuer, StyleGuide, Terms
from linkj_press.record.partner import Release
from linkj_press.workspace.loading import Workspace, load_workspace
from tests.conftest import FIFTEEN
from tests.small import partner_text, read_real_partners, write_workspace
from tests.test_partnership_life import renewal

REAL_DENMARK = read_real_partners()["denmark"]
JA, EN = (open_catalogue(language) for language in Language)


def walk(annotation: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    """Yield the way to each field below *annotation*, with 0 for an index and one key for any."""
    arguments = [each for each in get_args(annotation) if each is not NoneType]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            holder = CorrectingRelease if field.annotation == Release | None else field.annotation
            yield (*path, name)
            yield from walk(holder, (*path, name))
    elif get_origin(annotation) in (dict, tuple):
        step = "any-key" if get_origin(annotation) is dict else 0
        yield (*path, step)
        yield from walk(arguments[-1 if step else 0], (*path, step))
    else:
        for each in arguments:
            yield from walk(each, path)


def find_loaded(workspace: Workspace, model: type[BaseModel]) -> Loaded[Any]:
    house = workspace.house
    files = (workspace.partners["osaka"], house.issuer, house.terms, house.style, house.look)
    return next(one for one in files if issubclass(model, type(one.record)))


@pytest.mark.parametrize("model", [Correction, Renewal, Issuer, Terms, StyleGuide])
def test_every_field_of_a_file_has_a_name(model: type[BaseModel], workspace: Workspace) -> None:
    """No field, and none to come, is called by its key or after what holds it."""
    paths = set(walk(model))
    assert len(paths) > 15
    loaded = find_loaded(workspace, model)
    for path in paths:
        here, above = (
            name_field(way, loaded, workspace.house, Language.JA) for way in (path, path[:-1])
        )
        told = JA.tell(here)
        assert not re.search("[A-Za-z_]", told.replace("LINK-J", "")), (path, told)
        assert here != above or path[-1] in (0, "paragraphs"), (path, told)


@pytest.mark.parametrize(
    ("field", "ja", "en"),
    [
        ("name.full", "正式名称", "full name"),
        ("agreement.signed", "締結日", "date of signing"),
        ("release.date", "発表日", "date of the release"),
        ("release.subhead", "副見出し", "subhead"),
        ("release.subhead.en", "副見出し［英語］", "subhead, in English"),
        ("release.background[0]", "提携先の取り組み", "background"),
        ("release.background[1]", "提携先の取り組み（2段落目）", "background, paragraph 2"),
        ("release.people.yamaguchi.title", "山口 信彦の役職", "title of Nobuhiko Yamaguchi"),
        ("release.quotes[1].gist", "澤 芳樹のコメント（要旨）", "quote by Yoshiki Sawa (gist)"),
        ("release.quotes[9].words", "氏名不明のコメント（発言）", "quote by somebody (own words)"),
    ],
)
def test_fields_are_called_as_people_call_them(
    field: str, ja: str, en: str, workspace: Workspace
) -> None:
    """People and paragraphs stand for keys and indexes; what is the only one has no number."""
    osaka = workspace.partners["osaka"]
    path = read_path(field)
    assert JA.tell(name_field(path, osaka, workspace.house, Language.JA)) == ja
    assert EN.tell(name_field(path, osaka, workspace.house, Language.EN)) == en


@pytest.mark.parametrize(
    ("field", "ja", "en"),
    [
        (
            "about[1].paragraphs[0].ja",
            "LINK-Jの団体概要（2020年11月24日から）［日本語］",
            "LINK-J’s boilerplate (from November 24, 2020), in Japanese",
        ),
        (
            "people.okano.posts[0].title",
            "LINK-J・岡野 栄之の役職（2019年8月30日から）",
            "title of Hideyuki Okano, LINK-J (from August 30, 2019)",
        ),
    ],
)
def test_entries_of_the_house_have_their_day(
    field: str, ja: str, en: str, workspace: Workspace
) -> None:
    """Of two texts about the issuer, the name says which."""
    path, house = read_path(field), workspace.house
    assert JA.tell(name_field(path, house.issuer, house, Language.JA)) == ja
    assert EN.tell(name_field(path, house.issuer, house, Language.EN)) == en


def test_a_later_name_has_its_day(workspace: Workspace) -> None:
    """The new name of a partner is told from the first by when it came into use."""
    path = ("renamed", 0, "name", "full")
    named = name_field(path, workspace.partners["kobe"], workspace.house, Language.EN)
    assert EN.tell(named) == "full name (from April 2018)"


def explain(source: Any, workspace: Workspace) -> tuple[str, str]:
    day = workspace.partners["denmark"].record.release.date  # type: ignore[union-attr]
    ja, en = (PlainWords(workspace, language, day).explain(source) for language in Language)
    return JA.tell(ja), EN.tell(en)


@pytest.mark.parametrize(
    ("fact", "partners", "ja", "en"),
    [
        (
            "ordinal",
            FIFTEEN,
            "台帳：全体で15例目（神奈川県の次）",
            "ledger: no. 15 of all partnerships, after Kanagawa Prefecture",
        ),
        (
            "kind_ordinal",
            ("kawasaki", "yokohama", "osaka"),
            "台帳：自治体で3例目（横浜市の次）",
            "ledger: no. 3 of its kind (municipality), after the City of Yokohama",
        ),
        (
            "kind_ordinal",
            ("denmark",),
            "台帳：大使館では初めて",
            "ledger: the first of its kind (embassy)",
        ),
        (
            "total",
            FIFTEEN,
            "台帳：デンマーク王国大使館までで計15団体",
            "ledger: 15 partnerships up to that with the Royal Danish Embassy",
        ),
        (
            "domestic",
            ("krp", "kobe", "keio-iab", "kawasaki", "yokohama", "osaka", "kanagawa"),
            "台帳：国内7団体（KRP、神戸医療産業都市推進機構、慶應義塾大学先端生命科学研究所、川崎市、"
            "横浜市、大阪府ほか1団体）",
            "ledger: 7 in Japan (KRP, Foundation for Biomedical Research and Innovation at Kobe,"
            " Institute for Advanced Biosciences, Keio University, City of Kawasaki,"
            " City of Yokohama, Osaka Prefecture and 1 more)",
        ),
        (
            "overseas",
            ("ucsd", "ucla"),
            "台帳：海外2団体（UCSD、UCLA）",
            "ledger: 2 overseas (UCSD, UCLA)",
        ),
        (
            "in_force",
            ("ucsd", "ucla"),
            "台帳：継続中2団体（UCSD、UCLA）",
            "ledger: 2 in force (UCSD, UCLA)",
        ),
        (
            "in_force_overseas",
            ("ucsd", "ucla"),
            "台帳：海外で継続中2団体（UCSD、UCLA）",
            "ledger: 2 in force overseas (UCSD, UCLA)",
        ),
        (
            "in_force_domestic",
            ("osaka",),
            "台帳：国内で継続中1団体（大阪府）",
            "ledger: 1 in force in Japan (Osaka Prefecture)",
        ),
        (
            "months",
            ("ucsd", "biocom"),
            "台帳：2016年5月に締結（UCSD、BIOCOM）",
            "ledger: signed in May 2016 (UCSD, BIOCOM)",
        ),
        (
            "in_region",
            ("krp",),
            "台帳：2017年7月に同じ地域で締結（KRP）",
            "ledger: signed in July 2017 in the same region (KRP)",
        ),
        (
            "overseas",
            (),
            "台帳：該当する提携先なし",
            "ledger: there is none",
        ),
    ],
)
def test_facts_of_the_ledger_are_told_by_names(
    fact: str, partners: tuple[str, ...], ja: str, en: str, workspace: Workspace
) -> None:
    """Each fact that the ledger gives is a sentence: names for ids, the house's term for a kind."""
    assert explain(LedgerSource(fact, partners), workspace) == (ja, en)


def test_every_fact_of_the_ledger_is_told(drafter: Drafter, workspace: Workspace) -> None:
    """The facts above are those that templates use."""
    spans = [s for p in workspace.released for s in drafter.draft(p, Language.JA).spans]
    facts = {s.source.fact for s in spans if isinstance(s.source, LedgerSource)}
    assert facts <= {
        "ordinal",
        "kind_ordinal",
        "total",
        "domestic",
        "overseas",
        "months",
        "in_region",
    }
    assert len(facts) > 4


def test_texts_are_told_apart(workspace: Workspace) -> None:
    """What was published, what a partner got, and wording of templates are different things."""

    def place(path: str) -> Place:
        return Place(PurePosixPath(path))

    assert [
        explain(source, workspace)[0]
        for source in (
            TemplateSource(place("templates/mou/ja.md")),
            TemplateSource(place("templates/house/ja.md")),
            PublishedSource(place("partners/published/2020-09-07_osaka_ja.md")),
            PublishedSource(place("partners/rounds/2020-09-07_osaka_ja_1.md")),
            PartnerSource("osaka", "release.subhead.ja", place("partners/osaka.yaml")),
            PartnerSource("gone", "release.subhead.ja", place("partners/gone.yaml")),
        )
    ] == [
        "テンプレート「mou」の文言",
        "すべてのリリースに共通の文",
        "発表した本文",
        "先方に送った本文",
        "大阪府の「副見出し」",
        "現在は登録されていない提携先",
    ]


@pytest.mark.parametrize("language", Language)
def test_no_word_of_a_release_is_explained_by_file_key_or_id(
    language: Language, drafter: Drafter, workspace: Workspace
) -> None:
    """Whoever reads where the words of real drafts come from sees names and terms alone."""
    catalogue, told = open_catalogue(language), set()
    for partner in workspace.released:
        document = drafter.draft(partner, language.other)
        words = PlainWords(workspace, language, document.release_on)
        sources = {source for s in document.spans for source in (s.source, s.value) if source}
        told |= {catalogue.tell(words.explain(source)) for source in sources}
    assert len(told) > 100
    assert [
        one for one in told if re.search(r"[a-z]_[a-z]|\.(yaml|md|ja|en)\b|\[\d|…|None", one)
    ] == []
    own_words = {"mou", "moc"}
    ids = [one for one in told if set(re.findall("[a-z0-9-]+", one)) & {*FIFTEEN} - own_words]
    assert ids == []


def test_what_a_field_may_hold_is_told_in_words(workspace: Workspace) -> None:
    """Whoever chooses sees terms and names; a field that is written freely has no choices."""
    osaka, house = workspace.partners["osaka"], workspace.house

    def tell(field: str) -> dict[str, str]:
        choices = name_choices(read_path(field), osaka, house, Language.JA)
        return {key: JA.tell(say("{name}", name=name)) for key, name in choices.items()}

    assert tell("kind")["municipality"] == "自治体"
    assert tell("country")["DK"] == "デンマーク"
    assert tell("region") == {"kansai": "関西圏"}
    instruments = tell("agreement.instrument")
    assert list(instruments) == list(house.terms.record.instruments)
    assert (instruments["MOU"], instruments["LOI"]) == ("MOU", "意向表明書（LOI）")
    assert tell("agreement.items[2]")["visits"] == "相互訪問"
    assert tell("release.history")["table"] == "末尾の参考資料の表"
    people = tell("release.quotes[0].speaker")
    assert (people["yamaguchi"], people["sawa"]) == ("山口 信彦", "澤 芳樹")
    assert tell("release.head") == tell("release.photo.people[0]") == people
    assert tell("release.signatories[1]") == people
    assert tell("release.subhead") == tell("release.people.yamaguchi.title") == {}


def test_words_of_a_correction_are_told_with_what_it_corrects(desk_copy: Path) -> None:
    """A correction has words of its own; the facts that it shares are the partner's."""
    (desk_copy / "partners/osaka-correction.yaml").write_text(
        "corrects: osaka\n"
        "release:\n"
        "  date: 2020-10-01\n"
        "  template: correction\n"
        "  corrected:\n"
        "    on: 2020-09-07\n"
        "    headline: {ja: 見出し, en: Headline}\n"
        "    ja: [{published: 彩都, correct: 彩都など}]\n",
        "utf-8",
    )
    workspace = load_workspace(desk_copy)
    document = Drafter(workspace).draft("osaka-correction", Language.JA)
    words = PlainWords(workspace, Language.JA, document.release_on)
    told = {JA.tell(words.explain(source)) for source in {s.source for s in document.spans}}
    assert "大阪府のリリースの訂正「日本語の訂正1か所目（正）」" in told
    assert "大阪府の「正式名称」" in told


def explain_field(partner: str, field: str, workspace: Workspace) -> tuple[str, str]:
    place = workspace.partners[partner].place(*read_path(field))
    return explain(PartnerSource(partner, field, place), workspace)


def test_words_of_further_files_are_told_with_what_they_are_of(tmp_path: Path) -> None:
    """A renewal by all who renew, and a correction of it as one of the renewal’s release."""
    further = {"r": renewal("[osaka, kanagawa]", "2025-09-05")}
    further["c"] = (
        "corrects: r\nrelease: {date: 2025-09-08, template: correction, corrected: {on: 2025-09-05,"
        " headline: {ja: 見出し, en: Headline}, ja: [{published: 誤, correct: 正}]}}\n"
    )
    workspace = load_workspace(write_workspace(tmp_path / "w", {**read_real_partners(), **further}))
    assert explain_field("r", "agreement.signed", workspace) == (
        "大阪府、神奈川県との更新「締結日」",
        "renewal of the agreement with Osaka Prefecture, Kanagawa Prefecture: date of signing",
    )
    assert explain_field("c", "release.date", workspace) == (
        "大阪府、神奈川県との更新のリリースの訂正「発表日」",
        "correction of the release on the renewal with Osaka Prefecture, Kanagawa Prefecture:"
        " date of the release",
    )


def test_who_signs_together_with_the_first_of_a_kind_is_the_second(tmp_path: Path) -> None:
    """The one before is of the same kind, whoever signed at the same time."""
    embassy = REAL_DENMARK.replace("  instrument:", "  signed_with: [other]\n  instrument:")
    other = partner_text(kind="embassy", country="NO", signed="2020-11-20")
    files = {**read_real_partners(), "denmark": embassy, "other": other}
    workspace = load_workspace(write_workspace(tmp_path / "w", files))
    told = explain(LedgerSource("kind_ordinal", ("denmark", "other")), workspace)[1]
    assert told == ("ledger: no. 2 of its kind (embassy), after the Royal Danish Embassy")
    drafter = Drafter(workspace)
    shown = {
        language: {
            one.key: one.worth.text for one in list_insertables(drafter, "denmark", language)
        }
        for language in Language
    }
    assert shown[Language.JA]["ordinal"] == "15・16例目"
    assert shown[Language.EN]["kind-ordinal"] == "first and second"
