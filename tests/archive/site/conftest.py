"""The site's own templates."""

import pytest

from bot.archive.site.templates import SiteTemplates
from bot.paths import data_folder


@pytest.fixture(scope="session")
def templates() -> SiteTemplates:
    return SiteTemplates(data_folder("templates"))
