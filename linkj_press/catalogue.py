"""The words of messages in the languages of the people who use the program."""

import gettext
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
