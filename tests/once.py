"""What a run of the tests makes once, however many processes it has."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

TIMEOUT_S = 600


def made_once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The folder `name` of this run, filled by `make(folder)` in whichever process asks first; the others wait.

    Tests copy what they change. Fails when the process that makes it failed.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / name
    ready, failed = folder.with_name(f"{name}.ready"), folder.with_name(f"{name}.failed")
    try:
        folder.mkdir()
    except FileExistsError:
        deadline = time.monotonic() + TIMEOUT_S
        while not ready.exists():
            if failed.exists() or time.monotonic() > deadline:
                pytest.fail(f"{name} could not be made; see the other process")
            time.sleep(0.05)
        return folder
    try:
        make(folder)
    except BaseException:
        failed.touch()
        raise
    ready.touch()
    return folder
