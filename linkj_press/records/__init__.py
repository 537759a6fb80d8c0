"""The records: what a partner file, the house and the look may say, and whether they do.

The only door to pydantic. Records are frozen; what follows from them has types of its own.
"""

from linkj_press.records.house import Dated, Issuer, Terms
from linkj_press.records.load import Loaded, load_record, make_record
from linkj_press.records.look import Look
from linkj_press.records.partner import HistoryForm, Name, Partner, Person, Release
from linkj_press.records.style import Style
from linkj_press.records.values import Bilingual, PerLanguage, Prose

__all__ = [
    "Bilingual",
    "Dated",
    "HistoryForm",
    "Issuer",
    "Loaded",
    "Look",
    "Name",
    "Partner",
    "PerLanguage",
    "Person",
    "Prose",
    "Release",
    "Style",
    "Terms",
    "load_record",
    "make_record",
]
