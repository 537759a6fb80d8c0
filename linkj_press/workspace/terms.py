"""A kind of partner or a country that the terms of the house lack. Writes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import WrongUsage
from linkj_press.reading import add_mappings, set_mapping
from linkj_press.record.ledger import House
from linkj_press.record.order import fold_name
from linkj_press.text.wording import list_countries
from linkj_press.workspace.new_partner import suggest_id


class TermKind(StrEnum):
    """What can be added to the lists that are chosen from."""

    KIND = "kind"
    COUNTRY = "country"


@dataclass(frozen=True)
class NewTerm:
    """What a kind of partner, or a country, is called inside a sentence."""

    ja: str
    en: str
    several: str = ""
    """What several of a kind are called in English."""

    def find_country(self) -> str | None:
        """Return the code of the country that is called so, as CLDR has it; None for none."""
        named = {Language.JA: self.ja, Language.EN: self.en.removeprefix("the ")}
        codes = [list_countries(lang).get(words) for lang, words in named.items()]
        return next(filter(None, codes), None)


def find_country(text: str) -> str | None:
    """Return the code of the country that *text* is, or names in a language, None for none."""
    wanted = fold_name(text)
    for language in Language:
        for name, code in list_countries(language).items():
            if wanted in (code.lower(), fold_name(name)):
                return code
    return None


def add_term(house: House, what: TermKind, new: NewTerm) -> tuple[str, str]:
    """Return the key of the *new* kind or country, and the text of the terms with it.

    Raises CannotWrite, and WrongUsage for one that is there, or that cannot be.
    """
    return (_add_country if what is TermKind.COUNTRY else _add_kind)(house, new)


def _add_country(house: House, new: NewTerm) -> tuple[str, str]:
    """Return the key of the country *new*, and the text of the terms with it.

    Raises CannotWrite, and WrongUsage for one that is there, or that nobody knows.
    """
    code = new.find_country()
    if code is None:
        raise WrongUsage(say("no country is called so: choose one of the list"))
    _require_new(code, house.terms.record.countries)
    words = {"ja": new.ja, "en": new.en}
    mark = {"ja": new.ja, "en": new.en.removeprefix("the ")}
    text = house.terms.tree.content.decode()
    return code, add_mappings(text, ("countries", code), {"name": words, "mark": mark})


def _add_kind(house: House, new: NewTerm) -> tuple[str, str]:
    """Return the key of the kind *new*, and the text of the terms with it.

    Raises CannotWrite, and WrongUsage for one that is there.
    """
    key = suggest_id(new.en)
    if not key:
        raise WrongUsage(say("the English name is needed, in Latin letters"))
    _require_new(key, house.terms.record.kinds)
    text = house.terms.tree.content.decode()
    text = set_mapping(text, ("kinds", key), {"ja": new.ja, "en": new.en})
    return key, set_mapping(text, ("plurals",), {key: new.several}) if new.several else text


def _require_new(key: str, known: Iterable[str]) -> None:
    if key in known:
        raise WrongUsage(say("it is in the list already: choose it there"))
