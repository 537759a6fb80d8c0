"""What becomes of a partnership: renewed, ended, merged, signed together with others."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from linkj_press.cli.main import cli
from linkj_press.draft.document import render_plain
from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.problem import ProblemsFound
from linkj_press.record.ledger import Ledger, ReleaseFacts, gather_facts
from linkj_press.workspace.loading import Workspace, load_workspace
from tests.conftest import count_examples
from tests.small import partner_text, read_real_partners, write_workspace
from tests.test_corrections import publish

JA, EN = Language

ENDED_KRP = {
    "krp": read_real_partners()["krp"] + "ended: {on: 2020-09-30, note: 期間満了}\n",
}


def renewal(of: str, signed: str, *more: str, template: str = "renewal") -> str:
    """Return the file of a renewal with its release on the same day."""
    return (
        f"renews: {of}\n"
        f"agreement: {{signed: {signed}, instrument: MOU, years: 5, items: [visits]}}\n"
        f"release: {{date: {signed}, template: {template}}}\n" + "\n".join(more)
    )


def load(root: Path, files: Mapping[str, str]) -> Workspace:
    """Return the real workspace with *files* in place of or beside its partner files."""
    return load_workspace(write_workspace(root / "w", {**read_real_partners(), **files}))


def facts_of(workspace: Workspace, release: str) -> ReleaseFacts:
    return gather_facts(release, workspace.ledger, workspace.house)


def draft(workspace: Workspace, release: str) -> str:
    """Return the words of *release* in both languages."""
    drafter = Drafter(workspace)
    return "\n".join(render_plain(drafter.draft(release, language)) for language in Language)


def count(ledger: Ledger) -> tuple[int, int, int, int]:
    """Return how many are concluded, overseas of these, in force, overseas of these."""
    in_force = ledger.in_force
    return ledger.total, ledger.overseas, len(in_force), sum(e.overseas for e in in_force)


# Endings


@pytest.mark.parametrize(
    ("day", "figures"),
    [
        (date(2020, 9, 29), (14, 7, 14, 7)),
        (date(2020, 9, 30), (14, 7, 13, 7)),
        (date(2020, 11, 20), (15, 8, 14, 8)),
        (date(2030, 1, 1), (15, 8, 14, 8)),
    ],
)
def test_an_ending_lowers_what_is_in_force_and_nothing_else(
    tmp_path: Path, day: date, figures: tuple[int, int, int, int]
) -> None:
    """What has been concluded never falls; from the day of the ending on one less is in force."""
    workspace = load(tmp_path, ENDED_KRP)
    assert count(workspace.ledger.on(day)) == figures
    assert workspace.ledger.by_id["denmark"].ordinal == 15


def test_a_release_before_the_ending_knows_nothing_of_it(tmp_path: Path) -> None:
    """Osaka's is dated before, Denmark's after."""
    workspace = load(tmp_path, ENDED_KRP)
    assert count(facts_of(workspace, "osaka").ledger) == (13, 7, 13, 7)
    assert count(facts_of(workspace, "denmark").ledger) == (15, 8, 14, 8)


def test_an_end_in_a_month_counts_from_its_first_day(tmp_path: Path) -> None:
    """As a signing does of which only the month is known."""
    ended = read_real_partners()["krp"] + "ended: {on: 2020-10}\n"
    ledger = load(tmp_path, {"krp": ended}).ledger
    in_force = [len(ledger.on(day).in_force) for day in (date(2020, 9, 30), date(2020, 10, 1))]
    assert in_force == [14, 13]


# Renewals


def test_a_renewal_has_no_ordinal_and_no_row(tmp_path: Path) -> None:
    """It is another agreement of the same partner, told with all that was signed by then."""
    workspace = load(tmp_path, {"yokohama-renewal": renewal("yokohama", "2024-08-30")})
    assert [entry.id for entry in workspace.ledger.entries][-1] == "denmark"
    assert workspace.released[-1] == "yokohama-renewal"
    facts = facts_of(workspace, "yokohama-renewal")
    assert (facts.entry.id, facts.entry.ordinal, facts.renews) == ("yokohama", 11, True)
    assert count(facts.ledger) == (15, 8, 15, 8)
    assert len(facts.earlier) == 14
    assert "yokohama" not in {entry.id for entry in facts.earlier}
    assert facts.agreed.record.agreement.years == 5


def test_a_renewal_begins_again_what_had_ended(tmp_path: Path) -> None:
    """Between the two agreements, and after the end of the second, nothing is in force."""
    ended = read_real_partners()["yokohama"] + "ended: {on: 2022-01-31}\n"
    again = renewal("yokohama", "2024-08-30", "ended: {on: 2026-08-29}\n")
    ledger = load(tmp_path, {"yokohama": ended, "yokohama-renewal": again}).ledger
    entry = ledger.by_id["yokohama"]
    days = [date(2022, 1, 30), date(2022, 1, 31), date(2024, 8, 30), date(2026, 8, 29)]
    assert [entry.is_in_force(day) for day in days] == [True, False, True, False]


def test_later_histories_say_that_it_was_renewed(tmp_path: Path) -> None:
    """And earlier ones do not."""
    later = partner_text("embassy", "FR", "2025-02-03", instrument="MOU")
    later += "release: {date: 2025-02-03, template: mou}\n"
    files = {"yokohama-renewal": renewal("yokohama", "2024-08-30"), "later": later}
    workspace = load(tmp_path, files)
    assert "2019年8月に横浜市（2024年8月に更新）" in draft(workspace, "later")
    assert "the City of Yokohama in August 2019 (renewed in August 2024)" in draft(
        workspace, "later"
    )
    assert "更新" not in draft(workspace, "kanagawa")


def test_several_renew_together(tmp_path: Path) -> None:
    """One release names them all, and each has been renewed."""
    again = renewal("[kyoto, kyoto-university]", "2024-03-01")
    workspace = load(tmp_path, {**THREE, "kyoto-renewal": again})
    facts = facts_of(workspace, "kyoto-renewal")
    assert [entry.id for entry in facts.entries] == ["kyoto", "kyoto-university"]
    day, by_id = date(2024, 3, 1), workspace.ledger.by_id
    renewed = {name: len(by_id[name].list_renewed(day)) for name in THREE}
    assert renewed == {"kyoto": 1, "hyogo": 0, "kyoto-university": 1}
    assert "京都府・京都大学との" in draft(workspace, "kyoto-renewal")


@pytest.mark.parametrize(
    ("file", "code", "words"),
    [
        (renewal("yokohoma", "2024-08-30"), "unknown-partner", "no partner “yokohoma”"),
        (renewal("yokohama", "2019-08-30"), "event-before-signing", "does not come after"),
        (
            renewal("yokohama", "2024-08-30").replace("years: 5", "signed_with: [osaka]"),
            "wrong-value",
            "has no place in the order",
        ),
    ],
)
def test_what_a_renewal_cannot_be_of(tmp_path: Path, file: str, code: str, words: str) -> None:
    """It names its partner, and comes after the first signing."""
    with pytest.raises(ProblemsFound) as found:
        load(tmp_path, {"renewal": file})
    problem = found.value.problems[0]
    assert (problem.code, problem.where.path.name) == (code, "renewal.yaml")
    assert words in str(problem.message)


# Mergers

MERGED = {
    "one-nucleus": read_real_partners()["one-nucleus"]
    + "merged: {into: medcity, on: 2020-09-10}\n",
}


def test_of_two_that_became_one_later_lists_name_the_first(tmp_path: Path) -> None:
    """Under its name then, with the one of today; both have been concluded, one is in force."""
    workspace = load(tmp_path, MERGED)
    assert count(facts_of(workspace, "kanagawa").ledger) == (14, 7, 13, 6)
    text = draft(workspace, "kanagawa")
    assert "2017年12月にOne Nucleus（現、MedCity）、" in text
    assert "2018年6月" not in text
    assert "One Nucleus (now part of MedCity) in December 2017" in text
    assert "in June 2018" not in text


def test_two_cannot_become_part_of_each_other(tmp_path: Path) -> None:
    """That is told at one of them."""
    back = read_real_partners()["medcity"] + "merged: {into: one-nucleus, on: 2020-09-10}\n"
    with pytest.raises(ProblemsFound) as found:
        load(tmp_path, {**MERGED, "medcity": back})
    assert {problem.code for problem in found.value.problems} == {"merged-in-a-circle"}


# Three parties

THREE = {
    "kyoto": partner_text(
        "municipality",
        "JP",
        "2021-03-01",
        name="{full: {ja: 京都府, en: Kyoto Prefecture}}",
        signed_with="[hyogo, kyoto-university]",
        instrument="comprehensive-agreement",
    )
    + "release: {date: 2021-03-01, template: mou}\n",
    "hyogo": partner_text(
        "municipality", "JP", "2021-03-01", name="{full: {ja: 兵庫県, en: Hyogo Prefecture}}"
    ),
    "kyoto-university": partner_text(
        "university", "JP", "2021-03-01", name="{full: {ja: 京都大学, en: Kyoto University}}"
    ),
}


def test_none_of_those_who_sign_together_is_earlier(tmp_path: Path) -> None:
    """Each follows the one of its kind before them all; the next of a kind follows the last."""
    next_ = partner_text("municipality", "JP", "2021-05-01", instrument="MOU")
    next_ += "release: {date: 2021-05-01, template: mou}\n"
    workspace = load(tmp_path, {**THREE, "next": next_})
    entries = workspace.ledger.entries[15:]
    told = [(e.id, e.ordinal, e.kind_ordinal, e.follows and e.follows.id) for e in entries]
    assert told == [
        ("kyoto", 16, 5, "kanagawa"),
        ("hyogo", 17, 6, "kanagawa"),
        ("kyoto-university", 18, 4, "ucla"),
        ("next", 19, 7, "hyogo"),
    ]
    facts = facts_of(workspace, "kyoto")
    assert [entry.id for entry in facts.entries] == ["kyoto", "hyogo", "kyoto-university"]
    assert count(facts.ledger) == (18, 8, 18, 8)
    assert len(facts.earlier) == 15
    text = draft(workspace, "kyoto")
    assert "5・6例目" in text
    assert "16・17・18例目" in text
    assert "16th, 17th, and 18th" in text
    assert "京都府・兵庫県に続く7例目" in draft(workspace, "next")


@pytest.mark.parametrize(
    ("partner", "file", "words"),
    [
        ("hyogo", partner_text("municipality", "JP", "2021-03-02"), "another day: March 2, 2021"),
        (
            "hyogo",
            partner_text("municipality", "JP", "2021-03-01", instrument="MOU")
            + "release: {date: 2021-03-01, template: mou}\n",
            "a release of its own",
        ),
        (
            "hyogo",
            partner_text("municipality", "JP", "2021-03-01", signed_with="[kyoto]"),
            "named twice",
        ),
    ],
)
def test_the_files_of_those_who_sign_together_agree(
    tmp_path: Path, partner: str, file: str, words: str
) -> None:
    """One day, one release, each named once."""
    with pytest.raises(ProblemsFound) as found:
        load(tmp_path, {**THREE, partner: file})
    assert any(
        problem.code == "signed-together" and words in str(problem.message)
        for problem in found.value.problems
    )


# Kinds that count together


def test_kinds_that_count_together_share_their_ordinals(tmp_path: Path) -> None:
    """It is the house's table that says so."""
    root = write_workspace(tmp_path / "w", read_real_partners())
    terms = root / "templates/house/terms.yaml"
    text = terms.read_text("utf-8")
    foundation = "  foundation: {ja: 財団, en: foundation"
    assert foundation in text
    terms.write_text(text.replace(foundation, foundation + ", counts_as: university"), "utf-8")
    by_id = load_workspace(root).ledger.by_id
    numbers = {name: by_id[name].kind_ordinal for name in ("ucsd", "kobe", "keio-iab", "ucla")}
    assert numbers == {"ucsd": 1, "kobe": 2, "keio-iab": 3, "ucla": 4}
    assert by_id["kobe"].follows is by_id["ucsd"]
    for kind in ("university", "foundation"):
        told = CliRunner().invoke(
            cli, ["-C", str(root), "ledger", "--format", "json", "--kind", kind]
        )
        rows = json.loads(told.stdout)["partnerships"]
        assert [row["kind_ordinal"] for row in rows] == list(range(1, len(rows) + 1))
        assert {*numbers} <= {row["id"] for row in rows}


