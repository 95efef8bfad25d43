"""A wheel that is built from a checkout can serve: it brings the built pages along."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from tests.support.repository import ROOT, repository_files

STATIC = ROOT / "latchkey" / "static"
BUILD = "from setuptools.build_meta import build_wheel; print(build_wheel('.'))"


def test_a_wheel_has_the_built_pages_and_their_licences(tmp_path: Path) -> None:
    for path in [*repository_files(), *(file.relative_to(ROOT) for file in STATIC.rglob("*") if file.is_file())]:
        if path.parts[0] not in {"tests", "bench", "docs", "web"}:
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, tmp_path / path)
    built = subprocess.run([sys.executable, "-c", BUILD], cwd=tmp_path, check=True, capture_output=True, text=True)
    names = set(ZipFile(tmp_path / built.stdout.splitlines()[-1]).namelist())
    chunks = json.loads((STATIC / "manifest.json").read_text()).values()
    assert {f"latchkey/static/{chunk['file']}" for chunk in chunks} <= names
    assert {"latchkey/static/manifest.json", "latchkey/static/LICENSES.txt"} <= names
    assert any(name.endswith(".dist-info/licenses/NOTICE") for name in names)
