"""The page on which something new is noted, what it tells as one types, and the writing of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from linkj_press.catalogue import Catalogue, open_catalogue
from linkj_press.desk.editing import undo
from linkj_press.desk.forms import Form, NotDone, read_form
from linkj_press.desk.noting import LABELS, OCCASIONS, Occasion, Reading
from linkj_press.desk.routes import Office
from linkj_press.desk.state import Deed, Snapshot
from linkj_press.desk.views import list_releases
from linkj_press.draft.provenance import PlainWords
from linkj_press.folder import find_file
from linkj_press.language import Language
from linkj_press.message import Message, enumerate_messages, join, phrase, say, say_day
from linkj_press.problem import ProblemsFound, Refused
from linkj_press.reading import CannotWrite, quote_scalar
from linkj_press.record.choices import name_thing
from linkj_press.record.field_names import name_field
from linkj_press.record.ledger import Entry, Ledger
from linkj_press.text.wording import list_countries, word_list
from linkj_press.workspace.happenings import (
    FirstRelease,
    Happened,
    NewRenewal,
    Noted,
    describe_figures,
    describe_renewals,
    list_lacking,
    list_reached,
    note,
)
from linkj_press.workspace.loading import Workspace
from linkj_press.workspace.new_partner import (
    NewPartner,
    NewTerm,
    NotSettled,
    add_country,
    add_kind,
    list_template_sets,
    name_file,
    settle_place,
)
from linkj_press.workspace.writing import Change

_MOST_NAMED = 8
"""How many partners or releases are named at once."""


class TermKind(StrEnum):
    """What can be added to the lists that are chosen from."""

    KIND = "kind"
    COUNTRY = "country"


@dataclass
class Follows:
    """What follows from what was typed so far, in the words of the page."""

    dates: list[tuple[Message, Message]] = field(default_factory=list)
    places: list[tuple[str, Mapping[Language, str]]] = field(default_factory=list)
    """The name of each that is new in the ledger, and which it is, in both languages."""

    moved: list[Message] = field(default_factory=list)
    told: list[Message] = field(default_factory=list)
    doubts: Sequence[Message] = ()
    tied: Mapping[str, str] = field(default_factory=dict)
    """Those of whom one signed right before, with their names."""

    after: str = ""
    """Which of them was chosen."""

    id_: str = ""
    """What the file of a new partner will be called."""

    missing: Sequence[Message] = ()
    wrong: Sequence[Message] = ()


@dataclass(frozen=True)
class Found:
    """What follows from a form, and what is to be written where it is whole."""

    follows: Follows
    noted: Noted | None = None
    told: Workspace | None = None
    """The workspace as it will be."""


@dataclass(frozen=True)
class FollowsFinder:
    """Finds what follows from what a person types, and writes nothing."""

    workspace: Workspace
    catalogue: Catalogue

    def find(self, form: Form) -> Found:
        """Return what follows from *form*. Raises HTTPException for what is no form."""
        reading = Reading(form, self.workspace)
        happened, follows = reading.read(), Follows()
        follows.dates = [(LABELS[name], say_day(day)) for name, day in reading.dates.items()]
        follows.missing, follows.wrong = reading.missing, reading.wrong
        if new := reading.partner:
            follows.id_ = new.id
            new, ledger = self._settle(new, follows)
            if ledger:
                self._tell_new(ledger, follows, new)
            happened = new if happened else None
        if happened is None or follows.doubts or follows.wrong:
            return Found(follows)
        try:
            noted = note(happened, self.workspace)
            told = self.workspace.take(noted.texts)
        except CannotWrite as refusal:
            follows.wrong = [refusal.message]
        except ProblemsFound as found:
            follows.wrong = [problem.bare or problem.message for problem in found.problems]
        else:
            self._tell_all(happened, noted, told, follows)
            return Found(follows, noted, told)
        return Found(follows)

    def _settle(self, new: NewPartner, follows: Follows) -> tuple[NewPartner, Ledger | None]:
        """Return *new* with whom it comes right after, where that must be said, and the ledger."""
        partners, alone = self.workspace.partnerships, replace(new, signed_after="")
        try:
            return alone, settle_place(alone, partners)
        except NotSettled as doubt:
            follows.tied = {id_: self._name(id_) for id_ in doubt.tied}
            follows.after = new.signed_after
            reason = doubt.reason
        try:
            if new.signed_after:
                return new, settle_place(new, partners)
        except NotSettled as doubt:
            reason = doubt.reason
        follows.doubts = [reason]
        return new, None

    def _tell_new(self, ledger: Ledger, follows: Follows, new: NewPartner | None) -> None:
        """Tell the places of those that *ledger* has more, and whose places move."""
        before = self.workspace.ledger.by_id
        typed = {each.id: each for each in (new, *new.others)} if new else {}
        places: list[tuple[str, Mapping[Language, str]]] = []
        moved: list[Entry] = []
        for entry in ledger.entries:
            if entry.id not in before:
                own = {each: self._tell_place(ledger, entry, each) for each in Language}
                places.append((_name_typed(typed.get(entry.id), self.catalogue.language), own))
            elif entry.ordinal != before[entry.id].ordinal:
                moved.append(entry)
        follows.places = places
        words = phrase("{name}: no. {before} becomes no. {after}")
        follows.moved = [
            say(words, name=self._name(e.id), before=before[e.id].ordinal, after=e.ordinal)
            for e in moved[:_MOST_NAMED]
        ]
        if moved[_MOST_NAMED:]:
            follows.moved.append(say("and {number} more", number=len(moved[_MOST_NAMED:])))

    def _tell_place(self, ledger: Ledger, entry: Entry, language: Language) -> str:
        """Return which partnership *entry* is: of all, of its kind, overseas or in Japan."""
        words = PlainWords(replace(self.workspace, ledger=ledger), language, ledger.as_of)
        same = [one for one in ledger.entries if one.counts_as == entry.counts_as]
        kind = words.tell_kind_ordinal([one for one in same if one.ordinal <= entry.ordinal][-2:])
        number = entry.overseas_so_far
        near = say("no. {number} overseas", number=number)
        if not entry.overseas:
            near = say("no. {number} in Japan", number=entry.ordinal - number)
        tell = open_catalogue(language).tell
        return " / ".join(map(tell, (words.tell_ordinal(entry), kind, near)))

    def _tell_all(
        self, happened: Happened, noted: Noted, told: Workspace, follows: Follows
    ) -> None:
        """Tell what follows once the whole is known: figures, who may tell of it, what lacks."""
        if not isinstance(happened, NewPartner):
            self._tell_new(told.ledger, follows, None)
        more = []
        if isinstance(happened, NewRenewal):
            entries = [told.ledger.by_id[id_] for id_ in happened.partners]
            more = [describe_renewals(entry, self._name(entry.id)) for entry in entries]
        more.append(describe_figures(told.ledger))
        if not isinstance(happened, FirstRelease):
            reached = list_reached(told, noted.since, noted.first)
            names = list(dict.fromkeys(self._name(id_) for id_ in reached[:_MOST_NAMED]))
            if names:
                words = phrase("releases of that day or later may tell of it: {names}")
                more.append(say(words, names=", ".join(names)))
        follows.told = [*more, *self._tell_lacking(told, noted)]

    def _tell_lacking(self, told: Workspace, noted: Noted) -> list[Message]:
        house = told.house
        lacking = list_lacking(house, noted.release_on) if noted.release_on else []
        if not lacking or not noted.release_on:
            return []
        language = self.catalogue.language
        names = [name_field(each.path, house.issuer, house, language) for each in lacking]
        words = phrase("the house’s own details for {day} are not on file: {names}")
        return [say(words, day=say_day(noted.release_on), names=enumerate_messages(names))]

    def _name(self, id_: str) -> str:
        """Return what the partners are called that the file *id_* is about."""
        language = self.catalogue.language
        full = [entry.partner.name.full for entry in self.workspace.ledger.list_about(id_)]
        return word_list([n.get(language) or n.get(language.other) or id_ for n in full], language)


def _name_typed(new: NewPartner | None, language: Language) -> str:
    names = (new.name_ja, new.name_en) if new else ("", "")
    return next(filter(None, names[:: 1 if language is Language.JA else -1]), "")


@dataclass(frozen=True)
class Beginnings:
    """The page, with its routes."""

    office: Office

    def list_routes(self) -> list[Route]:
        """Return the routes of the page and of what is done there."""
        return [
            Route("/new", self.show, methods=["GET"]),
            Route("/new", self._answer(self.write), methods=["POST"]),
            Route("/new/follows", self._answer(self.follow), methods=["POST"]),
            Route("/new/terms", self._answer(self.add_term), methods=["POST"]),
            Route("/undo", self._answer(self.undo), methods=["POST"]),
        ]

    def show(self, request: Request) -> Response:
        """Return the page: what happened is chosen first, and then told."""
        now, catalogue = self.office.desk.current, self.office.speak(request)
        wanted = request.query_params.get("what", "")
        what = Occasion(wanted) if wanted in set(Occasion) else None
        language, terms = catalogue.language, now.workspace.house.terms.record
        tables = {name: getattr(terms, name) for name in ("kinds", "countries", "instruments")}
        choices = {
            name: {key: name_thing(str(key), value, language) for key, value in table.items()}
            for name, table in tables.items()
        }
        return self.office.render(
            request,
            "new.html",
            now,
            partner="",
            title=catalogue.tell(say("New partner, renewal and more")),
            releases=list_releases(now, language),
            what=what,
            occasions=OCCASIONS,
            labels=LABELS,
            choices=choices,
            items={key: item.get(language) or key for key, item in terms.items.items()},
            sets=list_template_sets(now.workspace.root, renews=what is Occasion.RENEWAL),
            partners=list(_list_partners(now.workspace, what)),
            at=request.query_params.get("partner", ""),
            every_country={each: sorted(list_countries(each)) for each in Language},
        )

    def _answer(
        self, act: Callable[[Request, Form, Catalogue], Mapping[str, object]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            form, catalogue = await read_form(request), self.office.speak(request)
            return await run_in_threadpool(answer, request, form, catalogue)

        def answer(request: Request, form: Form, catalogue: Catalogue) -> Response:
            try:
                return JSONResponse(act(request, form, catalogue))
            except Refused as refusal:
                return JSONResponse({"refused": catalogue.tell(refusal.reason)}, 422)

        return endpoint

    def _read_files(self) -> Snapshot:
        """Return the files as they are. Raises NotDone where one cannot be read."""
        now = self.office.desk.read_again()
        if now.problems:
            words = say("some files cannot be read at the moment: once they can, this can be noted")
            raise NotDone(words)
        return now

    def follow(self, request: Request, form: Form, catalogue: Catalogue) -> Mapping[str, object]:
        """Return what follows from what was typed so far. Raises NotDone."""
        now = self.office.desk.current
        if now.problems:
            now = self._read_files()
        found = FollowsFinder(now.workspace, catalogue).find(form)
        shown = self.office.render(request, "follows.html", now, follows=found.follows)
        return {"html": bytes(shown.body).decode(), "id": found.follows.id_}

    def write(self, _request: Request, form: Form, catalogue: Catalogue) -> Mapping[str, object]:
        """Write what happened, and return where it is to be seen. Raises NotDone, NotWritten."""
        desk, what = self.office.desk, form.choose("what", Occasion)
        workspace = self._read_files().workspace
        found = FollowsFinder(workspace, catalogue).find(form)
        noted, told, follows = found.noted, found.told, found.follows
        if noted is None or told is None:
            lacking = [say("{field} is missing", field=each) for each in follows.missing]
            raise NotDone(join([*follows.wrong, *follows.doubts, *lacking], "\n"))
        changes = {}
        for id_, text in noted.texts.items():
            known = workspace.partners.get(id_)
            path = find_file(desk.root, name_file(id_))
            changes[path] = Change(known.tree.content if known else None, text.encode())
        page = noted.first if noted.release_on else ""
        desk.do(Deed(OCCASIONS[what][0], changes, page))
        ordinal = told.ledger.list_about(noted.first)[0].ordinal
        way = f"/releases/{page}" if page else f"/ledger#no-{ordinal}"
        return {"told": [catalogue.tell(say("Noted."))], "way": way}

    def add_term(self, _request: Request, form: Form, catalogue: Catalogue) -> Mapping[str, object]:
        """Add a kind or a country to those that can be chosen. Raises NotDone, NotWritten."""
        desk, house = self.office.desk, self._read_files().workspace.house
        new = NewTerm(*(form.text(name).strip() for name in ("ja", "en", "several")))
        if not (new.ja and new.en):
            raise NotDone(say("it is needed in both languages"))
        is_country = form.choose("what", TermKind) is TermKind.COUNTRY
        try:
            for words in (new.ja, new.en, new.several):
                quote_scalar(words)
            key, text = (add_country if is_country else add_kind)(house, new)
        except CannotWrite as refusal:
            raise NotDone(refusal.message) from refusal
        except ValueError as error:
            raise NotDone(say(str(error))) from error
        path = find_file(desk.root, house.terms.tree.name)
        change = Change(house.terms.tree.content, text.encode())
        desk.do(Deed(say("“{name}” in the list", name=new.ja), {path: change}, ""))
        called = new.ja if catalogue.language is Language.JA else new.en
        return {
            "told": [catalogue.tell(say("It can be chosen now."))],
            "key": key,
            "called": called,
        }

    def undo(self, _request: Request, _form: Form, catalogue: Catalogue) -> Mapping[str, object]:
        """Take back what was noted last without a page of its own. Raises NotSaved."""
        told = say("undone: {deed}", deed=undo(self.office.desk, ""))
        return {"told": [catalogue.tell(told)], "number": self.office.desk.current.number}


def _list_partners(workspace: Workspace, what: Occasion | None) -> Iterator[tuple[str, str, str]]:
    """Yield id and names, Japanese and English, of the partners to which *what* can happen."""
    for entry in reversed(workspace.ledger.entries):
        if what is Occasion.RELEASE and entry.partner.release:
            continue
        full = entry.partner.name.full
        yield entry.id, full.ja or full.en or entry.id, full.en or full.ja or entry.id
