"""What every test stands on: a home of its own, a fixed day, and programs that must be there in CI."""

import os
import shutil

import pytest


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory, monkeypatch):
    """No test sees or touches the user's data; English and a fixed day unless the test says otherwise."""
    monkeypatch.setenv("CUADRANTE_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.delenv("CUADRANTE_WORKSPACE", raising=False)
    monkeypatch.setenv("CUADRANTE_TODAY", "2026-11-22")
    monkeypatch.setenv("CUADRANTE_LANG", "en")
    from planner import i18n

    i18n.set_language("en")


def require_program(name: str) -> str:
    """The path of a system program; without it the test is skipped, and fails when CI=true."""
    path = shutil.which(name)
    if path:
        return path
    message = f"{name} is not installed"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(name="require_program")
def _require_program():
    return require_program
