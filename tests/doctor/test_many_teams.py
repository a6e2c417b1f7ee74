"""The doctor where many teams installed the app by OAuth: what is broken is named, and whose it is."""

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from slack_sdk.oauth.installation_store import Installation
from sqlalchemy import text

from bot.cli import main
from bot.doctor import examine
from bot.models.findings import Finding, Verdict
from bot.playground.seed import AI_NEWS
from bot.playground.server import PlaygroundServer
from bot.slack.oauth import Installations
from bot.store import Store
from bot.store.encryption import Cipher, new_key
from bot.store.installations import Workspace, install_team
from bot.store.processes import Process, report_process
from bot.store.publications import Subscription, ensure_publication, set_schedule, set_subscriptions
from tests.support.logs import restored_logging
from tests.support.story import MONDAY_NINE
from tests.support.two_workspaces import ACME, OTHER, front, workspace

NOW = datetime.now(UTC)
NAMES = {ACME: "Playground", OTHER: "Other"}
INSTALL_PAGE = "https://news.example.com/slack/install"


@dataclass
class Two:
    """Two workspaces with the app, and the folder that an operator calls the doctor in."""

    folder: Path
    servers: dict[str, PlaygroundServer]
    settings: dict[str, str]

    def store_token(self, slack_id: str, key: str) -> None:
        """Store a workspace's token anew, encrypted with a key."""
        store = Store(self.settings["DATABASE_URL"])
        self.sql(f"DELETE FROM slack_bots WHERE team_id = '{slack_id}'")
        server = self.servers[slack_id]
        Installations(store, Cipher(key), client_id=self.settings["SLACK_CLIENT_ID"]).save(
            Installation(
                app_id=server.workspace.app_id,
                team_id=slack_id,
                user_id="U0ADMIN",
                bot_token=server.bot_token,
                bot_id=server.workspace.bot.bot_id,
                bot_user_id=server.workspace.bot.id,
            )
        )
        store.close()

    def sql(self, statement: str) -> None:
        store = Store(self.settings["DATABASE_URL"])
        with store.write() as session:
            session.execute(text(statement))
        store.close()

    def write_settings(self) -> Path:
        path = self.folder / ".env"
        path.touch(0o600)
        path.write_text("".join(f"{name}={value}\n" for name, value in self.settings.items()))
        return path

    def doctor(self) -> list[Finding]:
        return list(examine(self.write_settings(), clock=self.servers[ACME].clock))


