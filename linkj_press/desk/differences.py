"""A draft that came back, as data for its page: each difference in plain words, and the choices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256

from linkj_press.catalogue import Catalogue, open_catalogue
from linkj_press.desk.plain_words import tell_plainly
from linkj_press.desk.snapshot import Snapshot
from linkj_press.diff.passages import excerpt
from linkj_press.draft.document import HouseSource, PartnerSource, Source, TemplateSource
from linkj_press.draft.provenance import PlainWords
from linkj_press.folder import TEMPLATES, Finish
from linkj_press.life.frozen import is_locked
from linkj_press.message import NOTHING, Message, join, phrase, say, say_day, say_number, say_quoted
from linkj_press.problem import Place
from linkj_press.pull import list_remarks
from linkj_press.pull.deciding import DraftDifference, NotDecided, Remark, Review
from linkj_press.pull.files import PullNote, Sort, find_other_side
from linkj_press.pull.returned import Returned
from linkj_press.reading import cut_language, read_path, show_path
from linkj_press.record.copies import SettledRemark, tell_remark
from linkj_press.record.field_names import name_field
from linkj_press.text.edits import Mark, Marked
from linkj_press.word import Comment, Pending
from linkj_press.workspace.copies import tell_copy


class Choice(StrEnum):
    """What a person may decide of a difference."""

    TAKE = "take"
    LEAVE = "leave"
    OWN = "own"


_SORTS: Mapping[Sort, Message] = {
    Sort.WRITTEN: say("It can be accepted."),
    Sort.APPROVED: say("An approval."),
    Sort.CONFLICT: say("It has been changed here too since this copy was sent."),
    Sort.REVERTED: say("It restores words that you had changed."),
    Sort.UNDECIDED: say("It needs your decision."),
    Sort.STRUCK: say("The words were struck through by hand: they still stand in the file."),
    Sort.REFUSED: say(
        "It is filled in automatically or kept in another form, and cannot be accepted as it is."
    ),
    Sort.TEMPLATE: say(
        "This is fixed wording. It is not changed from here, because every release that uses "
        "it would change. If that is what you want, change the wording itself."
    ),
    Sort.PROPOSED: say("Found by comparing texts: which field it belongs to is not clear."),
    Sort.PARAGRAPH: say(
        "A whole paragraph was added or removed: that cannot be accepted from here. Open the"
        " field beside it, and write it there, in both languages."
    ),
    Sort.BESIDE: say("This text cannot be accepted from here: look at it in Word."),
    Sort.DONE: say("It already reads like this here."),
}


@dataclass(frozen=True)
class Card:
    """A difference on the page."""

    id: str
    """Of the words, however they are to be taken."""

    key: str
    sort: str
    """How they are to be taken: what is chosen holds for that alone."""

    title: Message
    told: Message
    reasons: Sequence[Message]
    pieces: Sequence[Marked]
    comments: Sequence[tuple[Comment, str]]
    """Each with the words that it stands at, ``""`` where they are all that changed."""

    words: str
    """What came back, for a person to go on from."""

    choices: Sequence[Choice]
    """What may be decided, on every card in the same order; none where nothing can be."""

    chosen: Choice
    """What is decided unless a person decides otherwise."""

    field: str = ""
    """The field where a person writes what cannot be accepted from here."""

    asks: str = ""
    """What is recorded instead of words: ``approve``, with the quote in *field*, or ``confirm``."""


@dataclass(frozen=True)
class ReturnPage:
    """What a draft that came back says otherwise, for its page."""

    snapshot: Snapshot
    returned: Returned
    review: Review
    catalogue: Catalogue
    remarks: Sequence[Remark]
    """Comments at words that did not change, but those that are done in Word."""

    keys: Mapping[Comment, str]
    """What tells each comment from the others."""

    is_for_sender: bool = False
    """Whether words are named to whoever sent it, who knows none of our files."""

    @property
    def compared(self) -> Message:
        """With what it was compared."""
        copy = self.returned.copy
        if copy is None:
            return say("Compared with our own draft, which was not recorded as sent.")
        called = tell_copy(copy)
        if copy.record.sent:
            last, number = copy.record.sent[-1], copy.number
            words = phrase("what was sent to {to} on {day} (copy {number})")
            called = say(words, to=last.to, day=say_day(last.on), number=number)
        if self.returned.is_guessed:
            return say(
                "Judging by its name and words this is {copy}, so it is compared with that.",
                copy=called,
            )
        return say("Compared with {copy}.", copy=called)

    @property
    def doubt(self) -> Message:
        """Why nothing of it can be taken over, if nothing can."""
        if self.returned.manifest.finish is Finish.FINAL:
            return say("A final has no fields: its text is compared, and nothing is accepted.")
        if not self.returned.is_intact:
            return say(
                "The program that saved this file dropped its fields: its text is compared, and"
                " nothing is accepted."
            )
        return NOTHING

    @property
    def pending(self) -> Message:
        """How many tracked changes wait for a decision, and what is taken for it."""
        count = len(self.returned.text.revisions)
        if not count:
            return NOTHING
        if self.returned.pending is Pending.REJECT:
            return say_number(
                "{number} tracked change, which nobody has decided on, is taken as rejected.",
                "{number} tracked changes, which nobody has decided on, are taken as rejected.",
                count,
            )
        return say_number(
            "{number} tracked change, which nobody has decided on, is taken as accepted.",
            "{number} tracked changes, which nobody has decided on, are taken as accepted.",
            count,
        )

    @property
    def groups(self) -> Iterator[tuple[Message, Sequence[Card]]]:
        """The differences: those to be decided, those that fit, those to be told; none empty."""
        cards = [self._make_card(each) for each in self.review.differences]
        offered = [card for card in cards if card.choices]
        for title, found in (
            (say("For you to decide"), [c for c in offered if c.chosen is not Choice.TAKE]),
            (
                say("Changes that can be accepted"),
                [c for c in offered if c.chosen is Choice.TAKE],
            ),
            (say("Changes that cannot be accepted here"), [c for c in cards if not c.choices]),
        ):
            if found:
                yield title, found

    @property
    def partner_name(self) -> str:
        """What the partner is called in the language of the file."""
        manifest = self.returned.manifest
        full = self.snapshot.workspace.partners[manifest.partner].record.name.full
        return full.get(manifest.language) or manifest.partner

    @property
    def can_settle(self) -> bool:
        """Whether it can be kept that a comment was dealt with: where the copy is on file."""
        return self.returned.copy is not None

    def find_settled(self, comment: Comment) -> SettledRemark | None:
        """Return that *comment* was dealt with, if it was."""
        settled = self.returned.copy.record.settled if self.returned.copy else ()
        told = tell_remark(comment.author, comment.text)
        return next((each for each in settled if each.is_of(self.keys[comment], told)), None)

    @property
    def open_remarks(self) -> Sequence[Remark]:
        """The comments that nobody has dealt with."""
        return [each for each in self.remarks if not self.find_settled(each.comment)]

    @property
    def settled_remarks(self) -> Sequence[Remark]:
        """Those that were dealt with."""
        return [each for each in self.remarks if self.find_settled(each.comment)]

    def _make_card(self, difference: DraftDifference) -> Card:
        note = difference.note
        told = _SORTS.get(note.sort, note.sort.value)
        reasons = [tell_plainly(note.reason)] if self._is_told(note) else []
        choices, fits = self._list_choices(difference), note.sort is Sort.WRITTEN
        if note.key and not choices and note.sort is not Sort.DONE:
            reasons.append(say("It has been published and is locked."))
        mark = sha256(repr(note.key or note.pieces).encode()).hexdigest()[:12]
        language = self.returned.manifest.language
        field, asks = self._find_way(note)
        return Card(
            mark,
            note.key,
            note.sort.name,
            self.name(note),
            told,
            reasons,
            excerpt(note.pieces, language),
            [(each, difference.find_words(each)) for each in difference.comments],
            difference.words,
            choices,
            Choice.TAKE if fits and Choice.TAKE in choices else Choice.LEAVE,
            field,
            asks,
        )

    def _find_way(self, note: PullNote) -> tuple[str, str]:
        """Return the field, and what is asked, where a person does what *note* cannot."""
        match read_path(note.field) if _is_wordless(note) else ():
            case ("release", "quotes", int() as index, "approval"):
                return show_path(("release", "quotes", index)), "approve"
            case ("release", "confirmed"):
                return "", "confirm"
        is_beside = note.sort is Sort.PARAGRAPH or _is_wordless(note)
        return _find_own(note.field) if is_beside else "", ""

    def _is_told(self, note: PullNote) -> bool:
        """Return whether the reason tells more than where the words are worked out."""
        is_worked_out = note.sort is Sort.REFUSED and not (note.key or _is_wordless(note))
        return bool(note.reason) and not is_worked_out

    def _list_choices(self, difference: DraftDifference) -> list[Choice]:
        if not difference.can_retype or self._is_locked(difference.note.key):
            return []
        taking = [Choice.TAKE] if difference.can_take else []
        return [*taking, Choice.LEAVE, Choice.OWN]

    def _is_locked(self, key: str) -> bool:
        return is_locked(self.snapshot.copies, self.returned.manifest.partner, read_path(key))

    def name(self, note: PullNote) -> Message:
        """Return what people call the words of *note*, and whose they are."""
        named = [self._name(each, note.where) for each in note.field.split(", ") if each]
        if not any(named) and note.where and note.where.path.is_relative_to(TEMPLATES):
            named = [self._explain(TemplateSource(note.where))]
        told = list(dict.fromkeys(filter(None, named)))
        return join(told, " / ") if told else NOTHING

    def _name(self, name: str, where: Place | None) -> Message:
        """Return what people call the value called *name*, if the release has it."""
        partner, language = self.returned.manifest.partner, self.returned.manifest.language
        shown = self.snapshot.files.draft(partner, language).shown.get(name)
        source = shown[0][0] if shown else None
        if isinstance(source, HouseSource) and where:
            source = source._replace(place=where)
        if source and not (isinstance(source, PartnerSource) and source.partner == partner):
            return self._explain(source)
        path = cut_language(read_path(name)) if self.is_for_sender else read_path(name)
        if ":" in name or not path:  # whatever a file says of itself
            return NOTHING
        loaded, house = self.snapshot.workspace.partners[partner], self.snapshot.workspace.house
        return name_field(path, loaded, house, self.catalogue.language)

    def _explain(self, source: Source) -> Message:
        tell = self._plain.explain_outside if self.is_for_sender else self._plain.explain
        return tell(source)

    @property
    def _plain(self) -> PlainWords:
        day = self.returned.manifest.release_on
        return PlainWords(self.snapshot.workspace, self.catalogue.language, day)

    def find_other(self, note: PullNote) -> str:
        """Return the field that says in the other language what *note* is of; ``""``: none does."""
        manifest = self.returned.manifest
        where = manifest.partner, note.key, manifest.language
        return show_path(find_other_side(self.snapshot.workspace, *where) or ())

    def find_own_words(self, note: PullNote) -> str:
        """Return the field with the speaker's own words beside the gist of *note*; ``""``: none."""
        manifest = self.returned.manifest
        match read_path(note.key):
            case ("release", "quotes", int() as index, "gist", language):
                path = ("release", "quotes", index, "words", language)
                if self.snapshot.files.read_raw(manifest.partner, path):
                    return show_path(path)
        return ""

    def name_field(self, field: str) -> Message:
        """Return what people call *field*."""
        return self._name(field, None)

    def tell_refusal(self, refusal: NotDecided) -> Message:
        """Return why an approval cannot be recorded, of which words, and what to choose instead."""
        told = tell_plainly(refusal.reason)
        if not refusal.field:
            return told
        choose = phrase(
            "{field}: the approval cannot be recorded, since {why}. Choose “nobody” under “Who"
            " approved”, and record the approval once these words are approved."
        )
        if any(each.can_take for each in self.review.differences if each.note.key == refusal.field):
            choose = phrase(
                "{field}: the approval cannot be recorded, since {why}. Choose “Accept” for these"
                " words; or keep your choice, choose “nobody” under “Who approved”, and record the"
                " approval once these words are approved."
            )
        return say(choose, field=self.name_field(refusal.field), why=told)


