"""What templates may do: their size and depth, the numbers in them, what each expression calls.

No template can name what is called for its expressions.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, Undefined, UndefinedError, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.parser import Parser
from jinja2.runtime import BlockReference, Context, LoopContext, TemplateReference
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace, missing
from markupsafe import Markup

from linkj_press.draft.document import on_line
from linkj_press.draft.marks import Fill, mark_literal
from linkj_press.draft.templating.rendering import FIELD, RENDERING, Rendering
from linkj_press.draft.templating.values import (
    LARGEST,
    Absent,
    Keyed,
    Listing,
    Numeral,
    ProseText,
    TemplateFault,
    Unprintable,
    Unset,
    check_size,
)
from linkj_press.message import phrase, say
from linkj_press.reading import holds_what_nobody_writes

TOO_DEEP = phrase("too many tags or brackets stand inside one another")
TOO_LONG = phrase("this template is too long")
_TOO_LARGE = phrase("this number is too large")

_LEVELS = 100
"""The most that Jinja2 goes down without running out of Python's stack."""

_LONGEST = 100_000
"""The most characters of a template. The house's longest has 7,000."""


class RefusedError(TemplateSyntaxError):
    """What Jinja2 would take, and no release needs. Its message is a phrase."""


class NestedEnvironment(ImmutableSandboxedEnvironment):
    """A sandbox in which what Python cannot compile is a mistake in the template."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        if len(source) > _LONGEST:
            line = source.count("\n", 0, _LONGEST) + 1
            raise RefusedError(TOO_LONG, line, name, filename)
        parser = Parser(self, source, name, filename)
        try:
            tree = parser.parse()
        except (RecursionError, ValueError) as error:
            # Python reads numbers of 4,300 digits at most.
            message = TOO_DEEP if isinstance(error, RecursionError) else _TOO_LARGE
            raise RefusedError(message, parser.stream.current.lineno, name, filename) from error
        depth, line = _find_deepest(tree)
        if depth > _LEVELS:
            raise RefusedError(TOO_DEEP, line, name, filename)
        for const in tree.find_all(nodes.Const):
            if isinstance(const.value, int | float) and not const.value <= LARGEST:
                raise RefusedError(_TOO_LARGE, const.lineno, name, filename)
        for unnamed in tree.find_all(nodes.Name):
            if unnamed.name in ("varargs", "kwargs"):
                message = phrase("a macro names each thing that it takes")
                raise RefusedError(message, unnamed.lineno, name, filename)
        return tree

    def compile(  # type: ignore[override]
        self,
        source: str | nodes.Template,
        name: str | None = None,
        filename: str | None = None,
        **options: Any,
    ) -> Any:
        """Return the compiled template; raises TemplateSyntaxError, for some a RefusedError."""
        tree = self._parse(source, name, filename) if isinstance(source, str) else source
        try:
            return super().compile(tree, name, filename, **options)
        except (SyntaxError, RecursionError, MemoryError) as error:
            # Python has limits of its own: 20 loops, 100 tags, 200 brackets.
            line = _find_deepest(tree)[1]
            raise RefusedError(TOO_DEEP, line, name, filename) from error


def _find_deepest(tree: nodes.Template) -> tuple[int, int]:
    """Return the number of levels below *tree*, and the line of the last."""
    level: list[nodes.Node] = [tree]
    depth = 0
    while below := [child for node in level for child in node.iter_child_nodes()]:
        level, depth = below, depth + 1
    return depth, level[0].lineno


def find_rendering(context: Context) -> Rendering:
    """Return the rendering that a template is part of."""
    rendering: Rendering = context.parent[RENDERING]
    return rendering


def watch(context: Context, values: object) -> Iterator[object]:
    """Return what is in the list *values*, one after the other, as long as time allows.

    Raises TemplateFault for anything but a list.
    """
    if not isinstance(listing := _require_defined(values), Listing):
        raise TemplateFault(say("this filter is for lists"), say("name a list: ledger.all"))

    def go_on(value: object) -> object:
        find_rendering(context).step()
        return value

    return map(go_on, listing)


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
        return Markup(find_rendering(context).mark(_require_defined(value)))

    def join(self, context: Context, literal: int, *values: object) -> str:
        """Return *values* (``~``) as one text in which each keeps its source."""
        rendering = find_rendering(context)
        field = context.get(FIELD)
        place = on_line(field, literal) if field else rendering.literals[literal]
        marked = (
            mark_literal(literal) + rendering.mark(_require_defined(value)) for value in values
        )
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
        whole = all(_require_defined(end) is None or isinstance(end, int) for end in ends)
        if not whole or ends[2] == 0:
            raise TemplateFault(say("the places in [ : ] are whole numbers, such as [-3:]"))
        places = range(len(values))[slice(*ends)]
        return Listing(len(places), lambda index: values[places[index]])

    def go_through(self, context: Context, values: object) -> Listing | Keyed:
        """Return *values*, which a loop goes through."""
        if not isinstance(_require_defined(values), Listing | Keyed):
            hint = say("name a list: ledger.all")
            raise TemplateFault(say("only a list can be gone through"), hint)
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
        if not isinstance(_require_defined(name), str):
            raise TemplateFault(say("a template is named by a text"), say('write "house/ja.md"'))
        if holds_what_nobody_writes(str(name)):
            raise TemplateFault(say("a text must not hold control characters"))
        return str(name)


def _require_defined(value: object) -> object:
    """Return *value*. Raises UndefinedError when it is undefined."""
    if isinstance(value, Undefined):
        value._fail_with_undefined_error()
    return value


_OPEN = Unprintable | LoopContext | TemplateModule | Namespace | BlockReference
"""What has fields for templates. The attributes of everything else are Python's."""


