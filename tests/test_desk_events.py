"""What becomes of partnerships, on the desk: renewals, joint signings, endings, mergers."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from tests.desk_page import OpenDesk, RunningDesk
from tests.small import partner_text, read_real_partners, write_workspace
from tests.test_partnership_life import renewal

REAL = read_real_partners()


def kyoto(ja: str, en: str, **more: str) -> str:
    """Return the file of somebody from Kyoto who signed with others on the same day."""
    name = f"name: {{full: {{ja: 京都{ja}, en: Kyoto {en}}}}}"
    rest = partner_text(signed="2024-10-01", **more).partition("\n")[2]
    return f"{name}\n{rest}"


FILES = {
    "krp": REAL["krp"] + "ended: {on: 2020-09-30}\n",
    "kobe": REAL["kobe"] + "merged: {into: kawasaki, on: 2021-04}\n",
    "yokohama-renewal": renewal("yokohama", "2024-08-30"),
    "both-renewal": renewal("[osaka, kanagawa]", "2025-09-05"),
    "kyoto-city": kyoto("市", "City", kind="municipality"),
    "kyoto-university": kyoto(
        *("大学", "University"),
        signed_with="[kyoto-city]",
        instrument="MOU",
        release="{date: 2024-10-01, template: mou, tell_kind: false}",
    ),
}


@pytest.fixture
def desk(tmp_path: Path, open_desk: OpenDesk) -> RunningDesk:
    """The desk on a workspace in which all of it happened."""
    root = write_workspace(tmp_path / "w", {**REAL, **FILES})
    return open_desk(root)


def read_lines(page: str) -> list[str]:
    """Return the words of *page* in lines, as they stand in its source."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", page))
    return [" ".join(line.split()) for line in text.splitlines()]


def test_list_names_all_that_a_release_is_about(desk: RunningDesk) -> None:
    """A renewal says that it is one; of those who sign together nobody is left out."""
    lines = read_lines(desk.read("/list"))
    names = [lines[number - 1] for number, line in enumerate(lines) if re.search(r" \d{4}\b", line)]
    days = [line for line in lines if re.search(r" \d{4}\b", line)]
    assert list(zip(names, days, strict=True))[:4] == [
        ("Osaka Prefecture and Kanagawa Prefecture", "September 5, 2025 renewal"),
        ("Kyoto University and Kyoto City", "October 1, 2024"),
        ("City of Yokohama", "August 30, 2024 renewal"),
        ("Royal Danish Embassy", "November 24, 2020"),
    ]
    first = re.search(r'<th scope="row"><a href="([^"]+)"', desk.read("/"))
    assert first
    assert first[1] == "/releases/both-renewal"
    assert '<h1 title="City of Yokohama (renewal)">' in desk.read("/releases/yokohama-renewal")


def test_ledger_tells_what_became_of_partnerships(desk: RunningDesk) -> None:
    """As `linkj-press ledger` does, in words; each release stands with all that it is about."""
    lines = read_lines(desk.read("/ledger"))
    told = "\n".join(lines)
    assert "17 partnerships as of September 5, 2025: 8 overseas, 9 in Japan" in told
    assert "15 of them in force: 8 overseas, 7 in Japan" in told
    rows = {line.split()[0]: line for line in lines if re.match(r"\d+ \w+ (\d+, )?\d{4} ", line)}
    assert "ended September 30, 2020" in rows["4"]
    assert "part of City of Kawasaki April 2021" in rows["6"]
    assert "renewed August 30, 2024" in rows["11"]
    assert "renewed September 5, 2025" in rows["14"]
    assert "October 1, 2024" in rows["17"].removeprefix("17 October 1, 2024")
    assert "2 overseas, 2 in Japan; 15 so far (14 in force)" in lines
    before = "\n".join(read_lines(desk.read("/ledger?as_of=2020-09-29")))
    assert "ended" not in before
    assert "renewed" not in before
    assert "14 of them in force: 7 overseas, 7 in Japan" in before


def test_page_of_a_renewal_edits_the_file_of_the_renewal(desk: RunningDesk) -> None:
    """Its own agreement is another than the partner's; the partner's facts are not edited there."""
    partners, page = desk.root / "partners", "/releases/yokohama-renewal"
    before = {file.name: file.read_text("utf-8") for file in partners.glob("*.yaml")}
    whys = dict(re.findall(r'data-why="([^"]*)"(?: data-field="([^"]*)")?', desk.read(page)))
    term = "renewal of the agreement with City of Yokohama: term of the agreement (years)"
    assert whys[term] == "agreement.years"
    assert whys["City of Yokohama: full name"] == ""
    edit: dict[str, str | None] = {"path": "agreement.years", "was": "5", "now": "3"}
    assert desk.act(f"{page}/field", {"edits": [edit]}).status == 200
    own = before.pop("yokohama-renewal.yaml")
    now = {file.name: file.read_text("utf-8") for file in partners.glob("*.yaml")}
    assert now.pop("yokohama-renewal.yaml") == own.replace("years: 5", "years: 3")
    assert now == before
    for path in ("name.full.en", "kind", "renews", "agreement.signed_after"):
        edit = {"path": path, "was": None, "now": "x"}
        assert desk.act(f"{page}/field", {"edits": [edit]}).status == 422


def test_facts_are_read_as_people_say_them(desk: RunningDesk) -> None:
    """A term has its unit, and who signed too is named: no id is confirmed, nor a bare figure."""
    page = "/releases/kyoto-university"
    for field, value in (("years", "3"), ("renewed_automatically", "true")):
        edit: dict[str, str | None] = {"path": f"agreement.{field}", "was": None, "now": value}
        assert desk.act(f"{page}/field", {"edits": [edit]}).status == 200
    lines = read_lines(desk.read(f"{page}/ask/confirm"))
    told = "\n".join(lines[lines.index("Record that the facts are confirmed") :])
    for words in ("3年", "3 years", "京都市", "Kyoto City", "yes"):
        assert words in told
    assert "kyoto-city" not in told
    assert "true" not in told


def test_an_edit_that_a_renewal_contradicts_is_refused(desk: RunningDesk) -> None:
    """Nobody signs after the agreement was renewed: the file of the renewal is not broken by it."""
    edit = {"path": "agreement.signed", "was": "2019-08-30", "now": "2024-09-30"}
    before = (desk.root / "partners/yokohama.yaml").read_bytes()
    answer = desk.act("/releases/yokohama/field", {"edits": [edit]})
    assert answer.status == 422
    assert "renewal" in answer.form["refused"]
    assert (desk.root / "partners/yokohama.yaml").read_bytes() == before


def test_what_is_chosen_is_called_as_people_call_it(desk: RunningDesk) -> None:
    """Instruments by their titles, and answers as yes and no."""
    fields = "/releases/kyoto-university/field?path="
    chosen = desk.read(f"{fields}agreement.instrument")
    assert '<option value="LOI">Letter of Intent (LOI)</option>' in chosen
    assert '<option value="MOU" selected>MOU</option>' in chosen
    told = desk.read(f"{fields}release.tell_kind")
    assert '<option value="false" selected>no</option>' in told
