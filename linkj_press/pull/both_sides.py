"""What a draft in one language has to do with the words of the other."""

from __future__ import annotations

from linkj_press.language import Language
from linkj_press.message import Message, say, say_quoted
from linkj_press.pull.files import Files, name_filled
from linkj_press.pull.returned import Returned
from linkj_press.reading import KeyPath, read_path
from linkj_press.workspace.loading import Workspace


def find_other_side(
    workspace: Workspace, partner: str, field: str, language: Language
) -> KeyPath | None:
    """Return where the other language has words of *field* of *partner*, one of *language*.

    None where it has none, and where the field is of both languages.
    """
    *path, last = read_path(field) if field else ("",)
    other = (*path, str(language.other))
    tree = workspace.partners[partner].tree
    return other if last == language and tree.find(other) else None


def tell_disagreement(returned: Returned, files: Files, name: str) -> Message | None:
    """Return that a draft which came back with *returned* has the value *name* as it stands today.

    Of words in one language no draft of the other says anything, nor does one of another day.
    """
    partner, language = returned.manifest.partner, returned.manifest.language
    path = read_path(name)
    if not path or path[-1] in tuple(Language):
        return None
    for beside in returned.beside:
        manifest = beside.manifest
        if (manifest.partner, manifest.language) != (partner, language.other):
            continue
        values = [each for each in manifest.values if name_filled(each, partner) == name]
        said = {beside.read_value(each) for each in values}
        if values and said == {each.text for each in values} == files.tell(
            partner, manifest.language, name
        ):
            return say(
                "both languages show it, and the {language} file that came back with this one"
                " keeps {words}: find out which is right, and write that in the partner file",
                language=manifest.language.called,
                words=say_quoted(values[0].text),
            )
    return None
