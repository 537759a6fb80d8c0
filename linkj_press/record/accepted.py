"""What a person has looked at and let stand."""

from typing import Annotated

from pydantic import BeforeValidator

from linkj_press.record.values import Day, HouseWords, Key, Record, Words


class Accepted(Record):
    """A finding of `check` that stands for a reason. It ends when its words change."""

    code: Key
    """The code of the finding: ``typed-claim``."""

    words: Words | HouseWords
    """The sentence with the words at fault, as it stands; in both languages where the finding is
    about the two together."""

    release: Key | None = None
    """The partner in whose release it was found, where the words are of another file."""

    who: Words
    """Who let it stand."""

    why: Words
    on: Day


AcceptedList = Annotated[
    tuple[Accepted, ...], BeforeValidator(lambda value: () if value is None else value)
]
"""Nothing after the key means none: whoever takes the last entry away may leave the key."""
