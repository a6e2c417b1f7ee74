"""One installation for each thing that can be wrong: the doctor names it, says what to do, and fails."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.doctor import examine
from bot.models.findings import Finding, Verdict
from bot.models.schedule import Schedule
from bot.playground.app_config import AppConfig
from bot.playground.clock import MovableClock
from bot.playground.seed import AI_NEWS
from bot.playground.server import PlaygroundServer
from bot.slack.manifest import manifest
from bot.store import Store
from bot.store.processes import Process, report_process
from bot.store.publications import Subscription, ensure_publication, set_schedule, set_subscriptions
from bot.store.teams import adopt_team
from tests.support.examples import add
from tests.support.story import MONDAY_NINE

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@dataclass
class Installation:
    """A folder with `.env` and a database, and the workspace that they are for."""

    folder: Path
    server: PlaygroundServer
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def store(self) -> Store:
        return Store(f"sqlite:///{self.folder / 'ainews.db'}")

    def sql(self, statement: str) -> None:
        store = self.store
        with store.write() as session:
            session.execute(text(statement))
        store.close()

    def doctor(self) -> list[Finding]:
        lines = [f"{name}={value}\n" for name, value in self.settings.items()]
        path = self.folder / ".env"
        if not path.exists():
            path.touch(0o600)
        path.write_text("".join(lines))
        return list(examine(path, clock=lambda: NOW))


@pytest.fixture
def installation(
    tmp_path: Path, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Installation]:
    """One where all is well: the bot ticks, and an issue is due next week."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(migrated_sqlite, tmp_path / "ainews.db")
    # The workspace's clock stands still as the doctor's does: no second passes between the two.
    server = PlaygroundServer(app=AppConfig.from_manifest(manifest()), clock=MovableClock(lambda: NOW))
    server.app_token = f"xapp-1-{server.workspace.app_id}-1-abcdef"
    with server:
        settings = {
            "SLACK_BOT_TOKEN": server.bot_token,
            "SLACK_APP_TOKEN": server.app_token,
            "SLACK_API_URL": server.api_url,
            "AINEWS_TIMEZONE": "Europe/Vienna",
        }
        installed = Installation(tmp_path, server, settings)
        _fill(installed)
        yield installed


def _fill(installation: Installation) -> None:
    store, workspace = installation.store, installation.server.workspace
    with store.write() as session:
        team_id = adopt_team(
            session,
            slack_id=workspace.team.id,
            name=workspace.team.name,
            bot_id=workspace.bot.bot_id or "",
            bot_user_id=workspace.bot.id,
            now=NOW,
        )
        process = Process("host:1", "host", "socket", "0.1.0", NOW - timedelta(hours=1), NOW)
        report_process(session, replace(process, ticked_at=NOW, heard_at=NOW))
    team = store.team(team_id)
    with team.write() as tx:
        publication = ensure_publication(tx, timezone="Europe/Vienna", now=NOW)
        set_subscriptions(tx, publication.id, [Subscription(AI_NEWS, "ai-news")], by=None)
        schedule: Schedule = MONDAY_NINE
        set_schedule(tx, publication.id, schedule, next_at=NOW + timedelta(days=3), by=None)
    add(team, publication)
    store.close()


def test_where_all_is_well_nothing_is_found(installation: Installation) -> None:
    found = installation.doctor()
    worse = [one for one in found if one.verdict not in {Verdict.OK, Verdict.SKIPPED}]
    assert worse == []
    assert {one.check for one in found if one.verdict is Verdict.OK} == {
        "app_token",
        "bot_token",
        "channels",
        "clock",
        "database",
        "disk",
        "last_tick",
        "same_app",
        "schedule",
        "schema",
        "scopes",
        "search_index",
        "settings",
        "templates",
        "time_zone",
    }


Break = Callable[[Installation], object]


def _misspell(installation: Installation) -> None:
    installation.settings["SLACK_BOT_TOCKEN"] = installation.settings.pop("SLACK_BOT_TOKEN")


def _take_scope_away(installation: Installation) -> None:
    app = installation.server.workspace.app
    installation.server.workspace.app = replace(app, scopes=app.scopes - {"reactions:read"})


