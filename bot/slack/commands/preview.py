"""`/ainews preview`: the next issue, byte for byte as it would be posted."""

from bot.issues.publish import preview_issue
from bot.slack.commands.call import Call
from bot.slack.issue_messages import preview_messages


def preview(call: Call) -> None:
    desk = call.desk
    draft = preview_issue(desk.team, desk.publication(), desk.templates, now=desk.clock())
    for message in preview_messages(desk, draft):
        call.answer(message)
