"""What goes wrong with files, processes and disks: one clear message, and nothing of yours lost."""

import importlib
import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import textwrap
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect

from planner.base.errors import CuadranteError, Refused
from planner.db import audit, backup, lockfile, migrate, revisions, workspace
from planner.db.opening import open_workspace
from planner.db.tables import MODULES, SCHEMAS, metadata
from planner.db.workspace import read_settings, sibling, write_settings
from planner.domain.people import Agent, Contract
from planner.domain.workspace import WorkspaceSettings
from planner.shop.store import history, people
from planner.workspace import upkeep

ROOT = Path(__file__).parents[3]


def agent(n):
    return Agent(f"A{n:05d}", "Ana", "North", ("phone",), Contract(2400))


def python(code, *arguments, **options):
    """A process of its own running `code` on this project."""
    env = os.environ | {"PYTHONPATH": str(ROOT), "CUADRANTE_LANG": "en"}
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env, **options,
    )  # fmt: skip


WRITER = """
import sys
from planner.domain.people import Agent, Contract
from planner.db import audit
from planner.shop.store import people
from planner.db.opening import open_workspace
n = int(sys.argv[2])
with open_workspace(sys.argv[1]) as ws:
    while True:
        with ws.write() as c:
            people.write_agents(ws, [Agent(f"A{n:05d}", "Ana", "North", ("phone",), Contract(2400))])
            people.write_agents(ws, [Agent(f"B{n:05d}", "Bea", "North", ("phone",), Contract(2400))])
            c.exec_driver_sql("CREATE TABLE IF NOT EXISTS pay.probe (n INTEGER PRIMARY KEY)")
            c.exec_driver_sql("INSERT INTO pay.probe VALUES (?)", (n,))
            audit.append(ws, "written", str(n))
        print(n, flush=True)
        n += 1
"""


def test_a_writer_killed_again_and_again_loses_no_acknowledged_commit_and_leaves_none_half_done(sqlite_path):
    open_workspace(sqlite_path, create=True).close()
    acknowledged = 0
    for round_number in range(6):
        process = python(WRITER, sqlite_path, acknowledged + 1)
        seen = process.stdout.readline()  # at least one commit, then the knife at an odd moment
        assert seen, process.stderr.read()
        time.sleep(0.013 * round_number)
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().split()
        process.wait()
        acknowledged = max(int(n) for n in [seen.strip(), *rest])
        with open_workspace(sqlite_path) as ws:
            found = {a.agent_id for a in people.read_agents(ws)}
            with ws.read() as c:
                paid = set(c.exec_driver_sql("SELECT n FROM pay.probe").scalars())
            ours = {int(name[1:]) for name in found if name[0] == "A"}
            assert ours == {int(name[1:]) for name in found if name[0] == "B"} == paid
            assert set(range(1, acknowledged + 1)) <= ours
            assert max(ours) <= acknowledged + 1
            assert audit.verify(ws) == ()
            acknowledged = max(ours)
    assert all(finding.ok for finding in upkeep.check(str(sqlite_path)))


