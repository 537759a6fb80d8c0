"""`check --accept` and `check --accepted`: findings that a person lets stand."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

import click

from linkj_press.check import RULES, Checker, Finding, find_rule
from linkj_press.check.accepting import AcceptedFile, Grounds, NotAccepted, show_accepted
from linkj_press.check.all_rules import list_problems
from linkj_press.cli import ui
from linkj_press.message import say
from linkj_press.problem import Place, suggest
from linkj_press.text.patterns import compile_pattern

_WHAT = compile_pattern(r"(?P<code>[^:]*)(?::(?P<file>.*?[^:\d].*?))??(?P<numbers>(?::\d+){0,2})")
"""Matches what is to stand; a file may have a colon of its own: ``C:\\partners\\osaka.yaml``."""


@dataclass(frozen=True)
class Acceptance:
    """What the command line says of a finding that is to stand."""

    what: str
    """``typed-claim``, ``typed-claim:12``, ``typed-claim:partners/osaka.yaml:12``"""

    words: str
    who: str
    why: str
    on: date

    def find(self, checker: Checker, found: Sequence[Finding]) -> list[Finding]:
        """Return those of *found* that are meant: one, or the same in several releases.

        Raises UsageError when it is not clear.
        """
        parts = _WHAT.fullmatch(self.what)
        code = parts["code"] if parts else self.what
        _check_code(code)
        of_code = [finding for finding in found if finding.problem.code == code]
        meant = [
            finding
            for finding in of_code
            if parts
            and _stands_at(finding.problem.where, parts["file"] or "", parts["numbers"])
            and _press(self.words) in map(_press, _list_words(checker, finding))
        ]
        keys = {checker.acceptances.key(finding): finding for finding in meant}
        if not keys:
            raise self._tell_nothing(parts["numbers"] if parts else "", of_code)
        if len({key._replace(release="") for key in keys}) > 1:
            raise ui.wrong_usage(
                "“{what}” fits several findings ({places}): add the line ({code}:LINE), the file"
                " ({code}:FILE:LINE) or --words",
                what=self.what,
                places=_list_places(meant),
                code=code,
            )
        return list(keys.values())

    def _tell_nothing(self, numbers: str, of_code: Sequence[Finding]) -> click.UsageError:
        """Return that none of what has the code, *of_code*, is the one that is meant."""
        told = {"code": self.what.partition(":")[0], "places": _list_places(of_code)}
        if not of_code:
            return ui.wrong_usage("there is no finding of {code}", **told)
        line = numbers.strip(":")
        if line.isdecimal() and not self.words:
            return ui.wrong_usage(
                "line {line} has no finding of {code}: look at {places}", line=line, **told
            )
        return ui.wrong_usage("no finding of {code} is the one described: look at {places}", **told)

    def write(self, checker: Checker, found: Sequence[Finding]) -> AcceptedFile:
        """Return the file in which those of *found* that are meant are accepted.

        Raises UsageError when it is not clear which, ClickException when the file cannot have it.
        """
        meant = self.find(checker, found)
        try:
            return checker.acceptances.accept(meant, Grounds(self.who, self.why, self.on))
        except NotAccepted as refused:
            told = ui.tell("not written: {reason}", reason=refused.reason)
            raise click.ClickException(told) from None


def save_accepted(accepted: AcceptedFile, *, dry_run: bool, as_json: bool) -> None:
    """Write the file, and say what it accepts; with *dry_run* only say so."""
    if not dry_run:
        ui.save_changes({accepted.path: accepted.change})
    if as_json:
        told = {"accepted": accepted.entries, "path": str(accepted.file), "written": not dry_run}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for entry in accepted.entries:
        words = entry["words"]
        texts = words.values() if isinstance(words, dict) else [words]
        of = f" ({entry['release']})" if "release" in entry else ""
        shown = " / ".join(ui.tell("“{words}”", words=text) for text in texts)
        click.echo(f"{accepted.file}: [{entry['code']}]{of} {shown}")
    if dry_run:
        ui.note(say("Nothing was written (--dry-run)."))
    else:
        ui.note(say("{path}: written", path=ui.shorten_path(accepted.path)))


def _check_code(code: str) -> None:
    """Raise UsageError when nothing with *code* can be accepted."""
    if code in list_problems():
        raise ui.wrong_usage(
            "{code} keeps a file from being read or a release from being drafted: it cannot be "
            "accepted, only fixed",
            code=code,
        )
    rule = find_rule(code)
    if rule is None:
        hint = suggest(code, [rule.code for rule in RULES])
        raise ui.wrong_usage("“{code}” is no code: {hint}", code=code, hint=hint)
    if not rule.can_stand:
        raise ui.wrong_usage(
            "{code} is about what was accepted: take that entry away, or change it", code=code
        )


def _stands_at(where: Place, file: str, numbers: str) -> bool:
    """Return whether *where* is in *file*, if one is named, and at ``:12`` or ``:12:7``."""
    at = f":{where.line}:{where.column}"
    if not f"{at}:".startswith(f"{numbers}:"):
        return False
    if not file:
        return True
    name = PurePosixPath(os.path.normpath(file).replace("\\", "/"))
    root = ui.find_root()
    is_near = Path(file).resolve() == (root / where.path).resolve()
    return is_near or name.parts == where.path.parts[-len(name.parts) :]


def _press(words: str) -> str:
    return "".join(words.split())


_MOST_PLACES = 5


def _list_places(found: Sequence[Finding]) -> str:
    """Return where the first few of *found* are, and their words."""
    places = sorted({(finding.problem.where, finding.words) for finding in found})
    told = [f"{where} {words}".rstrip() for where, words in places]
    return ", ".join([*told[:_MOST_PLACES], *(["…"] if len(told) > _MOST_PLACES else [])])


def _list_words(checker: Checker, finding: Finding) -> Iterator[str]:
    """Yield what *finding* may be called by: nothing, its own words, or its sentence."""
    words = checker.acceptances.find_words(finding)
    yield from ("", finding.words, *([words] if isinstance(words, str) else words.values()))


def list_accepted(found: Sequence[Finding]) -> None:
    """Print those of *found* that are accepted, each with who let it stand, and why."""
    told = [show_accepted(each.problem, each.accepted) for each in found if each.accepted]
    ui.show_problems(told, sys.stdout, say("{number} accepted", number=len(told)))
