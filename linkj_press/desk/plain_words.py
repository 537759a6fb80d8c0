"""The words for people who see no file and no terminal, by those for people who do."""

from __future__ import annotations

from dataclasses import replace

from linkj_press.message import Message, say

_WORKED_OUT = say("“{words}” is filled in automatically, and cannot be typed over")
_PLAIN = {
    message.words: plain.words
    for message, plain in (
        (
            say(
                "it stands in {all} places, and was edited in {count}: edit it in all of them, or"
                " in the partner file"
            ),
            say(
                "it stands in {all} places, and was edited in {count}: accepted, it reads so in"
                " all of them"
            ),
        ),
        (say("the sources say now: {today}"), say("ours says now: {today}")),
        (say("“{words}” is worked out: {source}"), _WORKED_OUT),
        (say("“{words}” is what an expression made"), _WORKED_OUT),
        (
            say("“{words}” stands in {field} ({place}): change it there"),
            say("“{words}” is filled in from another field: change it there"),
        ),
        (
            say(
                "an approval is more than words: record it with `--approve NAME`, or write `by`"
                " and `on` under `approval` in the partner file"
            ),
            say("record the approval on the page of the release"),
        ),
        (
            say(
                "a confirmation is more than words: write `by` and `on` under `confirmed` in the"
                " partner file"
            ),
            say("record the confirmation on the page of the release"),
        ),
        (
            say("this gap takes more than words: fill in the field in the partner file"),
            say("this gap takes more than words: fill in the field on the page of the release"),
        ),
        (
            say("a form of the name for sentences alone goes into `name.in_sentence`"),
            say("a form for sentences alone goes into the field “name within a sentence”"),
        ),
        (
            say("before the name: what belongs to it in sentences goes into `name.in_sentence`"),
            say(
                "before the name: what belongs to it in sentences goes into the field “name within"
                " a sentence”"
            ),
        ),
        (
            say(
                "for this partner alone, what was signed is called in words of its own in"
                " `agreement.wording`"
            ),
            say(
                "for this partner alone, what was signed is called otherwise in the field “what the"
                " agreement is called”"
            ),
        ),
        (
            say("{by} approved other words on {on}: have these approved (--approve)"),
            say("{by} approved other words on {on}: have these approved again"),
        ),
        (say("the words of {speaker}: {words}"), say("{words}")),
        (say("what {speaker} is reported to say: {words}"), say("{words}")),
        (
            say("the draft says “{draft}”, and the file “{file}”: build and ask again"),
            say("the file that came back does not have the words that the release would have"),
        ),
        (
            say(
                "this draft does not have these words: if they were approved otherwise, write"
                " `approval` in the file, and check --fix keeps the words"
            ),
            say("the file that came back does not show these words"),
        ),
        (
            say("its words were edited, and are not in the file yet"),
            say("what was chosen for its words cannot be done"),
        ),
        (
            say("this draft does not say it: build a draft, and have that approved"),
            say("the file that came back does not show these words"),
        ),
        (
            say("the field holds it in another form: change it there"),
            say("the field holds it in another form: write it yourself, or change it there"),
        ),
        (
            say(
                "{edited}: edited since it was written, and kept; take the edits back with"
                " `linkj-press pull`, and then write it anew with --force, which keeps this one"
                " under a dated name"
            ),
            say(
                "It was edited in Word since it was written, and stays as it is. Press “Bring its"
                " edits in”; then tick “Set what was edited in Word aside, under a dated name”, and"
                " write it again."
            ),
        ),
        (
            say(
                "{edited}: edited since it was written, and kept; set it aside under a dated"
                " name with --force"
            ),
            say(
                "{edited}: edited since it was written, and kept. Tick “Set what was edited in Word"
                " aside, under a dated name”, and write it again."
            ),
        ),
        (
            say(
                "{edited}: was edited in Word, and the final would lack it; take the edits"
                " back with `linkj-press pull`, or write the final without them with --force"
            ),
            say(
                "It was edited in Word, and the final would lack the edits. Press “Bring its edits"
                " in”, or tick “Set what was edited in Word aside, under a dated name” to write the"
                " final without them."
            ),
        ),
        (
            say(
                "{edited}: was edited in Word, and the copy would lack it; take the edits"
                " back with `linkj-press pull`, or write the copy without them with --force"
            ),
            say(
                "It was edited in Word, and the copy would lack the edits. Press “Bring its edits"
                " in”, or tick “Set what was edited in Word aside, under a dated name” to write the"
                " copy without them."
            ),
        ),
        (
            say("{name}: the final before is kept as {kept}"),
            say("The final before ({language}) is kept in the folder {folder}, named “{kept}”."),
        ),
        (
            say("{name}: your edited draft is kept as {kept}"),
            say(
                "The file that was edited in Word ({language}) is kept in the folder {folder},"
                " named “{kept}”."
            ),
        ),
        (
            say("{name}: kept as {kept}, since its draft is another now"),
            say("What {name} was before is kept in the same folder, named “{kept}”."),
        ),
        (
            say("{name}: taken away, since its draft is another now"),
            say(
                "The file {name}, made earlier, no longer matched its Word file and was cleared"
                " away."
            ),
        ),
        (
            say(
                "have the new words approved, and record it: with their draft, `pull --approve`; or"
                " write `by` and `on` anew, take `of` with what is below it away, and `ja` or `en`"
                " where they stand, and let check --fix record the words"
            ),
            say("have the new words approved, and record that again"),
        ),
        (
            say(
                "have them confirmed again, record the day, take `of` with what is below it away,"
                " and `ja` or `en` where they stand, and let check --fix record the words"
            ),
            say("have it confirmed again, and record that again"),
        ),
        (
            say(
                "{finals}: is a final, and kept; name a folder without finals with --output, or"
                " move the final elsewhere"
            ),
            say("{finals}: is a final, and kept. Move it elsewhere, and write again."),
        ),
        (
            say(
                "{copies}: is a copy for the partner, and kept; name a folder without such copies"
                " with --output, or move it elsewhere"
            ),
            say(
                "{copies}: is a copy for the partner, and kept. Move it elsewhere, and write again."
            ),
        ),
    )
}
"""What is told otherwise to people who see no file and no terminal: by the words that they see."""


def tell_plainly(message: Message) -> Message:
    """Return *message* in the words for people who see no file and no terminal."""
    values = tuple(
        (name, tell_plainly(value) if isinstance(value, Message) else value)
        for name, value in message.values
    )
    return replace(message, words=_PLAIN.get(message.words, message.words), values=values)
