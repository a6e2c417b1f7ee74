"""The doctor looks at the environment: it must not be this machine's, nor the suite's."""

import os

import pytest

from bot.config import Settings


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {str(variable.alias) for variable in Settings.model_fields.values()}
    for name in list(os.environ):
        if name in known or name.startswith("AINEWS_"):
            monkeypatch.delenv(name)
