"""The scripts and styles that web/ is built into, which pages name by their sources."""

import os
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from markupsafe import Markup
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import PathLike, StaticFiles
from starlette.types import Scope

_BUILT = Path(__file__).parent.parent / "static"
_MANIFEST = "manifest.json"


class _BuiltFiles(StaticFiles):
    """Files whose names change with what is in them are kept by browsers for a year. Those with a packed copy next to
    them go as that to browsers that unpack."""

    def file_response(self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, *args: Any) -> Response:
        packed = Path(f"{full_path}.gz")
        has_packed = packed.exists()
        if has_packed and "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            response = super().file_response(packed, packed.stat(), scope, *args)
            response.headers["Content-Encoding"] = "gzip"
        else:
            response = super().file_response(full_path, stat_result, scope, *args)
        if has_packed:
            response.headers["Vary"] = "Accept-Encoding"
        if Path(full_path).parent.name == "assets":
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def built_files(folder: Path = _BUILT) -> Mount:
    """Serves at /static what was built into `folder`. Raises RuntimeError where nothing was."""
    if not (folder / _MANIFEST).exists():
        raise RuntimeError("The scripts of the pages are not built: run `make web`.")
    return Mount("/static", _BuiltFiles(directory=folder), name="static")


def assets(source: str) -> Markup:
    """The tags that load a script or a style sheet of web/, with the styles of a script and all that it imports."""
    own, *imported = _with_imports(source, {}).values()
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
