"""An issue as Slack messages: the root, then each entry in its thread. Pure but for reading templates.

Words and their order come from `templates/issue/`, structure from here. Titles and summaries are set in
mrkdwn with every control character escaped and every formatting mark that would act replaced (see
`bot.blockkit.escape`), not in rich_text: then one template decides a line's words, order and links together,
and the same escaped words serve as the notification. Every part passes our validator before it leaves.
"""

from dataclasses import replace

from bot.blockkit.validate import check_message
from bot.issues.render_entry import TEMPLATE as ENTRY
from bot.issues.render_entry import render_entry
from bot.issues.render_root import TEMPLATE, render_root
from bot.issues.sample import sample_issue
from bot.models.values import Issue, Part
from bot.templating import Templates

__all__ = ["check_templates", "render", "render_entry", "render_root"]


def render(issue: Issue, templates: Templates) -> tuple[Part, ...]:
    """Return an issue's messages in the order in which they are posted.

    The first is the root (position 0, piece 0); all others are replies in its thread, further pieces of
    position 0 (a very long introduction) among them.

    Raises:
        TemplateError: a template is missing or fails.
        InvalidBlocksError: a replaced template makes something that Slack would refuse.
    """
    parts = [*render_root(issue, templates)]
    for entry in issue.entries:
        parts += render_entry(entry, issue, templates)
    for part in parts:
        check_message(part.as_json())
    return tuple(parts)


def check_templates(templates: Templates) -> None:
    """Read all templates and render an invented issue with them, so that a fault ends the start and no issue.

    Raises:
        TemplateError: broken syntax, an unknown block or value; with file and line.
        InvalidBlocksError: text that Slack would refuse.
    """
    templates.check()
    render(sample_issue(), templates)
    templates.text(TEMPLATE, "more", count=2)  # only an issue of hundreds has it
    render(replace(sample_issue(), entries=(), opening=sample_issue().opening[:1]), templates)
    templates.text(TEMPLATE, "withdrawn", publication="AI News", on=sample_issue().date)
    for block in ("removed", "shortened"):
        templates.text(ENTRY, block, on=sample_issue().date, corrected_on=sample_issue().date)
