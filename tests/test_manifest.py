"""The manifest: what it holds, how it is read back, and what it is not taken in by."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePosixPath
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkj_press.build.enclosures import write_release
from linkj_press.draft.document import (
    Document,
    Gap,
    HouseSource,
    LedgerSource,
    PartnerSource,
    Role,
    Span,
    TemplateSource,
    Text,
)
from linkj_press.folder import Finish
from linkj_press.language import Language
from linkj_press.problem import Place
from linkj_press.record import Look, load_record
from linkj_press.word import is_untouched, read_manifest
from linkj_press.word.manifest import (
    DraftOrigin,
    Manifest,
    Value,
    ValueKind,
    describe_value,
    name_value,
    shorten_label,
    shorten_tag,
)

LOOK = PurePosixPath("templates/house/look.yaml")
WORKSPACE = Path(__file__).parent.parent
ITEM = "customXml/item1.xml"
OWN = PartnerSource("osaka", "release.subhead.ja", Place(PurePosixPath("partners/osaka.yaml"), 23))
OTHER = PartnerSource("ucsd", "name.full.ja", Place(PurePosixPath("partners/ucsd.yaml"), 5))
HOUSE = HouseSource("seat[1].ja", Place(PurePosixPath("templates/house/issuer.yaml"), 22))
LEDGER = LedgerSource("total", ("ucsd", "osaka"))
TEMPLATE = TemplateSource(Place(PurePosixPath("templates/mou/ja.md"), 9))
ORIGIN = DraftOrigin("f00d", MappingProxyType({"partners/osaka.yaml": "a" * 64}))


@pytest.fixture(scope="module")
def look() -> Look:
    return load_record(WORKSPACE / LOOK, LOOK, Look).record


def make_document() -> Document:
    prose = (Span("国内外", OWN, value=OWN), Span("13", LEDGER, value=OWN))
    blocks = (
        Text(Role.LABEL, (Span("プレスリリース", TEMPLATE),), TEMPLATE),
        Text(Role.HEADLINE, (Span("見出し", TEMPLATE), Span("UCSD", OTHER, value=OTHER)), TEMPLATE),
        Text(Role.SUBHEAD, (Span("～", TEMPLATE), *prose, Span("～", TEMPLATE)), TEMPLATE),
        Text(Role.BODY, (Span("【未着】", OWN, gap=Gap.VALUE, value=OWN),), TEMPLATE),
        Text(Role.BODY, (Span("13例目", TEMPLATE, value=TEMPLATE),), TEMPLATE),
    )
    return Document("osaka", Language.JA, date(2020, 9, 7), blocks)


@pytest.fixture
def file(look: Look, tmp_path: Path) -> bytes:
    return write_release(make_document(), look, tmp_path, origin=ORIGIN)


def rewrite(file: bytes, parts: dict[str, bytes | None]) -> bytes:
    """Return *file* with *parts* in the place of its own; None takes one away."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        whole = {name: archive.read(name) for name in archive.namelist()} | parts
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in whole.items():
            if data is not None:
                archive.writestr(name, data)
    return buffer.getvalue()


# Values


def test_a_value_is_named_after_its_field_and_whose_it_is() -> None:
    """Staff and the round trip know a value by one name."""
    names = [name_value(value, "osaka") for value in (OWN, OTHER, HOUSE, LEDGER)]
    assert names == ["release.subhead.ja", "ucsd:name.full.ja", "house:seat[1].ja", "ledger:total"]
    assert name_value(OWN, "ucsd") == "osaka:release.subhead.ja"


@given(st.text(min_size=1, max_size=200))
def test_what_word_is_told_is_never_too_long(full: str) -> None:
    """A long path is cut to 64 characters, and what is short stays as it is."""
    for short in (shorten_tag(full), shorten_label(full)):
        assert len(short) <= 64
        assert short == full or len(full) > 64


