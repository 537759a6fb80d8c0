"""Every rule keeps what its own examples promise, and people can ask what it is for."""

import ast
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePosixPath

import pytest

from linkj_press.check import (
    RULES,
    Checker,
    Finding,
    Rule,
    calendar,
    check_workspace,
    naming,
    typography,
)
from linkj_press.check.accepting import Grounds, NotAccepted
from linkj_press.check.all_rules import Example, explain, list_problems, render_table
from linkj_press.check.annotate import make_sentences
from linkj_press.check.approvals import mend_findings
from linkj_press.check.typography.passages import mend_files
from linkj_press.language import Language
from linkj_press.reading import parse_yaml
from linkj_press.reading.mistakes import SHARED_CODES
from linkj_press.record.references import Noun
from linkj_press.workspace.loading import load_workspace
from linkj_press.workspace.writing import Change, write_files
from tests.conftest import REPOSITORY
from tests.small import partner_text, write_workspace
from tests.test_cli import run_in

CONTRIBUTING = REPOSITORY / "CONTRIBUTING.md"


TYPED = (*typography.RULES, *naming.RULES, *calendar.RULES)
"""The rules whose examples say all by themselves; others are tested beside their families."""

_TOLD = [explain(rule.code) for rule in TYPED]
EXAMPLES = [example for told in _TOLD for example in (*told.bad, *told.good)]

FIRST = 6
"""The line of the first example in the partner file."""


def _write(root: Path, texts: Sequence[str]) -> Path:
    """Return a workspace with *texts*, one for each example, as paragraphs of a release."""
    lines = [
        f"  - {{{example.language}: '{quoted}'}}"
        for example, text in zip(EXAMPLES, texts, strict=True)
        for quoted in [text.replace("'", "''")]
    ]
    release = "\n".join(["", "  date: 2019-09-01", "  template: mou", "  background:", *lines])
    partner = partner_text("municipality", signed="2019-08-30", instrument="MOU", release=release)
    return write_workspace(root, {"sample": partner})


