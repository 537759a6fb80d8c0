"""People in a release: who speaks, with which honorific, of which rank, and in both languages."""

from pathlib import Path

import pytest

from linkj_press.check import check_workspace
from linkj_press.check.naming.spelling import Spelling, count_slips
from linkj_press.workspace.loading import load_workspace
from tests.small import cut_marks

OSAKA = "partners/osaka.yaml"
BACKGROUND = "  background:\n"
QUOTE_JA = "始動したLINK-J WESTとの今後の連携からイノベーションが生まれることに期待を示しました。\n"
QUOTE_EN = "the newly launched LINK-J WEST would create innovation.\n"

TITLE = "{ja: 大阪府副知事, en: Deputy Governor of Osaka Prefecture}"

CODES = {
    "affiliation-missing",
    "person-name-form",
    "family-name-missing",
    "no-honorific",
    "other-honorific",
    "own-honorific",
    "title-contradicts-house",
    "title-differs",
    "title-fields-differ",
    "words-of-another",
}


def _find(
    desk: Path, changes: dict[str, str]
) -> tuple[list[tuple[str, int, int]], list[tuple[int, int]]]:
    """Return what is told of people once *changes* are made, and where marks stand."""
    text = (desk / OSAKA).read_text("utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new, 1)
    text, marks = cut_marks(text)
    (desk / OSAKA).write_text(text, "utf-8", newline="\n")
    found = [f.problem for f in check_workspace(load_workspace(desk), ["osaka"])]
    told = [(p.code, p.where.line, p.where.column) for p in found if p.code in CODES]
    return told, marks


def _both(ja: str, en: str) -> dict[str, str]:
    return {BACKGROUND: f"{BACKGROUND}    - ja: {ja}\n      en: {en}\n"}


def _quote(ja: str, en: str) -> dict[str, str]:
    return {QUOTE_JA: f"{QUOTE_JA}          {ja}\n", QUOTE_EN: f"{QUOTE_EN}          {en}\n"}


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("words-of-another", {"Yamaguchi expressed": "▸Sawa expressed"}),
        ("words-of-another", _quote("▸澤は、さらに続けました。", "The prefecture will go on.")),
        ("words-of-another", _quote("続きます。", "It will go on, ▸Ueda added.")),
        ("words-of-another", _quote("続きます。", "▸Tanaka also expressed hope.")),
        ("no-honorific", _both("▸山口 信彦が出席しました。", "Nobuhiko Yamaguchi came.")),
        ("other-honorific", _both("▸山口様が出席しました。", "Yamaguchi came.")),
        ("other-honorific", _both("山口氏が出席しました。", "▸Mr. Yamaguchi came.")),
        ("own-honorific", _both("岡野理事長が出席しました。", "▸Dr. Okano came.")),
        ("own-honorific", _both("▸岡野先生が出席しました。", "Okano came.")),
        ("title-differs", _both("大学の▸准教授が出席しました。", "A professor came.")),
        ("title-differs", _both("▸前京都市長が出席しました。", "The Mayor of Kyoto came.")),
        ("title-fields-differ", {"en: Deputy Governor of": "en: ▸Governor of"}),
        ("person-name-form", {"{ja: 山口 信彦,": "{ja: ▸山口　信彦,"}),
        ("person-name-form", {"en: Nobuhiko Yamaguchi}": "en: ▸Nobuhiko YAMAGUCHI}"}),
        (
            "affiliation-missing",
            {TITLE: "{ja: ▸座長, en: ▸Chair}"},
        ),
        ("family-name-missing", _both("▸岡野理事長が出席しました。", "Many came.")),
        ("family-name-missing", _both("多くの人が出席しました。", "▸Okano came.")),
        ("family-name-missing", _both("▸田中一郎会長が出席しました。", "The chairman came.")),
        ("family-name-missing", _both("会長が出席しました。", "Chairman ▸Ichiro Tanaka came.")),
        ("title-differs", _both("市の▸局長が出席しました。", "A deputy director-general came.")),
        ("title-differs", _both("▸前次官が出席しました。", "The permanent secretary came.")),
    ],
)
def test_people_are_told_where_they_stand(
    desk_copy: Path, code: str, changes: dict[str, str]
) -> None:
    """Each is told once, at its words."""
    told, marks = _find(desk_copy, changes)
    assert [found for found in told if found[0] == code] == [(code, *mark) for mark in marks]
    assert {found[0] for found in told} <= {code, "family-name-missing"}


