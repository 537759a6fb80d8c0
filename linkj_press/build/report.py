"""What a build says of releases, and what came of it: what was written, is open, or failed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from linkj_press.build.current import Lack
from linkj_press.folder import DraftName, Finish
from linkj_press.language import Language
from linkj_press.message import Message, enumerate_messages, say, say_day, say_number
from linkj_press.problem import Problem, ProblemsFound
from linkj_press.workspace.writing import NotWritten

if TYPE_CHECKING:
    from linkj_press.build.orders import Outcome
    from linkj_press.workspace.copies import Copy


class BuildTeller:
    """Passes on what a build says while it runs; this one keeps silent: the report has it all."""

    language = Language.EN
    """The language in which the labels of what is open are told, where there is a choice."""

    def note(self, message: Message) -> None:
        """Say *message*. A path in it is whole."""

    def note_accepted(self, problem: Problem) -> None:
        """Say that *problem* stands in a final, since a person has accepted it."""

    def print_path(self, path: Path) -> None:
        """Say that the file at *path* was written, or would be."""

    def follow(self, outcomes: Iterator[Outcome], total: int) -> Iterable[Outcome]:
        """Return *outcomes*, *total* of them, as they are made."""
        del total
        return outcomes


@dataclass
class BuildReport:
    """What is said of one build."""

    finish: Finish
    dry_run: bool
    teller: BuildTeller = field(default_factory=BuildTeller)
    notes: list[Message] = field(default_factory=list)
    """What was said while it ran beyond the usual, in that order."""

    written: list[Path] = field(default_factory=list)
    """The files that were written; of a dry run, those that would be."""

    strays: list[Path] = field(default_factory=list)
    """The files that are of no release any more, where they stand now."""

    accepted: list[Problem] = field(default_factory=list)
    """Errors of finals that stand, with who let them, and why, as their hints."""

    gaps: dict[str, Sequence[Lack]] = field(default_factory=dict)
    """What each draft that stands as it should still lacks, by its file name."""

    errors: dict[str, int] = field(default_factory=dict)
    """How many errors the release of each partner has, as `check` tells them."""

    problems: list[Problem] = field(default_factory=list)
    """What kept releases from being written."""

    unsigned: list[str] = field(default_factory=list)
    """The partners of whose finals nobody has signed off what they say."""

    failures: list[Message] = field(default_factory=list)
    """What else went wrong."""

    _names: dict[str, set[str]] = field(default_factory=dict)
    """Of the drafts of each partner: each of a thousand is told without looking at all."""

    estimated: set[str] = field(default_factory=set)
    """The fonts that are not here, so that lines of drafts break after an estimate."""

    @property
    def is_whole(self) -> bool:
        """Whether all that was asked for was made."""
        return not (self.problems or self.failures)

    def note(self, message: Message, *, is_usual: bool = False) -> None:
        """Say *message*; take it in, unless it *is usual*: what was written, kept, or is open."""
        if not is_usual:
            self.notes.append(message)
        self.teller.note(message)

    def take_written(self, path: Path) -> None:
        """Take in that the file at *path* was written, and say so."""
        self.written.append(path)
        self.teller.print_path(path)

    def take_stray(self, path: Path, told: Message) -> None:
        """Take in that the file at *path* is of no release any more: *told* says so."""
        self.strays.append(path)
        self.teller.note(told)

    def take_gaps(self, gaps: Mapping[str, Sequence[Lack]]) -> None:
        """Take in what drafts that stand as they should still lack, by their file names."""
        self.gaps |= gaps
        for name in gaps:
            self._names.setdefault(DraftName.parse(name).partner, set()).add(name)

    def take_accepted(self, problems: Iterable[Problem]) -> None:
        """Take in that *problems* stand in a final, and say so."""
        for problem in problems:
            self.accepted.append(problem)
            self.teller.note_accepted(problem)

    def refuse(self, outcome: Outcome) -> None:
        """Take in that nothing is written of the release of *outcome*."""
        self.problems += outcome.problems
        self.failures += _list_open(outcome, self.teller.language)

    def tell_release(
        self, partner: str, written: int, *more: Message, beside: Iterable[Message] = ()
    ) -> None:
        """Say in a line how many drafts of *partner* were *written*, and what is open or wrong."""
        gaps = (self.gaps[name] for name in self._names.get(partner, ()))
        is_open = len({lack.where for lacks in gaps for lack in lacks})
        told = [self._count_written(written) if written else self._tell_none()]
        told += beside
        if is_open:
            told.append(say("{number} open", number=is_open))
        if self.errors[partner]:
            told.append(say_number("{number} error", "{number} errors", self.errors[partner]))
        told += more
        told_of = say("{partner}: {told}", partner=partner, told=enumerate_messages(told))
        self.note(told_of, is_usual=True)

    def tell_estimated(self) -> None:
        """Say once in how far lines may break otherwise than they should."""
        if self.estimated:
            told = say(
                "lines of headlines and captions break after an estimate of their widths:"
                " this machine has no font {fonts}",
                fonts=", ".join(sorted(self.estimated)),
            )
            self.note(told, is_usual=True)

    def tell_published(self, partner: str, languages: Message) -> None:
        """Say in a line that *languages* of the release of *partner* stand as they went out."""
        self.note(say("{partner}: as published: {languages}", partner=partner, languages=languages))

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
            self.note(told)

    def _tell_none(self) -> Message:
        is_final = self.finish is Finish.FINAL
        return say("finals up to date") if is_final else say("up to date")

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

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Note what could not be written, and what is damaged, and go on."""
        try:
            yield
        except ProblemsFound as found:
            self.problems += found.problems
        except NotWritten as error:
            self.failures.append(say("not written: {reason}", reason=error.reason))


def _list_open(outcome: Outcome, own: Language) -> list[Message]:
    """Return what keeps the drafts of *outcome* from being final, beside its errors."""
    drafts = sorted(outcome.drafts, key=lambda draft: draft.language is own)
    lacks = {lack.where: lack for draft in drafts for lack in draft.gaps}
    head = say("{partner}: not final while something is open", partner=outcome.partner)
    rows = [say("    {label} {where}", **lack._asdict()) for lack in lacks.values()]
    return [head, *rows] if rows else []
