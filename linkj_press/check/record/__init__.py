"""What a release claims in words, and what its fields say, against the ledger and the house."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from linkj_press.check import naming
from linkj_press.check.printed import PrintedWords, read_sentences
from linkj_press.check.record import claim, counts, dates, events, fixed, predecessors, seat, term
from linkj_press.check.record import term as signings
from linkj_press.check.record.events import leave_out_doubles
from linkj_press.check.rules import CheckedRelease, Finding, Rule
from linkj_press.language import Language
from linkj_press.message import Message, say, say_day
from linkj_press.problem import Severity
from linkj_press.reading import KeyPath
from linkj_press.record import Loaded, Partner
from linkj_press.record.further import CorrectedPassage, CorrectingRelease, Correction, Further
from linkj_press.record.ledger import House
from linkj_press.record.partner import Approval
from linkj_press.text.names import NameMatcher
from linkj_press.workspace.loading import Workspace

__all__ = ["RULES", "check", "check_days", "leave_out_doubles"]

FOUNDING_RULE = Rule("date-before-founding", Severity.ERROR)
SIGNING_RULE = Rule("signing-far-from-others", Severity.WARNING)
RELEASE_RULE = Rule("release-far-from-signing", Severity.WARNING)
EMBARGO_RULE = Rule("embargo-far-from-release", Severity.ERROR)
OTHER_RULE = Rule("date-far-from-others", Severity.WARNING)
PART_RULE = Rule("part-for-sentence", Severity.WARNING)

RULES: tuple[Rule, ...] = (
    *(counts.ORDINAL_RULE, counts.COUNT_RULE, predecessors.PREDECESSOR_RULE),
    *(signings.DATE_RULE, dates.HISTORY_RULE, dates.EARLY_RULE),
    *(predecessors.STRANGER_RULE, claim.UNCLEAR_RULE),
    *(
        fixed.INSTRUMENT_RULE,
        fixed.OTHER_RULE,
        term.TERM_RULE,
        seat.SEAT_RULE,
        seat.PLACES_RULE,
        fixed.MEMBERS_RULE,
    ),
    *(naming.TITLE_RULE, naming.NEAR_RULE, claim.TYPED_RULE),
    *(events.TWICE_RULE, events.NEW_RULE, events.ENDED_RULE, events.OVER_RULE),
    *(FOUNDING_RULE, SIGNING_RULE, RELEASE_RULE, EMBARGO_RULE, OTHER_RULE, PART_RULE),
)


def check(release: CheckedRelease, names: NameMatcher) -> Iterator[Finding]:
    """Yield what *release* claims, in typed words, and the record does not bear out.

    *names* are those of all organisations.
    """
    sentences = list(read_sentences(release))
    people = naming.gather(release)
    near = naming.near_names(names, tuple(people.values()))
    standing = claim.Standing(release, names)
    for sentence in sentences:
        for finding in _check_claims(sentence, standing):
            yield claim.soften(finding, sentence, standing)
        yield from naming.check_sentence(sentence, people, near)
    yield from dates.check_dates(sentences, standing)
    yield from dates.check_announced(sentences, standing)
    yield from events.check_counted(release)


def _check_claims(sentence: PrintedWords, standing: claim.Standing) -> Iterator[Finding]:
    if not claim.speaks_of_partner(sentence, standing):
        told_new = list(events.check_renewal(sentence, standing))
        yield from told_new or counts.check_ordinals(sentence, standing)
        yield from events.check_ended(sentence, standing)
        in_force = events.check_in_force(sentence, standing)
        yield from (finding for found in in_force.values() for finding in found)
        yield from counts.check_counts(sentence, standing, in_force)
        yield from predecessors.check_predecessors(sentence, standing)
        yield from predecessors.check_strangers(sentence, standing)
    yield from fixed.check_house_claims(sentence, standing)
    yield from term.check_term(sentence, standing)
    yield from seat.check_seat(sentence, standing)
    yield from seat.check_partner_seat(sentence, standing)


def check_days(workspace: Workspace, partners: Collection[str]) -> Iterator[Finding]:
    """Yield the dates in the files of *partners* that can hardly be."""
    yield from seat.check_seats(workspace, partners)
    yield from fixed.check_wordings(workspace, partners)
    yield from events.check_doubles(workspace, partners)
    yield from events.check_terms(workspace, partners)
    signed = {
        key: loaded.record.agreement.signed.first_day
        for key, loaded in workspace.partners.items()
        if not isinstance(loaded.record, Correction)
    }
    latest = max(_list_latest(workspace), default=date.max)
    yield from _check_house(workspace.house, latest)
    for partner in partners:
        loaded = workspace.partners[partner]
        yield from _check_others(loaded, latest, workspace.house)
        others = [day for key, day in signed.items() if key != partner]
        yield from _check_founding(loaded, workspace.house)
        yield from _check_corrected(loaded)
        # A renewal comes when a term is over, however long nobody else has signed.
        is_of_other = isinstance(loaded.record, Further)
        slips = [] if is_of_other else list(_check_signing(loaded, others, workspace.house))
        # That the release is then far from the signing goes without saying.
        yield from slips or _check_release(loaded, workspace.house)
        yield from _check_embargo(loaded, workspace.house)


def _check_corrected(loaded: Loaded[Partner]) -> Iterator[Finding]:
    """Yield what a correction has as right in place of a whole sentence, and is none."""
    release = loaded.record.release
    if not isinstance(release, CorrectingRelease):
        return
    for language in Language:
        passages: Sequence[CorrectedPassage] = getattr(release.corrected, language)
        for index, passage in enumerate(passages):
            wrong, right = (passage.published or "").strip(), (passage.correct or "").strip()
            if right and wrong.endswith(_STOPS) and not right.endswith(_CLOSED):
                where = loaded.place("release", "corrected", str(language), index, "correct")
                message = say("“{words}” stands in place of a whole sentence", words=right)
                hint = say("write the whole sentence as it is right")
                yield PART_RULE.find(where, message, hint, words=right, language=language)


_STOPS = ("。", ".", "!", "?", "！", "？")
_CLOSED = (*_STOPS, "」", "”", "）", ")")


def _check_founding(loaded: Loaded[Partner], house: House) -> Iterator[Finding]:
    founded = house.issuer.record.founded
    for path, day in _list_days(loaded.record) if founded else ():
        if founded and day < founded.first_day:
            message = say(
                "this date ({day}) is before the house was founded ({founded})",
                day=say_day(day),
                founded=say_day(founded),
            )
            hint = say("correct it, or `founded` in {file}", file=house.issuer.tree.name)
            yield FOUNDING_RULE.find(loaded.place(*path), message, hint)


def _list_days(partner: Partner) -> Iterator[tuple[KeyPath, date]]:
    yield ("agreement", "signed"), partner.agreement.signed.first_day
    release = partner.release
    if release is None:
        return
    yield ("release", "date"), release.date
    if release.embargo:
        yield ("release", "embargo"), release.embargo.date()
    if release.confirmed:
        yield from _list_days_of(release.confirmed, ("release", "confirmed"))
    for index, quote in enumerate(release.quotes):
        if quote.approval:
            yield from _list_days_of(quote.approval, ("release", "quotes", index, "approval"))


def _list_days_of(approval: Approval, path: KeyPath) -> Iterator[tuple[KeyPath, date]]:
    yield (*path, "on"), approval.on
    for language in Language:
        if own := approval.find_own(language):
            yield (*path, language, "on"), own.on


def _list_latest(workspace: Workspace) -> Iterator[date]:
    """Yield the days of all signings and releases."""
    for loaded in workspace.partners.values():
        yield loaded.record.agreement.signed.first_day
        if loaded.record.release:
            yield loaded.record.release.date


def _check_house(house: House, latest: date) -> Iterator[Finding]:
    """Yield since when something of the house holds, where that is far after all releases."""
    issuer, most = house.issuer, house.style.record.days.between_signings
    rows: list[tuple[KeyPath, date]] = [
        ((name, index, "since"), row.since)
        for name in ("head", "seat", "about", "members", "media_contact")
        for index, row in enumerate(getattr(issuer.record, name))
    ]
    for key, person in issuer.record.people.items():
        rows += [
            (("people", key, "posts", i, "since"), p.since) for i, p in enumerate(person.posts)
        ]
    for path, day in rows if most else ():
        apart = (day - latest).days
        if most and apart > most:
            told = {"day": say_day(day), "days": apart}
            message = say("{day} is {days:,} days after the last release", **told)
            yield OTHER_RULE.find(issuer.place(*path), message, _advise("between_signings", house))


def _check_others(loaded: Loaded[Partner], latest: date, house: House) -> Iterator[Finding]:
    """Yield the approvals far from the release, and new names far from whatever was signed."""
    limits, record = house.style.record.days, loaded.record
    founded = house.issuer.record.founded
    signed, release = record.agreement.signed.first_day, record.release
    if release and limits.from_signing_to_release:
        most = limits.from_signing_to_release
        for path, day in _list_days(record):
            apart = abs((day - release.date).days)
            old = bool(founded and day < founded.first_day)  # which is told of itself
            if path[-1] == "on" and apart > most and not old:
                told = {"day": say_day(day), "days": apart}
                message = say("the approval ({day}) is {days:,} days from the release", **told)
                hint = _advise("from_signing_to_release", house)
                yield OTHER_RULE.find(loaded.place(*path), message, hint)
    for index, renaming in enumerate(record.renamed):
        day, most = renaming.since.first_day, limits.between_signings or date.max.year * 366
        if day < signed or (day - latest).days > most:
            message = say(
                "the change of name ({day}) is before the signing, or far from every other date",
                day=say_day(renaming.since),
            )
            hint = say("correct the date")
            yield OTHER_RULE.find(loaded.place("renamed", index, "since"), message, hint)


def _check_signing(
    loaded: Loaded[Partner], others: Collection[date], house: House
) -> Iterator[Finding]:
    signed, most = loaded.record.agreement.signed, house.style.record.days.between_signings
    nearest = min((abs((day - signed.first_day).days) for day in others), default=0)
    if most and nearest > most:
        told = {"day": say_day(signed), "days": nearest}
        message = say("the signing ({day}) is {days:,} days from the nearest other one", **told)
        hint = _advise("between_signings", house)
        yield SIGNING_RULE.find(loaded.place("agreement", "signed"), message, hint)


def _check_release(loaded: Loaded[Partner], house: House) -> Iterator[Finding]:
    release, most = loaded.record.release, house.style.record.days.from_signing_to_release
    signed = loaded.record.agreement.signed
    late = (release.date - signed.first_day).days if release else 0
    if release and most and late > most:
        told = {"date": say_day(release.date), "days": late, "signed": say_day(signed)}
        message = say("the release ({date}) is {days:,} days after the signing ({signed})", **told)
        hint = _advise("from_signing_to_release", house)
        yield RELEASE_RULE.find(loaded.place("release", "date"), message, hint)


def _check_embargo(loaded: Loaded[Partner], house: House) -> Iterator[Finding]:
    release, most = loaded.record.release, house.style.record.days.from_release_to_embargo
    if release is None or release.embargo is None or most is None:
        return
    day = release.embargo.date()
    apart = abs((day - release.date).days)
    if apart > most:
        told = {"day": say_day(day), "days": apart, "date": say_day(release.date)}
        message = say("the embargo ({day}) is {days:,} days from the release ({date})", **told)
        hint = _advise("from_release_to_embargo", house)
        yield EMBARGO_RULE.find(loaded.place("release", "embargo"), message, hint)


def _advise(limit: str, house: House) -> Message:
    told = {"limit": limit, "file": house.style.tree.name}
    return say("correct the date; if it is right, raise `{limit}` under `days` in {file}", **told)
