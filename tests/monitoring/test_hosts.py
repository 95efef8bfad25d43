"""The files for containers and hosts: what they set exists, what they ask is served, and nothing runs as root."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from latchkey.cli.commands import app
from latchkey.monitoring.health import health_routes
from settings import Settings
from tests.support.repository import ROOT, repository_files

DEPLOY = ROOT / "deploy"
SETTINGS = {name.upper() for name in Settings.model_fields}
OF_LIBRARIES = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "PATH", "PYTHONDONTWRITEBYTECODE"}
PATHS = {route.path for route in health_routes()}  # type: ignore[attr-defined]
UNITS = sorted(DEPLOY.glob("systemd/*.service"))
HARDENED = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "CapabilityBoundingSet": "",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
    "SystemCallArchitectures": "native",
    "UMask": "0077",
    "User": "latchkey",
}


def manifests() -> list[dict[str, Any]]:
    """The objects of all manifests for Kubernetes."""
    return [each for file in sorted(DEPLOY.glob("kubernetes/*.yaml")) for each in yaml.safe_load_all(file.read_text())]


def pods() -> Iterator[dict[str, Any]]:
    """The pods of the manifests."""
    return (each["spec"]["template"]["spec"] for each in manifests() if "template" in each.get("spec", {}))


def compose() -> dict[str, Any]:
    """The services of the compose file."""
    services: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    return services


def environments() -> dict[str, set[str]]:
    """The variables that each file sets for Latchkey."""
    dockerfile = re.search(r"^ENV ((?:.*\\\n)*.*)", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    assert dockerfile
    sample = (DEPLOY / "systemd" / "latchkey.env").read_text()
    return {
        "Dockerfile": set(re.findall(r"(\w+)=", dockerfile[1])),
        "compose.yaml": {name for each in ("migrate", "serve", "worker") for name in compose()[each]["environment"]},
        "kubernetes": {name for each in manifests() for name in {**each.get("data", {}), **each.get("stringData", {})}},
        "systemd": set(re.findall(r"^(\w+)=", sample, re.MULTILINE)),
    }


def commands() -> dict[str, list[str]]:
    """The arguments with which each file starts Latchkey."""
    of_units = {path.name: service(path)["ExecStart"].split()[1:] for path in UNITS}
    of_pods = {each["containers"][0]["name"]: each["containers"][0]["args"] for each in pods()}
    of_compose = {f"compose {name}": compose()[name]["command"] for name in ("migrate", "serve", "worker")}
    return of_units | of_pods | of_compose


def service(path: Path) -> dict[str, str]:
    """The lines of a unit of systemd by their names."""
    lines = [line for line in path.read_text().splitlines() if "=" in line and not line.startswith("#")]
    return {name: value for name, _, value in (line.partition("=") for line in lines)}


def test_the_files_are_seen() -> None:
    assert len(UNITS) == 4 and len(list(pods())) == 3 and {"migrate", "serve", "worker"} <= compose().keys()


@pytest.mark.parametrize("file", environments())
def test_every_variable_is_a_setting(file: str) -> None:
    named = environments()[file]
    assert len(named) > 4 and named - SETTINGS - OF_LIBRARIES == set()


@pytest.mark.parametrize("name", commands())
def test_every_command_exists_with_its_options(name: str) -> None:
    command, *arguments = commands()[name]
    known: Any = typer.main.get_command(app)
    options = {option for parameter in known.commands[command].params for option in parameter.opts}
    assert {each for each in arguments if each.startswith("--")} <= options


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_units_are_hardened(path: Path) -> None:
    told = service(path)
    assert {name: told.get(name) for name in HARDENED} == HARDENED


def test_pods_are_hardened_and_ask_what_is_served() -> None:
    for pod in pods():
        [container] = pod["containers"]
        assert pod["securityContext"]["runAsNonRoot"] and not pod["automountServiceAccountToken"]
        own = container["securityContext"]
        assert (
            own["readOnlyRootFilesystem"]
            and not own["allowPrivilegeEscalation"]
            and own["capabilities"] == {"drop": ["ALL"]}
        )
        probes = [each["httpGet"] for name, each in container.items() if name.endswith("Probe")]
        ports = {each["name"] for each in container.get("ports", [])}
        assert {probe["path"] for probe in probes} <= PATHS and {probe["port"] for probe in probes} <= ports
        assert container["resources"]["limits"]["memory"]


def test_objects_of_kubernetes_fit_together() -> None:
    kinds = {each["kind"]: each for each in manifests()}
    labels = [each["spec"]["template"]["metadata"]["labels"] for each in manifests() if each["kind"] == "Deployment"]
    assert kinds["Service"]["spec"]["selector"] in labels
    assert kinds["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] in labels
    names = {each["metadata"]["name"] for each in manifests() if each["kind"] == "Deployment"}
    assert kinds["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]["name"] in names


def test_containers_run_as_nobody_on_a_root_that_is_read_only() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    assert re.findall(r"^USER (\d+)$", text, re.MULTILINE) == ["10001"] and ":9100/live" in text
    for name in ("migrate", "serve", "worker"):
        contained = compose()[name]
        assert contained["read_only"] and contained["cap_drop"] == ["ALL"]
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    kept = {line.removeprefix("!") for line in ignored if line.startswith("!")}
    floors = {path.parts[0] for path in repository_files() if len(path.parts) > 1 and path.suffix == ".py"}
    assert floors - kept == {"bench", "examples", "tests"}