# The command


def test_the_ledger_tells_both_figures(tmp_path: Path) -> None:
    """What was there before keeps its meaning."""
    files = {**ENDED_KRP, "yokohama-renewal": renewal("yokohama", "2024-08-30")}
    root = write_workspace(tmp_path / "w", {**read_real_partners(), **files})
    ledger = ["-C", str(root), "ledger"]
    told = json.loads(CliRunner().invoke(cli, [*ledger, "--format", "json"]).stdout)
    assert {key: told[key] for key in list(told)[:7]} == {
        "as_of": "2024-08-30",
        "total": 15,
        "overseas": 8,
        "domestic": 7,
        "in_force": 14,
        "in_force_overseas": 8,
        "in_force_domestic": 6,
    }
    rows = {row["id"]: row for row in told["partnerships"]}
    assert (rows["krp"]["in_force"], rows["krp"]["ended"]) == (False, "2020-09-30")
    assert (rows["yokohama"]["in_force"], rows["yokohama"]["renewed"]) == (True, ["2024-08-30"])
    then = CliRunner().invoke(cli, [*ledger, "--format", "json", "--as-of", "2020-09-29"])
    assert json.loads(then.stdout)["in_force"] == 14
    table = CliRunner().invoke(cli, ledger).stdout
    assert "ended September 30, 2020" in table
    assert "renewed August 30, 2024" in table
    assert "14 of them in force: 8 overseas, 6 in Japan" in table


