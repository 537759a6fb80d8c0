"""The ledger: the order of signing, what follows from it, and what leaves it open."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate, count, pairwise
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkj_press.problem import Place, Problem, ProblemsFound
from linkj_press.reading import Tree
from linkj_press.record import Loaded, Partner, load_record
from linkj_press.record.ledger import (
    Entry,
    Ledger,
    derive_ledger,
    gather_facts,
    group_by_month,
    select_region,
)
from linkj_press.text.dates import PartialDate
from linkj_press.workspace.loading import Workspace, load_workspace
from tests.small import cut_marks, partner_text, read_real_partners, write_workspace

FIFTEEN = [
    # id, kind, which of its kind, whom of its kind it follows, how many overseas by then
    ("ucsd", "university", 1, None, 1),
    ("biocom", "life-science-organization", 1, None, 2),
    ("eurobiomed", "life-science-organization", 2, "biocom", 3),
    ("krp", "research-park", 1, None, 3),
    ("one-nucleus", "life-science-organization", 3, "eurobiomed", 4),
    ("kobe", "foundation", 1, None, 4),
    ("keio-iab", "university", 2, "ucsd", 4),
    ("medcity", "life-science-organization", 4, "one-nucleus", 5),
    ("kawasaki", "municipality", 1, None, 5),
    ("ucla", "university", 3, "keio-iab", 6),
    ("yokohama", "municipality", 2, "kawasaki", 6),
    ("oui", "technology-transfer-company", 1, None, 7),
    ("osaka", "municipality", 3, "yokohama", 7),
    ("kanagawa", "municipality", 4, "osaka", 7),
    ("denmark", "embassy", 1, None, 8),
]

PRINTED = [
    # a release that is in print, and what it says: total, which of its kind, following, overseas
    ("yokohama", 11, (2, "kawasaki", 6)),
    ("osaka", 13, (3, "yokohama", 7)),
    ("kanagawa", 14, (4, "osaka", 7)),
    ("denmark", 15, (1, None, 8)),
]


def _id(entry: Entry | None) -> str | None:
    return entry.id if entry else None


def test_the_fifteen_are_in_the_order_of_signing(workspace: Workspace) -> None:
    """Order, kind and country of the real record give the facts that were checked by hand."""
    entries = workspace.ledger.entries
    assert [entry.ordinal for entry in entries] == list(range(1, 16))
    assert [
        (e.id, e.partner.kind, e.kind_ordinal, _id(e.follows), e.overseas_so_far) for e in entries
    ] == FIFTEEN
    ledger = workspace.ledger
    assert (ledger.total, ledger.overseas, ledger.domestic) == (15, 8, 7)


@pytest.mark.parametrize(("partner", "total", "counts"), PRINTED)
def test_every_printed_count_comes_out_of_the_ledger(
    workspace: Workspace, partner: str, total: int, counts: tuple[int, str | None, int]
) -> None:
    """A release, as of its day, has the numbers that were printed."""
    facts = gather_facts(partner, workspace.ledger, workspace.house)
    entry, ledger = facts.entry, facts.ledger
    assert (entry.id, entry.ordinal, ledger.total) == (partner, total, total)
    assert (entry.kind_ordinal, _id(entry.follows), ledger.overseas) == counts
    assert [e.id for e in facts.earlier] == [row[0] for row in FIFTEEN[: total - 1]]
    assert ledger.as_of == facts.day == facts.release.date


def test_a_partnership_without_a_release_has_no_release_facts(workspace: Workspace) -> None:
    """Asking for the release of a partner that has none is a fault of the program."""
    with pytest.raises(ValueError, match="ucsd has no release"):
        gather_facts("ucsd", workspace.ledger, workspace.house)


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2016, 4, 30), None),
        (date(2016, 5, 1), "biocom"),
        (date(2019, 8, 29), "ucla"),
        (date(2019, 8, 30), "yokohama"),
        (date(2020, 9, 17), "osaka"),
        (date(2020, 11, 19), "kanagawa"),
        (date(2021, 1, 1), "denmark"),
    ],
)
def test_as_of_a_day(workspace: Workspace, day: date, last: str | None) -> None:
    """A day sees what was signed on or before it; a month counts from its first day."""
    ledger = workspace.ledger.on(day)
    ids = [row[0] for row in FIFTEEN]
    assert [e.id for e in ledger.entries] == (ids[: ids.index(last) + 1] if last else [])
    assert ledger.as_of == day
    assert ledger.overseas == (FIFTEEN[ledger.total - 1][4] if last else 0)


def test_a_sixteenth_partner(tmp_path: Path) -> None:
    """One file more is all it takes: a French cluster becomes the 16th, and the 9th overseas."""
    cluster = partner_text("life-science-organization", "FR", "2021-02")
    root = write_workspace(tmp_path / "w", {**read_real_partners(), "cluster": cluster})
    ledger = load_workspace(root).ledger
    entry = ledger.by_id["cluster"]
    assert (ledger.total, ledger.overseas, ledger.domestic) == (16, 9, 7)
    assert (entry.ordinal, entry.kind_ordinal, _id(entry.follows)) == (16, 5, "medcity")
    assert entry.overseas


def load(folder: Path, texts: Mapping[str, str]) -> dict[str, Loaded[Partner]]:
    partners = {}
    for partner, text in texts.items():
        file = folder / f"{partner}.yaml"
        file.write_text(text, encoding="utf-8")
        partners[partner] = load_record(file, PurePosixPath("partners", file.name), Partner)
    return partners


_NUMBERS = count(1)


def signed(when: str, after: str = "") -> str:
    """Return a partner with a name of its own."""
    name = f"{{full: {{ja: 第{next(_NUMBERS)}団体}}}}"
    return partner_text(signed=when, name=name, **({"signed_after": after} if after else {}))


def test_an_empty_record_has_an_empty_ledger() -> None:
    """A new desk starts from nothing."""
    ledger = derive_ledger({})
    assert (ledger.total, ledger.overseas, ledger.domestic) == (0, 0, 0)
    assert ledger.on(date(2020, 1, 1)).entries == ()


@pytest.mark.parametrize(
    ("claims", "order"),
    [
        ({"a": ["2018-02"], "b": ["2018-01-31"], "c": ["2017-12"]}, "cba"),
        ({"a": ["2018-01-09"], "b": ["2018-01-08"]}, "ba"),
        ({"a": ["2018-01", "b"], "b": ["2018-01"]}, "ba"),
        ({"a": ["2018-01", "b"], "b": ["2018-01-08"]}, "ba"),
        ({"a": ["2018-01-08", "b"], "b": ["2018-01"]}, "ba"),
        ({"a": ["2018-01-08", "b"], "b": ["2018-01-08"]}, "ba"),
        ({"a": ["2018-01", "c"], "b": ["2018-01"], "c": ["2018-01", "b"]}, "bca"),
        ({"a": ["2018-01-20"], "b": ["2018-01-05"], "c": ["2018-01", "b"]}, "bca"),
        ({"a": ["2018-01-20"], "b": ["2018-01"], "c": ["2018-01-05", "b"]}, "bca"),
        # nobody stands between b and c, and a is before c: so a is before b
        ({"a": ["2018-01-05"], "b": ["2018-01"], "c": ["2018-01-20", "b"]}, "abc"),
        ({"a": ["2018-02", "b"], "b": ["2018-01"]}, "ba"),
    ],
)
def test_ties_are_settled_by_signed_after(
    tmp_path: Path, claims: Mapping[str, list[str]], order: str
) -> None:
    """Days tell the order where they can; where they cannot, the later file says so."""
    texts = {partner: signed(*claim) for partner, claim in claims.items()}
    ledger = derive_ledger(load(tmp_path, texts))
    assert "".join(entry.id for entry in ledger.entries) == order


def test_partners_of_a_region(tmp_path: Path) -> None:
    """A history by region has the partners of that region alone, in the order of signing."""
    texts = {
        "a": partner_text(signed="2018-03", region="kansai"),
        "b": partner_text(signed="2018-02", region="kanto"),
        "c": partner_text(signed="2018-01", region="kansai"),
        "d": partner_text(signed="2018-04"),
    }
    ledger = derive_ledger(load(tmp_path, texts))
    assert [entry.id for entry in select_region(ledger.entries, "kansai")] == ["c", "a"]


UNSETTLED = [
    # two of one month; a day and a month; two of one day: the second by name is asked
    ({"a": signed("2018-01"), "b": signed("▸2018-01")}, ["unsettled-order b a"]),
    ({"a": signed("▸2018-01-05"), "b": signed("2018-01")}, ["unsettled-order a b"]),
    ({"a": signed("2018-01-05"), "b": signed("▸2018-01-05")}, ["unsettled-order b a"]),
    (
        {"a": signed("2018-01"), "b": signed("▸2018-01"), "c": signed("▸2018-01")},
        ["unsettled-order b a", "unsettled-order c b"],
    ),
    # two after one
    (
        {"a": signed("2018-01"), "b": signed("2018-01", "a"), "c": signed("2018-01", "▸a")},
        ["same-place c b"],
    ),
    # a follow-up of one that has no place does not contradict anything
    (
        {
            "a": signed("2018-01"),
            "b": signed("2018-01", "a"),
            "c": signed("2018-01", "▸a"),
            "d": signed("2018-01", "c"),
        },
        ["same-place c b"],
    ),
    # after one that was signed later
    ({"a": signed("2018-01", "▸b"), "b": signed("2018-02")}, ["order-contradicts a b"]),
    ({"a": signed("2018-01-05", "▸b"), "b": signed("2018-01-06")}, ["order-contradicts a b"]),
    # after one that is not right before
    (
        {"a": signed("2018-01"), "b": signed("2018-03", "▸a"), "c": signed("2018-02")},
        ["order-contradicts b a"],
    ),
    # in circles
    ({"a": signed("2018-01", "▸a")}, ["order-contradicts a a"]),
    (
        {"a": signed("2018-01", "▸b"), "b": signed("2018-01", "▸a")},
        ["order-contradicts a b", "order-contradicts b a"],
    ),
    (
        {"a": signed("2018-01", "▸c"), "b": signed("2018-01", "▸a"), "c": signed("2018-01", "▸b")},
        ["order-contradicts a c", "order-contradicts b a", "order-contradicts c b"],
    ),
]


def find_problems(folder: Path, texts: Mapping[str, str]) -> tuple[Problem, ...]:
    with pytest.raises(ProblemsFound) as found:
        derive_ledger(load(folder, texts))
    return found.value.problems


@pytest.mark.parametrize("after", ["", "z"])
def test_a_copied_file_is_told_as_that(tmp_path: Path, after: str) -> None:
    """Which of the two came first is not asked, whatever the copy took along."""
    texts = {"a": signed("2018-01-05", after), "z": signed("2018-01-04")}
    texts["copy"] = texts["a"]
    (problem,) = find_problems(tmp_path, texts)
    assert (problem.code, problem.where.path.stem) == ("partner-twice", "copy")
    assert "partners/a.yaml (signed January 5, 2018)" in str(problem.message)
    assert "renews: a" in str(problem.hint)


@pytest.mark.parametrize(("texts", "expected"), UNSETTLED)
def test_an_order_that_is_not_settled_is_a_problem(
    tmp_path: Path, texts: Mapping[str, str], expected: Sequence[str]
) -> None:
    """Each doubt is told at the claim that makes it, and names both files, whatever their order."""
    cut = {partner: cut_marks(text) for partner, text in texts.items()}
    places = [
        Place(PurePosixPath(f"partners/{partner}.yaml"), *place)
        for partner, (_, marks) in cut.items()
        for place in marks
    ]
    written = {partner: text for partner, (text, _) in cut.items()}
    problems = find_problems(tmp_path, written)
    assert problems == find_problems(tmp_path, dict(reversed(written.items())))
    assert [problem.where for problem in problems] == places
    for problem, line in zip(problems, expected, strict=True):
        code, one, other = line.split()
        assert problem.code == code
        assert str(problem.message).startswith(f"partners/{one}.yaml ")
        assert f"partners/{other}.yaml:" in str(problem.message)
        assert str(problem.hint)


@pytest.mark.parametrize(
    "texts",
    [
        {"a": signed("2018-01-10"), "b": signed("2018-01", "a"), "c": signed("2018-01-05", "b")},
        {
            "a": signed("2018-01-05"),
            "b": signed("2018-01-25", "a"),
            "c": signed("2018-01", "b"),
            "d": signed("2018-01-10"),
        },
    ],
)
def test_days_are_not_contradicted_across_a_month(tmp_path: Path, texts: dict[str, str]) -> None:
    """A partner whose day is not known does not hide that those around it are out of order."""
    assert {problem.code for problem in find_problems(tmp_path, texts)} == {"order-contradicts"}


def test_the_hint_of_a_tie_can_be_followed(tmp_path: Path) -> None:
    """What the hint proposes to write is a place that is still free."""
    texts = {"a": signed("2018-01"), "b": signed("2018-01", "a"), "c": signed("2018-01-20")}
    (problem,) = find_problems(tmp_path, texts)
    assert "`signed_after: b`" in str(problem.hint)


KINDS = ["university", "embassy", "municipality"]
START = date(2015, 1, 1)


@st.composite
def settled_partners(draw: st.DrawFn) -> list[tuple[str, Partner]]:
    """Draw partners in their true order, under names in any order; each tie is settled."""
    days = sorted(draw(st.lists(st.integers(0, 400), max_size=12)))
    names = draw(st.permutations([f"p{number}" for number in range(len(days))]))
    partners: list[tuple[str, Partner]] = []
    month: list[PartialDate] = []
    for name, after in zip(names, days, strict=True):
        when = PartialDate.of(START + timedelta(days=after))
        if draw(st.booleans()):
            when = PartialDate(when.year, when.month)
        month = [other for other in month if (other.year, other.month) == (when.year, when.month)]
        # Days tell the order only where all of the month know theirs, and none is shared.
        told = when.day and all(other.day and other.day < when.day for other in month)
        agreement = {
            "signed": str(when),
            "signed_after": partners[-1][0] if month and not told else None,
        }
        month.append(when)
        record = {
            "name": {"full": {"ja": name}},
            "kind": draw(st.sampled_from(KINDS)),
            "country": draw(st.sampled_from(["JP", "DK"])),
            "agreement": agreement,
        }
        partners.append((name, Partner.model_validate(record)))
    return partners


def _load_all(partners: Sequence[tuple[str, Partner]]) -> dict[str, Loaded[Partner]]:
    return {
        name: Loaded(record, Tree(PurePosixPath(f"partners/{name}.yaml")))
        for name, record in partners
    }


def _ids(ledger: Ledger) -> list[str]:
    return [entry.id for entry in ledger.entries]


@given(partners=settled_partners(), data=st.data())
def test_the_order_does_not_depend_on_the_files(
    partners: list[tuple[str, Partner]], data: st.DataObject
) -> None:
    """Whatever the files are called and however they are listed, the order is that of signing."""
    ledger = derive_ledger(_load_all(data.draw(st.permutations(partners))))
    assert _ids(ledger) == [name for name, _ in partners]


@given(partners=settled_partners())
def test_ordinals_count(partners: list[tuple[str, Partner]]) -> None:
    """Ordinals are 1 to n, over all and within a kind; each follows the one before of its kind."""
    entries = derive_ledger(_load_all(partners)).entries
    assert [entry.ordinal for entry in entries] == list(range(1, len(partners) + 1))
    assert [e.overseas_so_far for e in entries] == list(accumulate(e.overseas for e in entries))
    for kind in KINDS:
        alike = [entry for entry in entries if entry.partner.kind == kind]
        assert [entry.kind_ordinal for entry in alike] == list(range(1, len(alike) + 1))
        assert [entry.follows for entry in alike] == [None, *alike][: len(alike)]


@given(partners=settled_partners(), days=st.lists(st.integers(-40, 440), min_size=2, max_size=2))
def test_as_of_never_sees_the_future(partners: list[tuple[str, Partner]], days: list[int]) -> None:
    """A day sees a beginning of the ledger, the same that it would be without what came later."""
    ledger = derive_ledger(_load_all(partners))
    earlier, later = (ledger.on(START + timedelta(days=day)) for day in sorted(days))
    assert ledger.entries[: later.total] == later.entries
    assert later.entries[: earlier.total] == earlier.entries
    for seen in (earlier, later):
        assert all(entry.signed.first_day <= seen.as_of for entry in seen.entries)
        assert all(entry.seen_from > seen.as_of for entry in ledger.entries[seen.total :])
        known_then = derive_ledger(_load_all(partners[: seen.total]))
        assert [(e.id, e.ordinal, e.kind_ordinal) for e in known_then.entries] == [
            (e.id, e.ordinal, e.kind_ordinal) for e in seen.entries
        ]


@given(partners=settled_partners())
def test_a_month_after_a_day_counts_from_that_day(partners: list[tuple[str, Partner]]) -> None:
    """Nobody is seen before one that stands ahead, nor later than the order makes needful."""
    entries = derive_ledger(_load_all(partners)).entries
    assert all(one.seen_from <= other.seen_from for one, other in pairwise(entries))
    firsts = [entry.signed.first_day for entry in entries]
    assert [entry.seen_from for entry in entries] == list(accumulate(firsts, max))


RENAMED = (
    "[{since: 2018-04, name: {full: {ja: 新}}}, {since: 2020-02-03, name: {full: {ja: 最新}}}]"
)


@pytest.mark.parametrize(
    ("day", "path", "name"),
    [
        (date(2018, 3, 31), ("name",), "横浜市"),
        (date(2018, 4, 1), ("renamed", 0, "name"), "新"),
        (date(2020, 2, 2), ("renamed", 0, "name"), "新"),
        (date(2020, 2, 3), ("renamed", 1, "name"), "最新"),
        (date(2030, 1, 1), ("renamed", 1, "name"), "最新"),
    ],
)
def test_a_partner_has_the_name_of_the_day(
    tmp_path: Path, day: date, path: tuple[str | int, ...], name: str
) -> None:
    """A history names a partner as it was called on the day of the release."""
    ledger = derive_ledger(load(tmp_path, {"a": partner_text(renamed=RENAMED)}))
    (entry,) = ledger.entries
    assert entry.name_path(day) == path
    assert entry.partner.name_at(path).full.ja == name


def test_months_of_the_history_table(workspace: Workspace) -> None:
    """The table has a row a month, with all that were signed in it, whether the day is known."""
    months = group_by_month(workspace.ledger.entries)
    assert [str(month) for month, _ in months[:2]] == ["2016-05", "2017-06"]
    assert [entry.id for entry in months[0][1]] == ["ucsd", "biocom"]
    september = dict(months)[PartialDate(2020, 9)]
    assert [entry.id for entry in september] == ["osaka", "kanagawa"]
    assert [entry for _, group in months for entry in group] == list(workspace.ledger.entries)
