"""Checks a workspace: its files, their past, and the drafts of its releases; and what is open."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

from linkj_press.catalogue import Catalogue
from linkj_press.check import approvals, naming, parity, record, shown, translation, typography
from linkj_press.check.accepting import Acceptances, join_languages
from linkj_press.check.all_rules import RULES, find_rule, list_problems
from linkj_press.check.printed import is_of_correction, is_right
from linkj_press.check.rules import CheckedRelease, Finding, Rule, match_organisations
from linkj_press.draft.document import (
    Document,
    Gap,
    HouseSource,
    Line,
    PartnerSource,
    Span,
    map_lines,
)
from linkj_press.draft.drafting import Drafter
from linkj_press.folder import PARTNERS
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Place, Problem, ProblemsFound, suggest
from linkj_press.reading import read_path
from linkj_press.record import Loaded, Partner, owing
from linkj_press.record.house import StyleGuide
from linkj_press.record.ledger import gather_facts
from linkj_press.record.owing import OwedBy
from linkj_press.text.names import NameMatcher
from linkj_press.workspace.loading import Workspace

__all__ = ["RULES", "Checker", "Finding", "Rule", "check_workspace", "find_rule"]


class Checker:
    """Checks the releases of a workspace; what they share is worked out once."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.acceptances = Acceptances(workspace, {rule.code for rule in RULES if rule.can_stand})
        self._style = typography.StyleReader(workspace)
        self.open: dict[str, list[Open]] = {}
        """What is open in each release that was checked and could be drafted, by partner."""

    def revise(self, workspace: Workspace) -> Self:
        """Return the checker of *workspace*, which has the same templates."""
        revised = type(self)(workspace)
        revised._style = self._style.revise(workspace)
        return revised

    def check_workspace(self, partners: Collection[str]) -> list[Finding]:
        """Return what is wrong or doubtful in files and releases of *partners*, by file and line.

        The templates and the house are checked whichever partners are asked for. What a person
        has accepted is among it, and says so.
        """
        workspace = self.workspace
        found = list(self._style.check(partners))
        found += translation.check(workspace, partners)
        found += parity.check_fields(workspace, partners)
        found += record.check_days(workspace, partners)
        found += approvals.check(workspace, partners)
        found += naming.check_forms(workspace, partners)
        drafter = Drafter(self._single)
        for partner in workspace.released:
            if partner in partners:
                is_double = partner not in self._single.partners
                own = drafter.revise(workspace) if is_double else drafter
                found += self._check_release(own, partner)
        found += _check_switches(workspace, partners)
        settled = self._settle(found)
        checked = [each for each in partners if each in self.open or each not in workspace.released]
        idle = self.acceptances.find_idle(settled, checked)
        return sorted([*settled, *idle], key=_order)

    def _check_release(self, drafter: Drafter, partner: str) -> Iterator[Finding]:
        """Yield what is wrong or doubtful in the release of *partner*, its drafting included."""
        try:
            languages = self.workspace.list_languages(partner)
            documents = {language: drafter.draft(partner, language) for language in languages}
        except ProblemsFound as found:
            yield from map(Finding, found.problems)
            return
        self.open[partner] = list_open(self.workspace, documents.values())
        yield from self._check_documents(CheckedRelease(drafter.workspace, partner, documents))

    def _check_documents(self, release: CheckedRelease) -> Iterator[Finding]:
        yield from shown.check(release)
        release = replace(release, documents=_leave_out_corrected(release.documents))
        yield from record.check(release, self._names)
        yield from (join_languages(release, found) for found in parity.check(release))
        yield from naming.check(release)

    def _settle(self, found: Iterable[Finding]) -> list[Finding]:
        """Return *found* by file and line, each once, without what the house does without.

        What was found in a field is not told again for each release that prints it.
        """
        off, found = set(self.workspace.house.style.record.off), list(found)
        in_files = {_place(each) for each in found if not each.spots}
        settled: dict[Finding, Finding] = {}
        for finding in found:
            again = finding.spots and _place(finding) in in_files
            if finding.problem.code not in off and not again:
                spots = settled[finding].spots if finding in settled else ()
                settled[finding] = replace(finding, spots=(*spots, *finding.spots))
        strangers = {f.problem.where for f in settled if f.problem.code == "partner-not-registered"}
        for finding in list(settled):  # one place, one finding
            if finding.problem.code == "body-differs" and finding.problem.where in strangers:
                del settled[finding]
        return sorted(map(self.acceptances.mark, settled.values()), key=_order)

    def check_drafts(self, release: CheckedRelease) -> list[Finding]:
        """Return what the files alone, and no history of them, tell of the drafts of *release*.

        Of the words of files, these are those of its own and what its drafts print.
        """
        printed = {
            (place.path, place.line)
            for document in release.documents.values()
            for span in document.spans
            for source in (span.source, span.value)
            if (place := getattr(source, "place", None))
        }
        own = release.workspace.partners[release.partner].tree.name

        def concerns(problem: Problem) -> bool:
            if problem.partner:
                return problem.partner == release.partner
            where = problem.where
            return where.path == own or (where.path, where.line) in printed

        files = {path.stem for path, _ in printed if path.parts[0] == PARTNERS}
        of_files = [*self._style.check_printed({release.partner, *files}, printed)]
        of_files += parity.check_printed(release.workspace, release.partner, printed)
        found = [finding for finding in of_files if concerns(finding.problem)]
        found += record.check_days(release.workspace, [release.partner])
        found += approvals.check(release.workspace, [release.partner])
        found += naming.check_forms(release.workspace, [release.partner])
        return self._settle([*found, *self._check_documents(release)])

    def find_over(self, release: CheckedRelease) -> list[Finding]:
        """Return the terms that were over when *release* counts them, but for those accepted."""
        found = self._settle(record.events.check_counted(release))
        return [finding for finding in found if not finding.accepted]

    @cached_property
    def _single(self) -> Workspace:
        """The workspace with one file of each partner."""
        return record.leave_out_doubles(self.workspace)

    @cached_property
    def _names(self) -> NameMatcher:
        return match_organisations(self._single)


