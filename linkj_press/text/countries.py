"""Countries and the cities of their clocks, as CLDR calls them in both languages."""

from collections.abc import Mapping
from functools import cache

from babel import Locale

from linkj_press.language import Language

_COUNTRY_CODE = 2


@cache
def list_countries(language: Language) -> Mapping[str, str]:
    """Return the code of each country by its name: ``{"デンマーク": "DK"}``."""
    named = Locale(str(language)).territories
    return {name: code for code, name in named.items() if _is_country(code)}


def _is_country(code: str) -> bool:
    return len(code) == _COUNTRY_CODE and code.isalpha()


@cache
def list_cities(language: Language) -> Mapping[str, str]:
    """Return a key of each city that a zone of time is called after: ``{"オスロ": "Oslo"}``."""
    zones = map(str, Locale("ja").time_zones)
    keys = {zone: zone.rpartition("/")[2].replace("_", " ") for zone in zones}
    told = Locale(str(language)).time_zones
    return {
        str(told.get(zone, {}).get("city", key)): key
        for zone, key in keys.items()
        if not zone.startswith(("Antarctica", "Etc"))
    }
