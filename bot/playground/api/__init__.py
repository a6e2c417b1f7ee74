"""Slack's Web API, as far as the playground has it: https://docs.slack.dev/reference/methods."""
