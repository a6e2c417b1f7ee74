"""Who sits at the terminal, and what many commands take."""

import re
from difflib import get_close_matches
from typing import Annotated

import typer

from bot.models.values import Person, Role

TERMINAL = Person(id="", role=Role.CURATOR, name="terminal")
"""Whoever can read the database's settings may do what a curator may."""

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]

_OPTION = re.compile(r"(--[a-z][a-z-]*)(?:=.*)?")


def refuse_options(context: typer.Context, words: list[str]) -> list[str]:
    """Return the words of a command that takes unknown options as words, which a query like `-google` needs.

    Raises:
        typer.BadParameter: one of them is a mistyped option all the same; the words are no query then.
    """
    for word in words:
        if found := _OPTION.fullmatch(word):
            known = [option for parameter in context.command.params for option in parameter.opts]
            near = get_close_matches(found[1], [option for option in known if option.startswith("--")], n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise typer.BadParameter(f"No such option: {found[1]}.{hint}")
    return words
