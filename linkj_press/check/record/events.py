"""What becomes of partnerships: two files of one partner, renewals told as new, terms over."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import combinations

from linkj_press.check.printed import PrintedWords
from linkj_press.check.record.claim import Standing, Whose, tell_whose
from linkj_press.check.record.counts import find_ordinals
from linkj_press.check.rules import Finding, Rule
from linkj_press.check.words import match_listed
from linkj_press.language import Language
from linkj_press.message import say, say_day
from linkj_press.problem import ProblemsFound, Severity
from linkj_press.reading import KeyPath
from linkj_press.record.further import Further
from linkj_press.record.ledger import Entry
from linkj_press.record.partner import Agreement
from linkj_press.text.dates import read_dates
from linkj_press.text.numbers import narrow
from linkj_press.workspace.loading import Workspace

TWICE_RULE = Rule("partner-twice", Severity.ERROR)
NEW_RULE = Rule("renewal-told-as-new", Severity.ERROR)
OVER_RULE = Rule("term-over", Severity.HINT)


def find_doubles(workspace: Workspace) -> Mapping[str, str]:
    """Return the partners that have the name of an earlier one, and which that is.

    They have it on one day: a name that another gave up is free, and one that became part of
    another may bear its name.
    """
    doubles: dict[str, str] = {}
    entries = [entry for entry in workspace.ledger.entries if not entry.partner.merged]
    for one, later in combinations(entries, 2):
        if one.id not in doubles and _find_shared(one, later):
            doubles.setdefault(later.id, one.id)
    return doubles


def _find_shared(one: Entry, later: Entry) -> KeyPath | None:
    """Return where the file of *later* has a name that *one* has at the same time."""
    if one.partner.country != later.partner.country:
        return None
    begin = later.signed.first_day
    changes = [*one.partner.renamed, *later.partner.renamed]
    for day in sorted({begin, *(c.since.first_day for c in changes if c.since.first_day > begin)}):
        for language in Language:
            names = {_fold(entry.name_on(day).full.get(language)) for entry in (one, later)}
            if len(names) == 1 and "" not in names:
                return (*later.name_path(day), "full", language.value)
    return None


def _fold(name: str | None) -> str:
    return "".join(narrow(name or "").casefold().split()).removeprefix("the")


def leave_out_doubles(workspace: Workspace) -> Workspace:
    """Return *workspace* without the files that stand for a partner a second time.

    Whatever these are, the releases of the others are not to be blamed for them.
    """
    doubles = find_doubles(workspace)
    if not doubles:
        return workspace
    kept = {
        id_: loaded
        for id_, loaded in workspace.partners.items()
        if id_ not in doubles
        and not (isinstance(loaded.record, Further) and doubles.keys() & {*loaded.record.about})
    }
    try:
        return workspace.mix(kept, workspace.house)
    except ProblemsFound:  # others need them: who signed right after one
        return workspace


def check_doubles(workspace: Workspace, partners: Collection[str]) -> Iterator[Finding]:
    """Yield those of *partners* that have the name of one that signed before."""
    known = workspace.ledger.by_id
    for id_, first in find_doubles(workspace).items():
        path = _find_shared(known[first], known[id_]) if id_ in partners else None
        if path:
            loaded, other = known[id_].loaded, known[first]
            told = {"file": other.loaded.tree.name, "day": say_day(other.signed)}
            message = say("{file} (signed {day}) has this name already", **told)
            hint = say(
                "a renewal has `renews: {partner}` in place of the name; of two that are not the"
                " same, one needs a name that tells them apart",
                partner=first,
            )
            yield TWICE_RULE.find(loaded.place(*path), message, hint)


def check_terms(workspace: Workspace, partners: Collection[str]) -> Iterator[Finding]:
    """Yield the terms that are over, where the files of *partners* do not tell what came then.

    Over as of the last day that the record tells of anything: so a file says the same on any
    day, and once something later is noted, somebody has looked.
    """
    releases = [workspace.partners[id_].record.release for id_ in workspace.released]
    latest = max([workspace.ledger.as_of, *(one.date for one in releases if one)])
    for entry in workspace.ledger.entries:
        loaded = (entry.loaded, *entry.renewals)[-1]
        agreement = loaded.record.agreement
        last = find_last_day(agreement)
        is_open = not (loaded.record.ended or entry.partner.merged)
        if entry.id in partners and is_open and last and last < latest:
            told = {"day": say_day(last), "latest": say_day(latest)}
            words = "the term ended on {day}, and the record goes on until {latest}"
            field = "until" if agreement.until else "years"
            hint = say(
                "note what came then: linkj-press new {partner} --renewal or --ended; or write"
                " `renewed_automatically: true`",
                partner=entry.id,
            )
            yield OVER_RULE.find(loaded.place("agreement", field), say(words, **told), hint)


def find_last_day(agreement: Agreement) -> date | None:
    """Return when the term of *agreement* is over; None where it goes on or none is told."""
    if agreement.renewed_automatically or agreement.until or agreement.years is None:
        return None if agreement.renewed_automatically else agreement.until
    day = agreement.signed.first_day
    try:
        return day.replace(year=day.year + agreement.years)
    except ValueError:  # February 29
        return date(day.year + agreement.years, 2, 28)


def check_renewal(sentence: PrintedWords, standing: Standing) -> Iterator[Finding]:
    """Yield where *sentence*, of the release of a renewal, tells a new partnership."""
    text, facts = sentence.text, standing.release.facts
    if not facts.renews or tell_whose(sentence, standing) is Whose.THEIRS:
        return
    named = {entry.id for _, entry in standing.list_partners(sentence)}
    past = any(found.date.year for found in read_dates(narrow(text), sentence.language))
    of_others = named and not named & {entry.id for entry in facts.entries}
    if of_others or past or match_listed("claims", "since").search(text):
        return
    hint = say("say that it is renewed; its place among the partners is what it was")
    told_new = match_listed("claims", "told_new", sentence.language)
    spans = [found.span() for found in told_new.finditer(text)]
    if match_listed("claims", "now").search(text) or named:
        claims = find_ordinals(sentence, standing)
        spans += [(c.start, c.end) for c in claims if not _OF_PARTNER.match(text, c.end)]
    for span in spans:
        words = text[slice(*span)]
        message = say("“{words}”: this is a renewal, and no new partnership", words=words)
        yield sentence.find(NEW_RULE, span, message, hint)


_OF_PARTNER = re.compile(r"の(?:提携先|連携先|パートナー|更新)| (?:partners?\b|renewal)")
"""What follows an ordinal that a renewal may tell: which of the partners it is of."""