def _find_at(finding: Finding) -> Example | None:
    """Return the example at fault."""
    where = finding.problem.where
    number = where.line - FIRST
    ours = where.path.name == "sample.yaml" and 0 <= number < len(EXAMPLES)
    return EXAMPLES[number] if ours else None


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with every example in it."""
    return _write(tmp_path_factory.mktemp("rules"), [example.text for example in EXAMPLES])


@pytest.fixture(scope="module")
def found(root: Path) -> list[Finding]:
    return check_workspace(load_workspace(root), ["sample"])


def _walk(side: Callable[[Rule], tuple[Example, ...]]) -> list[object]:
    return [
        pytest.param(rule, example, id=f"{rule.code}-{number}")
        for rule in TYPED
        for number, example in enumerate(side(rule))
    ]


def _codes(found: Sequence[Finding], example: Example) -> set[str]:
    return {f.problem.code for f in found if _find_at(f) is example}


@pytest.mark.parametrize(("rule", "example"), _walk(lambda rule: explain(rule.code).bad))
def test_bad_example_is_found(found: list[Finding], rule: Rule, example: Example) -> None:
    """What a rule shows as wrong it finds."""
    assert rule.code in _codes(found, example)


@pytest.mark.parametrize(("rule", "example"), _walk(lambda rule: explain(rule.code).good))
def test_good_example_is_silent(found: list[Finding], rule: Rule, example: Example) -> None:
    """What a rule shows as right it leaves alone."""
    assert rule.code not in _codes(found, example)


def test_fix_makes_what_the_examples_show(tmp_path: Path, root: Path, found: list[Finding]) -> None:
    """`--fix` makes of each example what its rule shows, and does not touch the others."""
    own = {id(example): rule.code for rule in TYPED for example in explain(rule.code).bad}
    fixes = [f.fix for f in found if f.fix and own.get(id(_find_at(f))) == f.problem.code]
    (change,) = mend_files(root, fixes).files.values()
    fixed = _write(tmp_path / "fixed", [example.fixed or example.text for example in EXAMPLES])
    assert change.new == (fixed / "partners/sample.yaml").read_bytes()


def test_rules_have_codes_of_their_own() -> None:
    """A code names one rule, in small letters and hyphens."""
    codes = [rule.code for rule in RULES]
    assert len(codes) > 20
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch("[a-z]+(-[a-z]+)*", code) for code in codes)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_explains_itself(desk_copy: Path, rule: Rule) -> None:
    """`--explain` says what a rule finds, why, and whether `--fix` mends it."""
    done = run_in(desk_copy, "check", "--explain", rule.code)
    assert done.exit_code == 0
    told = explain(rule.code)
    for words in (
        told.title[Language.EN],
        make_sentences(told.why[Language.EN], Language.EN),
        *(example.text for example in told.bad),
    ):
        assert words in done.stdout
    assert ("check --fix can fix it" in done.stdout) == told.mends


def test_all_codes_are_listed(desk_copy: Path) -> None:
    """`--explain` without a code tells which there are, each with what it finds."""
    listed = run_in(desk_copy, "check", "--explain").stdout.splitlines()
    codes = [line.partition(": ")[0] for line in listed]
    assert codes == sorted({*(rule.code for rule in RULES), *list_problems()})
    assert "full-width-digits: full-width digits" in listed


def test_a_check_tells_where_to_see_what_is_open(desk_copy: Path) -> None:
    """“0 errors” is not all there is to do, of the release that was asked for or of any."""
    for asked in (["osaka"], []):
        checked = run_in(desk_copy, "check", *asked)
        command = " ".join(["linkj-press check", *asked, "--open"])
        assert "0 errors" in checked.stdout
        assert checked.stderr.splitlines()[-1] == f"what is open: {command}"
    assert "what is open" not in run_in(desk_copy, "check", "kawasaki").stderr


def test_every_code_explains_itself(desk_copy: Path) -> None:
    """Whatever code a message shows, `--explain` knows it: they are collected from the source."""
    codes = _collect_codes()
    assert len(codes) > 130
    assert {"unknown-kind", "key-twice", "wrong-date", "no-picture-file"} <= codes
    known = {*list_problems(), *(rule.code for rule in RULES)}
    assert sorted(codes - known) == []
    assert sorted(list_problems().keys() - codes) == [], "nothing has these codes any more"
    done = run_in(desk_copy, "--ui", "ja", "check", "--explain", "merge-mark")
    assert done.exit_code == 0
    assert "merge-mark：git" in done.stdout


_CODE = re.compile("[a-z]+(-[a-z]+)*")
_TELLING = {"Problem", "Rule", "_report", "_refuse", "_report_at", "_rule"}
"""What is called with a code."""


def _collect_codes() -> set[str]:
    """Return every code that the source gives to a problem."""
    found = {rule.code for rule in RULES}
    found |= {f"unknown-{noun.name.lower().replace('_', '-')}" for noun in Noun}
    files = sorted((REPOSITORY / "linkj_press").rglob("*.py"))
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            found |= {
                str(word.value)
                for word in _list_codes(node)
                if isinstance(word, ast.Constant) and _CODE.fullmatch(str(word.value))
            }
    # Several mistakes in YAML share a code.
    return (found - SHARED_CODES.keys()) | set(SHARED_CODES.values())


def _list_codes(node: ast.AST) -> Sequence[ast.AST | None]:
    """Return the parts of *node* that may be codes."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args):
            return args if name in _TELLING else ()
        case ast.Tuple(elts=[first, ast.Call(func=ast.Name(id="say" | "phrase")), *_]):
            return (first,)
        case ast.Tuple(elts=[first, ast.Name(id="NOTHING" | "form" | "message"), *_]):
            return (first,)
        case ast.Assign(targets=[ast.Name(id="_MISTAKES" | "_DATED")], value=ast.Dict(keys=keys)):
            return keys
        case ast.Assign(targets=[ast.Name(id="_OWN")], value=ast.Dict(values=values)):
            return values
    return ()


def test_explain_suggests_the_nearest_rule(desk_copy: Path) -> None:
    """A near miss of a code is answered with the code."""
    done = run_in(desk_copy, "check", "--explain", "full-width-digit")
    assert done.exit_code == 2
    assert "did you mean “full-width-digits”?" in done.stderr


