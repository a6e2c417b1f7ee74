"""`ainews search from:<name>`, with Slack's names and without."""

from bot.playground.seed import CONTRIBUTOR
from tests.cli.archives import FILE
from tests.cli.conftest import Terminal
from tests.scenarios.test_finding import hand_over
from tests.support.story import running_story


def test_without_slack_names_are_not_known(terminal: Terminal) -> None:
    terminal("import", terminal.write("news.md", FILE))
    outcome = terminal("search", "from:ada")
    assert outcome.status == 0
    assert "Names are not known here, so from: takes the id that Slack has for “ada”, or me." in outcome.err


def test_with_slacks_token_people_are_found_by_name(terminal: Terminal) -> None:
    url = f"sqlite:///{terminal.folder / 'ainews.db'}"
    with running_story(url) as story:
        hand_over(story, CONTRIBUTOR, "Of Carl")
        connected = {"SLACK_BOT_TOKEN": story.server.bot_token, "SLACK_API_URL": story.server.api_url}
        outcome = terminal("search", "from:carl", **connected)
        assert "Of Carl" in outcome.out
        assert "1 found. Understood as: submitted by carl" in outcome.err