def _is_wordless(note: PullNote) -> bool:
    """Return whether *note* is of a field of the partner's own that takes more than words."""
    return note.sort is Sort.REFUSED and not note.key and bool(_find_own(note.field))


def _find_own(fields: str) -> str:
    """Return the first of *fields*, as notes name them, that is the partner's own."""
    return next((each for each in fields.split(", ") if ":" not in each), "")


def key_remarks(returned: Returned, accepted: Returned) -> dict[Comment, str]:
    """Return what people remarked in *returned*, with what tells each from the others.

    That is who said what at which words; of those that are alike in this, which it is. So that it
    does not rest on what tracked changes are taken for, the words are those of *accepted*.
    """
    known: dict[Comment, str] = {}
    alike: Counter[str] = Counter()
    every = list_remarks(accepted)
    for comment in dict.fromkeys(every):
        told = repr([each.split() for each in (comment.author, comment.text, comment.words)])
        known[comment] = sha256(f"{told}{alike[told]}".encode()).hexdigest()[:12]
        alike[told] += 1
    return dict(zip(list_remarks(returned), (known[each] for each in every), strict=True))


_TEXT = say("the text")
_NAMELESS = {Sort.PARAGRAPH: say("a paragraph"), Sort.TEMPLATE: say("our standard wording")}
"""What words of no field are called in a reply, by what becomes of them."""