@pytest.fixture
def two(tmp_path: Path, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Two]:
    """Both are well: their tokens work, the bot is in their channels, and issues are due next week."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(migrated_sqlite, tmp_path / "ainews.db")
    with ExitStack() as stack:
        servers = {slack_id: workspace(slack_id) for slack_id in (ACME, OTHER)}
        for server in servers.values():
            stack.enter_context(server)
        for server in servers.values():  # at once: their clocks must not differ by what a start takes
            server.clock.move_to(NOW)
        acme = servers[ACME]
        settings = {
            "SLACK_CLIENT_ID": acme.oauth.client_id,
            "SLACK_CLIENT_SECRET": acme.oauth.client_secret,
            "SLACK_APP_TOKEN": acme.app_token,
            "SLACK_API_URL": f"{stack.enter_context(front(servers))}/api/",
            "AINEWS_ENCRYPTION_KEY": new_key(),
            "AINEWS_PUBLIC_URL": "https://news.example.com",
            "AINEWS_TIMEZONE": "Europe/Vienna",
            "DATABASE_URL": f"sqlite:///{tmp_path / 'ainews.db'}",
        }
        installed = Two(tmp_path, servers, settings)
        for slack_id in (ACME, OTHER):
            _install(installed, slack_id)
        yield installed


def _install(two: Two, slack_id: str) -> None:
    two.store_token(slack_id, two.settings["AINEWS_ENCRYPTION_KEY"])
    store, bot = Store(two.settings["DATABASE_URL"]), two.servers[slack_id].workspace.bot
    with store.write() as session:
        team_id = install_team(
            session,
            Workspace(slack_id),
            name=NAMES[slack_id],
            bot_id=bot.bot_id or "",
            bot_user_id=bot.id,
            by="U0ADMIN",
            now=NOW,
        )
        later = NOW + timedelta(hours=1)  # alive for as long as a test may take
        process = Process("host:1", "host", "socket", "0.1.0", NOW, later)
        report_process(session, replace(process, ticked_at=later, heard_at=later))
    with store.team(team_id).write() as tx:
        publication = ensure_publication(tx, timezone="Europe/Vienna", now=NOW)
        set_subscriptions(tx, publication.id, [Subscription(AI_NEWS, "ai-news")], by=None)
        set_schedule(tx, publication.id, MONDAY_NINE, next_at=NOW + timedelta(days=3), by=None)
    store.close()


def test_where_all_is_well_each_team_is_named(two: Two) -> None:
    found = two.doctor()
    assert [one for one in found if one.verdict not in {Verdict.OK, Verdict.SKIPPED}] == []
    for slack_id, name in NAMES.items():
        of_team = [one for one in found if one.team == slack_id]
        assert [one.check for one in of_team] == ["bot_token", "scopes", "channels"]
        assert all(one.message.startswith(f"{name}: ") for one in of_team)
    known = {"scopes", "oauth_client", "clock"}
    assert [one.verdict for one in found if one.check in known] == [Verdict.OK] * 4


Break = Callable[[Two], object]


def _revoke(two: Two) -> None:
    two.servers[OTHER].oauth.is_revoked = True


def _take_scope_away(two: Two) -> None:
    app = two.servers[OTHER].workspace.app
    two.servers[OTHER].workspace.app = replace(app, scopes=app.scopes - {"reactions:read"})


def _leave_channel(two: Two) -> None:
    space = two.servers[OTHER].workspace
    with space.changing():
        space.channels[AI_NEWS].members.remove(space.bot.id)


def _archive_channel(two: Two) -> None:
    with two.servers[OTHER].workspace.changing():
        two.servers[OTHER].workspace.channels[AI_NEWS].is_archived = True


def _stop_delivery(two: Two) -> None:
    two.sql(
        "INSERT INTO issue (team_id, publication_id, date, title, status)"
        " VALUES (2, 2, '2026-01-05', 'x', 'published')"
    )
    two.sql(
        "INSERT INTO delivery (team_id, issue_id, channel_id, edition, state, error, created_at, due_at)"
        f" VALUES (2, 1, 'C1', '', 'stopped', 'is_archived', '{NOW:%Y-%m-%d %H:%M:%S}', NULL)"
    )


@pytest.mark.parametrize(
    ("breaking", "check", "words", "advice"),
    [
        pytest.param(
            _revoke,
            "bot_token",
            "Slack does not accept the stored token: account_inactive",
            INSTALL_PAGE,
            id="revoked",
        ),
        pytest.param(
            lambda two: two.sql(f"DELETE FROM slack_bots WHERE team_id = '{OTHER}'"),
            "bot_token",
            "It has no stored token",
            INSTALL_PAGE,
            id="no token",
        ),
        pytest.param(
            lambda two: two.store_token(OTHER, new_key()),
            "encryption_key",
            "A stored token cannot be read with AINEWS_ENCRYPTION_KEY",
            "behind the new one",
            id="written with another key",
        ),
        pytest.param(
            _take_scope_away,
            "scopes",
            "reactions:read is missing: with it the bot hears :newspaper:",
            INSTALL_PAGE,
            id="scope",
        ),
        pytest.param(_leave_channel, "channels", "not in #ai-news", "/invite @ai-news", id="not in channel"),
        pytest.param(_archive_channel, "channels", "#ai-news is archived", "Unarchive", id="archived"),
        pytest.param(_stop_delivery, "last_delivery", "is_archived", "ainews issue retry", id="delivery"),
        pytest.param(
            lambda two: two.sql("UPDATE schedule SET next_at = '2026-01-01 00:00:00' WHERE team_id = 2"),
            "schedule",
            "An issue has been due for",
            "made up",
            id="overdue",
        ),
    ],
)
def test_what_is_broken_in_one_team_is_told_of_that_team(
    two: Two, breaking: Break, check: str, words: str, advice: str
) -> None:
    breaking(two)
    worse = [one for one in two.doctor() if one.verdict not in {Verdict.OK, Verdict.SKIPPED}]
    shown = "\n".join(f"{one.check} {one.verdict}: {one.message} → {one.advice}" for one in worse)
    (found,) = worse
    assert (found.check, found.verdict, found.team) == (check, Verdict.PROBLEM, OTHER), shown
    assert found.message.startswith("Other: "), shown
    assert words in found.message, shown
    assert advice in found.advice, shown
    for server in two.servers.values():
        assert server.bot_token not in shown


def test_with_another_key_no_token_can_be_read(two: Two) -> None:
    two.settings["AINEWS_ENCRYPTION_KEY"] = new_key()
    unread = [one for one in two.doctor() if one.check == "encryption_key"]
    assert [(one.team, one.verdict) for one in unread] == [(ACME, Verdict.PROBLEM), (OTHER, Verdict.PROBLEM)]


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("SLACK_CLIENT_ID", "Slack does not know SLACK_CLIENT_ID"),
        ("SLACK_CLIENT_SECRET", "SLACK_CLIENT_SECRET is not that of SLACK_CLIENT_ID"),
    ],
)
def test_a_client_that_slack_does_not_know_is_named(two: Two, setting: str, words: str) -> None:
    two.settings[setting] = "123.456" if setting == "SLACK_CLIENT_ID" else "0123456789abcdef"
    (found,) = [one for one in two.doctor() if one.check == "oauth_client"]
    assert (found.verdict, words in found.message) == (Verdict.PROBLEM, True)
    assert "Basic Information" in found.advice


def test_teams_that_were_stopped_are_told_of(two: Two) -> None:
    for team_id, why in ((1, "account_inactive"), (2, "uninstalled")):
        two.sql(
            f"UPDATE team SET stopped_at = '{NOW:%Y-%m-%d %H:%M:%S}', stopped_why = '{why}'"
            f" WHERE id = {team_id}"
        )
    refused, left = [one for one in two.doctor() if one.team]
    goes = f"{NOW + timedelta(days=30):%Y-%m-%d}"
    assert (refused.team, refused.verdict) == (ACME, Verdict.WARNING)
    assert INSTALL_PAGE in refused.advice
    assert goes in refused.advice
    assert (left.team, left.verdict) == (OTHER, Verdict.SKIPPED)
    assert goes in left.message


def test_before_anybody_installed_it_the_page_is_named(two: Two) -> None:
    for table in ("team", "slack_bots", "slack_installations"):
        two.sql(f"DELETE FROM {table}")
    (found,) = [one for one in two.doctor() if one.check == "bot_token"]
    assert (found.verdict, INSTALL_PAGE in found.advice) == (Verdict.WARNING, True)


def test_monitoring_reads_the_team_by_its_id(
    two: Two, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    _revoke(two)
    two.write_settings()
    for server in two.servers.values():  # the program looks at the real clock, and so do they from now on
        server.clock.move_to(datetime.now(UTC))
    monkeypatch.setattr(sys, "argv", ["ainews", "doctor", "--json"])
    with restored_logging(), pytest.raises(SystemExit) as ended:
        main()
    document = json.loads(capfd.readouterr().out)
    (problem,) = [one for one in document["findings"] if one["verdict"] == "problem"]
    assert (ended.value.code, document["status"]) == (1, "problem")
    assert (problem["team"], problem["check"]) == (OTHER, "bot_token")
    assert all("team" not in one for one in document["findings"] if one["check"] == "database")
