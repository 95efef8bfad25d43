"""The files of the repository, for tests that read its sources and documents."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def repository_files(root: Path = ROOT) -> list[Path]:
    """Every file that is, or would be, in the repository, relative to its root."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [Path(name) for name in sorted(set(listed.split("\0"))) if name and (root / name).is_file()]


def read_text(path: Path, root: Path = ROOT) -> str | None:
    """A file's text, or None where it is not text."""
    content = (root / path).read_bytes()
    if b"\0" in content:
        return None
    return content.decode(errors="replace")


def module_name(path: Path) -> str:
    """The dotted name under which a Python file is imported."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
