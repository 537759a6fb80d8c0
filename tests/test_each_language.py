"""What each language has for itself: numbers, addresses, datelines, zones, notes of what awaits."""

from pathlib import Path

import pytest

from linkj_press.check import check_workspace
from linkj_press.check.awaited import note_awaited
from linkj_press.draft.document import Document
from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.text.wording import word_phone
from linkj_press.workspace.loading import load_workspace

JA, EN = Language
ISSUER = "templates/house/issuer.yaml"


@pytest.mark.parametrize(
    ("written", "abroad"),
    [
        ("03-1234-5678", "+81 3-1234-5678"),
        ("(03)1234-5678", "+81 3-1234-5678"),
        ("090-1234-5678", "+81 90-1234-5678"),
        ("0466-12-3456", "+81 466-12-3456"),
        ("0110000000", "+81 110000000"),
        *((same, same) for same in ("0120-123-456", "0570-123-456", "+44 20 7946 0000")),
        *((same, same) for same in ("020 7946 0000", "03-1234-5678（内線12）", "+81 3-1234-5678")),
    ],
)
def test_a_number_is_told_as_one_calls_it_from_abroad(written: str, abroad: str) -> None:
    """One of another country, toll-free or with words beside it stays as it is."""
    assert word_phone(written) == abroad


def _draft(desk: Path, partner: str, house: str = "", release: str = "") -> dict[Language, str]:
    file = desk / ISSUER
    file.write_text(f"{file.read_text('utf-8')}\n{house}\n", "utf-8")
    own = desk / f"partners/{partner}.yaml"
    text = own.read_text("utf-8").replace("\nrelease:\n", f"\nrelease:\n{release}", 1)
    own.write_text(text, "utf-8")
    workspace = load_workspace(desk)
    assert check_workspace(workspace, [partner]) == []
    return {lang: _print(Drafter(workspace).draft(partner, lang)) for lang in Language}


def _print(document: Document) -> str:
    return "\n".join(getattr(block, "text", "") for block in document.blocks)


def test_the_media_contact_is_of_the_language(desk_copy: Path) -> None:
    """English has the number with +81 and an address of its own, and no check minds."""
    contact = (
        "media_contact:\n  - since: 2019-01-01\n    name: {ja: 広報, en: Press}\n"
        "    phone: 03-1234-5678\n    email: {ja: ja@example.org, en: en@example.org}"
    )
    told = _draft(desk_copy, "osaka", contact)
    assert "電話：03-1234-5678\nメール：ja@example.org" in told[JA]
    assert "Phone: +81 3-1234-5678\nEmail: en@example.org" in told[EN]


def test_a_number_for_each_language_stays_as_it_is(desk_copy: Path) -> None:
    """Where a language has a number of its own, nothing is made of it."""
    contact = "  media_contact: {name: {ja: 広報, en: PR}, phone: {ja: 03-1234-5678, en: 110}}\n"
    told = _draft(desk_copy, "osaka", release=contact)
    assert "電話：03-1234-5678" in told[JA]
    assert "Phone: 110" in told[EN]


def test_the_house_may_date_its_english_lede(desk_copy: Path) -> None:
    """The dateline stands before the first sentence, in the language that has one."""
    told = _draft(desk_copy, "osaka", "dateline: {en: TOKYO}")
    assert "\nTOKYO, September 7, 2020 – On September 7, 2020, Life Science" in told[EN]
    assert "【" not in told[JA].split("\n")[-1]
    assert "TOKYO" not in told[JA]


@pytest.mark.parametrize(
    ("partner", "choice", "zone"),
    [
        ("denmark", "", "（日本時間）"),
        ("osaka", "", ""),
        ("osaka", "embargo_zone: always", "（日本時間）"),
        ("denmark", "embargo_zone: never", ""),
    ],
)
def test_an_embargo_tells_its_zone(desk_copy: Path, partner: str, choice: str, zone: str) -> None:
    """English always has JST; Japanese for partners overseas, or as the house chooses."""
    day = {"denmark": "2020-11-24", "osaka": "2020-09-07"}[partner]
    told = _draft(desk_copy, partner, choice, f"  embargo: {day} 14:00\n")
    (line,) = [line for line in told[JA].split("\n") if line.startswith("報道解禁")]
    assert line.endswith(f"14時{zone}")
    assert "2:00 PM JST" in told[EN]


@pytest.mark.parametrize("language", Language)
def test_what_awaits_is_noted_where_it_stands(desk_copy: Path, language: Language) -> None:
    """Each gap, and each fact where it first stands, has one note: a sentence, then its place."""
    workspace = load_workspace(desk_copy)
    document = note_awaited(Drafter(workspace).draft("osaka", language), workspace)
    noted = [(span.text, note) for span in document.spans for note in span.notes]
    gaps = [note for span in document.gaps for note in span.notes]
    assert len(gaps) == len(document.gaps) == 5
    facts = [text for text, note in noted if note not in gaps]
    assert len(facts) == 8
    name = {JA: "大阪府", EN: "Osaka Prefecture"}[language]
    assert facts.count(name) == 1
    said = {JA: "この日付は先方の確認待ちです。", EN: "The partner has yet to confirm this date."}
    assert f"{said[language]}\npartners/osaka.yaml:9  agreement.signed" in dict(noted).values()


def test_confirmed_facts_have_no_notes(desk_copy: Path) -> None:
    """Once the partner has confirmed them, only the gaps are noted."""
    file = desk_copy / "partners/osaka.yaml"
    text = file.read_text("utf-8")
    told = "\nrelease:\n  confirmed: {by: 大阪府, on: 2020-09-01}\n"
    file.write_text(text.replace("\nrelease:\n", told, 1), "utf-8")
    workspace = load_workspace(desk_copy)
    document = note_awaited(Drafter(workspace).draft("osaka", JA), workspace)
    assert [span.text for span in document.spans if span.notes] == [g.text for g in document.gaps]
