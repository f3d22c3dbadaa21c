"""The people of the sample shop without its contacts and sales: leavers, thanks, coaching, proposals, old rosters."""

import random
import shutil

import pytest

from tui.app import CuadranteApp


@pytest.fixture(scope="session")
def care_shop(tmp_path_factory):
    """The shop made once; tests work on copies."""
    import sample_data
    from planner.shop.intake import imports
    from planner.shop.store.channels import ensure_channels
    from planner.workspace import opening, sample_care

    folder = tmp_path_factory.mktemp("care") / "shop"
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUADRANTE_TODAY", "2026-11-22")
        patch.setenv("CUADRANTE_LANG", "en")
        # Counts are blurred by chance when a survey closes; a picture wants the same chance each time.
        patch.setattr(random, "SystemRandom", lambda: random.Random(11))
        with opening.init(str(folder / "shop.sqlite"), language="en") as ws:
            ensure_channels(ws, ["phone", "chat", "whatsapp", "email", "social"])
            for kind in ("agents", "preferences"):
                imports.commit(ws, imports.preview(ws, kind, sample_data.files()[kind]))
            sample_care.fill(ws)
    return folder


@pytest.fixture(autouse=True)
def today(monkeypatch, tmp_path):
    monkeypatch.setenv("CUADRANTE_TODAY", "2026-11-22")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("planner.db.workspace.system_user", lambda: "pilar")


@pytest.fixture
def program(care_shop, tmp_path):
    """`program(language)`: the program on a copy of that shop."""

    def make(language: str = "en") -> CuadranteApp:
        shutil.copytree(care_shop, tmp_path / "shop")
        return CuadranteApp(str(tmp_path / "shop" / "shop.sqlite"), language)

    return make


@pytest.fixture
def empty_program(tmp_path):
    """The program on a workspace in which there is nobody."""
    from planner.workspace import opening

    opening.init(str(tmp_path / "empty.sqlite"), language="en").close()
    return CuadranteApp(str(tmp_path / "empty.sqlite"), "en")
