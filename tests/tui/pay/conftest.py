"""The program on a small shop with two settled-to-be months of sales."""

import shutil

import pytest

from tests.integration.pay import pay_shop
from tui.app import CuadranteApp


@pytest.fixture(scope="session")
def pay_shops(tmp_path_factory):
    """The shop made once; tests work on copies."""
    from planner.workspace import opening

    folder = tmp_path_factory.mktemp("pay-shop")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUADRANTE_TODAY", "2026-11-22")
        patch.setenv("CUADRANTE_HOME", str(folder))
        patch.setenv("CUADRANTE_LANG", "en")
        target = folder / "made"
        target.mkdir()
        with opening.init(str(target / "shop.sqlite"), language="en") as ws:
            pay_shop.build(ws, folder)
    return target


@pytest.fixture
def finance(pay_shops, tmp_path, monkeypatch):
    """`finance(language)`: the program on a copy of the shop; `finance.path` is the file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr("planner.db.workspace.system_user", lambda: "finance")
    target = tmp_path / "shop"
    shutil.copytree(pay_shops, target)

    def make(language: str = "en") -> CuadranteApp:
        return CuadranteApp(str(target / "shop.sqlite"), language)

    make.path = str(target / "shop.sqlite")  # type: ignore[attr-defined]
    return make
