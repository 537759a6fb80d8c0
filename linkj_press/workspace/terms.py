"""A kind, a country or an area of cooperation that the house’s terms lack. Writes nothing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, count

from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import WrongUsage
from linkj_press.reading import add_mappings, set_mapping
from linkj_press.record.house import ItemTerms
from linkj_press.record.ledger import House
from linkj_press.record.order import fold_name
from linkj_press.record.values import HouseWords
from linkj_press.text.wording import list_countries, word_enumeration
from linkj_press.workspace.new_partner import shorten_id, suggest_id


class TermKind(StrEnum):
    """What can be added to the lists that are chosen from."""

    KIND = "kind"
    COUNTRY = "country"
    ITEM = "items"
    """What an agreement covers."""


@dataclass(frozen=True)
class NewTerm:
    """What a kind of partner, a country or an area of cooperation is called inside a sentence."""

    ja: str
    en: str
    several: str = ""
    """What several of a kind are called in English."""

    def find_country(self) -> str | None:
        """Return the code of the country that is called so, as CLDR has it; None for none."""
        named = {Language.JA: self.ja, Language.EN: self.en.removeprefix("the ")}
        codes = [list_countries(lang).get(words) for lang, words in named.items()]
        return next(filter(None, codes), None)


AMONG_OTHERS = say(
    "It stands in a sentence, and in the table of earlier agreements: a few words that end in a"
    " noun, in English in lower case, without a full stop."
)
"""How an area of cooperation is written."""


def find_country(text: str) -> str | None:
    """Return the code of the country that *text* is, or names in a language, None for none."""
    wanted = fold_name(text)
    for language in Language:
        for name, code in list_countries(language).items():
            if wanted in (code.lower(), fold_name(name)):
                return code
    return None


def add_term(house: House, what: TermKind, new: NewTerm) -> tuple[str, str]:
    """Return the key of the *new* term, and the text of the terms with it.

    Raises CannotWrite, and WrongUsage for one that is there, or that cannot be.
    """
    return _ADDERS[what](house, new)


def lead_to_item(house: House, language: Language) -> str:
    """Return what stands before one more item where a sentence has several: ``①相互訪問、②``."""
    some = [_find_forms(each, language)[-1] for each in house.terms.record.items.values()]
    return word_enumeration([some[0], ""], language) if some else ""


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
    key, kinds = _require_key(new), house.terms.record.kinds
    _require_new(key, kinds)
    _require_new_words(new, kinds.values())
    text = house.terms.tree.content.decode()
    text = set_mapping(text, ("kinds", key), {"ja": new.ja, "en": new.en})
    return key, set_mapping(text, ("plurals",), {key: new.several}) if new.several else text


def _add_item(house: House, new: NewTerm) -> tuple[str, str]:
    """Return the key of the item *new*, and the text of the terms with it.

    Raises CannotWrite, and WrongUsage for one that is there, or that is no part of a sentence.
    """
    stem, items = shorten_id(_require_key(new)), house.terms.record.items
    _require_new_words(new, items.values())
    if any(words.endswith((".", "．", "。")) for words in (new.ja, new.en)):
        raise WrongUsage(say("it stands inside a sentence: leave the full stop out"))
    names = chain([stem], (f"{stem}-{number}" for number in count(2)))
    key = next(name for name in names if name not in items)
    text = house.terms.tree.content.decode()
    return key, add_mappings(text, ("items",), {key: {"ja": new.ja, "en": new.en}})


_ADDERS: Mapping[TermKind, Callable[[House, NewTerm], tuple[str, str]]] = {
    TermKind.KIND: _add_kind,
    TermKind.COUNTRY: _add_country,
    TermKind.ITEM: _add_item,
}


def _require_key(new: NewTerm) -> str:
    """Return the key that *new* gives. Raises WrongUsage where it gives none."""
    key = suggest_id(new.en)
    if not key:
        raise WrongUsage(say("the English name is needed, in Latin letters"))
    return key


def _require_new(key: str, known: Iterable[str]) -> None:
    if key in known:
        raise WrongUsage(say("it is in the list already: choose it there"))


def _require_new_words(new: NewTerm, known: Iterable[HouseWords]) -> None:
    """Raise WrongUsage where one of *known* is called as *new* in a language."""
    for each in known:
        for language, words in ((Language.JA, new.ja), (Language.EN, new.en)):
            _require_new(fold_name(words), map(fold_name, _find_forms(each, language)))


def _find_forms(words: HouseWords, language: Language) -> list[str]:
    """Return the forms of *words*, that inside a sentence last."""
    inside = words.in_sentence.get(language) if isinstance(words, ItemTerms) else None
    return [words.get(language), *([inside] if inside else ())]
