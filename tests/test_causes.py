"""What `diff` puts a changed passage down to: the change that made it, and no other."""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from linkj_press.catalogue import open_catalogue
from linkj_press.diff import Comparison
from linkj_press.diff.report import DiffReport, tell_doubts, tell_effects
from linkj_press.diff.revisions import RevisionFolder, Revisions
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.show.changes import Changes, render_json, render_markdown
from linkj_press.text.edits import cut_tokens

KOBE, OSAKA, TERMS = "partners/kobe.yaml", "partners/osaka.yaml", "templates/house/terms.yaml"
ISSUER, HOUSE_JA = "templates/house/issuer.yaml", "templates/house/ja.md"
JA = (Language.JA,)

Edit = Callable[[Path], None]


def replace(path: str, old: str, new: str) -> Edit:
    def edit(root: Path) -> None:
        text = (root / path).read_text("utf-8")
        assert text.count(old) == 1
        (root / path).write_text(text.replace(old, new), "utf-8")

    return edit


def copy(path: str, to: str, old: str, new: str) -> Edit:
    def edit(root: Path) -> None:
        shutil.copy(root / path, root / to)
        replace(to, old, new)(root)

    return edit


def move(path: str, to: str) -> Edit:
    def edit(root: Path) -> None:
        (root / path).rename(root / to)

    return edit


def delete(path: str) -> Edit:
    return lambda root: (root / path).unlink()


def both(*edits: Edit) -> Edit:
    def edit(root: Path) -> None:
        for one in edits:
            one(root)

    return edit


SHORT = replace(KOBE, "Innovation}\n  in_sen", "Innovation}\n  short: {ja: 先端医療財団}\n  in_sen")
GLOSS = replace(
    "partners/biocom.yaml",
    "ja: 米国サンディエゴのライフサイエンス団体\n    en",
    "ja: 米国西海岸のライフサイエンス団体\n    en",
)
SIXTEENTH = copy("partners/ucla.yaml", "partners/sixteenth.yaml", "2019-06", "2021-02")
FOLLOWS = replace(
    "partners/ucsd.yaml", "signed: 2016-05\n", "signed: 2016-05\n  signed_after: biocom\n"
)
FREE = replace("partners/biocom.yaml", "  signed_after: ucsd\n", "")

KINDS: Mapping[str, Edit] = {
    "a partner signed later": SIXTEENTH,
    "a partner found late": copy(
        "partners/ucla.yaml", "partners/forgotten.yaml", "signed: 2019-06", "signed: 2017-09"
    ),
    "a partner's words": GLOSS,
    "a name that was long": SHORT,
    "a corrected date": replace("partners/krp.yaml", "signed: 2017-07", "signed: 2017-08"),
    "words of the house": replace(HOUSE_JA, "さらに高めて", "一層高めて"),
    "a choice of the house": replace(
        HOUSE_JA, "{% if kind.follows %}", "{% if kind.follows and ledger.total > 99 %}"
    ),
    "a kind": replace(TERMS, "{ja: 自治体, en", "{ja: 地方自治体, en"),
    "an item": replace(TERMS, "ja: 相互訪問\n", "ja: 相互の訪問\n"),
    "another seat in force": replace(ISSUER, "since: 2020-09-07", "since: 2020-09-08"),
    "a title": replace(ISSUER, "{ja: 副理事長, en", "{ja: 筆頭副理事長, en"),
    "the look": replace("templates/house/look.yaml", "size: 10.5", "size: 11"),
    "the template": replace("templates/mou/ja.md", "{{ house_wording.closing() }}\n", ""),
    "fewer items": replace(KOBE, "    - visits\n", ""),
    "a name from a day on": replace(
        "partners/kawasaki.yaml",
        "kind: mun",
        "renamed:\n  - {since: 2020-01, name: {full: {ja: 新川崎市, en: New Kawasaki}}}\nkind: mun",
    ),
    "the order within a month": both(FREE, FOLLOWS),
    "a partner that is gone": delete("partners/medcity.yaml"),
    "a file under another name": move("partners/keio-iab.yaml", "partners/keio.yaml"),
    "another list": replace(OSAKA, "history: table", "history: count"),
    "a person": replace(OSAKA, "    - yamaguchi\n    - sawa\n  quotes", "    - sawa\n  quotes"),
    "a speaker": replace(OSAKA, "    - speaker: sawa", "    - speaker: soyama"),
}


