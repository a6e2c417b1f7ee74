"""`ainews setup`: from nothing to a bot that can be started, by questions in a terminal.

Each step says where something is found, checks what is given, and keeps it in `.env` at once. A step whose
answer is there already, and works, is passed over; so it can be stopped anywhere and begun again.
"""

from bot.config import SLACK_API_URL
from bot.setup.newsletter import set_up_newsletter
from bot.setup.people import ask_for_curators, ask_for_time_zone
from bot.setup.tokens import ask_for_signing_secret, connect_bot, connect_socket
from bot.setup.walk import Talk, Walk

__all__ = ["Talk", "Walk", "set_up"]


def set_up(walk: Walk) -> None:
    """Walk through all steps.

    Raises:
        AinewsError: the file or the database cannot be used; what was given before is kept.
    """
    walk.say(
        f"This sets AI News up in six steps. What you give is kept in {walk.env_file}, readable by you alone."
        " Stop with Ctrl+C whenever you like, and run it again to go on."
    )
    if walk.settings.slack_api_url != SLACK_API_URL:  # a server that stands in for Slack
        walk.keep("SLACK_API_URL", walk.settings.slack_api_url)
    bot = connect_bot(walk)
    if walk.http:
        ask_for_signing_secret(walk)
    else:
        connect_socket(walk)
    ask_for_time_zone(walk)
    ask_for_curators(walk, bot.client)
    set_up_newsletter(walk, bot)
    start = "ainews run" + (" --http" if walk.http else "")
    walk.say(f"Done. Start the bot with `{start}`, and type `/ainews` in Slack.")
    walk.say("While it runs, `ainews doctor` looks whether all is well.")
