"""The small solved shop of the screens, a copy for each test."""

import shutil

import pytest

from planner.db.opening import open_workspace
from tests.tui import shop


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("simulated")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUADRANTE_TODAY", "2026-11-22")
        patch.setenv("CUADRANTE_HOME", str(tmp_path_factory.mktemp("home")))
        shop.build(folder / "shop.sqlite")
    return folder


@pytest.fixture
def ws(made, tmp_path):
    shutil.copytree(made, tmp_path / "shop")
    with open_workspace(str(tmp_path / "shop" / "shop.sqlite")) as opened:
        yield opened


@pytest.fixture
def target(ws, tmp_path):
    return str(tmp_path / "shop" / "shop.sqlite")
