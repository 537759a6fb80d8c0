"""The filters that templates cannot name: what compiled templates call for every expression."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Sized
from typing import Any, Protocol

from jinja2 import Undefined
from jinja2.runtime import Context
from jinja2.utils import pass_context
from markupsafe import Markup

from linkj_press.marks import Fill, mark_literal
from linkj_press.message import say
from linkj_press.source import Source, on_line
from linkj_press.templating.values import Listing, ProseText, TemplateFault

FILL = "fill="
"""The filter that every printed expression goes through."""

JOIN = "join="
"""The filter that stands for ``~``."""

SLICE = "slice="
"""The filter that stands for ``[a:b]``."""

RENDERING = "rendering="
"""Where a template's context holds its rendering. None of these is a name one could write."""

ROUNDS = "rounds="
"""The filter that counts the rounds of a loop before it begins."""

ROUND_COST = 10
CALL_COST = 100
"""What a round and a call cost beside a printed character, which costs 1."""

FIELD = "field="
"""Where the context of prose holds the source of its field."""


class Marking(Protocol):
    """What filters need of the rendering that they serve."""

    @property
    def literals(self) -> Sequence[Source]:
        """The sources that literal marks number."""

    def mark(self, value: object) -> str:
        """Return *value* as marked Markdown."""

    def spend(self, cost: int) -> None:
        """Count *cost*. Raises TemplateFault when the release has cost too much."""


def find_rendering(context: Context) -> Marking:
    """Return the rendering that a template is part of."""
    rendering: Marking = context.parent[RENDERING]
    return rendering


@pass_context
def _fill(context: Context, value: object) -> Markup:
    """Return *value* as marked Markdown."""
    return Markup(find_rendering(context).mark(_defined(value)))


@pass_context
def _join(context: Context, values: Iterable[object], literal: int) -> str:
    """Return *values* as one text in which each keeps its source."""
    rendering = find_rendering(context)
    field = context.get(FIELD)
    place = on_line(field, literal) if field else rendering.literals[literal]
    marked = (mark_literal(literal) + rendering.mark(_defined(value)) for value in values)
    return ProseText.read("".join(marked), Fill(place))


def _slice(values: object, *ends: Any) -> list[object]:
    """Return the part of the list *values* between two places."""
    if not isinstance(values, list | Listing):
        raise TemplateFault(say("only a list can be cut with [ : ]"))
    if any(_defined(end) is not None and not isinstance(end, int) for end in ends) or ends[2] == 0:
        raise TemplateFault(say("the places in [ : ] are whole numbers, such as [-3:]"))
    return [values[index] for index in range(len(values))[slice(*ends)]]


@pass_context
def _count_rounds(context: Context, values: object, cost: int) -> object:
    """Return *values*, which a loop goes through, their rounds counted at *cost* each."""
    listed = _defined(values)
    if not isinstance(listed, Iterable):
        raise TemplateFault(say("only a list can be gone through"), say("name a list: ledger.all"))
    rounds = listed if isinstance(listed, Sized) else list(listed)
    find_rendering(context).spend(len(rounds) * cost)
    return rounds


def _defined(value: object) -> object:
    """Return *value*. Raises UndefinedError when it is undefined."""
    if isinstance(value, Undefined):
        str(value)
    return value


INNER_FILTERS = {FILL: _fill, JOIN: _join, SLICE: _slice, ROUNDS: _count_rounds}
