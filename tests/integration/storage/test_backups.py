"""Backups belong to one workspace, are sound, and come back in one step."""

import contextlib
import json
import os
import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from planner.base.errors import CuadranteError, Refused
from planner.db import audit, backup, exchange, failures, restore
from planner.db.opening import open_workspace
from planner.db.workspace import read_settings, write_settings
from planner.domain.workspace import WorkspaceSettings
from planner.workspace import upkeep


def named(path: Path, name: str) -> None:
    """Write a name into the main file, and a log row with it."""
    with open_workspace(path) as ws, ws.write():
        write_settings(ws, WorkspaceSettings(name))
        audit.append(ws, "named", name)


@pytest.fixture
def path(sqlite_path) -> Path:
    open_workspace(sqlite_path, create=True).close()
    named(sqlite_path, "first")
    return sqlite_path


def made_of(path: Path) -> Path:
    with open_workspace(path) as ws:
        return backup.backup(ws)


@pytest.mark.parametrize("neighbour", ["shop-north", "shop-20260101T000000000Z", "shop[1]", "sh"])
def test_a_neighbour_with_a_longer_name_has_backups_of_its_own(path, neighbour):
    other = path.with_name(f"{neighbour}.sqlite")
    open_workspace(other, create=True).close()
    named(other, "other")
    mine = [made_of(path) for _ in range(3)]
    theirs = [made_of(other) for _ in range(3)]
    assert [f for _, f in failures.backups_of(path)] == mine
    assert [f for _, f in failures.backups_of(other)] == theirs
    assert failures.last_backup(path) == mine[-1]


def test_keeping_twelve_takes_none_of_a_neighbour(path):
    other = path.with_name("shop-north.sqlite")
    open_workspace(other, create=True).close()
    named(other, "other")
    theirs = made_of(other)
    old = datetime(2020, 1, 1, tzinfo=UTC).timestamp()
    for n in range(15):
        os.utime(made_of(path), (old + n, old + n))
    with open_workspace(path) as ws:
        made = backup.weekly(ws)
    assert made is not None
    assert len(failures.backups_of(path)) == backup.KEEP
    assert theirs.exists()


def test_another_workspace_that_once_had_this_name_is_not_taken_for_it(path):
    first = made_of(path)
    for file in (*backup.parts(path).values(), audit.anchor_path(path)):
        file.unlink()
    open_workspace(path, create=True).close()
    named(path, "another")
    with open_workspace(path) as ws:
        assert backup.genesis(ws)
        assert not failures.backups_of(path, backup.genesis(ws))
    assert first.exists()


def test_a_backup_dated_in_the_future_neither_stops_nor_outlives_the_weekly_one(path):
    made = made_of(path)
    later = made.with_name(made.name.replace("2026", "2036").replace("2025", "2035"))
    made.rename(later)
    future = datetime(2036, 1, 1, tzinfo=UTC).timestamp()
    os.utime(later, (future, future))
    with open_workspace(path) as ws:
        assert backup.weekly(ws) is not None
        assert backup.weekly(ws) is None


def test_a_damaged_workspace_is_not_backed_up_as_sound_and_costs_no_older_backup(path):
    with open_workspace(path) as ws, ws.read() as c:
        page = c.exec_driver_sql("SELECT rootpage FROM sqlite_master WHERE name='audit_log'").scalar()
    good = made_of(path)
    with path.open("r+b") as handle:
        handle.seek((page - 1) * 4096)
        handle.write(b"\x00" * 4096)
    with open_workspace(path) as ws, pytest.raises(CuadranteError, match="damaged"):
        backup.backup(ws)
    assert [f for _, f in failures.backups_of(path)] == [good]
    assert upkeep.restore(str(path), good).exists()
    with open_workspace(path) as ws:
        assert read_settings(ws).name == "first"


def test_a_backup_whose_bytes_rot_is_told_from_a_sound_one(path):
    made = made_of(path)
    assert backup.sound(made)
    with zipfile.ZipFile(made) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["main.sqlite"] = files["main.sqlite"][:-1] + b"?"
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    assert not backup.sound(made)
    with pytest.raises(Refused, match="not a sound backup"):
        upkeep.restore(str(path), made)


def test_what_killed_backups_leave_goes_after_an_hour_and_not_before(path):
    folder = failures.backup_folder(path)
    folder.mkdir()
    for name, age_s in ((".backup-old", 7200), (".backup-new", 0)):
        (folder / name).mkdir()
        (folder / name / "main.sqlite").write_bytes(b"x")
        then = datetime.now(UTC).timestamp() - age_s
        os.utime(folder / name, (then, then))
    made_of(path)
    assert not (folder / ".backup-old").exists()
    assert (folder / ".backup-new").exists()


class Killed(BaseException):
    """Stands for kill -9: nothing of ours catches it."""


def test_a_restore_killed_at_any_step_leaves_the_old_state_or_the_new_one_whole(path, tmp_path, monkeypatch):
    made = made_of(path)
    named(path, "second")
    untouched = tmp_path / "untouched"
    shutil.copytree(path.parent, untouched, ignore=lambda *_: {"untouched", "tries"})
    seen = set()
    steps = ("replace", "mkdir", "unlink")
    for kill_at in range(1, 40):
        here = tmp_path / "tries" / str(kill_at)
        shutil.copytree(untouched, here)
        there = here / path.name
        left = [kill_at]
        with monkeypatch.context() as patch:
            for step in steps:
                real = getattr(Path, step)

                def counted(self, *args, real=real, left=left, **kwargs):
                    left[0] -= 1
                    if left[0] == 0:
                        raise Killed
                    return real(self, *args, **kwargs)

                patch.setattr(Path, step, counted)
            with contextlib.suppress(Killed):
                restore.restore(there, here / "backups" / made.name)
        # kill -9 runs no clean-up: what `finally` took away only happens before the step
        with open_workspace(there) as ws:
            name = read_settings(ws).name
            log = audit.read_log(ws)
            assert not ws.read_only
        assert name == log[0].object, "main and log are of one state"
        assert all(f.ok for f in upkeep.check(str(there))), kill_at
        assert not exchange.waiting(there)
        seen.add(name)
        if left[0] > 0:
            break
    else:
        raise AssertionError("the restore never ended")
    assert seen == {"first", "second"}


def test_what_an_older_state_would_undo_is_told_before(path):
    made = made_of(path)
    with open_workspace(path) as ws:
        audit.append(ws, "survey closed", "s1")
        audit.append(ws, "roster published", "r1")
    assert upkeep.lost_by(str(path), made) == {"survey closed": 1, "roster published": 1}
    assert set(upkeep.lost_by(str(path), made)) <= set(upkeep.WEIGHTY)


def test_a_note_of_an_exchange_names_only_files_beside_the_workspace(path):
    made = made_of(path)
    upkeep.restore(str(path), made)
    assert not list(path.parent.glob(f"*{exchange.NOTE}"))
    assert not list(path.parent.glob(f"{restore.FOLDER}*"))
    kept = next(path.parent.glob("shop-replaced-*"))
    assert {p.name for p in kept.iterdir()} >= {p.name for p in backup.parts(path).values()}
    assert json.loads(zipfile.ZipFile(made).read("manifest.json"))["identity"]
