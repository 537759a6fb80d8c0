"""What templates may ask of values: their fields, and no more than a release can need."""

from __future__ import annotations

from functools import partial
from typing import Any

from jinja2 import StrictUndefined, Undefined, UndefinedError
from jinja2.environment import TemplateModule
from jinja2.runtime import BlockReference, Context, LoopContext, TemplateReference
from jinja2.utils import Namespace, missing

from linkj_press.message import say
from linkj_press.templating.inner import OperatingEnvironment
from linkj_press.templating.values import (
    LARGEST,
    Absent,
    Keyed,
    Listing,
    Numeral,
    TemplateFault,
    Unprintable,
    Unset,
)

_OPEN = Unprintable | LoopContext | TemplateModule | Namespace | BlockReference
"""What has fields for templates. The attributes of everything else are Python's."""

_LONGEST_NAME = 100


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
            named = partial(UndefinedNameError, self)
            self._undefined_exception = named  # type: ignore[assignment]

    @property
    def asked(self) -> str:
        """The name that does not exist; ``""`` where a value is missing that has none."""
        name = self._undefined_name
        if name is None and self.owner is None:
            return ""
        # Anything can stand in [ ], and may have no text, or no end of it.
        text = str(name) if isinstance(name, str | int | float) else type(name).__name__
        return text[:_LONGEST_NAME]

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
        if operator == "**" or not (isinstance(left, _NUMBER) and isinstance(right, _NUMBER)):
            raise TemplateFault(
                say("{operator} is not for text", operator=operator),
                say("put texts side by side, or use ~"),
            )
        result = super().call_binop(context, operator, left, right)
        if abs(result) > LARGEST:
            raise TemplateFault(say("this number is too large"))
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
                    return self._miss(obj, attribute, error)
        # The blocks of a template, and what is undefined, answer for themselves.
        if isinstance(obj, TemplateReference | Undefined):
            return super().getitem(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def _miss(self, obj: Unprintable, name: str, error: AttributeError) -> Any:
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


_NUMBER = int | float
