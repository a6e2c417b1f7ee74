"""Who sits at the terminal, and what many commands take."""

from typing import Annotated

import typer

from bot.models.values import Person, Role

TERMINAL = Person(id="", role=Role.CURATOR, name="terminal")
"""Whoever can read the database's settings may do what a curator may."""

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