def write_asides(page: ReturnPage, notes: Sequence[PullNote]) -> str:
    """Return a text to send: what was not taken over, by *notes*, and what was asked.

    It tells what they say and what stands, and leaves room for an answer to each comment. It is in
    the language of the file, which whoever sent it reads, and in the words of people outside.
    """
    language = page.returned.manifest.language
    there = replace(page, catalogue=open_catalogue(language), is_for_sender=True)
    lines: list[Message] = []
    for note in notes:
        pieces = excerpt(note.pieces, language)
        theirs = "".join(each.text for each in pieces if each.mark is not Mark.GONE).strip()
        ours = "".join(each.text for each in pieces if each.mark is not Mark.COME).strip()
        lines.append(say("■ {where}", where=there.name(note) or _NAMELESS.get(note.sort, _TEXT)))
        if theirs:
            lines.append(say("  your version: {words}", words=theirs))
        lines.append(say("  we keep: {words}", words=ours or say("(nothing)")))
        lines.append(NOTHING)
    for comment in (each for each in page.keys if each.text.strip() and not each.done):
        lines.append(say("■ your comment on {words}", words=say_quoted(comment.words)))
        lines.append(say("  {words}", words=" ".join(comment.text.split())))
        lines.append(say("  our answer:"))
        lines.append(NOTHING)
    return "\n".join(there.catalogue.tell(line) if line else "" for line in lines)
