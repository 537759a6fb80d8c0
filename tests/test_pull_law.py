"""The law of `pull`: an edited value comes back to its field, and nothing else changes."""

import functools
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from linkj_press.build.enclosures import write_release
from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.pull import pull_draft
from linkj_press.pull.files import Files, PullNote, Sort, Today
from linkj_press.pull.returned import Known, open_returned
from linkj_press.reading import Data, KeyPath, read_path
from linkj_press.reading.reader import read_spans
from linkj_press.word import Pending, read_manifest
from linkj_press.word.manifest import Manifest, Value, ValueKind
from linkj_press.workspace.loading import load_workspace
from tests.conftest import count_examples
from tests.returned_draft import edit_values
from tests.small import read_real_partners, write_workspace

JA, EN = Language.JA, Language.EN

STYLES = """\
# 札幌市のファイル: every way to write a value, and comments to keep
name:
  full: {ja: "札幌市", en: 'City of Sapporo'}   # {flow}, both kinds of quotes
  in_sentence: {en: the City of Sapporo}
kind: municipality  # a key
country: JP
agreement:
  signed: 2021-03-01   # the day
  instrument: MOU
  years: 3
  items: [exchange, {ja: "人の交流: #1", en: exchange of people}]
release:
  date: "2021-03-02"
  template: mou
  embargo: 2021-03-02 14:00
  headline:
    ja: "札幌市との\\u9023携"
    en: >-
      LINK-J and Sapporo
      join hands
  subhead: {ja: '{{ ledger.total }}団体目の''北''の拠点へ', en: 'Partner {{ ledger.total }}'}
  background:
    - ja: |
        背景です。{{ partner.name.full }}は、北にあります。
        次の文です。

        # これは注ではない。
      en: |2
          Indented by two. Written “so”.
          The second sentence.
    - ja: 訳のない段落です。
  purpose:
  - ja: >
      折り畳んだ文です。
      続きです。
    en: plain words
      that go on in the next line  # and a comment
  people:
    one:
      name: {ja: 札幌 花子, en: Hanako Sapporo}
      title: {ja: 局長, en: "Director: \\"North\\""}
  quotes:
    - speaker: one
      gist: {ja: 述べました。, en: spoke.}
      words: {ja: 期待しています, en: We look forward to it.}
  photo: {people: [one], credit: {ja: 札幌市, en: }}
  media_contact: {name: {ja: 広報, en: Public Relations}, phone: "0110000000"}
"""


class Desk:
    """A workspace with a release, whose drafts are at hand."""

    def __init__(self, root: Path, partner: str, text: str) -> None:
        write_workspace(root, {"ucsd": read_real_partners()["ucsd"], partner: text})
        self.partner, self.text = partner, text
        self.workspace = load_workspace(root)
        self.files = Files(self.workspace, Drafter(self.workspace))
        self.drafts = {language: self._write(language) for language in Language}

    def _write(self, language: Language) -> bytes:
        document = self.files.drafter.draft(self.partner, language)
        return write_release(document, self.workspace.house.look.record, self.workspace.root)

    def manifest(self, language: Language) -> Manifest:
        manifest = read_manifest(self.drafts[language])
        assert manifest
        return manifest

    @functools.cache  # noqa: B019
    def list_words(self, language: Language) -> list[Value]:
        """Return the own values that a draft shows and that are words, each once."""
        values = self.manifest(language).values
        own = {v.field: v for v in values if v.partner == self.partner and _is_text(v)}
        assert len(own) > 10
        return list(own.values())

    def pull(self, content: bytes) -> tuple[list[PullNote], Files]:
        returned = open_returned(content, "x.docx", Known(self.workspace.root), Pending.ACCEPT)
        return pull_draft(returned, self.files, lambda *_: False)

    def check(self, language: Language, field: str, new: str) -> None:
        """Assert that the edit of *field* to *new* comes back as the law says."""
        findings, files = self.pull(edit_values(self.drafts[language], {field: new}))
        assert [(f.sort, str(f.reason)) for f in findings] == [(Sort.WRITTEN, "")], field
        [change] = files.to_changes().values()
        assert change.old == self.text.encode()
        path, written = read_path(field), (change.new or b"").decode()
        _assert_outside_is_same(self.text, written, path)
        # As the next build finds it.
        text = written.removeprefix("\ufeff")
        workspace = self.workspace.revise(self.partner, text)
        before, after = (w.partners[self.partner].tree.data for w in (self.workspace, workspace))
        assert _without(before, path) == _without(after, path)
        today = Today(Drafter(workspace).draft(self.partner, language))
        said = {"".join(span.text for span in line) for _, line in today.shown[field]}
        assert said == {new}


def _is_text(value: Value) -> bool:
    return value.kind is ValueKind.PARTNER and value.field.endswith((".ja", ".en", ".phone"))


def _without(data: Data, path: KeyPath) -> Data:
    """Return *data* with nothing at *path*."""
    step, *rest = path
    if isinstance(data, list):
        assert isinstance(step, int)
        inner = _without(data[step], tuple(rest)) if rest else None
        return [*data[:step], inner, *data[step + 1 :]]
    data = {} if data is None else data
    assert isinstance(data, dict)
    return {**data, str(step): _without(data.get(str(step)), tuple(rest)) if rest else None}