@pytest.mark.parametrize(
    "changes",
    [
        _quote("山口副知事は、澤副理事長に謝意を表しました。", "Yamaguchi also thanked Sawa."),
        _quote("同氏は今後に触れました。", "He spoke of what comes next."),
        _both("山口信彦副知事が出席しました。", "Deputy Governor Nobuhiko Yamaguchi came."),
        _both("佐藤様や田中先生が出席しました。", "Mr. Sato and Dr. Tanaka came."),
        _both(
            "名誉教授や准教授が出席しました。", "Professors emeriti and associate professors came."
        ),
        _both("部長や副部長が出席しました。", "Directors and deputy directors came."),
        _both("山口県や上田市も加わります。", "Yamaguchi Prefecture and the City of Ueda join."),
        _both("大使館、理事会、市長会が集まりました。", "They met."),
        _both("渡邉教授、大野氏が出席しました。", "Professor Watanabe and Mr. Ohno came."),
        _both("吉田病院院長が出席しました。", "The head of the hospital came."),
        _both("小澤理事が出席しました。", "Director Ozawa came."),
        _both(
            "局次長や事務次官が集まりました。", "Deputy director-generals and vice ministers met."
        ),
        _both("山口 信彦 大阪府医療・産業担当副知事が来ました。", "Nobuhiko Yamaguchi came."),
    ],
)
def test_people_rightly_told_are_left_alone(desk_copy: Path, changes: dict[str, str]) -> None:
    """Others are mentioned in quotes, and have honorifics and ranks of their own."""
    assert _find(desk_copy, changes) == ([], [])


def test_one_sound_in_common_names_no_organisation(desk_copy: Path) -> None:
    """A title in katakana has much in common with a cluster’s name, and says nothing of it."""
    file = desk_copy / "partners/osaka.yaml"
    text = file.read_text("utf-8").replace(TITLE, "{ja: 連携ディレクター, en: Director}")
    text = text.replace("full: {ja: 大阪府,", "full: {ja: 大阪バイオクラスター,", 1)
    assert "連携ディレクター" in text
    assert "大阪バイオクラスター" in text
    file.write_text(text, "utf-8")
    found = check_workspace(load_workspace(desk_copy), ["osaka"])
    assert "affiliation-missing" in {each.problem.code for each in found}


def test_who_has_no_name_yet_is_called_by_the_title(desk_copy: Path) -> None:
    """A key of the file is no name."""
    file, name = desk_copy / "partners/osaka.yaml", "name: {ja: 山口 信彦, en: Nobuhiko Yamaguchi}"
    text = file.read_text("utf-8")
    assert name in text
    text = text.replace(name, "name: {ja: , en: }").replace(TITLE, "{ja: 座長, en: Chair}")
    file.write_text(text, "utf-8")
    told = [
        str(found.problem.message)
        for found in check_workspace(load_workspace(desk_copy), ["osaka"])
        if found.problem.code == "affiliation-missing"
    ]
    assert [words.partition(":")[0] for words in told] == [
        "座長 (not named yet)",
        "Chair (not named yet)",
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {TITLE: "{ja: 座長, en: Chair of the Osaka Board}"},
        {TITLE: "{ja: 京都大学教授, en: Professor}"},
        {TITLE: "{ja: 教授, en: 'Professor, Kyoto University'}"},
        {TITLE: "{ja: 座長, en: Chair}\n      affiliation: {ja: 医療室, en: Medical Office}"},
        {
            TITLE: "{ja: 座長, en: Chair}",
            "- yamaguchi\n    - sawa": "- okano\n    - sawa",
            "speaker: yamaguchi": "speaker: okano",
            "- yamaguchi\n      - ueda": "- okano\n      - ueda",
        },
    ],
    ids=["in one language", "another’s", "another’s", "in the affiliation", "as its head alone"],
)
def test_organisation_is_named_once(desk_copy: Path, changes: dict[str, str]) -> None:
    """Where a person's title or affiliation names one, or the lede does, nothing is told."""
    told, _ = _find(desk_copy, changes)
    assert "affiliation-missing" not in {found[0] for found in told}


def test_a_thousand_names_that_look_alike_are_one_walk() -> None:
    """Of many names that are nearly the same, the nearest is told, and the right one is not."""
    forms = {f"University of {a}{b}ville": f"{a}{b}" for a in "BCDFGHJKLM" for b in "aeiou"}
    text = "the University of Bavile and the University of Boville"
    assert [near.key for near in Spelling(forms, {}).find(text)] == ["Ba"]


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("kawasaki", "kawazaki", 1), ("diego", "deigo", 1), ("okano", "okanoh", 1), ("a", "bc", 2)],
)
def test_slips_are_counted(one: str, other: str, slips: int) -> None:
    """Letters that are swapped are one slip, as one too many or too few is."""
    assert count_slips(one, other) == slips