def test_every_rule_has_a_switch(tmp_path: Path) -> None:
    """A house that lists codes under `off` does without the rules."""
    root = _write(tmp_path, [example.text for example in EXAMPLES])
    style = root / "templates/house/style.yaml"
    text = style.read_text("utf-8")
    assert "off: []" in text
    codes = ", ".join(rule.code for rule in RULES)
    style.write_text(text.replace("off: []", f"off: [{codes}]"), "utf-8")
    assert check_workspace(load_workspace(root), ["sample"]) == []


def test_a_switch_of_no_rule_is_told(desk_copy: Path) -> None:
    """A misspelt code under `off` is a problem where it stands."""
    style = desk_copy / "templates/house/style.yaml"
    text = style.read_text("utf-8").replace("off: []", "off: [house-word, double-spaces]")
    style.write_text(text, "utf-8")
    line = text[: text.index("off:")].count("\n") + 1
    (found,) = check_workspace(load_workspace(desk_copy), [])
    assert str(found.problem) == (
        f"templates/house/style.yaml:{line}:19: error: there is no rule “double-spaces” to do"
        " without [unknown-rule]\n    did you mean “double-space”?"
    )


def test_contributing_lists_the_rules(request: pytest.FixtureRequest) -> None:
    """CONTRIBUTING has every rule; `make golden` rewrites its table."""
    begin, end = "<!-- rules -->\n", "<!-- end of rules -->"
    text = CONTRIBUTING.read_text("utf-8")
    before, rest = text.split(begin)
    after = rest.split(end)[1]
    true = f"{before}{begin}\n{render_table(RULES)}\n{end}{after}"
    if request.config.getoption("--update-golden"):
        CONTRIBUTING.write_text(true, "utf-8", newline="\n")
    assert true == CONTRIBUTING.read_text("utf-8")


def test_every_rule_is_explained_and_nothing_else() -> None:
    """`explained.yaml` has each rule once, and no rule that there is not any more."""
    file = REPOSITORY / "linkj_press/check/explained.yaml"
    explained = parse_yaml(file.read_text("utf-8"), PurePosixPath(file.name)).data
    assert isinstance(explained, dict)
    assert isinstance(explained["rules"], dict)
    assert sorted(explained["rules"]) == sorted(rule.code for rule in RULES)


# --- findings that a person lets stand

SAID = ("--who", "佐藤", "--why", "固有名詞", "--on", "2020-09-03")
OSAKA = "partners/osaka.yaml"


@pytest.fixture
def desk(desk_copy: Path) -> Path:
    """A desk with two findings in a sentence each: 取組み is 取り組み by the house's list."""
    change(desk_copy, "大阪の成長をけん引する", "取組みの成長をけん引する")
    change(desk_copy, "より一層の", "取組みのより一層の")
    return desk_copy


def change(desk: Path, old: str, new: str) -> None:
    file = desk / OSAKA
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def check(desk: Path, *options: str) -> str:
    return run_in(desk, "check", "osaka", *options).stdout


def test_an_accepted_finding_stands_until_its_words_change(desk: Path) -> None:
    """It is counted and listed; the others stay, and so does each comment of the file."""
    before = (desk / OSAKA).read_text("utf-8")
    assert check(desk).count("[house-word]") == 2
    done = run_in(desk, "check", "osaka", "--accept", "house-word", "--words", *_sentence(), *SAID)
    assert done.exit_code == 0, done.stderr
    after = (desk / OSAKA).read_text("utf-8")
    assert after.startswith(before.split("\naccepted:")[0])
    told = check(desk)
    assert told.count("[house-word]") == 1
    assert "1 accepted" in told
    listed = check(desk, "--accepted")
    assert "accepted by 佐藤 on September 3, 2020: 固有名詞" in listed
    change(desk, "取組みの成長をけん引する", "取組みの大きな成長をけん引する")
    told = check(desk)
    assert told.count("the house does not write") == 2
    assert (
        "hint: what 佐藤 accepted on September 3, 2020 is not found any more (house-word)" in told
    )