def _leave_channel(installation: Installation) -> None:
    workspace = installation.server.workspace
    with workspace.changing():
        workspace.channels[AI_NEWS].members.remove(workspace.bot.id)


def _archive_channel(installation: Installation) -> None:
    with installation.server.workspace.changing():
        installation.server.workspace.channels[AI_NEWS].is_archived = True


def _tear_database(installation: Installation) -> None:
    (installation.folder / "ainews.db").write_bytes(b"This is no database." * 400)


def _lose_from_index(installation: Installation) -> None:
    with sqlite3.connect(installation.folder / "ainews.db") as connection:
        connection.execute("DELETE FROM search_document")


def _stop_delivery(installation: Installation) -> None:
    installation.sql(
        "INSERT INTO issue (team_id, publication_id, date, title, status)"
        " VALUES (1, 1, '2026-01-05', 'x', 'published')"
    )
    installation.sql(
        "INSERT INTO delivery (team_id, issue_id, channel_id, edition, state, error, created_at, due_at)"
        f" VALUES (1, 1, 'C1', '', 'stopped', 'is_archived', '{NOW:%Y-%m-%d %H:%M:%S}', NULL)"
    )


def _break_template(installation: Installation) -> None:
    (installation.folder / "own/issue").mkdir(parents=True)
    (installation.folder / "own/issue/root.txt").write_text("{% block opening %}")
    installation.settings["AINEWS_TEMPLATES"] = str(installation.folder / "own")


def _open_to_others(installation: Installation) -> None:
    path = installation.folder / ".env"
    path.touch()
    path.chmod(0o644)


def _set(**settings: str) -> Break:
    return lambda installation: installation.settings.update(settings)


def _sql(statement: str) -> Break:
    return lambda installation: installation.sql(statement)


@pytest.mark.parametrize(
    ("breaking", "check", "words", "advice"),
    [
        pytest.param(
            _misspell, "settings", "There is no setting SLACK_BOT_TOCKEN", "SLACK_BOT_TOKEN?", id="misspelt"
        ),
        pytest.param(
            lambda one: one.settings.pop("SLACK_BOT_TOKEN"),
            "settings",
            "SLACK_BOT_TOKEN is not set",
            "ainews setup",
            id="no bot token",
        ),
        pytest.param(
            lambda one: one.settings.pop("SLACK_APP_TOKEN"),
            "settings",
            "Neither SLACK_APP_TOKEN (Socket Mode) nor SLACK_SIGNING_SECRET",
            "ainews setup",
            id="no transport",
        ),
        pytest.param(
            _set(SLACK_BOT_TOKEN="xoxp-1"),
            "settings",
            "SLACK_BOT_TOKEN must be the bot token",
            "Change SLACK_BOT_TOKEN",
            id="a person's token",
        ),
        pytest.param(
            _set(SLACK_BOT_TOKEN="xoxb-of-nobody"), "bot_token", "invalid_auth", "Copy it again", id="revoked"
        ),
        pytest.param(
            _set(SLACK_APP_TOKEN="xapp-of-nobody"), "app_token", "invalid_auth", "Copy", id="app token"
        ),
        pytest.param(
            lambda one: one.server.faults.add("error", "apps.connections.open", code="missing_scope"),
            "app_token",
            "missing_scope",
            "connections:write",
            id="app token without its scope",
        ),
        pytest.param(
            lambda one: setattr(one.server.workspace, "app_id", "A0ANOTHER1"),
            "same_app",
            "SLACK_BOT_TOKEN is of the app A0ANOTHER1",
            "pages of one app",
            id="tokens of two apps",
        ),
        pytest.param(
            _take_scope_away,
            "scopes",
            "reactions:read is missing: with it the bot hears :newspaper:",
            "Reinstall",
            id="scope",
        ),
        pytest.param(
            lambda one: one.server.clock.move_to(NOW - timedelta(minutes=10)),
            "clock",
            "ahead of Slack's",
            "NTP",
            id="clock",
        ),
        pytest.param(_leave_channel, "channels", "not in #ai-news", "/invite @ai-news", id="not in channel"),
        pytest.param(_archive_channel, "channels", "#ai-news is archived", "Unarchive", id="archived"),
        pytest.param(
            _set(SLACK_API_URL="http://127.0.0.1:9/"), "bot_token", "not be reached", "network", id="no Slack"
        ),
        pytest.param(
            _set(DATABASE_URL="postgresql://a:geheim@127.0.0.1:1/news"),
            "database",
            "refused",
            "DATABASE_URL",
            id="no database",
        ),
        pytest.param(_tear_database, "database", "not a database", "DATABASE_URL", id="torn database"),
        pytest.param(
            _set(DATABASE_URL="sqlite:////nowhere/at/all/ainews.db"),
            "disk",
            "/nowhere/at/all does not exist",
            "mkdir -p",
            id="no folder",
        ),
        pytest.param(
            _sql("UPDATE alembic_version SET version_num = '9999'"),
            "schema",
            "newer than this version",
            "Install the version",
            id="newer schema",
        ),
        pytest.param(_lose_from_index, "search_index", "index is not complete", "ainews reindex", id="index"),
        pytest.param(_break_template, "templates", "root.txt", "template", id="template"),
        pytest.param(
            _sql("UPDATE process SET ticked_at = '2026-01-01 00:00:00', error = 'publish: KeyError'"),
            "last_tick",
            "stumbles over publish: KeyError",
            "a tick failed",
            id="tick fails",
        ),
        pytest.param(
            _sql("UPDATE process SET seen_at = '2026-01-01 00:00:00'"),
            "last_tick",
            "No process of the bot reports",
            "ainews run",
            id="dead",
        ),
        pytest.param(
            _sql("UPDATE schedule SET next_at = '2026-01-01 00:00:00'"),
            "schedule",
            "has been due for",
            "made up",
            id="overdue",
        ),
        pytest.param(_stop_delivery, "last_delivery", "is_archived", "Try again", id="stopped delivery"),
    ],
)
def test_what_is_broken_is_named(
    installation: Installation, breaking: Break, check: str, words: str, advice: str
) -> None:
    breaking(installation)
    findings = installation.doctor()
    shown = "\n".join(f"{one.check} {one.verdict}: {one.message} → {one.advice}" for one in findings)
    found = [one for one in findings if one.check == check and words in one.message]
    assert len(found) == 1, shown
    assert advice in found[0].advice, shown
    assert any(one.verdict is Verdict.PROBLEM for one in findings), shown
    for secret in (installation.server.bot_token, installation.server.app_token, "geheim"):
        assert secret not in shown


