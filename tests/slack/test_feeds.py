"""Feeds over HTTP: at an address that only the secret makes, with what caches need."""

import http.client
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

import feedparser  # type: ignore[import-untyped]  # it ships no types
import pytest
import uvicorn
from sqlalchemy import update
from starlette.applications import Starlette

from bot.models.tables import TeamRow
from bot.models.values import Kind, Publication
from bot.slack.feeds import PATHS, feed_routes, team_path
from bot.store import Store, TeamStore
from tests.conftest import NOW
from tests.support.examples import add, publish
from tests.support.waiting import PATIENCE

SECRET = "sixteen letters and more"


@dataclass(frozen=True)
class Served:
    status: int
    headers: dict[str, str]
    body: bytes


Get = Callable[..., Served]


@pytest.fixture
def database_url(tmp_path: Path, migrated_sqlite: Path) -> str:
    """One kind of database: what is asked of it is tested on both elsewhere."""
    return f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'ainews.db')}"


@pytest.fixture
def get(store: Store) -> Iterator[Get]:
    """Ask for a path over a real socket."""
    app = Starlette(routes=feed_routes(store, SECRET, site="https://news.example/"))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off"))
    listener = server.config.bind_socket()
    port = listener.getsockname()[1]
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()

    def ask(path: str, method: str = "GET", **headers: str) -> Served:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=named)
        answer = connection.getresponse()
        served = Served(answer.status, dict(answer.getheaders()), answer.read())
        connection.close()
        return served

    yield ask
    server.should_exit = True
    thread.join(PATIENCE)


@pytest.fixture
def address(team: TeamStore, publication: Publication) -> str:
    """The address of the team's feeds, once something was published."""
    items = [
        add(team, publication, "one"),
        add(team, publication, "two", kind=Kind.POST, submitted_by="U0SECRET9"),
    ]
    publish(team, publication, *items)
    add(team, publication, "queued")
    return f"/feeds/{team_path(SECRET, team.team_id)}"


def test_the_feeds_of_the_site_are_served(get: Get, address: str) -> None:
    atom = get(f"{address}/feed.xml")
    assert (atom.status, atom.headers["content-type"]) == (200, "application/atom+xml; charset=utf-8")
    found = feedparser.parse(atom.body)
    assert not found.bozo
    assert [entry.title for entry in found.entries] == ["Title one", "Title two"]
    assert found.entries[0].link == "https://news.example/items/1.html"
    assert b"U0SECRET9" not in atom.body
    assert get(f"{address}/feed.json").headers["content-type"] == "application/feed+json; charset=utf-8"
    posts = feedparser.parse(get(f"{address}/kinds/post.xml").body)
    assert [entry.title for entry in posts.entries] == ["Title two"]
    assert {get(f"{address}/{path}").status for path in PATHS} == {200}


def test_every_wrong_address_is_answered_alike(get: Get, address: str) -> None:
    good = address.rpartition("/")[2]
    other = team_path("another secret that is long", 1)
    wrong = [f"/feeds/{other}/feed.xml", f"/feeds/{good[:-1]}x/feed.xml", f"{address}/nothing.xml"]
    answers = [get(path) for path in (*wrong, "/feeds/%C3%A9/feed.xml", f"/feeds/{good.upper()}/feed.xml")]
    assert {(one.status, one.body) for one in answers} == {(404, b"There is no such feed.")}
    assert get(f"{address}/../../feed.xml").status == 404


def test_a_reader_that_has_it_already_gets_nothing_anew(get: Get, address: str) -> None:
    first = get(f"{address}/feed.xml")
    tag, changed = first.headers["etag"], first.headers["last-modified"]
    for headers in (
        {"If_None_Match": tag},
        {"If_None_Match": f'"other", W/{tag}'},
        {"If_None_Match": "*"},
        {"If_Modified_Since": changed},
        {"If_Modified_Since": _moved(changed, 1)},
    ):
        again = get(f"{address}/feed.xml", **headers)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    for headers in (
        {"If_None_Match": '"other"'},
        {"If_Modified_Since": _moved(changed, -1)},
        {"If_Modified_Since": "yesterday"},
        {"If_None_Match": '"other"', "If_Modified_Since": changed},
    ):
        assert get(f"{address}/feed.xml", **headers).status == 200
    head = get(f"{address}/feed.xml", method="HEAD")
    assert (head.status, head.body, head.headers["etag"]) == (200, b"", tag)


def test_a_new_issue_changes_the_tag(
    get: Get, address: str, team: TeamStore, publication: Publication
) -> None:
    before = get(f"{address}/feed.xml")
    publish(team, publication, add(team, publication, "three"), on=(NOW + timedelta(days=7)).date())
    after = get(f"{address}/feed.xml", If_None_Match=before.headers["etag"])
    assert after.status == 200
    assert parsedate_to_datetime(after.headers["last-modified"]) > _when(before)


def test_no_cache_shares_it_and_no_search_engine_lists_it(get: Get, address: str) -> None:
    headers = get(f"{address}/feed.xml").headers
    assert headers["cache-control"] == "private, max-age=300"
    assert headers["x-robots-tag"] == "noindex"
    assert headers["referrer-policy"] == "no-referrer"


def test_a_team_that_was_stopped_has_no_feeds(get: Get, address: str, store: Store) -> None:
    with store.write() as session:
        session.execute(update(TeamRow).values(stopped_at=NOW))
    assert get(f"{address}/feed.xml").status == 404


def test_each_team_and_each_secret_has_addresses_of_its_own() -> None:
    made = {team_path(secret, team) for secret in (SECRET, SECRET + "!") for team in (1, 2, 11)}
    assert len(made) == 6
    assert all(len(path) == 40 for path in made)


def _moved(http_date: str, days: int) -> str:
    return format_datetime(parsedate_to_datetime(http_date) + timedelta(days=days), usegmt=True)


def _when(served: Served) -> datetime:
    return parsedate_to_datetime(served.headers["last-modified"])
