"""An unforeseen error: the screens say what is certain and where the log lies, and the log keeps no contents."""

from pathlib import Path

import pytest

from planner.base import log
from tui.app import CuadranteApp
from tui.frame.modals import ErrorModal

SECRET = "Nadia Prueba earns 1.234,56 €"


class Failing(CuadranteApp):
    """Opening the workspace fails as nobody foresaw."""

    def workspace(self, report=None):
        raise LookupError(SECRET)


@pytest.fixture(autouse=True)
def own_log():
    log.setup()


async def test_a_background_run_that_fails_is_a_modal_with_the_path_of_the_log():
    app = Failing("/nonexistent/shop.sqlite", "en")
    async with app.run_test(size=(120, 40)) as pilot:
        while not isinstance(app.screen, ErrorModal):
            await pilot.pause()
        assert "LookupError" in app.screen.cause and SECRET not in app.screen.cause
        assert app.screen.mend.startswith("Nothing was stored.") and log.place() in app.screen.mend
    text = Path(log.place()).read_text(encoding="utf-8")
    assert "LookupError at tui.frame.messages" in text and SECRET not in text


async def test_a_key_whose_handler_fails_ends_the_program_in_one_line_without_anybody_s_values(capsys):
    app = Failing("/nonexistent/shop.sqlite", "en")
    with pytest.raises(ValueError):
        async with app.run_test(size=(120, 40)) as pilot:
            app.call_later(_fail)
            await pilot.pause(1)
    said = capsys.readouterr().err
    assert app.return_code == 1 and "ValueError" in said and SECRET not in said
    assert "ValueError at" in Path(log.place()).read_text(encoding="utf-8")


def _fail() -> None:
    raise ValueError(SECRET)


async def test_where_no_home_can_be_written_the_sample_shop_is_still_offered(monkeypatch):
    monkeypatch.setenv("CUADRANTE_HOME", "/dev/null/home")
    app = CuadranteApp(None, "en")
    async with app.run_test(size=(120, 40)) as pilot:
        while not app.screen.has_class("-empty"):
            await pilot.pause()
        assert "d  look around in the sample shop" in str(app.screen.query_one("#empty").content)
