"""Tells by how words look whether they are struck, hidden, or no words but Word's invitation."""

from linkj_press.word.elements import Element, name
from linkj_press.word.word_text import Shown

_LOOK, _ID, _VALUE = name("w:rPr"), name("w:styleId"), name("w:val")
_STRIKES = frozenset(map(name, ("w:strike", "w:dstrike")))
_HIDDEN = name("w:vanish")
_TOLD = _STRIKES | {_HIDDEN}
_OFF = ("0", "false", "off", "none")
_OWN_STYLE, _BASED_ON = name("w:rStyle"), name("w:basedOn")
_STYLE_OF_PARAGRAPH = f"{name('w:pPr')}/{name('w:pStyle')}"
_PROMPT = "placeholder text"
_PROMPT_STYLE = "PlaceholderText"
_DEFAULTS = f"{name('w:docDefaults')}/{name('w:rPrDefault')}/{_LOOK}"

Traits = frozenset[str]
"""Which of the looks that matter here something has."""

_NONE: Traits = frozenset()


class Looks:
    """The styles of one file."""

    def __init__(self, styles: Element | None = None) -> None:
        listed = () if styles is None else styles.findall(name("w:style"))
        self._styles = {style.get(_ID, ""): style for style in listed}
        self._traits: dict[str, Traits] = {}
        self._prompts = {_PROMPT_STYLE, *(key for key, s in self._styles.items() if _prompts(s))}
        defaults = None if styles is None else styles.find(_DEFAULTS)
        self._defaults = _NONE if defaults is None else _change(_NONE, defaults)
        usual = (
            s for s in listed if s.get(name("w:default")) and s.get(name("w:type")) == "paragraph"
        )
        self._usual = next((s.get(_ID, "") for s in usual), "")

    def find_traits(self, paragraph: Element) -> Traits:
        """Return what the style of *paragraph* has all its words look like."""
        style = paragraph.find(_STYLE_OF_PARAGRAPH)
        return self._defaults | self._read_style(
            self._usual if style is None else style.get(_VALUE, "")
        )

    def judge(self, run: Element, traits: Traits, *, invites: bool) -> Shown:
        """Return how *run* is seen in a paragraph of *traits*, or a control that *invites*."""
        look = run.find(_LOOK)
        if look is not None:
            style = look.find(_OWN_STYLE)
            if style is not None:
                if invites and style.get(_VALUE) in self._prompts:
                    return Shown.UNSEEN
                # As a switch: a style that strikes, within one that does, lets words stand.
                traits ^= self._read_style(style.get(_VALUE, ""))
            traits = _change(traits, look)
        if not traits:
            return Shown.PLAIN
        return Shown.UNSEEN if _HIDDEN in traits else Shown.STRUCK

    def _read_style(self, key: str | None) -> Traits:
        """Return what the style *key* has words look like, whatever it is based on."""
        # Styles of hostile files are based on each other, or thousands one on the other.
        chain: dict[str, Element] = {}
        while key in self._styles and key not in self._traits and key not in chain:
            chain[key] = self._styles[key]
            base = chain[key].find(_BASED_ON)
            key = None if base is None else base.get(_VALUE)
        traits = _NONE if key is None else self._traits.get(key, _NONE)
        for each, style in reversed(chain.items()):
            look = style.find(_LOOK)
            traits = self._traits[each] = traits if look is None else _change(traits, look)
        return traits


def _prompts(style: Element) -> bool:
    called = style.find(name("w:name"))
    return called is not None and called.get(_VALUE, "").lower() == _PROMPT


def _change(traits: Traits, look: Element) -> Traits:
    """Return *traits* as *look* changes them."""
    for child in look:
        if child.tag in _TOLD:
            off = child.get(_VALUE, "") in _OFF
            traits = traits - {str(child.tag)} if off else traits | {str(child.tag)}
    return traits


PLAIN_LOOKS = Looks()
"""Those of a part without styles."""