def test_long_tags_stay_apart() -> None:
    """Two paths that begin alike have two tags, the same on every day."""
    tags = [shorten_tag("release." + "x" * 80 + end) for end in ("a", "b")]
    assert tags[0] != tags[1]
    assert tags[0] == shorten_tag("release." + "x" * 80 + "a")


def test_words_that_are_worked_out_are_told_from_the_values_own() -> None:
    """What an expression in prose made cannot be written back as words."""
    own = (Span("国内外", OWN, value=OWN),)
    mixed = (*own, Span("13", LEDGER, value=OWN))
    assert not describe_value(1, OWN, "x", own).worked_out
    assert describe_value(1, OWN, "x", mixed).worked_out


# In the file


def test_the_file_says_what_it_was_made_from(file: bytes) -> None:
    """All that the round trip needs is in the file itself."""
    manifest = read_manifest(file)
    assert manifest is not None
    assert (manifest.partner, manifest.language) == ("osaka", Language.JA)
    assert (manifest.release_on, manifest.finish) == (date(2020, 9, 7), Finish.DRAFT)
    assert manifest.origin == ORIGIN
    assert manifest.values == (
        Value(1, "ucsd:name.full.ja", ValueKind.PARTNER, "ucsd", "name.full.ja", "partners/ucsd.yaml", 5, "UCSD", gap=False, worked_out=False),  # noqa: E501
        Value(2, "release.subhead.ja", ValueKind.PARTNER, "osaka", "release.subhead.ja", "partners/osaka.yaml", 23, "国内外13", gap=False, worked_out=True),  # noqa: E501
        Value(3, "release.subhead.ja", ValueKind.PARTNER, "osaka", "release.subhead.ja", "partners/osaka.yaml", 23, "【未着】", gap=True, worked_out=False),  # noqa: E501
    )  # fmt: skip
    assert manifest.head == (("案",), ("プレスリリース",), ("案",))
    assert manifest.skeleton == (("見出し", 1), ("～", 2, "～"), (3,), ("13例目",))


def test_the_json_is_the_same_whoever_wrote_it(file: bytes) -> None:
    """Keys are sorted, and reading what was written gives the same manifest."""
    manifest = read_manifest(file)
    assert manifest is not None
    text = manifest.to_json()
    assert list(json.loads(text)) == sorted(json.loads(text))
    assert Manifest.from_json(text) == manifest
    assert Manifest.from_json(text).to_json() == text


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(words, st.lists(st.one_of(words, st.integers(1, 999)), max_size=5))
def test_any_words_come_back(text: str, paragraph: list[str | int]) -> None:
    """JSON keeps every character, and numbers are not taken for words."""
    value = Value(1, "t", ValueKind.HOUSE, "", text, text, 0, text, gap=False, worked_out=True)
    manifest = Manifest(
        partner="osaka",
        language=Language.EN,
        release_on=date(2020, 9, 7),
        finish=Finish.DRAFT,
        origin=DraftOrigin(text),
        values=(value,),
        head=(),
        skeleton=(tuple(paragraph),),
    )
    assert Manifest.from_json(manifest.to_json()) == manifest


@pytest.mark.parametrize(
    "text",
    [
        *("", "null", "[]", "{}", '{"version":1}', '{"version":2}', "[" * 100_000),
        '{"version":2,"sources":[]}',
        '{"version":2,"sources":{"\\ud800":""}}',
    ],
)
def test_what_is_no_manifest_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Manifest.from_json(text)


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        *(("language", "fr"), ("release_on", "soon"), ("finish", 1), ("partner", None)),
        *(("values", [{}]), ("values", 3), ("values", {"id": "1"})),
        *(("skeleton", [[None]]), ("sources", {"a": 1})),
    ],
)
def test_a_manifest_of_wrong_types_is_refused(file: bytes, key: str, wrong: object) -> None:
    """What is read has the types that it says, or is not read."""
    manifest = read_manifest(file)
    assert manifest is not None
    data = {**json.loads(manifest.to_json()), key: wrong}
    with pytest.raises(ValueError, match=r"."):
        Manifest.from_json(json.dumps(data))


