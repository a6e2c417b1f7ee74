"""The tokens of the settings, as Slack sees them at the start."""

from slack_sdk.errors import SlackApiError

from bot.errors import ConfigError
from bot.slack.client import MeasuredClient


def identify(client: MeasuredClient) -> dict[str, str]:
    """Ask Slack whose token this is.

    Raises:
        ConfigError: it does not know the token, or does not answer.
    """
    try:
        answer = client.auth_test()
    except SlackApiError as error:
        raise refused("SLACK_BOT_TOKEN", error) from error
    except OSError as error:
        raise unreachable(client, error) from error
    return {
        "slack_id": str(answer["team_id"]),
        "name": str(answer.get("team") or ""),
        "bot_id": str(answer.get("bot_id") or ""),
        "bot_user_id": str(answer["user_id"]),
    }


def refused(variable: str, error: SlackApiError) -> ConfigError:
    """Say that Slack does not accept the token of a variable."""
    return ConfigError(
        f"Slack does not accept {variable}: {error.response.get('error')}.",
        hint="Copy it again from your app's pages at https://api.slack.com/apps.",
    )


def unreachable(client: MeasuredClient, error: OSError) -> ConfigError:
    """Say that Slack did not answer at all."""
    reason = getattr(error, "reason", error)
    return ConfigError(
        f"Slack could not be reached at {client.base_url}.",
        hint=f"Check the network and SLACK_API_URL. ({reason})",
    )