def _sentence() -> tuple[str]:
    text = (REPOSITORY / OSAKA).read_text("utf-8")
    (line,) = [line for line in text.split("\naccepted")[0].splitlines() if "大阪の成長を" in line]
    return (line.strip().replace("大阪の", "取組みの"),)


def test_what_is_accepted_is_named_by_its_line(desk: Path) -> None:
    """Where several may be meant, one message says how to name one, and nothing is written."""
    before = (desk / OSAKA).read_bytes()
    several = run_in(desk, "check", "osaka", "--accept", "house-word", *SAID)
    assert several.exit_code == 2
    assert "“house-word” fits several findings (partners/osaka.yaml:" in several.stderr
    assert (desk / OSAKA).read_bytes() == before
    lines = [str(n) for n, line in enumerate(before.decode().split("\n"), 1) if "取組みの" in line]
    for place in (lines[0], f"osaka.yaml:{lines[1]}"):
        done = run_in(desk, "check", "osaka", "--accept", f"house-word:{place}", *SAID)
        assert done.exit_code == 0, done.stderr
    assert "house-word" not in check(desk)


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("house-word:1", "line 1 has no finding of house-word: look at partners/osaka.yaml:"),
        ("house-wrd", "did you mean “house-word”?"),
        ("unknown-key", "unknown-key keeps a file from being read or a release from being drafted"),
    ],
)
def test_what_cannot_be_accepted_is_told(desk: Path, what: str, told: str) -> None:
    """Nothing there, no such code, and what must be mended."""
    done = run_in(desk, "check", "osaka", "--accept", what, *SAID)
    assert done.exit_code == 2
    assert told in " ".join(done.stderr.split())


def test_who_and_why_are_needed(desk: Path) -> None:
    """Nobody lets a thing stand without a name and a reason."""
    for options in (("--who", "佐藤"), ("--why", "x"), ("--who", " ", "--why", "x")):
        done = run_in(desk, "check", "--accept", "house-word", *options)
        assert done.exit_code == 2
        assert "--accept needs --who NAME and --why TEXT" in done.stderr
    assert "go with --accept" in run_in(desk, "check", "--who", "佐藤").stderr


def test_accepted_findings_in_json(desk: Path) -> None:
    """A program sees them apart from the problems, with who, why and on."""
    run_in(desk, "check", "osaka", "--accept", "house-word", "--words", *_sentence(), *SAID)
    told = json.loads(check(desk, "--format", "json"))
    assert [row["code"] for row in told["problems"]].count("house-word") == 1
    (row,) = [row for row in told["accepted"] if row["code"] == "house-word"]
    assert (row["who"], row["why"], row["on"]) == ("佐藤", "固有名詞", "2020-09-03")


def test_a_finding_in_words_of_the_house_is_accepted_for_all_it_reaches(desk_copy: Path) -> None:
    """Each release has an entry of its own, since it may be right in one and wrong in another."""
    file = desk_copy / "templates/mou/ja.md"
    text = file.read_text("utf-8")
    line = "{{ house_wording.ordinals() }}"
    file.write_text(text.replace(line, f"{line}\n国内外99団体との連携です。"), "utf-8")
    code = "count-contradicts-ledger"
    assert run_in(desk_copy, "check").stdout.count(f"[{code}]") > 1
    done = run_in(desk_copy, "check", "--accept", code, *SAID)
    assert done.exit_code == 0, done.stderr
    assert "(osaka) “国内外99団体との連携です。”" in done.stdout
    assert f"[{code}]" not in run_in(desk_copy, "check").stdout


def test_an_acceptance_says_what_it_accepts(desk: Path) -> None:
    """The file and the words; with --dry-run nothing is written, and JSON is JSON."""
    before = (desk / OSAKA).read_bytes()
    options = ("check", "osaka", "--accept", "house-word", "--words", *_sentence(), *SAID)
    told = run_in(desk, *options, "--dry-run")
    assert told.stdout == f"{OSAKA}: [house-word] “{_sentence()[0]}”\n"
    assert "Nothing was written" in told.stderr
    assert (desk / OSAKA).read_bytes() == before
    told = run_in(desk, *options, "--format", "json")
    row = {"code": "house-word", "words": _sentence()[0], "who": "佐藤", "why": "固有名詞"}
    assert json.loads(told.stdout) == {
        "accepted": [{**row, "on": "2020-09-03"}],
        "path": OSAKA,
        "written": True,
    }
    assert (desk / OSAKA).read_bytes() != before


