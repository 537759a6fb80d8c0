"""Plain text to YAML: the other way round, for the one kind of file that the program writes."""

import json

from linkj_press.message import phrase
from linkj_press.reading.encoding import holds_what_nobody_writes


def quote_scalar(text: str) -> str:
    """Return *text*, one line of it, as the YAML that `read_yaml` reads as just that text.

    Raises ValueError, with a phrase for the writer, when a file may not hold it.
    """
    if "\n" in text or "\t" in text or holds_what_nobody_writes(text):
        raise ValueError(
            phrase("one line goes here, without tabs, control characters or halves of characters")
        )
    # A string of JSON is one of YAML.
    return json.dumps(text, ensure_ascii=False)
