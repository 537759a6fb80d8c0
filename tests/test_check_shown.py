"""Fields that somebody filled in, and that the release shows in neither language."""

from pathlib import Path

import pytest

from linkj_press.check import check_workspace
from linkj_press.workspace.loading import load_workspace
from tests.conftest import REPOSITORY
from tests.small import read_real_partners, write_workspace

CODE = "field-not-shown"

DENMARK = read_real_partners()["denmark"]


def find(root: Path, partner: str) -> list[str]:
    """Return of each field that is not shown how its finding names it."""
    found = check_workspace(load_workspace(root), [partner])
    return [str(f.problem.message).split(" ")[0] for f in found if f.problem.code == CODE]


def test_the_shipped_releases_show_all_that_is_filled_in() -> None:
    """Whoever filled it in counts on readers seeing it."""
    workspace = load_workspace(REPOSITORY)
    found = check_workspace(workspace, list(workspace.partners))
    assert [str(each.problem) for each in found if each.problem.code == CODE] == []


@pytest.mark.parametrize(
    ("template", "lost", "fields"),
    [
        ("moc", "{{ house_wording.subhead() }}", ["release.subhead"]),
        ("moc", "{{ house_wording.closing() }}", ["release.closing[0]"]),
        (
            "moc",
            "{{ house_wording.agreed() }}",
            ["release.signatories[0]", "release.signatories[1]"],
        ),
        (
            "moc",
            "{{ house_wording.about_partner() }}",
            [
                "release.about.title",
                *(f"release.about.paragraphs[{index}]" for index in range(4)),
                "release.links.website",
                "release.links.linkedin",
            ],
        ),
        (
            "moc",
            "{{ house_wording.quotes() }}",
            ["release.people.barron-mikkelsen", "release.quotes[0].gist", "release.quotes[1].gist"],
        ),
    ],
)
def test_what_a_template_does_without_is_told(
    tmp_path: Path, template: str, lost: str, fields: list[str]
) -> None:
    """At the field, where the sets of both languages leave it out."""
    root = write_workspace(tmp_path / "w", read_real_partners())
    for language in ("ja", "en"):
        assert find(root, "denmark") == []
        file = root / f"templates/{template}/{language}.md"
        text = file.read_text("utf-8")
        assert lost in text
        file.write_text(text.replace(lost, ""), "utf-8")
    assert sorted(find(root, "denmark")) == sorted(fields)


def test_the_head_is_told_though_the_photo_shows_the_same_person(tmp_path: Path) -> None:
    """Each thing that a person is named as counts by itself."""
    root = write_workspace(tmp_path / "w", read_real_partners())
    for language in ("ja", "en"):
        file = root / f"templates/house/{language}.md"
        text = file.read_text("utf-8")
        assert ", seat, head, later])" in text
        file.write_text(text.replace(", seat, head, later])", ", seat, later])"), "utf-8")
    assert find(root, "denmark") == ["release.head"]


@pytest.mark.parametrize(
    ("old", "new", "fields"),
    [
        ("  years: 3\n", "  years: 3\n  items: [visits]\n", ["agreement.items[0]"]),
        ("seat: {ja", "note: 担当は広報\nseat: {ja", []),
        ("  links:\n", "  links:\n    other: https://www.example.org/\n", ["release.links.other"]),
        (
            "  head: taksoe-jensen\n",
            "    nobody:\n      name: {ja: 見本 太郎, en: Taro Mihon}\n"
            "      title: {ja: 書記官, en: Secretary}\n  head: taksoe-jensen\n",
            ["release.people.nobody"],
        ),
        ("  photo:\n", "  embargo: 2020-11-24 14:00\n  photo:\n    credit: {ja: 大使館}\n", []),
    ],
)
def test_what_a_file_has_beyond_the_template_is_told(
    tmp_path: Path, old: str, new: str, fields: list[str]
) -> None:
    """And neither notes nor what one language has alone."""
    assert DENMARK.count(old) == 1
    denmark = DENMARK.replace(old, new)
    root = write_workspace(tmp_path / "w", {**read_real_partners(), "denmark": denmark})
    assert find(root, "denmark") == fields


@pytest.mark.parametrize(
    ("history", "fields"),
    [
        ("", []),
        (", history: list", ["release.history"]),
        (", history: table", []),
        (", history: count", []),
    ],
)
def test_a_history_that_a_renewal_does_not_print_is_told(
    tmp_path: Path, history: str, fields: list[str]
) -> None:
    """Where a set prints none and the file asks for it; what it is by itself is nobody's wish."""
    renewed = (
        "renews: yokohama\nagreement: {signed: 2024-08-30, instrument: MOU}\n"
        f"release: {{date: 2024-08-30, template: renewal{history}}}\n"
    )
    files = {**read_real_partners(), "yokohama-renewal": renewed}
    root = write_workspace(tmp_path / "w", files)
    assert find(root, "yokohama-renewal") == []
    for language in ("ja", "en"):
        file = root / f"templates/renewal/{language}.md"
        text, others = file.read_text("utf-8"), "{{ house_wording.others() }}"
        assert others in text
        file.write_text(text.replace(others, ""), "utf-8")
    assert find(root, "yokohama-renewal") == fields


@pytest.mark.parametrize("form", ["list", "table"])
@pytest.mark.parametrize("partner", ["osaka", "denmark"])
def test_a_history_that_is_printed_is_not_told(tmp_path: Path, partner: str, form: str) -> None:
    """In either form."""
    text = read_real_partners()[partner]
    lines = [line for line in text.splitlines() if not line.startswith("  history:")]
    text = "\n".join(lines).replace("release:\n", f"release:\n  history: {form}\n") + "\n"
    root = write_workspace(tmp_path / "w", {**read_real_partners(), partner: text})
    assert find(root, partner) == []
