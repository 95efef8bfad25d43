"""Serve the bare endpoint: `python -m bench.serve_bare DATABASE_URL PORT POOL_SIZE`."""

import gc
import sys

import uvicorn

from bench.bare import create_bare
from latchkey.process import GC_THRESHOLDS


def main(database_url: str, port: str, pool_size: str) -> None:
    """Serve with the options of `latchkey serve`."""
    app = create_bare(database_url, int(pool_size))
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    uvicorn.run(
        app,
        port=int(port),
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        access_log=False,
        log_config=None,
        proxy_headers=False,
        server_header=False,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
