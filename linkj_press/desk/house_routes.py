"""The routes of the house: what is true of it for a time, and fixed wording of its releases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from linkj_press.catalogue import Catalogue
from linkj_press.desk.acts import Acts, Answer, read_edit
from linkj_press.desk.amending import Amender, open_entry
from linkj_press.desk.editing import Conflict
from linkj_press.desk.entries import read_list
from linkj_press.desk.forms import Form, read_form
from linkj_press.desk.house import Amendment, HousePage, add_entry, read_entry
from linkj_press.desk.routes import Office
from linkj_press.desk.snapshot import Snapshot
from linkj_press.desk.views import list_releases
from linkj_press.desk.wording import (
    Impact,
    change_wording,
    foresee_wording,
    open_wording,
    read_rewordings,
)
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


Amend = Callable[[Form, Snapshot, Catalogue], Amendment]
"""Reads what a form asks of the file of the house."""


@dataclass(frozen=True)
class HouseRoutes:
    """Answers requests about them."""

    office: Office
    acts: Acts
    turns: Turns = field(default_factory=Turns)

    def list_routes(self) -> list[Route]:
        """Return the routes."""
        release = "/releases/{partner}"
        wording = self.acts.answer_release(self.change_wording)
        amends: Mapping[str, Amend] = {"add": _add, "field": _change, "out": _take_out}
        return [
            Route("/house", self.show_house),
            Route("/foresee/stop", self.stop, methods=["POST"]),
            *(Route(f"/house/{act}", partial(self.show_entry, act)) for act in ("field", "out")),
            *(route for act, amend in amends.items() for route in self._list_ways(act, amend)),
            Route(f"{release}/wording", self.show_wording),
            Route(f"{release}/wording", wording, methods=["POST"]),
            Route(f"{release}/foresee", self.foresee, methods=["POST"]),
        ]

    def _list_ways(self, act: str, amend: Amend) -> Iterator[Route]:
        """Yield the routes by which the file of the house is amended, and that is foreseen."""
        desk = self.office.desk

        def carry_out(form: Form, catalogue: Catalogue) -> Answer:
            now = desk.read_again()
            amend(form, now, catalogue).carry_out(desk, now, catalogue)
            return Answer(say("Saved."))

        async def foresee(request: Request) -> Response:
            form, now = await read_form(request), desk.current
            catalogue, go_on = self.office.speak(request), self.turns.begin(form.text("asker"))
            return await self.show_impact(
                request, now, lambda: amend(form, now, catalogue).foresee(now, catalogue, go_on)
            )

        yield Route(f"/house/{act}", self.acts.answer(carry_out), methods=["POST"])
        yield Route(f"/house/{act}/foresee", foresee, methods=["POST"])

    def show_house(self, request: Request) -> Response:
        """Return what holds of the house for a time, and forms for what comes next."""
        now, catalogue = self.office.desk.current, self.office.speak(request)
        page, title = HousePage(now, catalogue), catalogue.tell(say("House"))
        values = {"releases": list_releases(now, catalogue.language), "title": title}
        deed = self.office.desk.find_deed("")
        return self.office.render(
            request, "house.html", now, partner="", page=page, deed=deed, **values
        )

    def show_entry(self, act: str, request: Request) -> Response:
        """Return an entry of the house that stands, for *act*. Raises HTTPException for others."""
        now, catalogue = self.office.desk.current, self.office.speak(request)
        asked = request.query_params
        try:
            shown = read_list(asked.get("shown", ""))
            form = open_entry(now, read_path(asked.get("path", "")), shown, catalogue)
        except Refused as refusal:
            raise HTTPException(404, catalogue.tell(refusal.reason)) from refusal
        return self.office.render(request, "entry.html", now, form=form, act=act)

    async def foresee(self, request: Request) -> Response:
        """Return what a change of shared words would do, which nothing is written of."""
        form, catalogue = await read_form(request), self.office.speak(request)
        edits, go_on = read_rewordings(form), self.turns.begin(form.text("asker"))
        now, partner = self.office.find_asked(request)
        return await self.show_impact(
            request, now, lambda: foresee_wording(now, partner, edits, catalogue, go_on)
        )

    async def stop(self, request: Request) -> Response:
        """Let what a window asked for last not be worked out to its end. Raises HTTPException."""
        asker = (await read_form(request)).text("asker")
        if not asker:
            raise HTTPException(400)
        self.turns.begin(asker)
        return PlainTextResponse("")

    async def show_impact(
        self, request: Request, now: Snapshot, work_out: Callable[[], Impact]
    ) -> Response:
        """Return what a change would do, as it is worked out, or why it cannot be."""
        catalogue = self.office.speak(request)

        def make() -> Response:
            try:
                impact = work_out()
            except Superseded as broken_off:
                return PlainTextResponse(catalogue.tell(broken_off.reason), 409)
            except Conflict:
                told = catalogue.tell(say("the file was changed meanwhile"))
                return PlainTextResponse(told, 409)
            except Refused as refusal:
                return PlainTextResponse(catalogue.tell(refusal.reason), 422)
            return self.office.render(request, "impact.html", now, impact=impact)

        return await run_in_threadpool(make)

    def show_wording(self, request: Request) -> Response:
        """Return a form for words that releases share. Raises HTTPException for others."""
        now, partner = self.office.find_asked(request)
        catalogue = self.office.speak(request)
        try:
            wording = open_wording(now, partner, request.query_params.get("key", ""), catalogue)
        except Refused as refusal:
            raise HTTPException(404, catalogue.tell(refusal.reason)) from refusal
        return self.office.render(request, "wording.html", now, partner=partner, wording=wording)

    def change_wording(self, partner: str, form: Form, catalogue: Catalogue) -> Answer:
        """Change words that releases share. Raises Refused."""
        change_wording(self.office.desk, partner, read_rewordings(form), catalogue)
        return Answer(say("Saved."))


def _add(form: Form, now: Snapshot, catalogue: Catalogue) -> Amendment:
    return add_entry(now, read_entry(form), catalogue)


def _change(form: Form, now: Snapshot, catalogue: Catalogue) -> Amendment:
    return _read_amender(form, catalogue).change(now)


def _take_out(form: Form, now: Snapshot, catalogue: Catalogue) -> Amendment:
    return _read_amender(form, catalogue).take_out(now)


def _read_amender(form: Form, catalogue: Catalogue) -> Amender:
    edits = [read_edit(row) for row in form.rows("edits")]
    return Amender(edits, read_list(form.text("shown")), catalogue)
