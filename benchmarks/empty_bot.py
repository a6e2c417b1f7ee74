"""The least that a Bolt app can do with a command: what benchmarks/commands.py compares with."""

import os
import sys

from slack_bolt import Ack, App, Respond
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient


def main() -> None:
    client = WebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    app = App(client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"])

    @app.command("/ainews")
    def answer(ack: Ack, respond: Respond) -> None:
        ack()
        respond("Here you are.")

    if "--http" in sys.argv:
        app.start(port=int(os.environ["PORT"]), path="/slack/events")
    else:
        SocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).start()


if __name__ == "__main__":
    main()
