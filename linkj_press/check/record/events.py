"""What becomes of partnerships: a partner twice, renewals told as new, terms, what is in force."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import lru_cache

from linkj_press.check.printed import PrintedWords
from linkj_press.check.record.claim import (
    TYPED_RULE,
    UNCLEAR_RULE,
    Claim,
    Standing,
    Whose,
    tell_whose,
)
from linkj_press.check.record.counts import (
    COUNT_RULE,
    count_known,
    find_ordinals,
    list_counts,
    list_past,
)
from linkj_press.check.record.groups import join_groups
from linkj_press.check.rules import CheckedRelease, Finding, Rule
from linkj_press.check.words import match_listed
from linkj_press.draft.document import LedgerSource
from linkj_press.language import Language
from linkj_press.message import phrase, say, say_day, say_number
from linkj_press.problem import ProblemsFound, Severity
from linkj_press.reading import KeyPath
from linkj_press.record.further import Further
from linkj_press.record.ledger import Entry
from linkj_press.record.order import fold_name, tell_twice
from linkj_press.record.partner import Agreement
from linkj_press.text.dates import read_dates
from linkj_press.text.numbers import narrow
from linkj_press.text.patterns import compile_pattern
from linkj_press.workspace.loading import Workspace

TWICE_RULE = Rule("partner-twice", Severity.ERROR)
NEW_RULE = Rule("renewal-told-as-new", Severity.ERROR)
ENDED_RULE = Rule("ended-told-in-force", Severity.ERROR)
OVER_RULE = Rule("term-over", Severity.HINT)

_IN_FORCE = {"all": "in_force", "overseas": "in_force_overseas", "domestic": "in_force_domestic"}


@lru_cache(maxsize=2)  # what is checked, and which files are left out, both ask
def find_doubles(workspace: Workspace) -> Mapping[str, str]:
    """Return the partners that have the name of an earlier one, and which that is.

    They have it on one day: a name that another gave up is free, and one that became part of
    another may bear its name.
    """
    entries = [entry for entry in workspace.ledger.entries if not entry.partner.merged]
    bearers: dict[tuple[Language, str], dict[str, Entry]] = {}
    for entry in entries:
        for name in _list_folded(entry):
            bearers.setdefault(name, {})[entry.id] = entry
    doubles: dict[str, str] = {}
    for one in entries:
        alike = {id_: e for name in _list_folded(one) for id_, e in bearers[name].items()}
        for later in sorted(alike.values(), key=lambda entry: entry.ordinal):
            is_free = one.id not in doubles and later.ordinal > one.ordinal
            if is_free and _find_shared(one, later):
                doubles.setdefault(later.id, one.id)
    return doubles


def _list_folded(entry: Entry) -> set[tuple[Language, str]]:
    """Return the names that the file of *entry* has for any day, as they are compared."""
    names = entry.partner.names
    folded = {(lang, fold_name(name.full.get(lang))) for name in names for lang in Language}
    return {(language, name) for language, name in folded if name}


def _find_shared(one: Entry, later: Entry) -> KeyPath | None:
    """Return where the file of *later* has a name that *one* has at the same time."""
    if one.partner.country != later.partner.country:
        return None
    begin = later.signed.first_day
    changes = [*one.partner.renamed, *later.partner.renamed]
    for day in sorted({begin, *(c.since.first_day for c in changes if c.since.first_day > begin)}):
        for language in Language:
            names = {fold_name(entry.name_on(day).full.get(language)) for entry in (one, later)}
            if len(names) == 1 and "" not in names:
                return (*later.name_path(day), "full", language.value)
    return None


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
            told = tell_twice(known[id_].loaded.place(*path), first, known[first].loaded)
            yield TWICE_RULE.find(told.where, told.message, told.hint)


def check_terms(
    workspace: Workspace, partners: Collection[str], day: date | None = None
) -> Iterator[Finding]:
    """Yield the terms that are over, where the files of *partners* do not tell what came then.

    Over on *day*, or as of the last day that the record tells of anything: so a file says the same
    on any day, and once something later is noted, somebody has looked.
    """
    releases = [workspace.partners[id_].record.release for id_ in workspace.released]
    latest = max([workspace.ledger.as_of, *(one.date for one in releases if one)])
    for entry in workspace.ledger.entries:
        loaded = (entry.loaded, *entry.renewals)[-1]
        agreement = loaded.record.agreement
        last = find_last_day(agreement)
        is_open = not (loaded.record.ended or entry.partner.merged)
        if entry.id in partners and is_open and last and last < (day or latest):
            told = {"day": say_day(last), "latest": say_day(latest)}
            words = phrase("the term ended on {day}, and the record goes on until {latest}")
            field = "until" if agreement.until else "years"
            hint = say(
                "it counts as in force; note what came then: linkj-press new {partner} --renewal"
                " or --ended; or write `renewed_automatically: true`",
                partner=entry.id,
            )
            yield OVER_RULE.find(loaded.place("agreement", field), say(words, **told), hint)


def check_counted(release: CheckedRelease) -> Iterator[Finding]:
    """Yield the terms of other partners that were over when *release* counts them."""
    sources = {span.source for each in release.documents.values() for span in each.spans}
    counts = (s for s in sources if isinstance(s, LedgerSource) and s.fact in _COUNTS)
    counted = {partner for source in counts for partner in source.partners}
    own = {entry.id for entry in release.facts.entries}
    yield from check_terms(release.workspace, counted - own, release.facts.day)


_COUNTS = {"total", "overseas", "domestic", *_IN_FORCE.values()}
"""The figures that count partners."""


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
        spans += [(c.start, c.end) for c in claims if _is_new_place(c, text, standing)]
    for span in spans:
        words = text[slice(*span)]
        message = say("“{words}”: this is a renewal, and no new partnership", words=words)
        yield sentence.find(NEW_RULE, span, message, hint)


def _is_new_place(claim: Claim, text: str, standing: Standing) -> bool:
    """Return whether *claim* numbers the agreement, or a partner as nobody was before."""
    if not _OF_PARTNER.match(text, claim.end):
        return True
    return claim.number > count_known(join_groups(claim.groups), standing)


_OF_PARTNER = compile_pattern(r"の(?:提携先|連携先|パートナー|更新)| (?:partners?\b|renewal)")
"""What follows an ordinal that a renewal may tell: which of the partners it is of."""


def check_ended(sentence: PrintedWords, standing: Standing) -> Iterator[Finding]:
    """Yield the partners in *sentence* whose partnership it tells as going on, and that ended."""
    text, facts = sentence.text, standing.release.facts
    begin = 0
    for part in _PARTS.split(text):
        begin, end = text.index(part, begin), text.index(part, begin) + len(part)
        going_on = match_listed("claims", "goes_on", sentence.language).search(part)
        if not going_on or match_listed("claims", "is_over").search(part):
            continue
        for mention, entry in standing.list_partners(sentence):
            day = entry.ended_by(facts.day)
            if day and begin <= mention.start < end:
                told = {"words": text[mention.start : mention.end], "day": say_day(day)}
                message = say("“{words}”: this partnership ended ({day})", **told)
                hint = say("tell it as past, or leave it out")
                yield sentence.find(ENDED_RULE, (mention.start, mention.end), message, hint)


_PARTS = compile_pattern(r"。|が、|一方|, (?=(?:but|while|whereas)\b)|; ")
"""What parts what is told of one partner from what is told of another."""


def check_in_force(sentence: PrintedWords, standing: Standing) -> dict[int, list[Finding]]:
    """Return what is said of numbers of partners in *sentence*, by where these begin.

    Only where not all that was concluded is in force, and only of numbers that then are not to be
    judged as any other: those of partners in force, and those that may mean either.
    """
    known = standing.release.facts.ledger
    if len(known.in_force) == known.total or any(list_past(sentence, standing)):
        return {}
    claims, text = list_counts(sentence, standing), sentence.text
    told: dict[int, list[Finding]] = {}
    for claim, before, after in zip(claims, [None, *claims], [*claims[1:], None], strict=False):
        begin, end = before.end if before else 0, after.start if after else len(text)
        around = f"{text[begin : claim.start]}\n{_OF_WHICH.split(text[claim.end : end])[0]}"
        group = join_groups(claim.groups)
        running, all_ = sum(map(group.holds, known.in_force)), count_known(group, standing)
        if running == all_:
            continue
        if match_listed("claims", "in_force").search(around):
            told[claim.start] = list(_judge_in_force(sentence, claim, running, group.key))
            continue
        told_which = match_listed("claims", "concluded").search(around)
        if claim.number in (running, all_) and not told_which:
            told[claim.start] = [_tell_unclear(sentence, claim, running, all_)]
    return told


_OF_WHICH = compile_pattern(
    "このうち|そのうち|、うち|of (?:which|these|them)|among (?:which|these|them)"
)


def _judge_in_force(
    sentence: PrintedWords, claim: Claim, running: int, group: str
) -> Iterator[Finding]:
    extent, words = (claim.start, claim.end), sentence.text[claim.start : claim.end]
    hint = say("correct the number")
    if group in _IN_FORCE:
        fill = f"{{{{ ledger.{_IN_FORCE[group]} }}}}"
        hint = say("write {fill} in place of the number", fill=fill)
    if claim.number != running:
        message = say_number(
            "“{words}”: {number} is in force, and others have ended",
            "“{words}”: {number} are in force, and others have ended",
            running,
            words=words,
        )
        yield sentence.find(COUNT_RULE, extent, message, hint)
    elif group in _IN_FORCE and sentence.typed_at(claim.number_at[0]):
        message = say("“{words}” is right, but typed by hand", words=words)
        yield sentence.find(TYPED_RULE, extent, message, hint)


def _tell_unclear(sentence: PrintedWords, claim: Claim, running: int, all_: int) -> Finding:
    words = sentence.text[claim.start : claim.end]
    told = {"words": words, "number": running, "total": all_}
    message = say("“{words}”: {total} have been concluded, and {number} are in force", **told)
    hint = say("say which of the two is meant: concluded so far, or in force")
    return sentence.find(UNCLEAR_RULE, (claim.start, claim.end), message, hint)
