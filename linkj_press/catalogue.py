"""The words of messages in the languages of the people who use the program."""

from __future__ import annotations

import gettext
import locale
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from linkj_press.language import Language
from linkj_press.message import Message, in_english

CATALOGUES = Path(__file__).parent / "catalogues"
"""The folder of the catalogues; English needs none."""

DOMAIN = "linkj_press"


@dataclass(frozen=True)
class Catalogue:
    """Tells messages in one language."""

    language: Language
    _translations: gettext.NullTranslations = field(repr=False, compare=False)

    def tell(self, message: Message) -> str:
        """Return *message* in the language."""
        return message.tell(self._translate)

    def _translate(self, message: Message) -> str:
        if not message.words or self.language is Language.EN:
            return in_english(message)
        if message.words_of_one:
            return self._translations.ngettext(message.words_of_one, message.words, message.number)
        return self._translations.gettext(message.words)


def open_catalogue(language: Language) -> Catalogue:
    """Return the catalogue of *language*."""
    translations = gettext.translation(DOMAIN, CATALOGUES, [language], fallback=True)
    return Catalogue(language, translations)


def find_language(environment: Mapping[str, str]) -> Language:
    """Return the language that the person's system speaks: Japanese, or else English."""
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    name = next(filter(None, names), None) or locale.getlocale()[0] or ""
    return Language.JA if name.lower().startswith(("ja", "japanese")) else Language.EN
