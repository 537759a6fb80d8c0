"""References: whatever a partner file names must exist, and its facts must agree."""

import os
from pathlib import Path, PurePosixPath

import pytest

from linkj_press.build.current import hash_sources
from linkj_press.folder import MOST_BYTES_OF_PICTURE
from linkj_press.message import say
from linkj_press.problem import Place, Problem, ProblemsFound, _suggest, suggest
from linkj_press.workspace.loading import load_workspace
from tests.small import cut_marks, partner_text, write_workspace

RELEASE = """
  date: 2020-01-10
  template: mou
  people:
    ozawa: {name: {ja: 小澤, en: Ozawa}, title: {ja: 理事, en: Director}}
"""

QUOTED = "  quotes: [{{speaker: okano, {}, approval: {}}}]\n"


def released(more: str = "", *, release: str = RELEASE, **fields: str) -> str:
    """Return the text of a partner with a release, which says *more* at its end."""
    agreement = {"instrument": "MOU", "signed": "2020-01-10"}
    return partner_text(**{**agreement, **fields}) + f"release:{release}{more}"


def find_problems(root: Path) -> tuple[Problem, ...]:
    with pytest.raises(ProblemsFound) as found:
        load_workspace(root)
    return found.value.problems


def assert_problem(root: Path, marked: str, code: str, *, other: str = "") -> Problem:
    """Return the one problem of a workspace with the partner *marked*, expected at its mark."""
    text, [place] = cut_marks(marked)
    partners = {"yokohama": text, **({"kawasaki": other} if other else {})}
    (problem,) = find_problems(write_workspace(root / "w", partners))
    where = Place(PurePosixPath("partners/yokohama.yaml"), *place)
    assert (problem.code, problem.where) == (code, where)
    return problem


@pytest.mark.parametrize(
    ("marked", "code", "meant"),
    [
        (partner_text(kind="▸univercity"), "unknown-kind", "university"),
        (partner_text(region="▸kansei"), "unknown-region", "kansai"),
        (partner_text(items="[exchange, ▸visit]"), "unknown-item", "visits"),
        (partner_text(signed_after="▸kawazaki"), "unknown-partner", "kawasaki"),
        (released("  head: ▸ozawaa\n"), "unknown-person", "ozawa"),
        (released("  signatories: [ozawa, ▸soyana]\n"), "unknown-person", "soyama"),
        (released("  quotes: [{speaker: ▸ozawo, gist: {}}]\n"), "unknown-person", "ozawa"),
        (released("  photo: {people: [okano, ▸ozawe]}\n"), "unknown-person", "ozawa"),
        (released(release=RELEASE.replace("mou", "▸moo")), "unknown-template-set", "mou"),
    ],
)
def test_a_key_that_names_nothing_is_answered_with_the_nearest(
    tmp_path: Path, marked: str, code: str, meant: str
) -> None:
    """A misspelt key is reported where it stands, with the one that was probably meant."""
    problem = assert_problem(tmp_path, marked, code, other=partner_text(signed="2016-01"))
    assert str(problem.hint) == f"did you mean “{meant}”?"


def test_a_key_that_is_near_to_nothing_is_answered_with_the_choices(tmp_path: Path) -> None:
    """A country that the house has no words for is told with those that it has."""
    problem = assert_problem(tmp_path, partner_text(country="▸XX"), "unknown-country")
    assert str(problem.message) == "there is no country “XX”"
    assert str(problem.hint).startswith("known: ")
    assert "JP" in str(problem.hint)


def test_the_house_is_no_template_set(tmp_path: Path) -> None:
    """What the sets share lies beside them, and is not a release by itself."""
    marked = released(release=RELEASE.replace("mou", "▸house"))
    problem = assert_problem(tmp_path, marked, "unknown-template-set")
    assert str(problem.hint) in ("did you mean “mou”?", "known: correction, moc, mou, renewal")


@pytest.mark.parametrize(
    ("marked", "code", "words"),
    [
        (
            released(release=RELEASE.replace("2020-01-10", "▸2020-01-09")),
            "release-before-signing",
            "the release (January 9, 2020) comes before the signing (January 10, 2020)",
        ),
        (
            released("  photo: {file: ▸photos/signing.jpg}\n"),
            "no-picture-file",
            "partners/photos/signing.jpg",
        ),
        (
            partner_text().replace("  signed", "  ▸signed") + f"release:{RELEASE}",
            "missing-key",
            "agreement.instrument",
        ),
    ],
)
def test_facts_that_do_not_agree_are_told(
    tmp_path: Path, marked: str, code: str, words: str
) -> None:
    """A release that cannot be right is refused before it is drafted."""
    assert words in str(assert_problem(tmp_path, marked, code).message)


@pytest.mark.parametrize(
    "text",
    [
        released("  head: ozawa\n  signatories: [ozawa, okano]\n"),
        released("  photo: {file: photos/signing.jpg, people: [ozawa, soyama]}\n"),
        released(QUOTED.format("gist: {}, words: {ja: x}", "{by: x, on: 2020-01-10}")),
        released(signed="2020-01"),
        released("  photo: {file: photos/DSC_0001.JPG}\n"),
        partner_text(items="[exchange, {ja: 交流}]", region="kansai", signed_after="kawasaki"),
    ],
)
def test_what_exists_may_be_named(tmp_path: Path, text: str) -> None:
    """Keys of the file itself, of the house, and of other files are all known; a release in the
    month of a signing whose day is not known is not too early."""
    partners = {"yokohama": text, "kawasaki": partner_text(signed="2016-01")}
    names = ("signing.jpg", "DSC_0001.JPG")
    pictures = {f"partners/photos/{name}": "not looked into here" for name in names}
    loaded = load_workspace(write_workspace(tmp_path / "w", partners, files=pictures))
    assert set(loaded.partners) == set(partners)


