"""What people call the fields of files, and what they write there.

“副見出し” for ``release.subhead``, and never a key.

A field is looked up by its path with ``[]`` for any index and ``*`` for any key of a mapping.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from linkj_press.language import Language
from linkj_press.message import Message, phrase, say, say_day
from linkj_press.reading import KeyPath
from linkj_press.record import Issuer, Loaded, Terms
from linkj_press.record.choices import UNKNOWN, find_words, name_person, name_role, name_thing
from linkj_press.record.house import DatedEntry, OwnPerson, StyleGuide
from linkj_press.record.ledger import House
from linkj_press.record.look import Look
from linkj_press.record.partner import CoIssuer, Person, Quote, Renaming

_ACCEPTED = {
    "accepted": phrase("accepted findings"),
    "accepted[]": phrase("accepted finding {number}"),
    "accepted[].code": phrase("kind of the accepted finding"),
    "accepted[].words": phrase("words of the accepted finding"),
    "accepted[].release": phrase("release of the accepted finding"),
    "accepted[].who": phrase("who accepted the finding"),
    "accepted[].why": phrase("why the finding was accepted"),
    "accepted[].on": phrase("day on which the finding was accepted"),
}

_PARTNER = {
    "": phrase("details of the partner"),
    "name": phrase("name of the partner"),
    "name.full": phrase("full name"),
    "name.short": phrase("short name"),
    "name.in_sentence": phrase("name within a sentence"),
    "name.in_lede": phrase("name in the lede"),
    "name.abbreviation": phrase("abbreviation"),
    "name.reading": phrase("reading of the name"),
    "name.gloss": phrase("what the partner is, in the history"),
    "renamed": phrase("changes of name"),
    "renamed[]": phrase("change of name (from {day})"),
    "renamed[].since": phrase("day of the change of name"),
    "renamed[].name": phrase("name of the partner (from {day})"),
    "kind": phrase("kind of partner"),
    "country": phrase("country"),
    "region": phrase("region"),
    "seat": phrase("location of the partner"),
    "note": phrase("note for staff"),
    "agreement": phrase("agreement"),
    "agreement.signed": phrase("date of signing"),
    "agreement.signed_after": phrase("partner signed right before"),
    "agreement.signed_with": phrase("partners who sign together"),
    "agreement.signed_with[]": phrase("partner {number} of those who sign together"),
    "agreement.instrument": phrase("type of agreement"),
    "agreement.wording": phrase("what the agreement is called"),
    "agreement.article": phrase("English article of what the agreement is called"),
    "agreement.years": phrase("term of the agreement (years)"),
    "agreement.until": phrase("last day of the term of the agreement"),
    "agreement.renewed_automatically": phrase("automatic renewal"),
    "agreement.items": phrase("areas of cooperation"),
    "agreement.items[]": phrase("area of cooperation {number}"),
    "agreement.note": phrase("note for staff on the agreement"),
    "ended": phrase("end of the partnership"),
    "ended.on": phrase("day on which the partnership ended"),
    "ended.note": phrase("note for staff on the end"),
    "merged": phrase("merger of the partner"),
    "merged.into": phrase("partner that it became part of"),
    "merged.on": phrase("day of the merger"),
    "merged.note": phrase("note for staff on the merger"),
    "corrects": phrase("release that is corrected"),
    "renews": phrase("partners whose agreement is renewed"),
    "renews[]": phrase("partner {number} whose agreement is renewed"),
    **_ACCEPTED,
}

_RELEASE = {
    "release": phrase("press release"),
    "release.date": phrase("date of the release"),
    "release.template": phrase("template"),
    "release.headline": phrase("headline"),
    "release.subhead": phrase("subhead"),
    "release.profile": phrase("profile of the partner"),
    "release.background": phrase("background"),
    "release.background[]": phrase("background, paragraph {number}"),
    "release.purpose": phrase("purpose of the agreement"),
    "release.purpose[]": phrase("purpose of the agreement, paragraph {number}"),
    "release.agreed": phrase("areas of cooperation in the text"),
    "release.agreed[]": phrase("areas of cooperation in the text, no. {number}"),
    "release.history": phrase("form of the history"),
    "release.tell_kind": phrase("whether the number of its kind is told"),
    "release.tell_agreed": phrase("whether the template tells what was agreed"),
    "release.people": phrase("people of the partner"),
    "release.people.*": phrase("{who}"),
    "release.people.*.name": phrase("name of {who}"),
    "release.people.*.title": phrase("title of {who}"),
    "release.people.*.title_in_lede": phrase("title of {who} in the lede"),
    "release.people.*.affiliation": phrase("affiliation of {who}"),
    "release.people.*.honorific": phrase("honorific of {who}"),
    "release.head": phrase("head of the partner"),
    "release.signatories": phrase("signatories"),
    "release.signatories[]": phrase("signatory {number}"),
    "release.quotes": phrase("quotes"),
    "release.quotes[]": phrase("quote by {who}"),
    "release.quotes[].speaker": phrase("speaker of quote {number}"),
    "release.quotes[].gist": phrase("quote by {who} (gist)"),
    "release.quotes[].words": phrase("quote by {who} (own words)"),
    "release.quotes[].approval": phrase("approval of the quote by {who}"),
    "release.quotes[].approval.by": phrase("who approved the quote by {who}"),
    "release.quotes[].approval.on": phrase("day on which the quote by {who} was approved"),
    "release.quotes[].approval.of": phrase("approved wording of the quote by {who}"),
    "release.quotes[].approval.ja": phrase("approval of the quote by {who} (Japanese)"),
    "release.quotes[].approval.ja.by": phrase("who approved the quote by {who} (Japanese)"),
    "release.quotes[].approval.ja.on": phrase(
        "day on which the quote by {who} was approved (Japanese)"
    ),
    "release.quotes[].approval.en": phrase("approval of the quote by {who} (English)"),
    "release.quotes[].approval.en.by": phrase("who approved the quote by {who} (English)"),
    "release.quotes[].approval.en.on": phrase(
        "day on which the quote by {who} was approved (English)"
    ),
    "release.photo": phrase("photo"),
    "release.photo.file": phrase("photo file"),
    "release.photo.people": phrase("people in the photo"),
    "release.photo.people[]": phrase("person {number} from the left in the photo"),
    "release.photo.caption": phrase("photo caption"),
    "release.photo.credit": phrase("photo credit"),
    "release.closing": phrase("closing"),
    "release.closing[]": phrase("closing, paragraph {number}"),
    "release.about": phrase("about the partner"),
    "release.about.title": phrase("heading of the section about the partner"),
    "release.about.paragraphs": phrase("about the partner"),
    "release.about.paragraphs[]": phrase("about the partner, paragraph {number}"),
    "release.co_issuers": phrase("joint issuers"),
    "release.co_issuers[]": phrase("joint issuer {thing}"),
    "release.co_issuers[].name": phrase("full name of joint issuer {thing}"),
    "release.co_issuers[].short": phrase("short name of joint issuer {thing}"),
    "release.co_issuers[].seat": phrase("location of joint issuer {thing}"),
    "release.co_issuers[].head": phrase("head of joint issuer {thing}"),
    "release.co_issuers[].head.name": phrase("name of {who}"),
    "release.co_issuers[].head.title": phrase("title of {who}"),
    "release.co_issuers[].head.title_in_lede": phrase("title of {who} in the lede"),
    "release.co_issuers[].head.affiliation": phrase("affiliation of {who}"),
    "release.co_issuers[].head.honorific": phrase("honorific of {who}"),
    "release.co_issuers[].about": phrase("boilerplate of {thing}"),
    "release.co_issuers[].about[]": phrase("boilerplate of {thing}, paragraph {number}"),
    "release.co_issuers[].website": phrase("website of {thing}"),
    "release.co_issuers[].media_contact": phrase("media contact of {thing}"),
    "release.co_issuers[].media_contact.name": phrase("name of the media contact of {thing}"),
    "release.co_issuers[].media_contact.phone": phrase("phone number of {thing}"),
    "release.co_issuers[].media_contact.email": phrase("email address of {thing}"),
    "release.links": phrase("links"),
    "release.links.*": phrase("link to {thing}"),
    "release.media_contact": phrase("media contact of the release"),
    "release.media_contact.name": phrase("name of the media contact"),
    "release.media_contact.phone": phrase("phone number of the media contact"),
    "release.media_contact.email": phrase("email address of the media contact"),
    "release.embargo": phrase("embargo"),
    "release.confirmed": phrase("confirmation of the facts"),
    "release.confirmed.by": phrase("who confirmed the facts"),
    "release.confirmed.on": phrase("day on which the facts were confirmed"),
    "release.confirmed.of": phrase("facts that were confirmed"),
    "release.confirmed.ja": phrase("confirmation of the facts (Japanese)"),
    "release.confirmed.ja.by": phrase("who confirmed the facts (Japanese)"),
    "release.confirmed.ja.on": phrase("day on which the facts were confirmed (Japanese)"),
    "release.confirmed.en": phrase("confirmation of the facts (English)"),
    "release.confirmed.en.by": phrase("who confirmed the facts (English)"),
    "release.confirmed.en.on": phrase("day on which the facts were confirmed (English)"),
    "release.corrected": phrase("what is corrected"),
    "release.corrected.on": phrase("day on which the corrected release went out"),
    "release.corrected.headline": phrase("headline of the corrected release"),
    "release.corrected.ja": phrase("passages to correct in Japanese"),
    "release.corrected.ja[]": phrase("passage {number} to correct in Japanese"),
    "release.corrected.ja[].published": phrase("Japanese passage {number} as published"),
    "release.corrected.ja[].correct": phrase("Japanese passage {number}, corrected"),
    "release.corrected.ja[].gone": phrase("Japanese passage {number}: deleted or not"),
    "release.corrected.en": phrase("passages to correct in English"),
    "release.corrected.en[]": phrase("passage {number} to correct in English"),
    "release.corrected.en[].published": phrase("English passage {number} as published"),
    "release.corrected.en[].correct": phrase("English passage {number}, corrected"),
    "release.corrected.en[].gone": phrase("English passage {number}: deleted or not"),
}

_ISSUER = {
    "": phrase("details of {issuer}"),
    "name": phrase("full name of {issuer}"),
    "short": phrase("short name of {issuer}"),
    "website": phrase("website of {issuer}"),
    "founded": phrase("when {issuer} was founded"),
    "head": phrase("head of {issuer}"),
    "head[]": phrase("head of {issuer} (from {day})"),
    "head[].person": phrase("who heads {issuer} (from {day})"),
    "seat": phrase("location of {issuer}"),
    "seat[]": phrase("location of {issuer} (from {day})"),
    "about": phrase("{issuer}’s boilerplate"),
    "about[]": phrase("{issuer}’s boilerplate (from {day})"),
    "about[].paragraphs": phrase("{issuer}’s boilerplate (from {day})"),
    "about[].paragraphs[]": phrase("{issuer}’s boilerplate (from {day}), paragraph {number}"),
    "members": phrase("number of members of {issuer}"),
    "members[]": phrase("number of members of {issuer} (from {day})"),
    "members[].at_least": phrase("least number of members of {issuer} (from {day})"),
    "people": phrase("people of {issuer}"),
    "people.*": phrase("{who}, {issuer}"),
    "people.*.name": phrase("name of {who}, {issuer}"),
    "people.*.posts": phrase("posts of {who}, {issuer}"),
    "people.*.posts[]": phrase("post of {who}, {issuer} (from {day})"),
    "people.*.posts[].title": phrase("title of {who}, {issuer} (from {day})"),
    "people.*.posts[].affiliation": phrase("affiliation of {who}, {issuer} (from {day})"),
    "dateline": phrase("place in the dateline of {issuer}"),
    "embargo_zone": phrase("when an embargo names its time zone"),
    "media_contact": phrase("media contact of {issuer}"),
    "media_contact[]": phrase("media contact of {issuer} (from {day})"),
    "media_contact[].name": phrase("name of the media contact of {issuer} (from {day})"),
    "media_contact[].phone": phrase("phone number of the media contact of {issuer} (from {day})"),
    "media_contact[].email": phrase("email address of the media contact of {issuer} (from {day})"),
}

_TERMS = {
    "": phrase("shared terms"),
    "kinds": phrase("kinds of partners"),
    "kinds.*": phrase("name of the kind “{thing}”"),
    "kinds.*.counts_as": phrase("kind that “{thing}” counts together with"),
    "plurals": phrase("English plurals of kinds"),
    "plurals.*": phrase("English plural of the kind “{thing}”"),
    "countries": phrase("countries"),
    "countries.*": phrase("name of the country “{thing}”"),
    "countries.*.name": phrase("name of the country “{thing}” in a sentence"),
    "countries.*.mark": phrase("mark of the country “{thing}” in the history table"),
    "regions": phrase("regions"),
    "regions.*": phrase("name of the region “{thing}”"),
    "instruments": phrase("types of agreements"),
    "instruments.*": phrase("type of agreement “{thing}”"),
    "instruments.*.wording": phrase("first mention of the agreement “{thing}”"),
    "instruments.*.abbreviation": phrase("abbreviation of the agreement “{thing}”"),
    "instruments.*.noun": phrase("what the agreement “{thing}” is, in a word"),
    "instruments.*.renewing": phrase("the agreement “{thing}” after “renews the partnership”"),
    "instruments.*.verb": phrase("what is done with the agreement “{thing}”"),
    "instruments.*.verb.past": phrase("what was done with the agreement “{thing}”"),
    "instruments.*.verb.headline": phrase("what is done with “{thing}”, in a headline"),
    "instruments.*.verb.headline_of_several": phrase(
        "what several issuers do with “{thing}”, in a headline"
    ),
    "instruments.*.title": phrase("the agreement “{thing}” in a headline"),
    "instruments.*.article": phrase("English articles of the agreement “{thing}”"),
    "instruments.*.article.wording": phrase("English article of the first mention of “{thing}”"),
    "instruments.*.article.abbreviation": phrase(
        "English article of the abbreviation of “{thing}”"
    ),
    "items": phrase("areas of cooperation"),
    "items.*": phrase("area of cooperation “{thing}”"),
    "items.*.in_sentence": phrase("area of cooperation “{thing}” in a sentence"),
    "honorific": phrase("honorific for people of partners"),
    "gaps": phrase("labels of what is missing"),
    "gaps.translation": phrase("label of a missing translation"),
    "gaps.value": phrase("label of a field that is not filled in"),
    "gaps.fields": phrase("labels of fields that are not filled in"),
    "gaps.fields.*": phrase("label “{thing}”"),
}

_STYLE = {
    "": phrase("style guide"),
    "off": phrase("checks that are switched off"),
    "off[]": phrase("check that is switched off, no. {number}"),
    "words": phrase("house spellings"),
    "words.ja": phrase("house spellings in Japanese"),
    "words.ja.*": phrase("what is written instead of “{thing}”"),
    "words.en": phrase("house spellings in English"),
    "words.en.*": phrase("what is written instead of “{thing}”"),
    "words_of_house": phrase("house spellings for ourselves"),
    "words_of_house.ja": phrase("house spellings for ourselves in Japanese"),
    "words_of_house.ja.*": phrase("what we write of ourselves instead of “{thing}”"),
    "words_of_house.en": phrase("house spellings for ourselves in English"),
    "words_of_house.en.*": phrase("what we write of ourselves instead of “{thing}”"),
    "days": phrase("limits of days between dates"),
    "days.between_signings": phrase("most days between two signings"),
    "days.from_signing_to_release": phrase("most days from signing to release"),
    "days.from_release_to_embargo": phrase("most days from release to the end of the embargo"),
    **_ACCEPTED,
}

_OF_ENTRIES = {
    "since": phrase("{field}: first day"),
    "until": phrase("{field}: last day"),
    "note": phrase("{field}: note for staff"),
}
"""What each dated entry of the house has beside its own fields."""

_OF_PEOPLE = {
    "title_in_lede": say(
        "Only where the title would say the name of the partner a second time there: “Mayor” for"
        " “Mayor of Yokohama”."
    ),
    "affiliation": say(
        "It goes with the title in the caption of the photo and with quotes: the name of the"
        " partner, for instance."
    ),
    "honorific": say(
        "Only where it is not the usual one: “H.E.”. In Japanese it stands after the name, in"
        " English before it."
    ),
}

_CONTACT_HINTS = {
    "phone": say("As it is written in Japan: 03-1234-5678. In English it has +81 by itself."),
}

_HINTS: Mapping[str, Message] = {
    "name.short": say("Used in the text in place of the full name, where one is usual."),
    "name.in_sentence": say(
        "Only where the name has another form inside a sentence: “the City of Yokohama”."
    ),
    "name.in_lede": say("Only where the name has another form at its first mention, in the lede."),
    "name.abbreviation": say("In brackets after the name, where partners are listed: UCSD."),
    "name.reading": say(
        "How a foreign name is read: it stands in brackets after the name, where partners are"
        " listed."
    ),
    "name.gloss": say(
        "What the partner is, in a few words: in later releases it stands in brackets after the"
        " name, where earlier partners are listed. Left empty, nothing stands there."
    ),
    "country": say("The partner’s own: of an embassy in Tokyo, the country that it is of."),
    "region": say("Only where releases name the partners of a region together: the Kansai region."),
    "seat": say("In brackets after the name, in the lede. Left empty, nothing stands there."),
    "note": say("For staff alone: it is never printed."),
    "agreement.wording": say(
        "Only where the agreement is called otherwise than agreements of its type: “memorandum of"
        " understanding on mutual cooperation”."
    ),
    "agreement.article": say(
        "“a”, “an” or “the”, only where it is not what the first letter asks for."
    ),
    "agreement.years": say("A number. Either years, or the last day of the term."),
    "agreement.until": say("Only where a day was agreed in place of years."),
    "agreement.renewed_automatically": say(
        "Yes: the release says after the term that the agreement is renewed automatically. No, or"
        " nothing chosen: it does not."
    ),
    "agreement.note": say("For staff alone: it is never printed."),
    "release.headline": say("Only where it is to be another than the template’s."),
    "release.subhead": say("Without signs at its ends: the Japanese has “～” there by itself."),
    "release.profile": say(
        "A phrase that goes into the lede: before the name of the partner in Japanese, after it in"
        " English (“which …”, “a … based in …”). No sentence, and no full stop."
    ),
    "release.agreed": say("Only where the text is to say it otherwise than the list does."),
    "release.agreed[]": say("Only where the text is to say it otherwise than the list does."),
    "release.history": say("Nothing chosen: a sentence that names the earlier partners."),
    "release.tell_kind": say(
        "Yes, or nothing chosen: the lede gives the partner’s number among its kind (“the third"
        " municipality”) and among all partners. No: only the number among all partners."
    ),
    "release.tell_agreed": say(
        "Yes, or nothing chosen: a sentence of its own tells the term and the areas of cooperation"
        " ((1) …; (2) …). No: that sentence is left out, where another paragraph tells them,"
        " as that on the purpose of the agreement."
    ),
    "release.head": say("Whom the lede names after the partner, with the title."),
    "release.quotes[].gist": say(
        "What was said, told by us: it goes on after the name of the speaker, as in “expressed hope"
        " that …”. No quotation marks; a full stop at the end. The speaker’s very words go into the"
        " field for own words; until these are approved, this stands in the release."
    ),
    "release.quotes[].words": say(
        "The speaker’s very words, without quotation marks: these stand around them by themselves."
        " In English with the last full stop, in Japanese without: there the sentence goes on by"
        " itself. They are in the release once their approval is recorded; until then the gist is."
    ),
    "release.photo.file": say("A picture as JPEG or PNG."),
    "release.links.*": say("An address that the text names, whole: https://…"),
    "release.photo.caption": say(
        "Only where the titles and names of who is in it, from the left, are not enough."
    ),
    "release.photo.credit": say("The name alone: “Photo courtesy of” stands before it by itself."),
    "release.closing[]": say("After the quotes, beneath the closing words of all releases."),
    "release.about.title": say("Only where it is not the name of the partner."),
    "release.embargo": say(
        "The time in Japan before which nobody may publish it. Left empty, nothing is said of it."
    ),
    **{f"release.media_contact.{name}": hint for name, hint in _CONTACT_HINTS.items()},
    **{f"release.co_issuers[].media_contact.{k}": hint for k, hint in _CONTACT_HINTS.items()},
    **{f"release.people.*.{name}": hint for name, hint in _OF_PEOPLE.items()},
    **{f"release.co_issuers[].head.{name}": hint for name, hint in _OF_PEOPLE.items()},
}
"""What to write in a field of a partner file, and what it does, where its name leaves doubts."""

_FIELDS: dict[type, Mapping[str, str]] = {
    Issuer: _ISSUER,
    Terms: _TERMS,
    StyleGuide: _STYLE,
    Look: {"": phrase("look of the Word files")},
}
_PARTNERS = _PARTNER | _RELEASE


def name_field(path: KeyPath, loaded: Loaded[Any], house: House, language: Language) -> Message:
    """Return what people call the field at *path* of *loaded*, names as in *language*.

    A field that this file does not have (any more) is called as it would be; what no table knows,
    after what holds it.
    """
    names = _FIELDS.get(type(loaded.record), _PARTNERS)
    steps = _follow(path, names)
    if path[:1] == ("renamed",) and path[2:3] == ("name",) and len(steps) < len(path):
        inner = name_field(path[2:], loaded, house, language)
        day = _gather(path, loaded, house, language)["day"]
        return say("{field} (from {day})", field=inner, day=day)
    known = len(steps)
    pattern = _show_pattern(steps)
    if "{number}" in names[pattern] and _is_alone(path[:known], loaded):
        pattern = pattern.removesuffix("[]")
    told = say(names[pattern], **_gather(path, loaded, house, language))
    match path[known:]:
        case (str(last),) if last in _OF_ENTRIES and isinstance(path[-2], int):
            return say(_OF_ENTRIES[last], field=told)
        case (*_, "ja" | "en" as spoken):
            return say("{field}, in {language}", field=told, language=Language(spoken).called)
    return told


def find_hint(path: KeyPath, loaded: Loaded[Any]) -> Message | None:
    """Return what to write in the field at *path* of *loaded*, where its name leaves doubts."""
    return _HINTS.get(_show_pattern(_follow(path, _FIELDS.get(type(loaded.record), _PARTNERS))))


def _follow(path: KeyPath, names: Mapping[str, str]) -> list[str]:
    """Return the steps of *path* as *names* has them, as far as it has them."""
    steps: list[str] = []
    for step in path:
        own = "[]" if isinstance(step, int) else step
        found = [one for one in (own, "*") if _show_pattern([*steps, one]) in names]
        if not found:
            break
        steps.append(found[0])
    return steps


def _show_pattern(steps: Sequence[str]) -> str:
    return ".".join(steps).replace(".[]", "[]")


def _is_alone(path: KeyPath, loaded: Loaded[Any]) -> bool:
    """Return whether *path* leads to the only entry of a list, which needs no number."""
    if path[-1] != 0:
        return False
    holder = loaded.record
    for step in path[:-1]:
        holder = _take(holder, step)
    return isinstance(holder, tuple) and len(holder) == 1


def _take(value: Any, step: str | int) -> Any:
    match value, step:
        case tuple(), int() if step < len(value):
            return value[step]
        case Mapping(), _:
            return value.get(step)
        case _:
            return getattr(value, str(step), None)


def _gather(
    path: KeyPath, loaded: Loaded[Any], house: House, language: Language
) -> dict[str, object]:
    """Return the values that names of fields on the way of *path* may have."""
    told: dict[str, object] = dict.fromkeys(("day", "number", "thing"), UNKNOWN)
    told |= {"issuer": house.issuer.record.short, "who": say("somebody")}
    value = loaded.record
    for step in path:
        holder, value = value, _take(value, step)
        if isinstance(step, int):
            told["number"] = step + 1
        if isinstance(holder, Mapping):
            told["thing"] = name_thing(str(step), value, language)
        match value:
            case CoIssuer():
                told["thing"] = find_words(value.name, language)
            case Person() | OwnPerson():
                release = getattr(loaded.record, "release", None)
                unnamed = name_role(str(step), release, language)
                told["who"] = find_words(value.name, language, unnamed)
            case Quote(speaker=key):
                told["who"] = name_person(key, loaded, house, language)
            case Renaming() | DatedEntry():
                told["day"] = say_day(value.since)
    return told
