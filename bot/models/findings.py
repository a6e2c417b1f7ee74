"""What was found when an installation was looked at."""

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """How bad it is. Only a problem keeps the bot from doing its work, now or soon."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what is the case, and, where it should not be, what to do.

    `check` is a short, stable name for programs. Neither text holds a token. `team` is the id of the
    workspace that it is about, where there are many.
    """

    check: str
    verdict: Verdict
    message: str
    advice: str = ""
    team: str = ""

    def as_json(self) -> dict[str, Any]:
        document = asdict(self)
        if not self.team:
            del document["team"]
        return document


def good(check: str, message: str) -> Finding:
    """All is well."""
    return Finding(check, Verdict.OK, message)


def warning(check: str, message: str, advice: str) -> Finding:
    """Something to know, or to mend when there is time."""
    return Finding(check, Verdict.WARNING, message, advice)


def problem(check: str, message: str, advice: str) -> Finding:
    """Something does not work, or will not."""
    return Finding(check, Verdict.PROBLEM, message, advice)


def skipped(check: str, message: str) -> Finding:
    """It could not be looked at."""
    return Finding(check, Verdict.SKIPPED, message)


def of_team(finding: Finding, team: str, name: str) -> Finding:
    """Say of a finding which team it is about, by its workspace's id and its name."""
    return replace(finding, message=f"{name or team}: {finding.message}", team=team)