@pytest.mark.parametrize("form", ["./partners/osaka.yaml", "partners/../partners/osaka.yaml", "/"])
def test_a_file_is_named_as_people_name_files(desk: Path, form: str) -> None:
    """With a dot before it, or the whole way; one of another folder is none."""
    name = str(desk / OSAKA) if form == "/" else form
    number = next(
        n
        for n, line in enumerate((desk / OSAKA).read_text("utf-8").split("\n"), 1)
        if "取組みの" in line
    )
    wrong = run_in(desk, "check", "--accept", f"house-word:other/osaka.yaml:{number}", *SAID)
    assert wrong.exit_code == 2
    done = run_in(desk, "check", "--accept", f"house-word:{name}:{number}", *SAID)
    assert done.exit_code == 0, done.stderr


def test_words_of_several_lines(desk: Path) -> None:
    """Spaces and line breaks, as a copied message has them, do not matter."""
    words = f" {_sentence()[0][:5]}\n  {_sentence()[0][5:]}\n"
    done = run_in(desk, "check", "osaka", "--accept", "house-word", "--words", words, *SAID)
    assert done.exit_code == 0, done.stderr


def test_a_day_to_come_is_refused(desk: Path) -> None:
    """Nobody has accepted a thing tomorrow; long ago is a person's own matter."""
    options = ("check", "osaka", "--accept", "house-word", "--words", *_sentence())
    said = ("--who", "佐藤", "--why", "x", "--on")
    done = run_in(desk, *options, *said, "2999-01-01")
    assert done.exit_code == 2
    assert "--on 2999-01-01 is still to come" in done.stderr
    assert run_in(desk, *options, *said, "1999-01-01").exit_code == 0


def _find(desk: Path, code: str = "house-word") -> tuple[Checker, list[Finding]]:
    checker = Checker(load_workspace(desk))
    found = checker.check_workspace(["osaka"])
    return checker, [finding for finding in found if finding.problem.code == code]


GROUNDS = Grounds("佐藤", "固有名詞", date(2020, 9, 3))


def test_one_finding_is_accepted_as_the_command_does(desk: Path, tmp_path: Path) -> None:
    """Whoever holds a finding gets the very file that the command writes, and writes it or not."""
    before = (desk / OSAKA).read_bytes()
    checker, found = _find(desk)
    (finding,) = [each for each in found if _sentence()[0] in checker.acceptances.find_words(each)]
    accepted = checker.acceptances.accept([finding], GROUNDS)
    assert (desk / OSAKA).read_bytes() == accepted.change.old == before
    assert accepted.path == desk / OSAKA
    run_in(desk, "check", "osaka", "--accept", "house-word", "--words", *_sentence(), *SAID)
    assert (desk / OSAKA).read_bytes() == accepted.change.new
    assert accepted.entries == [
        {
            "code": "house-word",
            "words": _sentence()[0],
            "who": "佐藤",
            "why": "固有名詞",
            "on": "2020-09-03",
        }
    ]


@pytest.mark.parametrize(
    ("grounds", "told"),
    [
        (GROUNDS._replace(who=" "), "say who lets it stand, and why"),
        (GROUNDS._replace(why=""), "say who lets it stand, and why"),
        (GROUNDS._replace(why="a\nb"), "one line goes here"),
        (GROUNDS._replace(who="\x1b[1m"), "one line goes here"),
    ],
)
def test_an_acceptance_without_grounds_is_refused(desk: Path, grounds: Grounds, told: str) -> None:
    """Nobody lets a thing stand without a name and a reason that a file can hold."""
    checker, found = _find(desk)
    with pytest.raises(NotAccepted, match=told):
        checker.acceptances.accept(found[:1], grounds)