_NAMES = list(KINDS)
PAIRS = list(zip(_NAMES, [*_NAMES[8:], *_NAMES[:8]], strict=True))
"""Each kind beside two others."""


@dataclass(frozen=True)
class Compare:
    """Compares a desk with what edits make of it."""

    old: Path
    folder: Path

    def copy(self, *edits: Edit) -> Path:
        """Return a copy of the desk with *edits*."""
        new = self.folder / str(len(list(self.folder.iterdir())))
        shutil.copytree(self.old, new)
        both(*edits)(new)
        return new

    def report(
        self, *edits: Edit, partner: str = "osaka", languages: tuple[Language, ...] = JA
    ) -> DiffReport:
        new = self.copy(*edits)
        with Revisions(None) as revisions:
            folders = (
                RevisionFolder(say("old"), "old", self.old),
                RevisionFolder(say("new"), "new", new),
            )
            comparison = Comparison(folders, revisions, languages, cut_tokens)
            partners = (partner,) if partner else comparison.released
            return comparison.report(list(comparison.compare(partners)))


@pytest.fixture(scope="module")
def compare(real_desk: Path, tmp_path_factory: pytest.TempPathFactory) -> Compare:
    return Compare(real_desk, tmp_path_factory.mktemp("desks"))


@pytest.fixture(scope="module")
def alone(compare: Compare) -> Callable[[str], DiffReport]:
    """Gives what each kind of change does alone."""
    return cache(lambda kind: compare.report(KINDS[kind]))


Change = tuple[str, tuple[str, ...], tuple[str, ...]]
"""Path, old and new lines."""


def list_passages(report: DiffReport) -> Iterator[tuple[tuple[str, str], set[Change]]]:
    """Yield the texts of each passage and its causes."""
    for release in report.releases:
        for change in release.changes:
            causes = {(hunk.path, hunk.old, hunk.new) for hunk in change.why.causes}
            assert not change.why.open
            yield change.texts, causes


def list_paths(report: DiffReport) -> list[list[str]]:
    """Return the files that each passage is put down to."""
    found = ({path for path, _, _ in causes} for _, causes in list_passages(report))
    return [sorted(paths) for paths in found]


def tell_cause(report: DiffReport, path: str) -> list[str]:
    """Return what is told of the change of the file *path*."""
    (hunk,) = (hunk for hunk in report.hunks if hunk.path == path)
    return [str(told) for told in tell_effects(report, hunk)]


@pytest.mark.parametrize("pair", PAIRS, ids=" and ".join)
def test_each_change_is_blamed_for_what_it_does(
    compare: Compare, alone: Callable[[str], DiffReport], pair: tuple[str, str]
) -> None:
    """A passage is put down to that without which it would not be what it is, and to no other."""
    changes = {
        kind: {(hunk.path, hunk.old, hunk.new) for hunk in alone(kind).hunks} for kind in pair
    }
    made = {kind: [texts for texts, _ in list_passages(alone(kind))] for kind in pair}
    report = compare.report(*(KINDS[kind] for kind in pair))
    for texts, causes in list_passages(report):
        for kind, other in (pair, pair[::-1]):
            named = not causes.isdisjoint(changes[kind])
            assert named == (texts not in made[other]), (texts, kind, causes)


def test_a_partner_that_signed_later_is_never_blamed(compare: Compare) -> None:
    """One word of another partner's file is that file's change, in releases of years before."""
    report = compare.report(SIXTEENTH, GLOSS, partner="yokohama")
    assert list_paths(report) == [["partners/biocom.yaml"]]
    assert [hunk.path for hunk in report.reaching] == ["partners/biocom.yaml"]


def test_a_short_name_that_was_not_there(compare: Compare) -> None:
    """A form of a name that a template takes where there is one changes what it stands for."""
    report = compare.report(SHORT, GLOSS, partner="")
    reached = report.reach([hunk for hunk in report.hunks if hunk.path == KOBE])
    assert list(reached) == ["yokohama", "osaka", "kanagawa"]
    assert len(report.reaching) == len(report.hunks)


