"""What a person does on the desk: edits, undoing them, and whatever is recorded or built there."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from linkj_press.catalogue import Catalogue
from linkj_press.desk.editing import Conflict, Edit, save
from linkj_press.desk.state import Desk
from linkj_press.language import Language
from linkj_press.message import Message, say
from linkj_press.problem import ProblemsFound, Refused
from linkj_press.reading import read_path, show_path

_MOST_LETTERS = 100_000


class Form:
    """What a page sends: names with texts, lists or more of the same."""

    def __init__(self, data: object) -> None:
        """Take *data* of JSON. Raises HTTPException where it is no form."""
        if not isinstance(data, dict):
            raise HTTPException(400)
        self._data = data

    def text(self, name: str) -> str:
        """Return the text called *name*, ``""`` where there is none. Raises HTTPException."""
        value = self._data.get(name, "")
        if not isinstance(value, str) or len(value) > _MOST_LETTERS:
            raise HTTPException(400)
        return value

    def maybe(self, name: str) -> str | None:
        """Return the text called *name*, or None for null. Raises HTTPException."""
        return None if self._data.get(name) is None else self.text(name)

    def rows(self, name: str) -> list[Form]:
        """Return the forms in the list called *name*. Raises HTTPException."""
        value = self._data.get(name, [])
        if not isinstance(value, list):
            raise HTTPException(400)
        return [Form(each) for each in value]

    def flag(self, name: str) -> bool:
        """Return whether *name* is set."""
        return self._data.get(name) is True

    def languages(self) -> tuple[Language, ...]:
        """Return the languages that are named, or both. Raises HTTPException."""
        named = self._data.get("languages") or list(Language)
        if not isinstance(named, list) or any(each not in set(Language) for each in named):
            raise HTTPException(400)
        return tuple(language for language in Language if language in named)

    def day(self, today: date) -> date:
        """Return the day called ``on``, or *today*. Raises HTTPException."""
        try:
            return date.fromisoformat(text) if (text := self.text("on")) else today
        except ValueError as error:
            raise HTTPException(400) from error


async def read_form(request: Request) -> Form:
    """Return the form that a page sends. Raises HTTPException for anything else."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise HTTPException(415)
    try:
        return Form(json.loads(await request.body()))
    except (ValueError, RecursionError) as error:
        raise HTTPException(400) from error


Answer = Sequence[Message]
"""What is said of an act that was done."""


@dataclass(frozen=True)
class Acts:
    """The acts, each with its route."""

    desk: Desk
    speak: Callable[[Request], Catalogue]
    open_file: Callable[[Path], object]

    def list_routes(self) -> list[Route]:
        """Return the routes of all acts."""
        own = "/releases/{partner}/"
        acts: Mapping[str, Callable[[str, Form], Answer]] = {
            "field": self.edit,
        }
        routes = [
            Route(f"{own}{name}", self._answer(act), methods=["POST"]) for name, act in acts.items()
        ]
        return [*routes, Route("/undo", self._answer(self.undo), methods=["POST"])]

    def _answer(self, act: Callable[[str, Form], Answer]) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            form = await read_form(request)
            partner = str(request.path_params.get("partner", ""))
            if partner and partner not in self.desk.now.workspace.released:
                raise HTTPException(404)
            return await run_in_threadpool(self._do, act, partner, form, self.speak(request))

        return endpoint

    def _do(
        self, act: Callable[[str, Form], Answer], partner: str, form: Form, catalogue: Catalogue
    ) -> Response:
        try:
            told = act(partner, form)
        except Conflict as conflict:
            now = {show_path(path): raw for path, raw in conflict.now.items()}
            message = catalogue.tell(say("the file was changed meanwhile"))
            return JSONResponse({"refused": message, "conflict": now}, 409)
        except Refused as refusal:
            return JSONResponse({"refused": catalogue.tell(refusal.reason)}, 422)
        except ProblemsFound as found:
            lines = [problem.tell(catalogue.tell) for problem in found.problems]
            return JSONResponse({"refused": "\n".join(lines)}, 422)
        lines = [catalogue.tell(message) for message in told]
        return JSONResponse({"told": lines, "number": self.desk.now.number})

    def edit(self, partner: str, form: Form) -> Answer:
        """Write values into the file of *partner*. Raises Conflict, Refused."""
        edits = [
            Edit(read_path(row.text("path")), row.maybe("was"), row.text("now"))
            for row in form.rows("edits")
        ]
        save(self.desk, partner, [edit for edit in edits if edit.was != edit.now])
        return [say("Saved.")]

    def undo(self, _partner: str, _form: Form) -> Answer:
        """Take back what was done last. Raises Refused where the file was changed since."""
        return [say("undone: {deed}", deed=self.desk.undo())]
