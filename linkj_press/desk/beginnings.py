"""The page on which something new is noted, what it tells as one types, and the writing of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from linkj_press.catalogue import Catalogue
from linkj_press.desk.acts import Acts, Answer, FormAct
from linkj_press.desk.editing import undo
from linkj_press.desk.follows import FollowsFinder
from linkj_press.desk.forms import Form, NotDone
from linkj_press.desk.noting import LABELS, Occasion
from linkj_press.desk.routes import Office
from linkj_press.desk.snapshot import Snapshot
from linkj_press.desk.state import Deed
from linkj_press.desk.views import list_releases
from linkj_press.folder import RENEWAL, find_file
from linkj_press.language import Language
from linkj_press.message import Message, join, say
from linkj_press.reading import CannotWrite, quote_scalar
from linkj_press.record.choices import name_thing
from linkj_press.record.ledger import House
from linkj_press.text.wording import list_countries
from linkj_press.workspace.loading import Workspace
from linkj_press.workspace.new_partner import name_template_sets
from linkj_press.workspace.terms import AMONG_OTHERS, NewTerm, TermKind, add_term, lead_to_item
from linkj_press.workspace.writing import Change

OCCASIONS: Mapping[Occasion, tuple[Message, Message]] = {
    Occasion.PARTNER: (say("A new partner"), say("a partnership was signed")),
    Occasion.RELEASE: (say("A release"), say("for a partner on file that has none yet")),
    Occasion.RENEWAL: (say("A renewal"), say("an agreement was renewed")),
    Occasion.ENDING: (say("An ending"), say("a partnership is no longer in force")),
    Occasion.MERGER: (say("A merger"), say("a partner became part of another")),
    Occasion.JOINT: (say("Others signed too"), say("three or more parties signed together")),
}
"""What each is called, and when it is the one."""


@dataclass(frozen=True)
class Beginnings:
    """The page, with its routes."""

    office: Office
    acts: Acts

    def list_routes(self) -> list[Route]:
        """Return the routes of the page and of what is done there."""
        acts: Mapping[str, FormAct] = {
            "/new": self.write,
            "/new/terms": partial(self.add_term, ""),
            "/undo": self.undo,
        }
        return [
            Route("/new", self.show, methods=["GET"]),
            Route("/new/follows", self.follow, methods=["POST"]),
            *(Route(way, self.acts.answer(act), methods=["POST"]) for way, act in acts.items()),
            Route(
                "/releases/{partner}/terms",
                self.acts.answer_release(self.add_term),
                methods=["POST"],
            ),
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
            sets=self._name_sets(now.workspace.house, what, language),
            partners=list(_list_partners(now.workspace, what, language)),
            at=request.query_params.get("partner", ""),
            every_country={each: sorted(list_countries(each)) for each in Language},
            among_others=AMONG_OTHERS,
            leads={each: lead_to_item(now.workspace.house, each) for each in Language},
        )

    def _name_sets(
        self, house: House, what: Occasion | None, language: Language
    ) -> Mapping[str, str | Message]:
        """Return the template sets to choose from: a renewal is no new partnership."""
        renews = what is Occasion.RENEWAL
        sets = name_template_sets(self.office.desk.root, house, language, renews=renews)
        return {RENEWAL: sets[RENEWAL]} if renews and RENEWAL in sets else sets

    def _read_files(self) -> Snapshot:
        """Return the files as they are. Raises NotDone where one cannot be read."""
        now = self.office.desk.read_again()
        if now.problems:
            words = say("some files cannot be read at the moment: once they can, this can be noted")
            raise NotDone(words)
        return now

    async def follow(self, request: Request) -> Response:
        """Return what follows from what was typed so far."""

        def find(form: Form, catalogue: Catalogue) -> Answer:
            now = self.office.desk.current
            if now.problems:
                now = self._read_files()
            follows = FollowsFinder(now.workspace, catalogue).find(form).follows
            shown = self.office.render(request, "follows.html", now, follows=follows)
            return Answer(html=bytes(shown.body).decode(), id=follows.id_)

        return await self.acts.answer(find)(request)

    def write(self, form: Form, catalogue: Catalogue) -> Answer:
        """Write what happened, and return where it is to be seen. Raises NotDone, NotWritten."""
        desk, what = self.office.desk, form.choose("what", Occasion)
        workspace = self._read_files().workspace
        found = FollowsFinder(workspace, catalogue).find(form)
        noted, told, follows = found.noted, found.told, found.follows
        if noted is None or told is None:
            lacking = [say("{field} is missing", field=each) for each in follows.missing]
            raise NotDone(join([*follows.wrong, *follows.doubts, *lacking], "\n"))
        page = noted.first if noted.release_on else ""
        desk.do(Deed(OCCASIONS[what][0], noted.to_changes(workspace), page))
        ordinal = told.ledger.list_about(noted.first)[0].ordinal
        way = f"/releases/{page}" if page else f"/ledger#no-{ordinal}"
        return Answer(say("Recorded."), way=way)

    def add_term(self, partner: str, form: Form, catalogue: Catalogue) -> Answer:
        """Add to what can be chosen, on the page of *partner* or of none.

        Raises NotDone, NotWritten.
        """
        desk, house = self.office.desk, self._read_files().workspace.house
        new = NewTerm(*(form.text(name).strip() for name in ("ja", "en", "several")))
        if not (new.ja and new.en):
            raise NotDone(say("it is needed in both languages"))
        what = form.choose("what", TermKind)
        try:
            for words in (new.ja, new.en, new.several):
                quote_scalar(words)
            key, text = add_term(house, what, new)
        except CannotWrite as refusal:
            raise NotDone(refusal.message) from refusal
        except ValueError as error:
            raise NotDone(say(str(error))) from error
        path = find_file(desk.root, house.terms.tree.name)
        change = Change(house.terms.tree.content, text.encode())
        desk.do(Deed(say("“{name}” in the list", name=new.ja), {path: change}, partner))
        called = new.ja if catalogue.language is Language.JA else new.en
        return Answer(say("It can be chosen now."), key=key, called=called)

    def undo(self, _form: Form, _catalogue: Catalogue) -> Answer:
        """Take back what was noted last without a page of its own. Raises NotSaved."""
        return Answer(say("undone: {deed}", deed=undo(self.office.desk, "")))


def _list_partners(
    workspace: Workspace, what: Occasion | None, language: Language
) -> Iterator[tuple[str, str]]:
    """Yield the name in *language* of each partner to which *what* can happen, and its others.

    The name is that of today; it is found by those that it had before, too.
    """
    for entry in reversed(workspace.ledger.entries):
        if what is Occasion.RELEASE and entry.partner.release:
            continue
        now = entry.name_on(workspace.ledger.as_of)
        names = [now, *entry.partner.names]
        told = [
            said
            for name in names
            for each in (language, language.other)
            if (said := name.full.get(each))
        ]
        first, *others = dict.fromkeys(told or [entry.id])
        yield first, " / ".join(others)
