"""The scripts and styles that web/ is built into, which pages name by their sources."""

from functools import cache
from pathlib import Path
from typing import Any

import orjson
from markupsafe import Markup
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import PathLike, StaticFiles

_BUILT = Path(__file__).parent.parent / "static"
_MANIFEST = "manifest.json"


class _BuiltFiles(StaticFiles):
    """Files whose names change with what is in them are kept by browsers for a year."""

    def file_response(self, full_path: PathLike, *args: Any, **options: Any) -> Response:
        response = super().file_response(full_path, *args, **options)
        if Path(full_path).parent.name == "assets":
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def built_files(folder: Path = _BUILT) -> Mount:
    """Serves at /static what was built into `folder`. Raises RuntimeError where nothing was."""
    if not (folder / _MANIFEST).exists():
        raise RuntimeError("The scripts of the pages are not built: run `make web`.")
    return Mount("/static", _BuiltFiles(directory=folder), name="static")


def assets(source: str) -> Markup:
    """The tags that load a script or a style sheet of web/src, with the styles of a script and all that it imports."""
    own, *imported = _with_imports(f"src/{source}", {}).values()
    tags = [_style(style) for chunk in (own, *imported) for style in chunk.get("css", [])]
    tags += [Markup('<link rel="modulepreload" href="/static/{}">').format(chunk["file"]) for chunk in imported]
    if own["file"].endswith(".css"):
        tags.append(_style(own["file"]))
    else:
        tags.append(Markup('<script type="module" src="/static/{}"></script>').format(own["file"]))
    return Markup("\n  ").join(tags)


def _style(file: str) -> Markup:
    return Markup('<link rel="stylesheet" href="/static/{}">').format(file)


def _with_imports(name: str, chunks: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """`found` with the built file of that name and all that it imports, which may be itself in the end."""
    if name not in chunks:
        chunks[name] = _manifest()[name]
        for imported in chunks[name].get("imports", []):
            _with_imports(imported, chunks)
    return chunks


@cache
def _manifest() -> dict[str, Any]:
    manifest: dict[str, Any] = orjson.loads((_BUILT / _MANIFEST).read_bytes())
    return manifest
