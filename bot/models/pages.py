"""Where things stand on the archive's site. The site writes these pages, and messages in Slack link to them.

Addresses stay: an item's number never changes, while its title may.
"""

from datetime import date


def item_page(item_id: int) -> str:
    """Return the address of an item's page, relative to the site."""
    return f"items/{item_id}.html"


def issue_page(on: date) -> str:
    """Return the address of an issue's page, relative to the site."""
    return f"issues/{on.isoformat()}.html"
