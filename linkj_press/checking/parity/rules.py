"""The rules of parity, as data. How their faults are found is left to `parity`."""

from __future__ import annotations

from linkj_press.checking.rule import Example, Rule
from linkj_press.language import Language
from linkj_press.message import Message, say
from linkj_press.problem import Severity

JA, EN = Language


def _pair(ja: str, en: str) -> tuple[Example, Example]:
    """Return what the two languages say in one place."""
    return Example(JA, ja), Example(EN, en)


def _missing(code: str, title: Message, why: Message) -> Rule:
    return Rule(code, Severity.ERROR, title, why)


def _differing(
    code: str,
    title: Message,
    why: Message,
    bad: tuple[Example, ...],
    good: tuple[Example, ...] = (),
) -> Rule:
    """Return a rule whose examples are pairs: Japanese, English, Japanese, English."""
    return Rule(code, Severity.ERROR, title, why, bad, good)


_HALF = say("readers of the other language would not learn of it; gaps are not meant")
_FACT = say("both languages go out on one day, and must not contradict each other")

MISSING = (
    _missing("part-missing", say("a part in one language only"), _HALF),
    _missing("quote-missing", say("a quote in one language only"), _HALF),
    _missing("row-missing", say("a row of a table in one language only"), _HALF),
    _missing("link-missing", say("a link in one language only"), _HALF),
    _missing("person-missing", say("a person named in one language only"), _HALF),
)

DIFFERING = (
    _differing(
        "number-differs",
        say("a number that the languages give differently"),
        say("number words such as “one of” or 一丸 count only against a figure"),
        (
            *_pair("今後5年間にわたり協力します。", "They will cooperate for three years."),
            *_pair("26の大学が集まります。", "It is home to 25 universities."),
        ),
        (
            *_pair("2例目の提携です。", "It is the second partnership."),
            *_pair("440以上の会員", "its 440+ members"),
            *_pair("産学官が一丸となって", "working as one"),
        ),
    ),
    _differing(
        "money-differs",
        say("an amount of money that the languages give differently"),
        _FACT,
        _pair("1億5000万円を投じます。", "It will invest 15 million yen."),
        _pair("1億5000万円を投じます。", "It will invest 150 million yen."),
    ),
    _differing(
        "date-differs",
        say("a date that the languages give differently"),
        say("a year may be left out where the month is named"),
        _pair("9月7日に締結しました。", "It was concluded on September 8, 2020."),
        _pair("9月7日に締結しました。", "It was concluded on September 7, 2020."),
    ),
    _differing(
        "url-differs",
        say("a link that leads elsewhere in the other language"),
        say("pages that differ by their language alone are not meant"),
        _pair("https://www.link-j.org/event", "https://www.link-j.org/events"),
        _pair("https://www.link-j.org/", "https://www.link-j.org/en/"),
    ),
    _differing(
        "email-differs",
        say("a mail address that the languages give differently"),
        _FACT,
        _pair("press@link-j.org", "pres@link-j.org"),
    ),
    _differing(
        "phone-differs",
        say("a telephone number that the languages give differently"),
        _FACT,
        _pair("電話：03-3241-4911", "Phone: +81-3-3241-4912"),
        _pair("電話：03-3241-4911", "Phone: +81-3-3241-4911"),
    ),
    _differing(
        "person-differs",
        say("a person in whose place the other language names another"),
        _FACT,
        _pair("岡野 栄之が署名しました。", "Yoshiki Sawa signed it."),
        _pair("岡野 栄之が署名しました。", "Hideyuki Okano signed it."),
    ),
    _differing(
        "organisation-differs",
        say("a registered organisation that the other language does not name"),
        say("the issuer and the partner of the release may be named by a pronoun"),
        _pair("川崎市とも協力します。", "It also works with the City of Yokohama."),
        _pair("川崎市とも協力します。", "It also works with the City of Kawasaki."),
    ),
    _differing(
        "instrument-differs",
        say("an agreement that is of another kind in the other language"),
        say("words that fit any kind, such as memorandum or 覚書, are not meant"),
        _pair("MOCを締結しました。", "They concluded an MOU."),
        _pair("MOCを締結しました。", "They concluded a memorandum of cooperation."),
    ),
)

FOLLOWING = Rule(
    "nothing-follows",
    Severity.ERROR,
    say("a list is announced, and none follows"),
    say("it was lost, or the words are left from another release"),
    (Example(EN, "It has MOUs with the following partners."), Example(JA, "以下の団体と提携。")),
    (Example(EN, "It began the following year."), Example(JA, "次の世代を育てます。")),
)

RULES = (*MISSING, *DIFFERING, FOLLOWING)
BY_CODE = {rule.code: rule for rule in RULES}