def test_a_finding_that_must_be_mended_is_not_accepted(desk: Path) -> None:
    """What is about an acceptance is not accepted, nor in a file that leaves no room for it."""
    checker, found = _find(desk)
    idle = replace(found[0], problem=replace(found[0].problem, code="accepted-no-more"))
    with pytest.raises(NotAccepted, match="accepted-no-more cannot be accepted, only fixed"):
        checker.acceptances.accept([idle], GROUNDS)
    (desk / OSAKA).write_text("partner: [", "utf-8")
    with pytest.raises(NotAccepted, match="line 2: a comma is missing"):
        checker.acceptances.accept(found[:1], GROUNDS)


@pytest.fixture
def slips(desk_copy: Path) -> Path:
    """A desk with two slips that have one safe answer each."""
    change(desk_copy, "大阪の成長をけん引する", "９月に大阪の成長をけん引する")
    change(desk_copy, "より一層の", "８月、より一層の")
    return desk_copy


def test_one_finding_is_mended_alone(slips: Path) -> None:
    """Of two that have a safe answer the one that is meant is mended, and nothing else changes."""
    before = (slips / OSAKA).read_bytes()
    _, found = _find(slips, "full-width-digits")
    (nine,) = [each for each in found if each.words == "９"]
    mended = mend_findings(slips, [nine])
    wanted = before.decode().replace("９月に", "9月に").encode()
    assert mended.files == {PurePosixPath(OSAKA): Change(before, wanted)}
    assert mended.fixes == (nine.fix,)
    assert (slips / OSAKA).read_bytes() == before


def test_what_is_accepted_is_not_mended(slips: Path) -> None:
    """A finding that a person let stand is left alone by whoever mends."""
    checker, found = _find(slips, "full-width-digits")
    (nine,) = [each for each in found if each.words == "９"]
    accepted = checker.acceptances.accept([nine], GROUNDS)
    write_files({accepted.path: accepted.change})
    _, again = _find(slips, "full-width-digits")
    assert [fix.old for fix in mend_findings(slips, again).fixes] == ["８"]


def test_what_is_about_an_acceptance_cannot_be_accepted(desk: Path) -> None:
    """`--accept` refuses it, `--explain` does not name it, and an entry typed by hand is told."""
    done = run_in(desk, "check", "osaka", "--accept", "accepted-no-more", *SAID)
    assert done.exit_code == 2
    assert "accepted-no-more is about what was accepted" in done.stderr
    assert "--accept" not in run_in(desk, "check", "--explain", "accepted-no-more").stdout
    assert "--accept" in run_in(desk, "check", "--explain", "house-word").stdout


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("house-wrd", "there is no rule “house-wrd” to accept [unknown-rule]\n    did you mean"),
        ("accepted-no-more", "what accepted-no-more tells cannot be accepted [unknown-rule]"),
        ("unknown-key", "what unknown-key tells cannot be accepted"),
    ],
)
def test_an_unknown_code_typed_by_hand_is_told(desk: Path, code: str, told: str) -> None:
    """With file, line and column, and the nearest code; it is no acceptance that found nothing."""
    run_in(desk, "check", "osaka", "--accept", "house-word", "--words", *_sentence(), *SAID)
    change(desk, "code: house-word", f"code: {code}")
    line = (desk / OSAKA).read_text("utf-8").split("\n").index(f"  - code: {code}") + 1
    found = check(desk)
    assert f"{OSAKA}:{line}:11: error: {told}" in found
    assert f"[{code}]) is not found any more" not in found


def test_an_empty_list_of_accepted_findings_is_none(desk: Path) -> None:
    """Whoever takes the last entry away may leave the key; the next acceptance goes there."""
    text = (desk / OSAKA).read_text("utf-8").partition("\naccepted:")[0]
    (desk / OSAKA).write_text(f"{text}\naccepted:\n", "utf-8")
    options = ("--accept", "house-word", "--words", *_sentence(), *SAID)
    done = run_in(desk, "check", "osaka", *options)
    assert done.exit_code == 0, done.stderr
    assert "1 accepted" in check(desk)
