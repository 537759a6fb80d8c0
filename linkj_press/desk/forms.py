"""What a page sends of an act: read, and refused where it is another thing than is asked for."""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum
from typing import TypeVar

from starlette.exceptions import HTTPException
from starlette.requests import Request

from linkj_press.language import Language
from linkj_press.message import say, say_day
from linkj_press.problem import Refused

_MOST_LETTERS = 100_000
_MOST_TEXTS = 200
_MOST_BYTES = 1_000_000
"""Of a form; a picture may be larger."""

EnumT = TypeVar("EnumT", bound=StrEnum)


class NotDone(Refused):
    """An act was refused, or failed."""


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
        if not isinstance(value, str) or len(value) > _MOST_LETTERS or not _can_stand(value):
            raise HTTPException(400)
        return value

    def maybe(self, name: str) -> str | None:
        """Return the text called *name*, or None for null. Raises HTTPException."""
        return None if self._data.get(name) is None else self.text(name)

    def rows(self, name: str) -> list[Form]:
        """Return the forms in the list called *name*. Raises HTTPException."""
        value = self._data.get(name)
        if not isinstance(value, list) or len(value) > _MOST_TEXTS:
            raise HTTPException(400)
        return [Form(each) for each in value]

    def texts(self, name: str) -> list[str]:
        """Return the texts in the list called *name*. Raises HTTPException."""
        value = self._data.get(name)
        if not isinstance(value, list) or len(value) > _MOST_TEXTS:
            raise HTTPException(400)
        return [Form({name: each}).text(name) for each in value]

    def flag(self, name: str) -> bool:
        """Return whether *name* is set. Raises HTTPException."""
        value = self._data.get(name, False)
        if not isinstance(value, bool):
            raise HTTPException(400)
        return value

    def choose(self, name: str, choices: type[EnumT]) -> EnumT:
        """Return the one of *choices* that *name* gives. Raises HTTPException."""
        try:
            return choices(self.text(name))
        except ValueError as error:
            raise HTTPException(400) from error

    def languages(self) -> tuple[Language, ...]:
        """Return the languages that are named. Raises HTTPException, and NotDone for none."""
        named = self._data.get("languages")
        if not isinstance(named, list) or any(each not in list(Language) for each in named):
            raise HTTPException(400)
        if not named:
            raise NotDone(say("choose a language"))
        return tuple(language for language in Language if language in named)

    def any_day(self, today: date) -> date:
        """Return the day called ``on``, or *today*. Raises HTTPException."""
        try:
            return date.fromisoformat(text) if (text := self.text("on")) else today
        except ValueError as error:
            raise HTTPException(400) from error

    def day(self, today: date) -> date:
        """Return the day called ``on``, or *today*. Raises HTTPException, and NotDone for later."""
        day = self.any_day(today)
        if day > today:
            raise NotDone(say("{day} is still to come", day=say_day(day)))
        return day


UNSEEN_ENDS = "\n "
"""What a person does not see at the end of a text, and its file may have there."""


def keep_end(was: str, now: str) -> str:
    """Return *now* with the end that the text *was* written with: a person sees neither."""
    return now.rstrip(UNSEEN_ENDS) + was[len(was.rstrip(UNSEEN_ENDS)) :]


def _can_stand(text: str) -> bool:
    """Return whether *text* can be written: JSON may have the half of a character."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


async def read_form(request: Request) -> Form:
    """Return the form that a page sends. Raises HTTPException for anything else."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise HTTPException(415)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            raise HTTPException(413)
    try:
        return Form(json.loads(body))
    except (ValueError, RecursionError) as error:
        raise HTTPException(400) from error