HOLDER = """
import sys
from planner.db.opening import open_workspace
with open_workspace(sys.argv[1]) as ws, ws.write() as c:
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_the_second_writer_waits_and_then_learns_who_holds_the_file(sqlite_path, monkeypatch):
    open_workspace(sqlite_path, create=True).close()
    monkeypatch.setattr(workspace, "BUSY_TIMEOUT_S", 0.3)
    holder = python(HOLDER, sqlite_path, stdin=subprocess.PIPE)
    assert holder.stdout.readline() == "held\n"
    with open_workspace(sqlite_path) as ws:
        assert read_settings(ws) == WorkspaceSettings()
        with pytest.raises(Refused, match=rf"process {holder.pid}"):
            write_settings(ws, WorkspaceSettings("mine"))
        releasing = threading.Timer(0.1, lambda: holder.communicate("\n"))
        releasing.start()
        monkeypatch.setattr(workspace, "BUSY_TIMEOUT_S", 20.0)
    with open_workspace(sqlite_path) as ws:
        write_settings(ws, WorkspaceSettings("after waiting"))
        assert read_settings(ws).name == "after waiting"
    releasing.join()


def test_the_note_of_a_dead_writer_accuses_nobody(sqlite_path):
    note = lockfile.note_path(sqlite_path)
    process = python("pass")
    process.wait()
    import socket

    living = {"pid": os.getpid(), "user": "ana", "host": socket.gethostname(), "since": "09:00:00"}
    note.write_text(json.dumps(living))
    assert "ana" in lockfile.holder(sqlite_path)
    note.write_text(json.dumps(living | {"pid": process.pid}))
    assert lockfile.holder(sqlite_path) == ""
    note.write_text("{broken")
    assert lockfile.holder(sqlite_path) == ""


def test_a_new_workspace_is_for_its_owner_only_and_as_safe_as_sqlite_gets(sqlite_path):
    with open_workspace(sqlite_path, create=True) as ws:
        write_settings(ws, WorkspaceSettings())
        for file in (sqlite_path, sibling(sqlite_path, "answers"), sibling(sqlite_path, "pay")):
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
        with ws.write() as c:
            for schema in ("main", "answers", "pay"):
                assert c.exec_driver_sql(f"PRAGMA {schema}.synchronous").scalar() == 2
                assert c.exec_driver_sql(f"PRAGMA {schema}.journal_mode").scalar() == "delete"
            assert c.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_workspace_is_never_made_over_another(sqlite_path):
    with open_workspace(sqlite_path, create=True) as ws:
        write_settings(ws, WorkspaceSettings("precious"))
    with pytest.raises(Refused, match="exists already"):
        open_workspace(sqlite_path, create=True)
    with open_workspace(sqlite_path) as ws:
        assert read_settings(ws).name == "precious"


def test_a_missing_workspace_says_how_to_make_one(sqlite_path):
    with pytest.raises(Refused) as caught:
        open_workspace(sqlite_path)
    assert "cuadrante init" in caught.value.hint
    assert not sqlite_path.exists()


def test_a_workspace_opened_for_reading_is_not_written(sqlite_path):
    open_workspace(sqlite_path, create=True).close()
    before = sqlite_path.read_bytes()
    with open_workspace(sqlite_path, read_only=True) as ws, pytest.raises(Refused, match="read-only"):
        write_settings(ws, WorkspaceSettings("x"))
    assert sqlite_path.read_bytes() == before


FULL = """
import resource, signal, sys
import numpy as np
from planner.base.errors import CuadranteError
from planner.shop.store import history
from planner.db.opening import open_workspace
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
n = 200_000
rows = {"channel": ["phone"] * n, "interval_start": np.arange(n) * 1800, "minutes": np.full(n, 30),
        "contacts": np.random.default_rng(1).random(n)}
with open_workspace(sys.argv[1]) as ws:
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))
    try:
        history.write_contacts(ws, rows)
    except CuadranteError as error:
        print(error)
"""


def test_a_full_disk_is_one_message_and_earlier_rows_are_intact(sqlite_path):
    with open_workspace(sqlite_path, create=True) as ws:
        history.write_contacts(ws, {"channel": ["chat"], "interval_start": [0], "minutes": [30], "contacts": [7.0]})
    out, err = python(FULL, sqlite_path).communicate()
    assert err == ""
    assert "disk" in out
    assert out.count("\n") == 1
    with open_workspace(sqlite_path) as ws:
        assert list(history.read_contacts(ws)["contacts"]) == [7.0]
    assert all(finding.ok for finding in upkeep.check(str(sqlite_path)))


READ_ONLY = """
import os, sys
from planner.domain.workspace import WorkspaceSettings
from planner.base.errors import CuadranteError
from planner.db.workspace import read_settings, write_settings
from planner.db.opening import open_workspace
with open_workspace(sys.argv[2], create=True) as ws:  # loads all there is to load: the interpreter may be root's
    write_settings(ws, WorkspaceSettings("changed"))
with open_workspace(sys.argv[2]) as ws:
    read_settings(ws)
