"""What `build` says of releases: what was written, what is open or wrong, and what failed."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from linkj_press.build.current import Lack
from linkj_press.cli import ui
from linkj_press.folder import DraftName, Finish
from linkj_press.message import Message, enumerate_messages, say, say_day, say_number
from linkj_press.problem import Problem, ProblemsFound
from linkj_press.workspace.writing import NotWritten

if TYPE_CHECKING:
    from linkj_press.build.orders import Outcome
    from linkj_press.workspace.copies import Copy
_WORTH_A_BAR = 1.0
"""Seconds of work to come from which on a progress bar is shown."""


@dataclass
class BuildReport:
    """What is said of one build."""

    finish: Finish
    dry_run: bool
    gaps: dict[str, Sequence[Lack]] = field(default_factory=dict)
    """What each draft that stands as it should still lacks, by its file name."""

    errors: dict[str, int] = field(default_factory=dict)
    """How many errors the release of each partner has, as `check` tells them."""

    problems: list[Problem] = field(default_factory=list)
    """What kept releases from being written."""

    failures: list[Message] = field(default_factory=list)
    """What else went wrong."""

    def refuse(self, outcome: Outcome) -> None:
        """Take in that nothing is written of the release of *outcome*."""
        self.problems += outcome.problems
        self.failures += _list_open(outcome)

    def tell_release(self, partner: str, written: int, *more: Message) -> None:
        """Say in a line how many drafts of *partner* were *written*, and what is open or wrong."""
        gaps = (
            gaps for name, gaps in self.gaps.items() if DraftName.parse(name).partner == partner
        )
        is_open = len({lack.where for lacks in gaps for lack in lacks})
        told = [self._count_written(written) if written else say("up to date")]
        if is_open:
            told.append(say("{number} open", number=is_open))
        if self.errors[partner]:
            told.append(say_number("{number} error", "{number} errors", self.errors[partner]))
        told += more
        click.echo(f"{partner}: {ui.translate(enumerate_messages(told))}", err=True)

    def tell_published(self, partner: str, languages: Message) -> None:
        """Say in a line that *languages* of the release of *partner* stand as they went out."""
        told = say("{partner}: as published: {languages}", partner=partner, languages=languages)
        click.echo(ui.translate(told), err=True)

    def tell_frozen(self, out: Sequence[Copy]) -> None:
        """Say of copies and sign-offs of what is *out* that nothing is noted, and what to send."""
        for copy in out:
            assert copy.record.published is not None
            told = say(
                "{partner}, {language}: published on {day}, so nothing was noted; the file to send"
                " is {file}",
                partner=copy.record.partner,
                language=copy.record.language.called,
                day=say_day(copy.record.published.on),
                file=str(copy.name_beside(".docx")),
            )
            ui.note(told)

    def _count_written(self, written: int) -> Message:
        if self.dry_run:
            return say_number(
                "{number} draft to be written", "{number} drafts to be written", written
            )
        if self.finish is Finish.FINAL:
            return say_number("{number} final written", "{number} finals written", written)
        if self.finish is Finish.PARTNER:
            return say_number(
                "{number} copy for the partner written",
                "{number} copies for the partner written",
                written,
            )
        return say_number("{number} draft written", "{number} drafts written", written)

    def advise(self, partners: Sequence[str]) -> None:
        """Say where to read more of what is open and wrong in releases of *partners*."""
        command = " ".join(["linkj-press check", *partners])
        if any(self.gaps.values()):
            ui.note(say("what is open: {command} --open", command=command))
        if any(self.errors.values()):
            ui.note(say("what is wrong: {command}", command=command))
        if self.dry_run:
            ui.note(say("nothing was written: this was a dry run"))

    def tell_failures(self) -> None:
        """Say what went wrong, last, where it is seen."""
        for failure in self.failures:
            ui.note(failure)
        if self.problems:
            ui.show_problems(ProblemsFound(self.problems).problems, sys.stderr)

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Note what could not be written, and what is damaged, and go on."""
        try:
            yield
        except ProblemsFound as found:
            self.problems += found.problems
        except NotWritten as error:
            self.failures.append(say("not written: {reason}", reason=error.reason))


def _list_open(outcome: Outcome) -> list[Message]:
    """Return what keeps the drafts of *outcome* from being final, beside its errors."""
    own = ui.find_session().catalogue.language
    drafts = sorted(outcome.drafts, key=lambda draft: draft.language is own)
    lacks = {lack.where: lack for draft in drafts for lack in draft.gaps}
    head = say("{partner}: not final while something is open", partner=outcome.partner)
    rows = [say("    {label} {where}", **lack._asdict()) for lack in lacks.values()]
    return [head, *rows] if rows else []


def print_path(path: Path) -> None:
    """Print *path*; when nobody reads it any more (`| head -1`), drafts are still to be written."""
    with suppress(BrokenPipeError):
        click.echo(ui.shorten_path(path))


def show_progress(outcomes: Iterator[Outcome], total: int) -> Iterable[Outcome]:
    """Yield *outcomes*, with a bar on standard error when the first took so long that it pays."""
    started = time.monotonic()
    first = next(outcomes, None)
    if first is None:
        return
    yield first
    if (time.monotonic() - started) * (total - 1) < _WORTH_A_BAR:
        yield from outcomes
        return
    is_hidden = not sys.stderr.isatty()
    with click.progressbar(outcomes, total - 1, "drafts", is_hidden, file=sys.stderr) as bar:
        yield from bar
