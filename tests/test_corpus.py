"""Corpora of faults and of right texts, written without sight of the rules.

`tests/corpus/README.md` tells how they were written. Beside each corpus stands what `check` misses
of it and where it speaks up for nothing, case by case, so that a rule that changes shows there.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from hypothesis import settings

from linkj_press.check import Finding, check_workspace
from linkj_press.check.typography.passages import mend_files
from linkj_press.problem import ProblemsFound, Severity
from linkj_press.workspace.loading import load_workspace
from linkj_press.workspace.writing import write_files
from tests.conftest import REPOSITORY, copy_desk

CORPUS = Path(__file__).parent / "corpus"
CONTRIBUTING = REPOSITORY / "CONTRIBUTING.md"
FOUND = {"first": 0.95, "second": 0.95, "third": 0.95, "fourth": 0.95, "fifth": 0.9}
"""The share of faults that is found at least."""

UNSEEN = "fifth"
"""Rules were worked on with the others; this was opened once, when they were done."""

_ALL = settings.default.max_examples > 100  # type: ignore[union-attr]
_PART = 1 if _ALL else 15
"""At the gate each fifteenth case is tried; `pytest --hypothesis-profile=search` tries them all."""

Case = Mapping[str, Any]


@cache
def _read(name: str) -> Any:
    text = (CORPUS / f"{name}.yaml").read_text("utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _tried(name: str) -> list[Case]:
    return list(_read(name)[::_PART])


def _kinds() -> Iterator[tuple[str, str]]:
    for name in FOUND:
        yield from ((name, kind) for kind in sorted({case["kind"] for case in _tried(name)}))


class Told(NamedTuple):
    """What of a finding does not depend on the lines before it."""

    code: str
    path: str
    message: str


def _tell(finding: Finding) -> Told:
    problem = finding.problem
    return Told(problem.code, str(problem.where.path), str(problem.message))


def _check(desk: Path, partners: Sequence[str] | None) -> list[Finding]:
    try:
        workspace = load_workspace(desk)
    except ProblemsFound as found:
        return list(map(Finding, found.problems))
    return check_workspace(workspace, partners or workspace.released)


def _edit(root: Path, case: Case) -> tuple[dict[Path, str], list[str]]:
    """Return the files that *case* edits, as it makes them, and which of its words are nowhere."""
    texts: dict[Path, str] = {}
    lost: list[str] = []

    def read(name: str, words: str) -> str:
        file = root / name
        text = texts[file] if file in texts else file.read_text("utf-8")
        if words not in text:
            lost.append(f"{case['id']}: {name} has no {words!r}")
        return text

    for edit in case["edits"]:
        text = read(edit["file"], edit["find"])
        texts[root / edit["file"]] = text.replace(edit["find"], edit["replace"], 1)
    for place in case.get("at", ()):
        read(place["file"], place["words"])
    return texts, lost


class CaseFolder:
    """The real files, with one case at a time in them."""

    def __init__(self, root: Path) -> None:
        self.root = copy_desk(root)
        self.before = {_tell(finding) for finding in _check(self.root, None)}

    def check(self, case: Case) -> list[Finding]:
        """Return what *case* adds to what is found."""
        files = [edit["file"] for edit in case["edits"]]
        whole = any(not file.startswith("partners/") for file in files)
        found = _check(self.root, None if whole else [Path(file).stem for file in files])
        return [finding for finding in found if _tell(finding) not in self.before]

    def put(self, case: Case) -> dict[Path, bytes]:
        """Put *case* into the files, and return them as they were."""
        texts, lost = _edit(self.root, case)
        assert not lost, "\n".join(lost)
        were = {file: file.read_bytes() for file in texts}
        for file, text in texts.items():
            file.write_bytes(text.encode())
        return were

    def has_at(self, finding: Finding, case: Case) -> bool:
        """Return whether *finding* is where a person would put the finger."""
        problem = finding.problem
        for place in case["at"]:
            before = (self.root / place["file"]).read_text("utf-8").partition(place["words"])[0]
            first = before.count("\n") + 1
            last = first + place["words"].rstrip("\n").count("\n")
            if str(problem.where.path) == place["file"] and first <= problem.where.line <= last:
                return problem.code != "typed-claim"
        return False


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> CaseFolder:
    return CaseFolder(tmp_path_factory.mktemp("corpus"))


@pytest.mark.parametrize("name", FOUND)
def test_the_files_have_the_words_of_each_case(real_desk: Path, name: str) -> None:
    """Each case can be put in, also those that are not tried at the gate."""
    lost = [words for case in _read(name) for words in _edit(real_desk, case)[1]]
    assert not lost, "\n".join(lost)


@pytest.mark.parametrize(("name", "kind"), list(_kinds()))
def test_what_is_found_is_what_is_listed(desk: CaseFolder, name: str, kind: str) -> None:
    """Each fault is found, and each right text is let pass, but for those that are listed.

    And whatever has one safe answer is silent once it is followed, and nothing else speaks up.
    """
    seen: dict[str, list[str]] = defaultdict(list)
    for case in (case for case in _tried(name) if case["kind"] == kind):
        were = desk.put(case)
        try:
            found = desk.check(case)
            _see(desk, case, found, seen)
            _follow(desk, case, found)
        finally:
            for file, content in were.items():
                file.write_bytes(content)
    listed = {
        side: [id_ for id_ in ids if _kind_of(name).get(id_) == kind]
        for side, ids in _read(f"{name}.exceptions").items()
    }
    assert {side: ids for side, ids in listed.items() if ids} == dict(seen)


def _see(
    desk: CaseFolder, case: Case, found: Iterable[Finding], seen: dict[str, list[str]]
) -> None:
    if "at" in case:
        if not any(desk.has_at(finding, case) for finding in found):
            seen["missed"].append(case["id"])
        return
    severities = {finding.problem.severity for finding in found}
    if Severity.ERROR in severities:
        seen["called_wrong"].append(case["id"])
    if Severity.WARNING in severities:
        seen["called_doubtful"].append(case["id"])


def _follow(desk: CaseFolder, case: Case, found: Sequence[Finding]) -> None:
    fixed = [finding for finding in found if finding.fix]
    mended = mend_files(desk.root, [f.fix for f in fixed if f.fix]).files
    write_files({desk.root / name: change for name, change in mended.items()})
    if fixed:
        left = {_tell(finding) for finding in desk.check(case)}
        assert left & set(map(_tell, fixed)) == set(), case["id"]
        assert left - set(map(_tell, found)) == set(), case["id"]


@cache
def _kind_of(name: str) -> dict[str, str]:
    return {case["id"]: case["kind"] for case in _tried(name)}


@pytest.mark.parametrize("name", FOUND)
def test_shares(name: str) -> None:
    """Enough faults are found, and hardly a right text is found fault with."""
    cases, exceptions = _read(name), _read(f"{name}.exceptions")
    faults = [case["id"] for case in cases if "at" in case]
    assert len(faults) >= 250
    innocents = len(cases) - len(faults)
    assert innocents >= 150
    assert 1 - len(exceptions["missed"]) / len(faults) >= FOUND[name]
    assert len(exceptions["called_wrong"]) / innocents <= 0.01
    assert len(exceptions["called_doubtful"]) / innocents <= 0.03


def _render_shares() -> str:
    """Return the table of CONTRIBUTING: of each kind, how many faults are found."""
    columns = ("worked with", "unseen")
    rows: dict[str, dict[str, list[int]]] = defaultdict(lambda: {n: [0, 0] for n in columns})
    for name in FOUND:
        missed = set(_read(f"{name}.exceptions")["missed"])
        for case in (case for case in _read(name) if "at" in case):
            for kind in (case["kind"].replace("|", "/"), "**all**"):
                counted = rows[kind][columns[name == UNSEEN]]
                counted[0] += case["id"] not in missed
                counted[1] += 1
    lines = [f"| kind of fault | {' | '.join(columns)} |", "|---|---:|---:|"]
    for kind, by_name in sorted(rows.items()):
        shares = [f"{found} of {of}" if of else "–" for found, of in by_name.values()]
        lines.append(f"| {kind} | {' | '.join(shares)} |")
    return "\n".join(lines) + "\n"


def test_contributing_has_the_shares(request: pytest.FixtureRequest) -> None:
    """CONTRIBUTING says what is found; `make golden` rewrites its table."""
    begin, end = "<!-- shares -->\n", "<!-- end of shares -->"
    text = CONTRIBUTING.read_text("utf-8")
    before, rest = text.split(begin)
    true = f"{before}{begin}\n{_render_shares()}\n{end}{rest.split(end)[1]}"
    if request.config.getoption("--update-golden"):
        assert not os.environ.get("CI")
        CONTRIBUTING.write_text(true, "utf-8", newline="\n")
    assert true == CONTRIBUTING.read_text("utf-8")
