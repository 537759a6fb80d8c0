"""What compiled templates call for every expression, loop and list: none of it has a name there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from jinja2 import Undefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context
from markupsafe import Markup

from linkj_press.marks import Fill, mark_literal
from linkj_press.message import say
from linkj_press.reading import holds_what_nobody_writes
from linkj_press.source import Source, on_line
from linkj_press.templating.nesting import NestedEnvironment
from linkj_press.templating.values import Keyed, Listing, ProseText, TemplateFault

RENDERING = "rendering="
"""Where a template's context holds its rendering. Neither is a name that one could write."""

FIELD = "field="
"""Where the context of prose holds the source of its field."""


class Marking(Protocol):
    """What filters need of the rendering that they serve."""

    @property
    def literals(self) -> Sequence[Source]:
        """The sources that literal marks number."""

    def mark(self, value: object) -> str:
        """Return *value* as marked Markdown."""

    def step(self, size: int = 0) -> None:
        """Go on, with *size* characters more. Raises TemplateFault when it is too much."""


def find_rendering(context: Context) -> Marking:
    """Return the rendering that a template is part of."""
    rendering: Marking = context.parent[RENDERING]
    return rendering


def watch(context: Context, values: object) -> Iterator[object]:
    """Return what is in the list *values*, one after the other, as long as time allows.

    Raises TemplateFault for anything but a list.
    """
    if not isinstance(_defined(values), Listing):
        raise TemplateFault(say("this filter is for lists"), say("name a list: ledger.all"))
    return _watch(find_rendering(context), values)


def _watch(rendering: Marking, values: Any) -> Iterator[object]:
    for value in values:
        rendering.step()
        yield value


class _DirectCalls(CodeGenerator):
    """Compiles a call of an operation as such, and every other through the sandbox."""

    def visit_Call(  # noqa: N802
        self,
        node: nodes.Call,
        frame: Frame,
        forward_caller: bool = False,  # noqa: FBT001, FBT002
    ) -> None:
        if not isinstance(node.node, nodes.EnvironmentAttribute):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(context")
        self.signature(node, frame)
        self.write(")")


def call_operation(name: str, *args: Any, lineno: int) -> nodes.Call:
    """Return the call of the operation *name*: a method of `OperatingEnvironment`."""
    operation = nodes.EnvironmentAttribute(name, lineno=lineno)
    return nodes.Call(operation, list(args), [], None, None, lineno=lineno)


class OperatingEnvironment(NestedEnvironment):
    """The operations that `call_operation` compiles calls of."""

    code_generator_class = _DirectCalls

    def fill(self, context: Context, value: object) -> Markup:
        """Return *value*, which is printed, as marked Markdown."""
        return Markup(find_rendering(context).mark(_defined(value)))

    def join(self, context: Context, literal: int, *values: object) -> str:
        """Return *values* (``~``) as one text in which each keeps its source."""
        rendering = find_rendering(context)
        field = context.get(FIELD)
        place = on_line(field, literal) if field else rendering.literals[literal]
        marked = (mark_literal(literal) + rendering.mark(_defined(value)) for value in values)
        return ProseText.read("".join(marked), Fill(place))

    def hold(self, context: Context, *values: object) -> Listing:
        """Return *values* (``[a, b]``) as a list."""
        return Listing.of(values)

    def key(self, context: Context, values: dict[Any, object]) -> Keyed:
        """Return *values* (``{a: b}``) by their keys."""
        return Keyed(values)

    def cut(self, context: Context, values: object, *ends: Any) -> Listing:
        """Return the part of the list *values* between two places (``[a:b]``)."""
        if not isinstance(values, Listing):
            raise TemplateFault(say("only a list can be cut with [ : ]"))
        whole = all(_defined(end) is None or isinstance(end, int) for end in ends)
        if not whole or ends[2] == 0:
            message = say("the places in [ : ] are whole numbers, such as [-3:]")
            raise TemplateFault(message)
        return values.select(range(len(values))[slice(*ends)])

    def go_through(self, context: Context, values: object) -> Listing | Keyed:
        """Return *values*, which a loop goes through."""
        if not isinstance(_defined(values), Listing | Keyed):
            message = say("only a list can be gone through")
            raise TemplateFault(message, say("name a list: ledger.all"))
        return values  # type: ignore[return-value]

    def step(self, context: Context, size: int) -> None:
        """Begin a round, a macro or a file, whose own words are *size* characters."""
        find_rendering(context).step(size)

    def judge(self, context: Context, value: object) -> object:
        """Return *value*, which a comparison or a test has given: these take their time."""
        find_rendering(context).step()
        return value

    def name(self, context: Context, name: object) -> str:
        """Return *name*, which is to be that of a template."""
        if not isinstance(_defined(name), str):
            raise TemplateFault(say("a template is named by a text"), say('write "house/ja.md"'))
        if holds_what_nobody_writes(str(name)):
            raise TemplateFault(say("a text must not hold control characters"))
        return str(name)


def _defined(value: object) -> object:
    """Return *value*. Raises UndefinedError when it is undefined."""
    if isinstance(value, Undefined):
        value._fail_with_undefined_error()
    return value
