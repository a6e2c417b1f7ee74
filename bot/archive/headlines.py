"""What stands above a story and what below it, where its title may be missing.

Then the summary's first sentence is the headline, without its full stop, and is not told twice.
"""

from bot.models.text import first_sentence, sentences
from bot.models.values import Entry, Item


def one_line(text: str) -> str:
    """Return a text without line breaks."""
    return " ".join(text.split())


def headline(story: Item | Entry) -> str:
    """Return the words above a story; never empty."""
    words = one_line(story.headline)
    return words if _item(story).title else words.rstrip(".。") or words


def text_below(story: Item | Entry) -> str:
    """Return the summary, without the sentence that stands above it."""
    summary = story.summary.strip()
    if _item(story).title or not (first := first_sentence(summary)):
        return summary
    opening = sentences(summary)[0]
    return summary.removeprefix(opening).lstrip() if summary.startswith(opening) else _without(summary, first)


def _item(story: Item | Entry) -> Item:
    return story.item if isinstance(story, Entry) else story


def _without(summary: str, first: str) -> str:
    return one_line(summary).removeprefix(first).lstrip()
