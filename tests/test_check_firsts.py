"""First mentions: full names in headlines, short forms introduced once and before their use."""

from pathlib import Path

import pytest

from linkj_press.check import check_workspace
from linkj_press.check.all_rules import explain
from linkj_press.check.naming import firsts
from linkj_press.check.rules import Rule
from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.workspace.loading import load_workspace
from tests.small import cut_marks

OSAKA = "partners/osaka.yaml"
CODES = {rule.code for rule in firsts.RULES}
FULL = "full: {ja: 大阪府, en: Osaka Prefecture}"
UCSD = (
    "full: {ja: カリフォルニア大学サンディエゴ校, en: University of California San Diego}\n"
    "  in_sentence: {en: the University of California San Diego}\n"
    "  abbreviation: UCSD"
)
KRP = (
    "full: {ja: 京都リサーチパーク株式会社, en: Kyoto Research Park Corp.}\n"
    "  short: {ja: 京都RP, en: Kyoto RP}"
)

Changes = dict[str, str]


def _change(desk: Path, changes: Changes) -> list[tuple[int, int]]:
    """Make *changes* in a partner file, and return where marks stand."""
    text = (desk / OSAKA).read_text("utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new, 1)
    text, marks = cut_marks(text)
    (desk / OSAKA).write_text(text, "utf-8", newline="\n")
    return marks


def _tell(desk: Path) -> list[tuple[str, int, int]]:
    found = [f.problem for f in check_workspace(load_workspace(desk), ["osaka"])]
    return [(p.code, p.where.line, p.where.column) for p in found if p.code in CODES]


def _say(**said: str) -> Changes:
    both = {"ja": "取り組みを進めています。", "en": "Work goes on."} | said
    lines = "\n      ".join(f"{language}: '{text}'" for language, text in both.items())
    return {"  background:\n": f"  background:\n    - {lines}\n"}


def _head(**said: str) -> Changes:
    both = {"ja": "LINK-Jが提携", "en": "LINK-J Partners"} | said
    told = ", ".join(f"{language}: '{text}'" for language, text in both.items())
    return {"  subhead:\n": f"  headline: {{{told}}}\n  subhead:\n"}


def _read(desk: Path, language: Language) -> str:
    document = Drafter(load_workspace(desk)).draft("osaka", language)
    return "\n".join(block.text for block in document.blocks if hasattr(block, "text"))


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("used-before-introduced", _say(ja="▸MHLWと進めます。厚生労働省（MHLW）の施策です。")),
        ("used-before-introduced", _say(en="It is with ▸METI. The Ministry of Trade (METI) pays.")),
        (
            "used-before-introduced",
            _say(ja="▸機構と進めます。医療機構（以下「機構」）です。機構です。"),
        ),
        ("used-before-introduced", _say(ja="国内外に▸MOUの締結先があります。")),
        ("introduced-twice", _say(ja="機構（MHLW）、MHLW。機構（▸MHLW）。")),
        ("introduced-twice", _say(en="The ministry (METI) and the ministry (▸METI) agree.")),
        ("introduced-unused", _say(ja="大阪健都協議会（以下「▸協議会」）を設けました。")),
        ("introduced-unused", _say(en="The Kento Council (hereinafter “▸the Council”) has met.")),
        ("headline-not-in-full", {FULL: UCSD} | _head(ja="LINK-J、▸UCSDとMOUを締結")),
        ("headline-not-in-full", {FULL: UCSD} | _head(en="LINK-J Partners with ▸UCSD")),
        ("headline-not-in-full", {FULL: KRP} | _head(ja="LINK-J、▸京都RPと提携")),
    ],
)
def test_first_mentions_are_told_where_they_stand(
    desk_copy: Path, code: str, changes: Changes
) -> None:
    """Each is told once, at the short form."""
    marks = _change(desk_copy, changes)
    assert _tell(desk_copy) == [(code, *mark) for mark in marks]


@pytest.mark.parametrize(
    "changes",
    [
        _say(ja="厚生労働省（MHLW）の施策です。", en="It is of the Ministry of Health (MHLW)."),
        _say(ja="医療機構（以下「機構」）です。機構は進めます。"),
        _say(ja="先端医療機構と進めます。医療機構（以下「機構」）です。機構は進めます。"),
        _say(en="The Institute for Aging, and the Bio Institute (the “Institute”); the Institute."),
        _say(en="It has signed MOUs with many."),
        _say(ja="WEBやICTを活かします。", en="It makes use of ICT and DNA."),
        _head(ja="LINK-J、大阪府とMOUを締結", en="LINK-J Concludes MOU with Osaka Prefecture"),
        {FULL: KRP} | _head(ja="LINK-J、京都リサーチパークと提携"),
    ],
)
def test_what_the_house_does_is_left_alone(desk_copy: Path, changes: Changes) -> None:
    """A name in brackets may be a courtesy, part of a longer name no use, a headline terse."""
    _change(desk_copy, changes)
    assert _tell(desk_copy) == []


@pytest.mark.parametrize("rule", firsts.RULES, ids=lambda rule: rule.code)
@pytest.mark.parametrize("side", ["bad", "good"])
def test_examples_are_as_they_are_told(desk_copy: Path, rule: Rule, side: str) -> None:
    """What `--explain` shows as wrong is found, and what it shows as right is not."""
    text = (desk_copy / OSAKA).read_text("utf-8")
    for example in getattr(explain(rule.code), side):
        (desk_copy / OSAKA).write_text(text, "utf-8", newline="\n")
        said = {str(example.language): example.text}
        is_headline = rule is firsts.HEADLINE
        _change(desk_copy, {FULL: UCSD} | _head(**said) if is_headline else _say(**said))
        told = {code for code, *_ in _tell(desk_copy)}
        assert (rule.code in told) == (side == "bad"), example.text


def test_templates_introduce_what_they_use(desk_copy: Path) -> None:
    """A partner is named in full at first, and from then on as the lede has introduced it."""
    _change(desk_copy, {FULL: f"{KRP}\n  abbreviation: KRP"} | _say(ja="KRPを含みます。"))
    ja, en = (_read(desk_copy, language) for language in Language)
    assert "LINK-J、京都リサーチパーク株式会社とライフサイエンス" in ja
    assert "京都リサーチパーク株式会社（KRP、以下「京都RP」）と、" in ja
    assert "今回の京都RPとの提携" in ja
    assert "in the Life Sciences with Kyoto Research Park Corp." in en
    assert "with Kyoto Research Park Corp. (hereinafter “Kyoto RP”)" in en
    assert "its partnership with Kyoto RP is the 13th" in en
    assert _tell(desk_copy) == []


def test_templates_leave_to_a_text_what_it_introduces(desk_copy: Path) -> None:
    """Where the partner's own words introduce an abbreviation, the lede does not."""
    _change(desk_copy, {FULL: UCSD} | _say(ja="サンディエゴ校（UCSD）です。UCSDは進めます。"))
    assert "サンディエゴ校（UCSD）です" in _read(desk_copy, Language.JA)
    assert "サンディエゴ校（UCSD、" not in _read(desk_copy, Language.JA)
    assert _tell(desk_copy) == []