if os.geteuid() == 0:
    os.setgid(65534); os.setgroups([]); os.setuid(65534)
try:
    with open_workspace(sys.argv[1]) as ws:
        print(read_settings(ws).name)
        write_settings(ws, WorkspaceSettings("changed"))
except CuadranteError as error:
    print(type(error).__name__, error)
"""


@pytest.mark.parametrize(("mode", "says"), [(0o444, "precious"), (0o000, "Refused")])
def test_a_file_that_may_not_be_written_or_read_is_one_message(tmp_path, mode, says):
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="cuadrante-ro-"))
    try:
        path = folder / "shop.sqlite"
        with open_workspace(path, create=True) as ws:
            write_settings(ws, WorkspaceSettings("precious"))
        for file in folder.iterdir():
            file.chmod(mode)
        folder.chmod(0o555)
        out, err = python(READ_ONLY, path, tmp_path / "other.sqlite").communicate()
        folder.chmod(0o755)
        for file in folder.iterdir():
            file.chmod(0o600)
        assert "Traceback" not in err
        lines = out.splitlines()
        assert lines[0].startswith(says)
        assert "Refused" in lines[-1]
        with open_workspace(path) as ws:
            assert read_settings(ws).name == "precious"
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def damaged(path):
    """Overwrite the pages of the audit log and beyond, leaving the first pages readable."""
    with open_workspace(path, create=True) as ws:
        write_settings(ws, WorkspaceSettings("precious"))
        history.write_contacts(
            ws, {"channel": ["chat"] * 9000, "interval_start": [1800 * n for n in range(9000)],
                 "minutes": [30] * 9000, "contacts": [1.0] * 9000},
        )  # fmt: skip
        made = backup.backup(ws)
        with ws.read() as c:
            page = c.exec_driver_sql("SELECT rootpage FROM sqlite_master WHERE name='contact_block'").scalar()
    with path.open("r+b") as handle:
        handle.seek((page - 1) * 4096)
        handle.write(b"\xff" * 4096)
    return made


def test_a_damaged_page_is_found_by_the_check_and_the_backup_brings_all_back(sqlite_path):
    made = damaged(sqlite_path)
    findings = upkeep.check(str(sqlite_path))
    assert not all(f.ok for f in findings)
    with open_workspace(sqlite_path) as ws, pytest.raises(CuadranteError, match="damaged") as caught:
        history.read_contacts(ws)
    assert str(made) in caught.value.hint
    kept = upkeep.restore(str(sqlite_path), made)
    assert (kept / sqlite_path.name).exists()
    with open_workspace(sqlite_path) as ws:
        assert len(history.read_contacts(ws)["contacts"]) == 9000
    assert all(f.ok for f in upkeep.check(str(sqlite_path)))


def test_a_workspace_whose_form_cannot_be_read_is_opened_for_reading_only_when_its_settings_can(sqlite_path):
    with open_workspace(sqlite_path, create=True) as ws:
        write_settings(ws, WorkspaceSettings("precious"))
        backup.backup(ws)
        with ws.read() as c:
            page = c.exec_driver_sql("SELECT rootpage FROM sqlite_master WHERE name='alembic_version'").scalar()
    with sqlite_path.open("r+b") as handle:
        handle.seek((page - 1) * 4096)
        handle.write(b"\xff" * 4096)
    with open_workspace(sqlite_path) as ws:
        assert ws.read_only
        assert "damaged" in ws.damage
        assert read_settings(ws).name == "precious"
        with pytest.raises(Refused, match="damaged"):
            write_settings(ws, WorkspaceSettings("x"))


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 500, b"SQLite format 3\x00" + b"\x00" * 5000])
def test_a_file_that_is_no_workspace_is_one_message(sqlite_path, content):
    sqlite_path.write_bytes(content)
    for part in ("answers", "pay"):
        sibling(sqlite_path, part).write_bytes(b"")
    with pytest.raises(CuadranteError) as caught:
        open_workspace(sqlite_path)
    assert "\n" not in str(caught.value)
    assert not all(f.ok for f in upkeep.check(str(sqlite_path)))


def test_a_workspace_without_its_file_of_answers_is_not_written(sqlite_path):
    open_workspace(sqlite_path, create=True).close()
    sibling(sqlite_path, "answers").unlink()
    with open_workspace(sqlite_path) as ws:
        assert ws.read_only
        assert "answers" in ws.damage


def test_a_newer_workspace_is_refused_and_an_older_one_says_how_to_upgrade(sqlite_path):
    with open_workspace(sqlite_path, create=True) as ws, ws.write() as c:
        here = sorted(revisions.applied(ws))
        c.exec_driver_sql("UPDATE alembic_version SET version_num = '9999_future' WHERE version_num = ?", (here[0],))
    with pytest.raises(Refused, match="was made by a newer cuadrante"):
        open_workspace(sqlite_path)
    with sqlite3.connect(sqlite_path) as raw:
        raw.execute("DELETE FROM alembic_version")
        raw.execute("INSERT INTO alembic_version VALUES ('0001_core')")
    if revisions.known()[1] != {"0001_core"}:
        with pytest.raises(Refused, match="has an older form") as caught:
            open_workspace(sqlite_path)
        assert "cuadrante db upgrade" in caught.value.hint


@pytest.fixture
def another_migration(tmp_path, monkeypatch):
    """A program with one more migration than the workspace has, which does `body`."""

    def build(body):
        folder = tmp_path / "migrations"
        (folder / "versions").mkdir(parents=True)
        for file in (revisions.FOLDER / "versions").glob("r*.py"):
            (folder / "versions" / file.name).write_text(file.read_text())
        heads = tuple(sorted(revisions.known()[1]))
        (folder / "versions" / "r9000_next.py").write_text(
            f"from alembic import op\nimport sqlalchemy as sa\nrevision = '9000_next'\ndown_revision = {heads!r}\n"
            "def upgrade():\n"
            "    op.create_table('extra', sa.Column('x', sa.Integer), schema='core')\n"
            "    op.execute(\"INSERT INTO settings VALUES (1, 'half', 'UTC', '', 'en', 15)\")\n"
            f"    {body}\n"
        )
        monkeypatch.setattr(revisions, "FOLDER", folder)
        revisions.known.cache_clear()

    yield build
    monkeypatch.undo()
    revisions.known.cache_clear()


def test_a_failing_migration_leaves_everything_as_it_was_and_a_backup(sqlite_path, another_migration):
    with open_workspace(sqlite_path, create=True) as ws:
        people.write_agents(ws, [agent(1)])
    before = sqlite3.connect(sqlite_path).execute("SELECT sql FROM sqlite_master ORDER BY 1").fetchall()
    another_migration("raise RuntimeError('half-way')")
    with pytest.raises(RuntimeError):
        upkeep.upgrade(str(sqlite_path))
    with sqlite3.connect(sqlite_path) as raw:
        assert raw.execute("SELECT sql FROM sqlite_master ORDER BY 1").fetchall() == before
        assert raw.execute("SELECT count(*) FROM settings").fetchone() == (0,)
    assert len(list((sqlite_path.parent / "backups").glob("*.zip"))) == 1


def test_an_upgrade_makes_a_backup_first_and_then_opens(sqlite_path, another_migration):
    with open_workspace(sqlite_path, create=True) as ws:
        people.write_agents(ws, [agent(1)])
    another_migration("pass")
    with pytest.raises(Refused, match="older"):
        open_workspace(sqlite_path)
    lines = upkeep.upgrade(str(sqlite_path))
    assert any("backups" in line for line in lines)
    with open_workspace(sqlite_path) as ws:
        assert [a.agent_id for a in people.read_agents(ws)] == ["A00001"]
        assert read_settings(ws).name == "half"
    assert "up to date" in upkeep.upgrade(str(sqlite_path))[0]


def test_the_migrations_build_exactly_the_tables_declared(ws):
    for module in MODULES:
        importlib.import_module(module)
    with ws.read() as c:
        look = inspect(c)
        for table in metadata.tables.values():
            schema = None if ws.is_sqlite and table.schema == "core" else table.schema
            found = {column["name"]: column for column in look.get_columns(table.name, schema)}
            assert set(found) == set(table.columns.keys()), table.fullname
            for column in table.columns:
                assert found[column.name]["nullable"] == bool(column.nullable), f"{table.fullname}.{column.name}"
                expected = c.dialect.type_compiler_instance.process(column.type).split("(")[0].split(" WITH")[0]
                assert str(found[column.name]["type"]).split("(")[0] in (expected, "INTEGER", "DOUBLE PRECISION"), (
                    column
                )
            keys = look.get_pk_constraint(table.name, schema)["constrained_columns"]
            assert set(keys) == {column.name for column in table.primary_key.columns}, table.fullname
        declared = {(t.schema, t.name) for t in metadata.tables.values()}
        for schema in SCHEMAS if not ws.is_sqlite else ("core", "answers", "pay"):
            there = look.get_table_names(None if ws.is_sqlite and schema == "core" else schema)
            assert {(schema, name) for name in there} - declared <= {
                ("core", "alembic_version"),
                ("core", "audit_anchor"),
            }


def test_a_backup_taken_while_somebody_writes_is_whole(sqlite_path):
    with open_workspace(sqlite_path, create=True) as ws:
        stop, at_work = threading.Event(), threading.Event()

        def work():
            n = 0
            while not stop.is_set():
                n += 1
                with ws.write():
                    people.write_agents(ws, [agent(n)])
                    audit.append(ws, "written", str(n))
                at_work.set()

        thread = threading.Thread(target=work)
        thread.start()
        try:
            assert at_work.wait(60)
            made = [backup.backup(ws) for _ in range(3)]
        finally:
            stop.set()
            thread.join()
    assert len(set(made)) == 3
    for file in made:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        other = file.with_suffix(".sqlite")
        kept = upkeep.restore(str(other), file)
        assert list(kept.iterdir()) == []
        assert all(f.ok for f in upkeep.check(str(other)))


@pytest.mark.parametrize("harm", ["cut", "flip", "text", "foreign"])
def test_an_unsound_backup_is_refused_and_the_workspace_untouched(sqlite_path, tmp_path, harm):
    import zipfile

    with open_workspace(sqlite_path, create=True) as ws:
        write_settings(ws, WorkspaceSettings("precious"))
        made = backup.backup(ws)
    data = bytearray(made.read_bytes())
    if harm == "cut":
        made.write_bytes(data[: len(data) // 2])
    elif harm == "flip":
        for place in range(200, 2000):
            data[place] ^= 0x55
        made.write_bytes(data)
    elif harm == "text":
        made.write_text("hello")
    else:
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr("../../evil", "x")
            archive.writestr("manifest.json", json.dumps({"sha256": {"../../evil": "0"}}))
    with pytest.raises(Refused, match="not a sound backup"):
        upkeep.restore(str(sqlite_path), made)
    with open_workspace(sqlite_path) as ws:
        assert read_settings(ws).name == "precious"
    assert not list(tmp_path.glob("shop-replaced-*"))


def test_a_workspace_is_not_replaced_under_the_hands_of_a_writer(sqlite_ws, sqlite_path):
    made = backup.backup(sqlite_ws)
    with sqlite_ws.write(), pytest.raises(Refused, match="writing"):
        upkeep.restore(str(sqlite_path), made)
    assert read_settings(sqlite_ws) == WorkspaceSettings()


def test_the_weekly_backup_is_made_once_a_week(sqlite_ws):
    first = backup.weekly(sqlite_ws)
    assert first is not None
    assert backup.weekly(sqlite_ws) is None
    old = datetime(2020, 1, 1, tzinfo=UTC).timestamp()
    os.utime(first, (old, old))
    assert backup.weekly(sqlite_ws) not in (None, first)


def test_an_unreachable_server_is_one_message():
    with pytest.raises(CuadranteError) as caught:
        open_workspace("postgresql://ana:secret@127.0.0.1:9/none")
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_upgrading_an_upgraded_workspace_on_either_database_does_nothing(ws):
    assert migrate.upgrade(ws) is False