# Touched and untouched


def test_a_file_that_nobody_touched_is_known(file: bytes) -> None:
    """Nor does it matter how the file was packed."""
    assert is_untouched(file)
    assert is_untouched(rewrite(file, {}))


@pytest.mark.parametrize(
    "parts",
    [
        {"word/document.xml": b"<x/>"},
        {"docProps/core.xml": None},
        {"docProps/app.xml": b"<x/>"},
        {ITEM: None},
    ],
)
def test_any_change_is_known(file: bytes, parts: dict[str, bytes | None]) -> None:
    """A part that is changed, taken away or added: somebody was there."""
    assert not is_untouched(rewrite(file, parts))


def test_a_manifest_under_another_number_is_found(file: bytes) -> None:
    """Word numbers the items of a file anew, and keeps others beside ours."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        item = archive.read(ITEM)
    moved = rewrite(file, {ITEM: b"<other/>", "customXml/item3.xml": item})
    assert read_manifest(moved) == read_manifest(file)
    assert not is_untouched(moved)


@pytest.mark.parametrize("data", [b"", b"not a zip", b"PK\x03\x04", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_word_file_has_no_manifest(data: bytes) -> None:
    assert read_manifest(data) is None
    assert not is_untouched(data)


@given(st.data())
def test_a_damaged_file_is_answered(data: st.DataObject) -> None:
    """Whatever happened to a file, nobody sees a traceback."""
    whole = rewrite_once()
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:at] + data.draw(st.binary(max_size=6)) + whole[at + 3 :]
    read_manifest(damaged)
    is_untouched(damaged)


def rewrite_once() -> bytes:
    """Return a small file with a manifest and one part more."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(ITEM, wrap("{}"))
        archive.writestr("word/document.xml", "<x/>" * 20)
    return buffer.getvalue()


def wrap(text: str, declarations: str = "") -> bytes:
    manifest = '<manifest xmlns="urn:linkj-press:manifest"><json>'
    return f"{declarations}{manifest}{text}</json></manifest>".encode()


def test_entities_are_not_resolved(file: bytes, tmp_path: Path) -> None:
    """A file from outside cannot make us read another, nor grow without end."""
    manifest = read_manifest(file)
    assert manifest is not None
    secret = tmp_path / "secret.json"
    secret.write_text(manifest.to_json(), encoding="utf-8")
    outside = f'<!DOCTYPE m [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    assert read_manifest(rewrite(file, {ITEM: wrap("&e;", outside)})) is None
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    laughs = f'<!DOCTYPE m [<!ENTITY e0 "lol">{levels}]>'
    assert read_manifest(rewrite(file, {ITEM: wrap("&e11;", laughs)})) is None


def test_a_bomb_is_not_unpacked(file: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A manifest, or a file, that would unpack to more than any of ours is none."""
    monkeypatch.setattr("linkj_press.word.opening.MOST_OF_PART", 100)
    assert read_manifest(file) is None
    monkeypatch.undo()
    assert is_untouched(file)
    monkeypatch.setattr("linkj_press.word.opening.MOST_OF_FILE", 10_000)
    assert not is_untouched(file)


def test_a_long_manifest_comes_back(look: Look, tmp_path: Path) -> None:
    """Readers of XML refuse a text of ten million bytes; a history of thousands of rows has one."""
    line = (Span("長い文。" * 100_000, TEMPLATE), Span("x", OTHER, value=OTHER))
    document = make_document()
    blocks = (*document.blocks, *[Text(Role.BODY, line, TEMPLATE)] * 10)
    file = write_release(replace(document, blocks=blocks), look, tmp_path)
    manifest = read_manifest(file)
    assert manifest is not None
    assert manifest.skeleton[-1][0] == "長い文。" * 100_000
    assert is_untouched(file)