PHOTO = released("  photo: {file: ▸photos/signing.jpg}\n")


def test_a_picture_may_be_a_link_within_the_workspace(tmp_path: Path) -> None:
    """A link that leads elsewhere is refused: whoever gets the workspace would lack the picture."""
    text, [place] = cut_marks(PHOTO)
    root = write_workspace(tmp_path / "w", {"a": text}, files={"partners/photos/one.jpg": "one"})
    picture = root / "partners" / "photos" / "signing.jpg"
    picture.symlink_to("one.jpg")
    assert load_workspace(root).partners
    picture.unlink()
    (tmp_path / "elsewhere.jpg").write_bytes(b"two")
    picture.symlink_to(tmp_path / "elsewhere.jpg")
    (problem,) = find_problems(root)
    assert problem.code == "picture-elsewhere"
    assert (problem.where.line, problem.where.column) == place


def test_the_folder_of_partners_may_be_a_link(tmp_path: Path) -> None:
    """A desk may have its partners on a shared disk: its pictures are there, and nowhere else."""
    text, _ = cut_marks(PHOTO)
    root = write_workspace(tmp_path / "w", {"a": text}, files={"partners/photos/signing.jpg": ""})
    (root / "partners").rename(tmp_path / "shared")
    (root / "partners").symlink_to("../shared")
    assert load_workspace(root).partners


def test_a_picture_is_no_larger_than_pictures_are(tmp_path: Path) -> None:
    """A huge file is refused by its size, and never read."""
    root = write_workspace(
        tmp_path / "w", {"a": cut_marks(PHOTO)[0]}, files={"partners/photos/signing.jpg": ""}
    )
    picture = root / "partners" / "photos" / "signing.jpg"
    os.truncate(picture, MOST_BYTES_OF_PICTURE)
    assert load_workspace(root).partners
    os.truncate(picture, MOST_BYTES_OF_PICTURE + 1)
    (problem,) = find_problems(root)
    assert problem.code == "too-large"
    assert "partners/photos/signing.jpg" not in hash_sources(root)


@pytest.mark.parametrize("name", [f"{'x' * 300}.jpg", "a.txt/signing.jpg"])
def test_a_picture_whose_name_leads_to_none_is_told(tmp_path: Path, name: str) -> None:
    """A name that is too long for the disk, or leads through a file, is a problem at its place."""
    text, [place] = cut_marks(released(f"  photo: {{file: ▸{name}}}\n"))
    files = {"partners/a.txt": ""}
    (problem,) = find_problems(write_workspace(tmp_path / "w", {"a": text}, files=files))
    assert problem.code == "no-picture-file"
    assert (problem.where.line, problem.where.column) == place


def test_a_key_that_thousands_misspell_is_looked_for_once() -> None:
    """The nearest of many names is worked out for the first file, not for each of them."""
    known = {f"partner-{number}" for number in range(5000)}
    first = suggest("partnr-17", known)
    assert str(first) == "did you mean “partner-17”?"
    before = _suggest.cache_info().hits
    assert suggest("partnr-17", known) == first
    assert _suggest.cache_info().hits == before + 1


def test_every_reference_of_a_file_is_checked(tmp_path: Path) -> None:
    """All keys that name nothing are told together, in the order of the lines."""
    marked = released(
        "  head: ▸a\n  signatories: [▸b]\n", kind="▸c", country="▸XX", items="[▸d, exchange, ▸e]"
    )
    text, places = cut_marks(marked)
    problems = find_problems(write_workspace(tmp_path / "w", {"yokohama": text}))
    assert [(p.where.line, p.where.column) for p in problems] == places


@pytest.mark.parametrize(
    ("wanted", "known", "hint"),
    [
        ("kinds", ["kind", "name"], "did you mean “kind”?"),
        ("mou", ["MOU", "MOC"], "did you mean “MOU”?"),
        ("x", ["b", "a"], "known: a, b"),
        ("x", [f"n{number:02}" for number in range(13)], None),
        ("x", [], ""),
    ],
)
def test_suggestions(wanted: str, known: list[str], hint: str | None) -> None:
    """The nearest choice is offered whatever its case; else the choices, of many the first."""
    if hint is None:
        hint = f"known: {', '.join(known[:12])}, …"
    assert str(suggest(wanted, known)) == hint


def test_problems_are_sorted_and_told_once() -> None:
    """The reader works through a file from its top, and meets no problem twice."""
    a, b = PurePosixPath("a.yaml"), PurePosixPath("b.yaml")
    problems = [
        Problem("x", Place(a, 2, 3), say("message")),
        Problem("x", Place(a, 2, 10), say("message")),
        Problem("x", Place(a, 10, 1), say("message"), say("hint"), "denmark"),
        Problem("x", Place(b, 1, 1), say("message")),
    ]
    found = ProblemsFound([*reversed(problems), problems[0]])
    assert found.problems == tuple(problems)
    assert str(problems[2]) == (
        "a.yaml:10:1: error: message (in the release of denmark) [x]\n    hint"
    )
