"""Building HTML so that only code can write a tag: every string that is not Markup is escaped."""

import re

from markupsafe import Markup, escape

_HEX = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
_VOID = frozenset({"br", "hr", "img", "input"})

Child = str | None
"""What may stand inside an element. `Markup` is a `str` that counts as safe."""

Attribute = str | int | bool | None
"""An attribute's value: None and False leave it out, True writes it without a value."""


def tag(name: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """Return one element.

    A trailing underscore of an attribute's name is dropped (`class_`), other underscores become hyphens
    (`data_action_id`). Names come from code, never from data.
    """
    opening = (
        Markup("<") + name + Markup("").join(_attribute(key, value) for key, value in attributes.items())
    )
    if name in _VOID:
        return opening + Markup(">")
    return Markup("{}>{}</{}>").format(opening, join(*children), name)


def join(*children: Child) -> Markup:
    """Return the children one after the other."""
    return Markup("").join(escape(child) for child in children if child is not None)


def colour(written: str) -> str | None:
    """Return a colour as `#rrggbb` or `#rgb`, for `data-colour`; None where it is written in another way."""
    found = _HEX.fullmatch(written)
    return f"#{found[1]}" if found else None


def _attribute(key: str, value: Attribute) -> Markup:
    if value is None or value is False:
        return Markup("")
    name = key.rstrip("_").replace("_", "-")
    return Markup(" {}").format(name) if value is True else Markup(' {}="{}"').format(name, value)
