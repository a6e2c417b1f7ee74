"""What operators read is what the program does: metrics, alerts, the dashboard, the doctor's checks."""

import ast
import json
import re
from pathlib import Path

import yaml

from bot.operating.metrics import REGISTRY
from bot.store.numbers import HELP
from bot.vitals import MEASURED

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
_NAME = re.compile(r"\bainews_[a-z_]+")


def _names() -> set[str]:
    totals = {f"{family.name}_total" for family in REGISTRY.collect() if family.type == "counter"}
    plain = {family.name for family in REGISTRY.collect() if family.type != "counter"}
    return totals | plain | set(HELP) | set(MEASURED) | {"ainews_readable"}


def _used(text: str) -> set[str]:
    return {re.sub(r"_bucket$", "", name) for name in _NAME.findall(text)}


def test_every_metric_is_explained_and_no_other() -> None:
    page = (DOCS / "monitoring.md").read_text("utf-8")
    table = page.partition("\n## Metrics\n")[2].partition("\nNumbers of")[0]
    assert _used(table) == _names()


def test_alerts_and_dashboard_use_what_there_is() -> None:
    rules = yaml.safe_load((DOCS / "alerts.yaml").read_text("utf-8"))["groups"][0]["rules"]
    dashboard = json.loads((DOCS / "grafana-dashboard.json").read_text("utf-8"))
    drawn = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]
    assert _used(" ".join(rule["expr"] for rule in rules)) <= _names()
    assert _used(" ".join(drawn)) <= _names()
    assert all(rule["annotations"]["what_to_do"] for rule in rules)
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])


def test_every_check_of_the_doctor_is_listed() -> None:
    makes = {"good", "warning", "problem", "skipped", "make", "_refused", "_unreachable"}
    checks = set()
    for path in [*(ROOT / "bot/doctor").glob("*.py"), ROOT / "bot/slack/checks.py"]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in makes:
                first = node.args[0]
                checks |= {first.value} if isinstance(first, ast.Constant) else set()
    page = (DOCS / "install.md").read_text("utf-8")
    table = page.partition("What `ainews doctor` checks")[2].partition("The exit status")[0]
    assert (
        set(re.findall(r"(?m)`(\w+)`", table.replace("`ainews doctor --json`", "").replace("`.env`", "")))
        == checks
    )


def test_health_answers_on_every_path_that_is_named() -> None:
    page = (DOCS / "monitoring.md").read_text("utf-8")
    assert set(re.findall(r"(?m)^\| `(/\w+)` \|", page)) == {"/healthz", "/readyz", "/metrics"}
