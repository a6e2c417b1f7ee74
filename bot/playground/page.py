"""The playground's page: a Slack-like client, drawn on the server.

The address holds who looks at what (`/?as=U…&channel=C…&thread=TS`), so that two windows are two people. The
page's script fetches the same address again after each change and brings what it shows up to date.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.paths import data_folder
from bot.playground.page_view import MOST, PAGE, Asked, page_variables
from bot.playground.render import PICKER, emoji_tag, glyph, plain_text

if TYPE_CHECKING:
    from bot.playground.server import PlaygroundServer
    from bot.playground.workspace import Workspace

HEADERS = {
    # No inline script or style, nothing from another host, and nobody may frame the page.
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


NextIssue = Callable[[], datetime | None]
"""When the next issue is due by the workspace's clock (aware), or None where that is not known."""


def page_routes(server: "PlaygroundServer", *, next_issue: NextIssue | None = None) -> list[BaseRoute]:
    """Return the routes of the page and of its static files.

    With `next_issue` the clock's menu offers to go there.
    """
    static = StaticFiles(directory=data_folder("templates") / "playground" / "static")
    show = _show_page(server.workspace, next_issue or (lambda: None))
    return [Route("/", show), Mount("/static", static, name="static")]


def page_environment() -> Environment:
    """Return the templates' environment: everything is escaped, a misspelt variable is an error."""
    environment = Environment(
        loader=FileSystemLoader(data_folder("templates") / "playground"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["plain"] = lambda text: plain_text((text or {}).get("text", ""))
    environment.globals["emoji"] = emoji_tag
    environment.globals["picker"] = [(name, glyph(name)) for name in PICKER]
    return environment


def render_page(
    environment: Environment, workspace: "Workspace", asked: Asked, next_issue: datetime | None = None
) -> str:
    """Return the whole page as one person sees it."""
    workspace.direct_message(asked.person)  # the sidebar always offers it
    snapshot = workspace.snapshot(
        asked.person, channel=asked.channel, before=asked.before, thread=asked.thread, limit=asked.limit
    )
    variables = page_variables(snapshot, asked)
    return environment.get_template("page.html").render(variables, next_issue=next_issue)


def _show_page(workspace: "Workspace", next_issue: NextIssue) -> Callable[[Request], Awaitable[Response]]:
    environment = page_environment()

    async def show(request: Request) -> Response:
        asked = _read(request.query_params, workspace)
        html = await run_in_threadpool(lambda: render_page(environment, workspace, asked, next_issue()))
        return HTMLResponse(html, headers=HEADERS)

    return show


def _read(query: Any, workspace: "Workspace") -> Asked:
    """Read the address. What is missing or unknown becomes the first person, the first channel, no thread."""
    with workspace.reading():
        people = [user.id for user in workspace.users.values() if not user.is_bot]
    person = query.get("as", "")
    limit = query.get("limit", "")
    return Asked(
        person=person if person in people else people[0],
        channel=query.get("channel") or None,
        thread=query.get("thread") or None,
        tab="home" if query.get("tab") == "home" else "messages",
        limit=max(1, min(int(limit), MOST))
        if limit.isascii() and limit.isdigit() and len(limit) < 6
        else PAGE,
        before=query.get("before") or None,
    )
