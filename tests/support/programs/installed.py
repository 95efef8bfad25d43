"""Programs of this machine that some tests need: they run where the program is, and say so clearly where it is not.

With CI set, which `.ci/run` does, a missing program is a failure.
"""

import os
import shutil
import subprocess
from functools import cache
from typing import NoReturn

import pytest

from tests.support.repository import ROOT

CLIENTS = ROOT / "tests" / "clients"


@cache
def node() -> str:
    """The path of Node, with the packages of tests/clients installed."""
    if not (CLIENTS / "node_modules").is_dir():
        _missing("the packages of tests/clients are not installed: `make test` does it")
    # What is on the PATH may be a program that starts Node, and killed it would leave Node behind.
    command = [f"{ROOT}/scripts/with-node", "node", "-p", "process.execPath"]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()


def chromium() -> str:
    """The path of Chromium or Chrome."""
    return _find("chromium", "chromium-browser", "google-chrome")


def _find(*names: str) -> str:
    found = next(filter(None, map(shutil.which, names)), None)
    return found or _missing(f"{names[0]} is not on the PATH")


def _missing(reason: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