def _leave_out_corrected(documents: Mapping[Language, Document]) -> dict[Language, Document]:
    """Return *documents* with blanks where a correction tells what went out: that may be wrong.

    All else stays where it stands, what is right in its place too.
    """

    def is_wrong(span: Span) -> bool:
        return is_of_correction(span.value) and not is_right(span.value)

    def blank(line: Line) -> Line:
        return tuple(
            span._replace(text=" " * len(span.text)) if is_wrong(span) else span for span in line
        )

    return {
        language: map_lines(document, blank) if any(map(is_wrong, document.spans)) else document
        for language, document in documents.items()
    }


def check_workspace(workspace: Workspace, partners: Collection[str]) -> list[Finding]:
    """Return what of files and releases of *partners* is wrong or doubtful and not accepted."""
    found = Checker(workspace).check_workspace(partners)
    return [finding for finding in found if not finding.accepted]


def _check_switches(workspace: Workspace, partners: Collection[str]) -> Iterator[Finding]:
    """Yield the codes that the house does without, or that were accepted, and that no rule has."""
    style = workspace.house.style
    codes = [rule.code for rule in RULES]
    for index, code in enumerate(style.record.off):
        if code not in codes:
            message = say("there is no rule “{code}” to do without", code=code)
            where = style.place("off", index)
            yield Finding(Problem("unknown-rule", where, message, suggest(code, codes)))
    keepers: list[Loaded[Partner] | Loaded[StyleGuide]] = [style]
    for loaded in (*keepers, *(workspace.partners[partner] for partner in partners)):
        yield from _check_accepted(loaded)


def _check_accepted(loaded: Loaded[Partner] | Loaded[StyleGuide]) -> Iterator[Finding]:
    """Yield the codes of what was accepted in the file of *loaded* that nobody can accept."""
    for index, entry in enumerate(loaded.record.accepted):
        rule, where = find_rule(entry.code), loaded.place("accepted", index, "code")
        if rule and rule.can_stand:
            continue
        if rule or entry.code in list_problems():
            message = say("what {code} tells cannot be accepted", code=entry.code)
            hint = say("fix it, and remove this entry")
        else:
            message = say("there is no rule “{code}” to accept", code=entry.code)
            hint = suggest(entry.code, [rule.code for rule in RULES if rule.can_stand])
        yield Finding(Problem("unknown-rule", where, message, hint))


def _place(finding: Finding) -> tuple[str, Place]:
    return finding.problem.code, finding.problem.where


def _order(finding: Finding) -> tuple[Place, str, str, str, str]:
    problem = finding.problem
    language = finding.language or ""
    return problem.where, problem.code, str(problem.message), problem.partner, language


@dataclass(frozen=True, slots=True)
class Open:
    """One field that has still to be filled in, for one language or for both."""

    release: str
    """Whose release lacks it: the id of that partner."""

    gap: Gap
    owner: OwedBy
    where: Place
    field: str
    """``release.photo.file``"""

    labels: Mapping[Language, str]
    """What stands in the drafts that lack it: ``【写真未着】``."""


def list_open(workspace: Workspace, documents: Iterable[Document]) -> list[Open]:
    """Return what *documents*, a release in its languages, still lack, in reading order."""
    rows: dict[tuple[Place, str], Open] = {}
    for document in documents:
        for span in document.gaps:
            source = span.source
            if not span.gap or not isinstance(source, PartnerSource | HouseSource):
                continue
            owner = find_gap_owner(workspace, document.partner, span)
            new = Open(document.partner, span.gap, owner, source.place, source.field, {})
            row = rows.get((source.place, source.field), new)
            labels = {**row.labels, document.language: span.text}
            rows[source.place, source.field] = replace(row, labels=labels)
    return list(rows.values())


def name_open(workspace: Workspace, row: Open, catalogue: Catalogue) -> str:
    """Return what stands where *row* is open, as drafts in the language of *catalogue* have it.

    Where it is open in the other language alone, that is told in it.
    """
    if label := row.labels.get(catalogue.language):
        return label
    lacking = next(iter(row.labels))
    if row.gap is Gap.TRANSLATION:
        return catalogue.tell(say("[{language} translation awaited]", language=lacking.called))
    words = _label_open(workspace, row, catalogue.language)
    told = {"label": words[1:-1], "language": lacking.called}
    inner = catalogue.tell(say("{label} ({language})", **told))
    return f"{words[0]}{inner}{words[-1]}"


def _label_open(workspace: Workspace, row: Open, language: Language) -> str:
    """Return what would stand where *row* is open, were it open in *language*."""
    facts = gather_facts(row.release, workspace.ledger, workspace.house)
    return owing.label_missing(facts, read_path(row.field), language, row.owner)


def find_gap_owner(workspace: Workspace, partner: str, span: Span) -> OwedBy:
    """Return who has to supply what *span*, a gap in the release of *partner*, stands for."""
    source = span.source
    if span.gap is Gap.TRANSLATION:
        return OwedBy.TRANSLATOR
    if not isinstance(source, PartnerSource):
        return OwedBy.ISSUER
    release, is_own = workspace.partners[partner].record.release, source.partner == partner
    return owing.find_owner(read_path(source.field), release, is_own=is_own)
