"""`/ainews publish`: ask once, then publish the next issue."""

from bot.issues.publish import preview_issue
from bot.slack.commands.call import Call
from bot.slack.issue_messages import publish_question


def publish(call: Call) -> None:
    desk = call.desk
    draft = preview_issue(desk.team, desk.publication(), desk.templates, now=desk.clock())
    call.answer(publish_question(desk, draft))
