"""`check --accept` and `check --accepted`: findings that a person lets stand."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

import click

from linkj_press.check import RULES, Checker, Finding, find_rule
from linkj_press.check.accepting import show_accepted
from linkj_press.check.all_rules import list_problems
from linkj_press.cli import ui
from linkj_press.folder import find_file
from linkj_press.message import say
from linkj_press.problem import Problem, suggest
from linkj_press.reading import CannotWrite, Data, append_mapping


@dataclass(frozen=True)
class Acceptance:
    """What the command line says of a finding that is to stand."""

    what: str
    """``typed-claim``, ``typed-claim:12``, ``typed-claim:partners/osaka.yaml:12``"""

    words: str
    who: str
    why: str
    on: date

    def _find(self, checker: Checker, found: Sequence[Finding]) -> Finding:
        """Return the one of *found* that is meant. Raises UsageError when it is not clear."""
        code, _, place = self.what.partition(":")
        self._check_code(code)
        of_code = [finding for finding in found if finding.problem.code == code]
        meant = [
            finding
            for finding in of_code
            if _stands_at(finding.problem, place)
            and self.words in (finding.words, *_list_words(checker, finding))
        ]
        keys = dict.fromkeys(map(checker.acceptances.key, meant))
        if not keys:
            raise self._tell_nothing(place, of_code)
        if len(keys) > 1:
            raise ui.wrong_usage(
                "“{what}” fits several findings ({places}): add the line ({code}:LINE), the file"
                " ({code}:FILE:LINE) or --words",
                what=self.what,
                places=_list_places(meant),
                code=code,
            )
        return meant[0]

    def _tell_nothing(self, place: str, of_code: Sequence[Finding]) -> click.UsageError:
        """Return that none of what has the code, *of_code*, is the one that is meant."""
        told = {"code": self.what.partition(":")[0], "places": _list_places(of_code)}
        if not of_code:
            return ui.wrong_usage("there is no finding of {code}", **told)
        if place.isdecimal() and not self.words:
            return ui.wrong_usage(
                "line {line} has no finding of {code}: look at {places}", line=place, **told
            )
        return ui.wrong_usage("no finding of {code} is the one described: look at {places}", **told)

    def _check_code(self, code: str) -> None:
        if code in list_problems():
            raise ui.wrong_usage(
                "{code} keeps a file from being read or a release from being drafted: it cannot be"
                " accepted, only mended",
                code=code,
            )
        if find_rule(code) is None:
            hint = suggest(code, [rule.code for rule in RULES])
            raise ui.wrong_usage("“{code}” is no code: {hint}", code=code, hint=hint)

    def write(self, checker: Checker, found: Sequence[Finding]) -> None:
        """Write that the one of *found* that is meant is accepted.

        Raises UsageError when it is not clear which, ClickException when the file cannot have it.
        """
        finding = self._find(checker, found)
        key = checker.acceptances.key(finding)
        words = checker.acceptances.find_words(finding)
        pairs: dict[str, Data] = {"code": key.code}
        if isinstance(words, str):
            pairs["words"] = words
        else:
            pairs["words"] = {str(language): text for language, text in words.items()}
        if key.release:
            pairs["release"] = key.release
        pairs |= {"who": self.who, "why": self.why, "on": self.on.isoformat()}
        path = find_file(ui.find_root(), key.file)
        try:
            before = path.read_bytes() if path.exists() else None
            mark = codecs.BOM_UTF8 if before and before.startswith(codecs.BOM_UTF8) else b""
            text = (before or b"").removeprefix(mark).decode()
            after = append_mapping(text, ("accepted",), pairs)
        except (CannotWrite, OSError, UnicodeDecodeError) as error:
            reason = error.message if isinstance(error, CannotWrite) else str(error)
            raise click.ClickException(ui.tell("not written: {reason}", reason=reason)) from None
        ui.save_files({path: (before, mark + after.encode())})
        ui.note(say("{path}: written", path=ui.shorten_path(path)))


def _stands_at(problem: Problem, place: str) -> bool:
    """Return whether *problem* is at *place*: nothing, ``12``, ``12:7``, ``osaka.yaml:12``."""
    where = problem.where
    line, column = str(where.line), str(where.column)
    parts = place.split(":") if place else []
    numbers = [part for part in parts if part.isdecimal()]
    names = [part for part in parts if not part.isdecimal()]
    at = numbers == [line, column][: len(numbers)]
    return at and all(_is_file(where.path, name) for name in names)


def _is_file(path: PurePosixPath, name: str) -> bool:
    return PurePosixPath(name).parts == path.parts[-len(PurePosixPath(name).parts) :]


_MOST_PLACES = 5


def _list_places(found: Sequence[Finding]) -> str:
    """Return where the first few of *found* are."""
    places = [str(where) for where in sorted({finding.problem.where for finding in found})]
    more = ["…"] if len(places) > _MOST_PLACES else []
    return ", ".join([*places[:_MOST_PLACES], *more])


def _list_words(checker: Checker, finding: Finding) -> list[str]:
    """Return what *finding* may be called by, beside its own words: nothing, or its sentence."""
    words = checker.acceptances.find_words(finding)
    return ["", *([words] if isinstance(words, str) else words.values())]


def list_accepted(found: Sequence[Finding]) -> None:
    """Print those of *found* that are accepted, each with who let it stand, and why."""
    told = [show_accepted(each.problem, each.accepted) for each in found if each.accepted]
    ui.show_problems(told, sys.stdout, say("{number} accepted", number=len(told)))
