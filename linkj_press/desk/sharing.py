"""The routes of what releases share: fixed wording, and what is true of the house for a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from linkj_press.catalogue import Catalogue, open_catalogue
from linkj_press.desk.acts import Acts, Answer, read_edit
from linkj_press.desk.amending import Amender, Amendment, open_entry
from linkj_press.desk.editing import Conflict
from linkj_press.desk.entries import read_list
from linkj_press.desk.forms import Form, read_form
from linkj_press.desk.house import HousePage, add_entry, foresee_entry, read_entry
from linkj_press.desk.routes import Office
from linkj_press.desk.state import Snapshot
from linkj_press.desk.views import list_releases
from linkj_press.desk.wording import (
    Impact,
    change_wording,
    foresee_wording,
    open_wording,
    read_rewordings,
)
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Refused
from linkj_press.reading import read_path


class Superseded(Refused):
    """Nobody waits any more for what was being worked out."""


_MOST_ASKERS = 100


class Turns:
    """Who asked last, of each window: what was asked before is not worked out to its end."""

    def __init__(self) -> None:
        self._last: dict[str, object] = {}

    def begin(self, asker: str) -> Callable[[], None]:
        """Return what raises Superseded as soon as *asker* has asked again."""
        turn = object()
        self._last = dict([*self._last.items(), (asker, turn)][-_MOST_ASKERS:])

        def go_on() -> None:
            if self._last.get(asker) is not turn:
                raise Superseded(say("it was broken off"))

        return go_on


@dataclass(frozen=True)
class SharedRoutes:
    """Answers requests about them."""

    office: Office
    acts: Acts
    turns: Turns = field(default_factory=Turns)

    def list_routes(self) -> list[Route]:
        """Return the routes."""
        release = "/releases/{partner}"
        return [
            Route("/house", self.show_house),
            Route("/house/foresee", self.foresee_entry, methods=["POST"]),
            Route("/foresee/stop", self.stop, methods=["POST"]),
            Route("/house/add", self.add_entry, methods=["POST"]),
            *_AmendingRoutes(self, "field", Amender.change).list_routes(),
            *_AmendingRoutes(self, "out", Amender.take_out).list_routes(),
            Route(f"{release}/wording", self.show_wording),
            Route(f"{release}/wording", self.acts.answer(self.change_wording), methods=["POST"]),
            Route(f"{release}/foresee", self.foresee, methods=["POST"]),
        ]

    def show_house(self, request: Request) -> Response:
        """Return what holds of the house for a time, and forms for what comes next."""
        now, catalogue = self.office.desk.current, self.office.speak(request)
        page, title = HousePage(now, catalogue), catalogue.tell(say("House"))
        values = {"releases": list_releases(now, catalogue.language), "title": title}
        deed = self.office.desk.find_deed("")
        return self.office.render(
            request, "house.html", now, partner="", page=page, deed=deed, **values
        )

    async def add_entry(self, request: Request) -> Response:
        """Write what holds of the house from a day on."""
        form, catalogue = await read_form(request), self.office.speak(request)

        def todo() -> Answer:
            add_entry(self.office.desk, read_entry(form), catalogue)
            return [say("Saved.")]

        return await run_in_threadpool(self.acts.carry_out, todo, catalogue)

    async def foresee_entry(self, request: Request) -> Response:
        """Return what a new entry of the house would do, which nothing is written of."""
        form, catalogue = await read_form(request), self.office.speak(request)
        go_on = self.turns.begin(form.text("asker"))
        return await self.show_impact(
            request,
            lambda now: foresee_entry(now, read_entry(form), catalogue, go_on),
            self.office.desk.current,
        )

    async def foresee(self, request: Request) -> Response:
        """Return what a change of shared words would do, which nothing is written of."""
        form, catalogue = await read_form(request), self.office.speak(request)
        edits, go_on = read_rewordings(form), self.turns.begin(form.text("asker"))
        now, partner = self.office.find_release(request)
        return await self.show_impact(
            request, lambda now: foresee_wording(now, partner, edits, catalogue, go_on), now
        )

    async def stop(self, request: Request) -> Response:
        """Let what a window asked for last not be worked out to its end. Raises HTTPException."""
        asker = (await read_form(request)).text("asker")
        if not asker:
            raise HTTPException(400)
        self.turns.begin(asker)
        return PlainTextResponse("")

    async def show_impact(
        self, request: Request, work_out: Callable[[Snapshot], Impact], now: Snapshot
    ) -> Response:
        """Return what a change would do, as it is worked out, or why it cannot be."""

        def make() -> Response:
            try:
                impact = work_out(now)
            except Superseded as broken_off:
                return PlainTextResponse(self.office.speak(request).tell(broken_off.reason), 409)
            except Conflict:
                told = self.office.speak(request).tell(say("the file was changed meanwhile"))
                return PlainTextResponse(told, 409)
            except Refused as refusal:
                return PlainTextResponse(self.office.speak(request).tell(refusal.reason), 422)
            return self.office.render(request, "impact.html", now, impact=impact)

        return await run_in_threadpool(make)

    def show_wording(self, request: Request) -> Response:
        """Return a form for words that releases share. Raises HTTPException for others."""
        now, partner = self.office.find_release(request)
        catalogue = self.office.speak(request)
        try:
            wording = open_wording(now, partner, request.query_params.get("key", ""), catalogue)
        except Refused as refusal:
            raise HTTPException(404, catalogue.tell(refusal.reason)) from refusal
        return self.office.render(request, "wording.html", now, partner=partner, wording=wording)

    def change_wording(self, partner: str, form: Form, ui: Language) -> Answer:
        """Change words that releases share. Raises Refused."""
        change_wording(self.office.desk, partner, read_rewordings(form), open_catalogue(ui))
        return [say("Saved.")]


@dataclass(frozen=True)
class _AmendingRoutes:
    """Answers requests to amend an entry of the house that stands, in one way."""

    shared: SharedRoutes
    act: str
    amend: Callable[[Amender, Snapshot], Amendment]

    def list_routes(self) -> list[Route]:
        way = f"/house/{self.act}"
        return [
            Route(way, self.show),
            Route(way, self.carry_out, methods=["POST"]),
            Route(f"{way}/foresee", self.foresee, methods=["POST"]),
        ]

    def show(self, request: Request) -> Response:
        office = self.shared.office
        now, catalogue, asked = office.desk.current, office.speak(request), request.query_params
        try:
            shown = read_list(asked.get("shown", ""))
            form = open_entry(now, read_path(asked.get("path", "")), shown, catalogue)
        except Refused as refusal:
            raise HTTPException(404, catalogue.tell(refusal.reason)) from refusal
        return office.render(request, "entry.html", now, form=form, act=self.act)

    async def carry_out(self, request: Request) -> Response:
        form, catalogue = await read_form(request), self.shared.office.speak(request)
        desk = self.shared.office.desk

        def todo() -> Answer:
            now = desk.read_again()
            self._read(form, catalogue, now).carry_out(desk, now, catalogue)
            return [say("Saved.")]

        return await run_in_threadpool(self.shared.acts.carry_out, todo, catalogue)

    async def foresee(self, request: Request) -> Response:
        form, catalogue = await read_form(request), self.shared.office.speak(request)
        go_on = self.shared.turns.begin(form.text("asker"))
        return await self.shared.show_impact(
            request,
            lambda now: self._read(form, catalogue, now).foresee(now, catalogue, go_on),
            self.shared.office.desk.current,
        )

    def _read(self, form: Form, catalogue: Catalogue, now: Snapshot) -> Amendment:
        edits = [read_edit(row) for row in form.rows("edits")]
        return self.amend(Amender(edits, read_list(form.text("shown")), catalogue), now)