@pytest.mark.parametrize(
    ("breaking", "check", "words"),
    [
        (_sql("UPDATE item_link SET key_version = 0"), "keys", "1 link is recognised by the rules"),
        (_sql("DELETE FROM process"), "last_tick", "No process of the bot runs"),
        (_sql("DELETE FROM schedule"), "schedule", "No channel and time are set"),
        (_sql("UPDATE alembic_version SET version_num = '0004'"), "schema", "this version needs"),
        (lambda one: one.settings.pop("AINEWS_TIMEZONE"), "time_zone", "UTC"),
        (_open_to_others, "env_file", "Others"),
        (
            lambda one: one.server.clock.move_to(NOW + timedelta(seconds=40)),
            "clock",
            "behind Slack's",
        ),
    ],
    ids=["keys", "stopped", "schedule", "schema", "time zone", "file mode", "clock"],
)
def test_what_should_be_looked_at_is_a_warning(
    installation: Installation, breaking: Break, check: str, words: str
) -> None:
    breaking(installation)
    findings = installation.doctor()
    found = [one for one in findings if one.check == check and words in one.message]
    assert [one.verdict for one in found] == [Verdict.WARNING], findings
    assert found[0].advice
    assert not any(one.verdict is Verdict.PROBLEM for one in findings)


def test_without_anything_it_says_how_to_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = list(examine(tmp_path / ".env", clock=lambda: NOW))
    problems = [one for one in found if one.verdict is Verdict.PROBLEM]
    assert [one.check for one in problems] == ["settings", "settings"]
    assert all("ainews setup" in one.advice for one in problems)
    assert not (tmp_path / "ainews.db").exists(), "looking makes nothing"


def test_a_file_that_is_no_text_is_said(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"SLACK_BOT_TOKEN=\xff")
    (found,) = examine(tmp_path / ".env")
    assert "UTF-8" in found.message
