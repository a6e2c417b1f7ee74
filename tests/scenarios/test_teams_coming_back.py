"""A team that was stopped by mistake: Slack is asked before its data is deleted, and never before an ack."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import pytest
from slack_bolt import BoltContext
from slack_sdk import WebClient
from structlog.testing import capture_logs

from bot.errors import PostError
from bot.issues.tick import Ticker
from bot.paths import data_folder
from bot.playground.seed import ADMIN
from bot.slack.teams import ManyTeams
from bot.store.installations import Team, Workspace, drop_tokens, find_team
from bot.templating import Templates
from tests.support.two_workspaces import ACME, OTHER, TwoWorkspaces, running_workspaces
from tests.support.waiting import eventually

GRACE = timedelta(days=30)

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def both(database_url: str) -> Iterator[TwoWorkspaces]:
    with running_workspaces(database_url) as running:
        for slack_id in (ACME, OTHER):
            assert running.install(slack_id).status == 200
        yield running


@pytest.fixture
def stopped(both: TwoWorkspaces) -> TwoWorkspaces:
    """One token was refused once, and works again."""
    acme = both.servers[ACME]
    acme.oauth.is_revoked = True
    with pytest.raises(PostError):
        teams(both).poster_of(team(both).id).tell(ADMIN, "Hello")
    acme.oauth.is_revoked = False
    assert team(both).stopped_why == "account_inactive"
    return both


def teams(workspaces: TwoWorkspaces) -> ManyTeams:
    assert isinstance(workspaces.bot.teams, ManyTeams)
    return workspaces.bot.teams


def find(workspaces: TwoWorkspaces) -> Team | None:
    with workspaces.bot.store.read() as session:
        return find_team(session, ACME)


def team(workspaces: TwoWorkspaces) -> Team:
    found = find(workspaces)
    assert found is not None
    return found


def after_the_grace(workspaces: TwoWorkspaces) -> list[Any]:
    """Do what a tick does when the grace is over, and return what was logged of it."""
    ticker = Ticker(
        workspaces.bot.store,
        Templates(data_folder("templates")),
        teams(workspaces).poster_of,
        clock=workspaces.servers[ACME].clock,
        real_clock=lambda: datetime.now(UTC) + GRACE + timedelta(days=1),
        grace=GRACE,
        is_back=teams(workspaces).is_back,
    )
    with capture_logs() as logged:
        ticker.tick()
    assert ticker.health().error == ""
    return [line["event"] for line in logged if line["event"].startswith(("team", "whether"))]


def test_a_token_that_works_after_all_sets_the_team_going(stopped: TwoWorkspaces) -> None:
    assert after_the_grace(stopped) == ["team goes on: Slack takes its token"]
    assert (team(stopped).stopped_at, team(stopped).stopped_why) == (None, "")
    teams(stopped).poster_of(team(stopped).id).tell(ADMIN, "Hello again")


@pytest.mark.parametrize("kind", ["server_error", "reset_before", "ratelimited"])
def test_where_slack_cannot_say_the_team_waits_until_the_next_time(stopped: TwoWorkspaces, kind: str) -> None:
    stopped.servers[ACME].oauth.is_revoked = True
    stopped.servers[ACME].faults.add(kind, "auth.test")
    assert after_the_grace(stopped) == ["whether a team is gone is not known"]
    assert team(stopped).stopped_at is not None
    assert after_the_grace(stopped) == ["team forgotten"]
    assert find(stopped) is None


def test_a_team_without_a_token_is_forgotten_unasked(stopped: TwoWorkspaces) -> None:
    with stopped.bot.store.write() as session:
        drop_tokens(session, Workspace(ACME))
    asked = len(stopped.stories[ACME].answers("auth.test"))
    assert after_the_grace(stopped) == ["team forgotten"]
    assert len(stopped.stories[ACME].answers("auth.test")) == asked


def test_a_request_of_a_stopped_team_does_not_wait_for_slack(stopped: TwoWorkspaces) -> None:
    asked, answered = Event(), Event()

    class SlowSlack(WebClient):
        def auth_test(self, **_: Any) -> Any:
            asked.set()
            assert answered.wait(60)

    with ThreadPoolExecutor(4) as pool:

        def in_background(work: Callable[[], None]) -> None:
            pool.submit(work)

        patient = ManyTeams(
            stopped.bot.store,
            teams(stopped)._installations,
            new_desk=teams(stopped)._new_desk,
            new_client=lambda token: SlowSlack(token),
            in_background=in_background,
            clock=stopped.servers[ACME].clock,
        )
        context = BoltContext({"team_id": ACME, "enterprise_id": None, "is_enterprise_install": False})
        context.set_authorize_result(
            patient.tokens(context=context, enterprise_id=None, team_id=ACME, user_id="U1")  # type: ignore[arg-type]  # it is there
        )
        for _ in range(3):
            assert patient.desk_of(context, {}) is not None
        assert asked.wait(60)
        assert team(stopped).stopped_at is not None, "nobody has answered yet"
        answered.set()
        eventually(lambda: team(stopped).stopped_at is None)