# The law

_FIGURES = (
    "{{ ledger.ordinal }} {{ ledger.kind_ordinal }} {{ ledger.total }} {{ ledger.overseas }}"
    " {{ ledger.in_force }} {{ ledger.in_force_overseas }} {{ ledger.in_force_domestic }}"
)
_START = date(2019, 9, 1)


@dataclass(frozen=True)
class _Event:
    on: date
    files: Mapping[str, str]


def _write_release(day: date, history: str) -> str:
    subhead = f"{{ja: '{_FIGURES}', en: '{_FIGURES}'}}"
    return (
        f"release: {{date: {day}, template: mou, history: {history}, subhead: {subhead},"
        " agreed: [{ja: 交流, en: exchange}]}\n"
    )


@st.composite
def _records(draw: st.DrawFn) -> tuple[dict[str, str], dict[str, date]]:
    """Draw partner files, and the day of each one's release."""
    days = draw(st.lists(st.integers(0, 900), min_size=2, max_size=5, unique=True))
    files: dict[str, str] = {}
    released: dict[str, date] = {}
    for number, after in enumerate(sorted(days)):
        signed = _START + timedelta(days=after)
        release = signed + timedelta(days=draw(st.integers(0, 90)))
        kind = draw(st.sampled_from(["university", "municipality"]))
        country = draw(st.sampled_from(["JP", "FR"]))
        name = f"{{full: {{ja: 第{number}団体, en: Body {number}}}}}"
        text = partner_text(kind, country, str(signed), name=name, instrument="MOU")
        history = draw(st.sampled_from(["list", "table"]))
        files[f"p{number}"] = text + _write_release(release, history)
        released[f"p{number}"] = release
    return files, released