def _assert_outside_is_same(before: str, after: str, path: KeyPath) -> None:
    """Assert that no character outside of the scalar at *path* changed."""
    marks = before.startswith("\ufeff"), after.startswith("\ufeff")
    assert marks[0] == marks[1]
    before, after = before.removeprefix("\ufeff"), after.removeprefix("\ufeff")
    span = read_spans(before)[1].get(path)
    start, end = (span.start, span.end) if span else (_count_same(before, after), None)
    end = start if end is None else end
    assert after.startswith(before[:start])
    assert after.endswith(before[end:])


def _count_same(one: str, other: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))


def _vary() -> Iterator[tuple[str, str, str]]:
    real = read_real_partners()
    for partner in ("yokohama", "osaka", "kanagawa"):
        yield partner, partner, real[partner].replace("signed_after: ucla\n", "")
    for name, text in (("sapporo", STYLES), ("denmark", real["denmark"])):
        yield f"{name}, Unix", name, text
        yield f"{name}, Notepad", name, "\ufeff" + text.replace("\n", "\r\n")


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Desk]:
    root = tmp_path_factory.mktemp("desks")
    return {
        name: Desk(root / str(number), partner, text)
        for number, (name, partner, text) in enumerate(_vary())
    }


NAMES = [name for name, _, _ in _vary()]
WORDS = st.text("aZ 9é漢字かカ、。「」（）〜\u3000{}[]#:'\"“”\\*_`<>&|%~!?@,-+=$/^.;", min_size=1)
"""Characters that mean something to YAML, Markdown, Jinja2, XML or a terminal, and plain ones."""

EXAMPLES = settings(max_examples=count_examples(20))


@EXAMPLES
@given(st.sampled_from(NAMES), st.sampled_from(Language), st.data())
def test_edited_words_come_back_to_their_field_alone(
    desks: dict[str, Desk], name: str, language: Language, data: st.DataObject
) -> None:
    """Whatever stands in the place of a value is what the file then holds, and what is built."""
    desk = desks[name]
    value = data.draw(st.sampled_from(desk.list_words(language)))
    new = data.draw(WORDS).strip()
    if value.worked_out:
        new = data.draw(st.sampled_from((f"{new}{value.text}", f"{value.text}{new}")))
    assume(new not in ("", value.text))
    desk.check(language, value.field, new)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", ["osaka", "denmark, Unix", "sapporo, Notepad"])
def test_every_field_comes_back(desks: dict[str, Desk], name: str, language: Language) -> None:
    """Each value of words that a draft shows, missing translations too, can be edited there."""
    desk = desks[name]
    for value in desk.list_words(language):
        desk.check(language, value.field, f"「x」: # {value.text}")


DATES = [
    ("sapporo, Unix", JA, "release.date", "2021年3月12日", "2021-03-12"),
    ("sapporo, Unix", EN, "release.date", "April 1, 2021", "2021-04-01"),
    ("sapporo, Unix", JA, "agreement.signed", "2月28日", "2021-02-28"),
    ("sapporo, Unix", EN, "agreement.signed", "February 28, 2021", "2021-02-28"),
    ("sapporo, Unix", JA, "release.embargo", "3月2日（火）15時30分", "2021-03-02 15:30"),
    (
        "sapporo, Unix",
        EN,
        "release.embargo",
        "9:05 AM JST, Wednesday, March 3, 2021",
        "2021-03-03 09:05",
    ),
    ("sapporo, Notepad", JA, "agreement.years", "12", "12"),
    ("sapporo, Unix", EN, "agreement.years", "nine", "9"),
]


@pytest.mark.parametrize("case", DATES)
def test_dates_and_numbers_come_back_as_a_file_holds_them(
    desks: dict[str, Desk], case: tuple[str, Language, str, str, str]
) -> None:
    """What a draft words in its own way is written in the form of the file."""
    name, language, field, new, filed = case
    desk = desks[name]
    desk.check(language, field, new)
    _, files = desk.pull(edit_values(desk.drafts[language], {field: new}))
    assert files.read_raw("sapporo", read_path(field)) == filed


@pytest.mark.parametrize(
    ("field", "new", "words"),
    [
        ("release.date", "2021年2月30日", "another form"),
        ("release.embargo", "3月2日（水）14時", "another form"),
        ("release.date", "2021年2月1日", "comes before the signing"),
        ("agreement.years", "百", "whole number"),
        ("agreement.years", "0", "1"),
    ],
)
def test_what_no_file_may_hold_is_refused(
    desks: dict[str, Desk], field: str, new: str, words: str
) -> None:
    """A day that the calendar lacks, or a term of nothing, is told and not written."""
    desk = desks["sapporo, Unix"]
    [finding], files = desk.pull(edit_values(desk.drafts[JA], {field: new}))
    assert finding.sort is Sort.REFUSED
    assert words in str(finding.reason)
    assert files.to_changes() == {}


def test_an_untouched_draft_changes_nothing(desks: dict[str, Desk]) -> None:
    """What nobody edited is neither told nor written."""
    assert desks
    for desk in desks.values():
        for content in desk.drafts.values():
            findings, files = desk.pull(content)
            assert (findings, files.to_changes()) == ([], {})