READING = replace(OSAKA, "kind: mun", "  reading: {ja: おおさかふ}\nkind: mun")
SHOWN = replace(
    "templates/mou/ja.md",
    "を締結しました。",
    "を締結しました。{% if partner.name.reading %}大阪で結びました。{% endif %}",
)


def test_two_changes_that_only_together_change_a_passage(compare: Compare) -> None:
    """Neither does anything alone: both are named, and a change beside them is not."""
    report = compare.report(READING, SHOWN, SHORT)
    (change,) = (c for r in report.releases for c in r.changes if c.why.together)
    assert [hunk.path for hunk in change.why.causes] == [OSAKA, "templates/mou/ja.md"]
    assert change.texts[1] == "大阪で結びました。"
    told = [tell_cause(report, path) for path in (OSAKA, "templates/mou/ja.md")]
    assert "only together with [3]" in told[0]
    assert "only together with [2]" in told[1]


def test_any_two_of_three(compare: Compare) -> None:
    """What no change makes alone, and none undoes, is put down to some that make it together."""
    fewer = "を締結しました。{% if ledger.overseas < 6 %}海外は少数です。{% endif %}"
    old = compare.copy(replace("templates/mou/ja.md", "を締結しました。", fewer))
    home = [
        replace(f"partners/{name}.yaml", f"country: {country}", "country: JP")
        for name, country in (("ucsd", "US"), ("biocom", "US"), ("eurobiomed", "FR"))
    ]
    report = Compare(old, compare.folder).report(*home, SHORT)
    (change,) = (c for r in report.releases for c in r.changes if c.why.together)
    assert change.texts[1] == "海外は少数です。"
    assert len(change.why.causes) == 2
    assert KOBE not in {hunk.path for hunk in change.why.causes}


def test_a_change_that_cannot_be_tried_without_another(compare: Compare) -> None:
    """A key that is new, and the file that uses it: both are named, though one loads only after."""
    term = replace(
        TERMS, "  visits-facilities:", "  stays: {ja: 長期滞在, en: stays}\n  visits-facilities:"
    )
    use = replace("partners/medcity.yaml", "- short-programme", "- stays")
    assert list_paths(compare.report(term, use, GLOSS)) == [["partners/medcity.yaml", TERMS]]


def test_a_search_that_ends_says_so(compare: Compare) -> None:
    """So many drafts are made and no more; what was not tried is never said to alter nothing."""
    report = compare.report(*KINDS.values(), partner="")
    open_ = [c for r in report.releases for c in r.changes if c.why.open]
    assert open_
    assert {hunk for change in open_ for hunk in change.why.open} <= report.reaching
    idle = {hunk.path for hunk in report.hunks if hunk not in report.reaching}
    assert idle == {"partners/sixteenth.yaml"}


@pytest.mark.parametrize(
    ("ui", "told"), [(Language.EN, "cause not found"), (Language.JA, "原因は未確認")]
)
def test_every_format_says_what_is_not_known(
    compare: Compare, monkeypatch: pytest.MonkeyPatch, ui: Language, told: str
) -> None:
    """On a terminal, in a comment on a pull request, and to a script."""
    monkeypatch.setattr("linkj_press.diff.trials.MOST_DRAFTS", 0)
    report = compare.report(*KINDS.values())
    catalogue = open_catalogue(ui)
    (doubt,) = tell_doubts(report)
    console = Console(file=StringIO(), width=200)
    console.print(Changes(report, catalogue, bracketed=True))
    assert isinstance(console.file, StringIO)
    for text in (console.file.getvalue(), render_markdown(report, catalogue.tell)):
        assert told in text
        assert catalogue.tell(doubt) in text
    changes = json.loads(render_json(report, [], catalogue.tell))["releases"][0]["changes"]
    assert any(change["not_tried"] and not change["together"] for change in changes)


def test_what_the_words_tell_needs_no_draft(
    compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A date of one file and a word of another: each passage is settled by the lines it is of."""
    monkeypatch.setattr("linkj_press.diff.trials.MOST_DRAFTS", 0)
    date = replace(KOBE, "signed: 2018-01", "signed: 2018-02")
    report = compare.report(date, KINDS["words of the house"], partner="")
    assert {tuple(paths) for paths in list_paths(report)} == {(KOBE,), (HOUSE_JA,)}