_KINDS = ["ended", "merged", "renewed", "renewed and ended", "joint"]


@st.composite
def _events(draw: st.DrawFn, kind: str, files: Mapping[str, str]) -> _Event:
    """Draw what becomes of one of *files*, or who comes to them, after all were signed."""
    last = max(_read_signed(text) for text in files.values())
    on = last + timedelta(days=draw(st.integers(1, 120)))
    partner = draw(st.sampled_from(sorted(files)))
    match kind:
        case "ended":
            return _Event(on, {partner: files[partner] + f"ended: {{on: {on}}}\n"})
        case "merged":
            into = draw(st.sampled_from(sorted(set(files) - {partner})))
            merged = f"merged: {{into: {into}, on: {on}}}\n"
            return _Event(on, {partner: files[partner] + merged})
        case "renewed":
            return _Event(on, {"renewal": renewal(partner, str(on))})
        case "renewed and ended":
            ended = f"ended: {{on: {on + timedelta(days=30)}}}\n"
            return _Event(on, {"renewal": renewal(partner, str(on), ended)})
        case _:
            other = partner_text("university", "FR", str(on), instrument="MOU")
            one = partner_text("municipality", "JP", str(on), instrument="MOU", signed_with="[n2]")
            return _Event(on, {"n1": one + _write_release(on, "list"), "n2": other})


