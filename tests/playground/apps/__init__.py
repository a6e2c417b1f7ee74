"""Bolt apps in the style of Slack's own samples. Nothing in them knows of the playground."""
