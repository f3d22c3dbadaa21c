"""The small shop of the screens with a closed wave, an open pulse and a draft, all with fixed answers."""

import random
import shutil

import pytest

from tui.app import CuadranteApp

WISHES = ("Saber antes el cuadrante.", "El cuadrante llega tarde.", "Repartir los sábados.")


def build(ws, patch) -> dict[str, str]:
    """Twelve more people; one survey closed, one open, one draft."""
    from engagement.surveys.templates import TEMPLATES
    from planner.domain.people import Agent, Contract
    from planner.shop.store.people import write_agents
    from planner.surveys import closing, surveys
    from planner.surveys import desk as survey_desk
    from planner.surveys import launch as survey_launch

    people = [Agent(f"B{i:02d}", f"Persona {i}", ("Norte", "Sur")[i % 2], ("chat",), Contract(2400)) for i in range(12)]
    write_agents(ws, people)
    ids = {}
    for name, template in (("closed", "engagement"), ("open", "pulse")):
        ids[name] = surveys.new(ws, template)
        survey_launch.launch(ws, ids[name], survey_launch.LaunchPlan(attributes=("team",)))
        desk = survey_desk.SurveyDesk(ws)
        asked = surveys.links(ws, ids[name], "http://x")[: 18 if name == "closed" else 6]
        futures = []
        for i, link in enumerate(asked):
            given = {}
            for j, q in enumerate(TEMPLATES[template].questions):
                if q.kind.name == "agreement":
                    given[q.id] = 1 + (i * 7 + j * 3 + i % 2) % 5
                elif q.kind.name == "enps":
                    given[q.id] = (i * 5) % 11
                else:
                    given[q.id] = WISHES[i % 3]
            futures.append(desk.submit(ids[name], link.code, given))
        assert {f.result(30) for f in futures} == {"stored"}
        desk.stop()
        if name == "closed":
            closing.close(ws, ids[name])
            patch.setenv("CUADRANTE_TODAY", "2026-11-22")
    ids["draft"] = surveys.new(ws, "schedule")
    return ids


@pytest.fixture(scope="session")
def survey_shop(shops, tmp_path_factory):
    """Folder of the shop with surveys, and their ids by state."""
    from planner.db.opening import open_workspace

    folder = tmp_path_factory.mktemp("surveys") / "shop"
    shutil.copytree(shops / "people", folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUADRANTE_TODAY", "2026-11-02")
        # Pictures need the same blur every time; the program's own source of chance keeps no seed.
        seeded = random.Random(7)
        patch.setattr(random, "SystemRandom", lambda: seeded)
        patch.setenv("CUADRANTE_LANG", "en")
        with open_workspace(str(folder / "shop.sqlite")) as ws:
            ids = build(ws, patch)
    return folder, ids


@pytest.fixture
def program(survey_shop, tmp_path, monkeypatch):
    """`program(language)`: the program on a copy of that shop."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)

    def make(language: str = "en") -> CuadranteApp:
        shutil.copytree(survey_shop[0], tmp_path / "shop")
        return CuadranteApp(str(tmp_path / "shop" / "shop.sqlite"), language)

    return make


@pytest.fixture
def ids(survey_shop):
    """Survey ids by state."""
    return survey_shop[1]
