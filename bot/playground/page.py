"""The playground's page."""

from typing import TYPE_CHECKING

from starlette.routing import BaseRoute

if TYPE_CHECKING:
    from bot.playground.server import PlaygroundServer


def page_routes(server: "PlaygroundServer") -> list[BaseRoute]:
    """The routes of the page."""
    return []
