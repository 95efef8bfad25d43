"""The dashboard and the alert rules ask for metrics that there are."""

import re
from typing import Any

import orjson
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.support.databases import ON_POSTGRESQL
from tests.support.repository import ROOT
from tests.support.server import Server

DEPLOY = ROOT / "deploy"
TOKEN = "a token for those who operate it"
NAMES = re.compile(r"\b(?:latchkey|process)_[a-z_]+")
SUFFIXES = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_count", "_sum")}
OF_A_REPLICA = {"latchkey_replica_reads_total", "latchkey_replica_behind_bytes"}
"""Metrics that only a server with a replica has."""


def of_dashboard() -> list[str]:
    """The expressions of the dashboard, and that of its variable."""
    board: Any = orjson.loads((DEPLOY / "grafana" / "latchkey.json").read_bytes())
    asked = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    return [*asked, *(each["query"] for each in board["templating"]["list"])]


def of_rules() -> list[str]:
    """The expressions of the alert rules."""
    rules = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yaml").read_text())
    return [rule["expr"] for group in rules["groups"] for rule in group["rules"]]


@ON_POSTGRESQL
@pytest.mark.without_worker
@pytest.mark.settings(metrics_token=TOKEN)
async def test_dashboard_and_rules_name_metrics_that_exist(server: Server) -> None:
    text = (await server.client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})).text
    there = {
        f"{family.name}{suffix}" for family in text_string_to_metric_families(text) for suffix in SUFFIXES[family.type]
    }
    by_board, by_rules = (
        {name for text in asked for name in NAMES.findall(text)} for asked in (of_dashboard(), of_rules())
    )
    there |= OF_A_REPLICA
    assert (by_board - there, by_rules - there) == (set(), set())
    own = {name for name in there if name.startswith("latchkey_")}
    assert own - by_board == set(), "the dashboard shows every metric of ours"


def test_every_rule_says_what_it_means() -> None:
    rules = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yaml").read_text())["groups"][0]["rules"]
    assert len(rules) == len({rule["alert"] for rule in rules}) > 10
    assert all(rule["annotations"]["summary"] and rule["labels"]["severity"] in ("page", "ticket") for rule in rules)