def _read_signed(text: str) -> date:
    return date.fromisoformat(text.partition("  signed: ")[2][:10])


@pytest.mark.parametrize("kind", _KINDS)
@given(data=st.data())
@settings(max_examples=count_examples(12))
def test_no_event_changes_a_release_dated_before_it(kind: str, data: st.DataObject) -> None:
    """Neither a figure nor a word of it; and what has been concluded never falls."""
    files, released = data.draw(_records())
    event = data.draw(_events(kind, files))
    with TemporaryDirectory() as folder:
        root = Path(folder)
        before = load_workspace(write_workspace(root / "before", files))
        after = load_workspace(write_workspace(root / "after", {**files, **event.files}))
        for partner, day in released.items():
            if day < event.on:
                assert draft(after, partner) == draft(before, partner)
        eve, last = event.on - timedelta(days=1), event.on + timedelta(days=400)
        assert count(after.ledger.on(eve)) == count(before.ledger.on(eve))
        assert after.ledger.on(last).total >= after.ledger.on(eve).total
        assert len(after.ledger.on(last).in_force) <= after.ledger.on(last).total


# What else is done with a release


def test_a_renewal_is_corrected_as_any_release(tmp_path: Path) -> None:
    """Its correction is of the renewal’s agreement, and changes no ledger."""
    years = "{{ agreement.years }}"
    purpose = f"[{{ja: '{years}年間協力します。', en: 'For {years} years.'}}]"
    file = renewal("yokohama", "2024-08-30").replace(
        "template: renewal", f"template: renewal, purpose: {purpose}"
    )
    root = write_workspace(tmp_path / "w", {**read_real_partners(), "yokohama-renewal": file})
    publish(root, "yokohama-renewal")
    renewed = root / "partners/yokohama-renewal.yaml"
    renewed.write_text(file.replace("years: 5", "years: 3"), "utf-8")
    begun = CliRunner().invoke(
        cli, ["-C", str(root), "correct", "yokohama-renewal", "--on", "2024-09-10"]
    )
    assert begun.stdout.endswith("partners/yokohama-renewal-correction.yaml\n"), begun.output
    workspace = load_workspace(root)
    facts = facts_of(workspace, "yokohama-renewal-correction")
    assert (facts.entry.id, facts.agreed_id) == ("yokohama", "yokohama-renewal")
    text = draft(workspace, "yokohama-renewal-correction")
    assert "5年間協力します。 | 3年間協力します。" in text
    assert workspace.ledger.total == 15
