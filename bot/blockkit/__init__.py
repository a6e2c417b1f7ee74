"""Slack's text and layout format, without Slack: escaping, blocks, limits and one validator. All pure."""
