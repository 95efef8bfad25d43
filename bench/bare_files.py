"""A bare endpoint that writes what it is sent to a file: `python -m bench.bare_files FOLDER PORT`."""

import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


async def write(request: Request) -> Response:
    """Write the body to a file, and nothing else."""
    with (Path(sys.argv[1]) / "bare").open("wb") as file:
        async for chunk in request.stream():
            file.write(chunk)
    return Response(status_code=204)


if __name__ == "__main__":
    health = Route("/health", lambda request: Response(), methods=["GET"])
    app = Starlette(routes=[health, Route("/{name}", write, methods=["PUT"])])
    uvicorn.run(app, port=int(sys.argv[2]), access_log=False, log_level="warning")