class UndefinedNameError(UndefinedError):
    """A name or field that does not exist, with what was asked of what."""

    def __init__(self, undefined: NamedUndefined, message: str | None = None) -> None:
        super().__init__(message)
        self.undefined = undefined


class NamedUndefined(StrictUndefined):
    """An undefined value whose error says which name was asked of which object."""

    __slots__ = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self._undefined_exception is UndefinedError:
            self._undefined_exception = partial(UndefinedNameError, self)  # type: ignore[assignment]

    @property
    def asked(self) -> str:
        """The name that does not exist; ``""`` where a value is missing that has none."""
        name = self._undefined_name
        if name is None and self.owner is None:
            return ""
        # Anything can stand in [ ], and may have no text, or no end of it.
        text = str(name) if isinstance(name, str | int | float) else type(name).__name__
        return text[:100]

    @property
    def owner(self) -> object:
        """What was asked for it; None for a name that stands alone."""
        return None if self._undefined_obj is missing else self._undefined_obj


class GuardedEnvironment(OperatingEnvironment):
    """A sandbox in which text has no fields and no operators, and an empty field is its gap."""

    intercepted_binops = frozenset(["**", "*", "+", "-", "/", "//", "%"])
    """Operators that must not build text: the result could be markup, or larger than memory."""

    def __init__(self, **options: Any) -> None:
        # Templates hold nothing that is worth working out ahead of time.
        super().__init__(autoescape=True, undefined=NamedUndefined, optimized=False, **options)
        self.tests["none"] = lambda value: value is None or isinstance(value, Absent)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Return the result for two numbers, and refuse anything else."""
        if operator == "**" or not all(isinstance(each, int | float) for each in (left, right)):
            message = say("{operator} is not for text", operator=operator)
            raise TemplateFault(message, say("put texts side by side, or use ~"))
        result = super().call_binop(context, operator, left, right)
        check_size(result)
        if isinstance(left, Numeral) and not isinstance(right, Numeral) and operator in "+-":
            # Three years after a year is a year, and the years between two are a number.
            return Numeral(result, left.fill)
        return result

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return a field of *obj*: of a text none, of an empty field the same gap."""
        if isinstance(obj, Unset):
            return obj
        if isinstance(obj, _OPEN) and not attribute.startswith("_"):
            try:
                return getattr(obj, attribute)
            except AttributeError as error:
                if isinstance(obj, Unprintable):
                    return self._find_missing_field(obj, attribute, error)
        # The blocks of a template, and what is undefined, answer for themselves.
        if isinstance(obj, TemplateReference | Undefined):
            return super().getitem(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def _find_missing_field(self, obj: Unprintable, name: str, error: AttributeError) -> Any:
        """Return what stands for a field that a view lacks.

        Raises *error*, or that of the property *name*, when it is from within: a fault of our own.
        """
        computed = getattr(type(obj), name, None)
        if isinstance(computed, property):
            return computed.__get__(obj)
        if error.obj is not obj or error.name != name:
            raise error
        return self.undefined(obj=obj, name=name)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return an entry of *obj*, or its field of that name."""
        if isinstance(obj, Listing) and isinstance(argument, int):
            is_there = -len(obj) <= argument < len(obj)
            return obj[argument] if is_there else self.undefined(obj=obj, name=str(argument))
        if isinstance(obj, Keyed):
            return obj[argument] if argument in obj else self.undefined(obj=obj, name=argument)
        if isinstance(argument, str):
            return self.getattr(obj, argument)
        return obj if isinstance(obj, Unset) else self.undefined(obj=obj, name=argument)
