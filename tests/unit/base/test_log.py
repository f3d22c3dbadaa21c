"""The log says what went wrong and where, and nothing about anybody."""

import ast
import gc
import logging
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from planner.base import config, log
from planner.base.errors import Refused
from planner.base.unexpected import unexpected
from planner.entry.main import run
from planner.workspace import upkeep

ROOT = Path(__file__).resolve().parents[3]
SECRETS = ("Nadia Prueba", "1.234,56 €", "tok_b64_secret", "my boss shouts at me", "/home/nadia")


@pytest.fixture(autouse=True)
def own_log():
    log.setup()


def written() -> str:
    path = config.place("data") / log.NAME
    return path.read_text(encoding="utf-8") if path.exists() else ""


def planted():
    try:
        raise KeyError(SECRETS[0])
    except KeyError as error:
        raise ValueError(" ".join(SECRETS)) from error


def test_an_unforeseen_error_of_a_command_is_in_the_log_and_what_it_quotes_is_not(monkeypatch, capsys):
    monkeypatch.setattr(upkeep, "check", lambda target: planted())
    assert run(["db", "check"]) == 1
    said = capsys.readouterr().err
    assert "ValueError" in said and "Nothing was stored." in said and str(config.place("data") / log.NAME) in said
    assert len(said.splitlines()) == 1 and not [secret for secret in SECRETS if secret in said]
    text = written()
    assert "ERROR planner.unexpected: command" in text and "command db" in text
    assert "ValueError at planner.entry.main" in text and "KeyError at" in text and ":" in text and "planted" in text
    assert not [secret for secret in SECRETS if secret in text]


def test_a_refusal_leaves_its_kind_and_place_and_not_its_words(monkeypatch, capsys):
    def refuse(target):
        raise Refused(SECRETS[0], SECRETS[1], SECRETS[3])

    monkeypatch.setattr(upkeep, "check", refuse)
    assert run(["db", "check"]) == 1
    assert SECRETS[0] in capsys.readouterr().err, "the person at the terminal reads it"
    assert "planner.base.errors.Refused at" in written() and not [secret for secret in SECRETS if secret in written()]


def test_what_is_said_of_the_data_is_what_is_certain(empty):
    before = log.mark()
    assert "Nothing was stored." in unexpected(ValueError(), before, "test").hint
    with pytest.raises(ZeroDivisionError), empty.write():
        raise ZeroDivisionError
    assert "Nothing was stored." in unexpected(ValueError(), before, "test").hint, "it was rolled back"
    with empty.write():
        pass
    assert "is whole" in unexpected(ValueError(), before, "test").hint
    log.loose()
    assert "db check" in unexpected(ValueError(), before, "test").hint


def test_a_library_s_record_loses_its_text():
    logging.getLogger("sqlalchemy.engine").error("INSERT %s", SECRETS[3])
    assert "sqlalchemy.engine" in written() and SECRETS[3] not in written()


def test_details_are_kept_only_when_they_are_asked_for():
    logging.getLogger("planner.x").debug("detail one")
    log.setup(verbose=True)
    logging.getLogger("planner.x").debug("detail two")
    log.setup()  # the screens, opened by a command with --verbose
    logging.getLogger("planner.x").debug("detail three")
    log.setup(verbose=False)
    logging.getLogger("planner.x").debug("detail four")
    assert "detail three" in written() and "detail four" not in written()
    assert "detail two" in written() and "detail one" not in written()


def test_what_is_let_pass_leaves_a_line_from_where_it_was():
    with log.noted("the note stays behind", OSError):
        raise PermissionError(13, SECRETS[0], SECRETS[4])
    assert f"WARNING {__name__}" in written()
    assert "PermissionError [EACCES] at" in written() and not [secret for secret in SECRETS if secret in written()]
    with pytest.raises(ValueError), log.noted("other kinds are not let pass", OSError):
        raise ValueError


def test_the_file_is_its_owner_s_and_does_not_grow_for_ever(monkeypatch):
    monkeypatch.setattr(log, "MAX_BYTES", 2000)
    log._state.clear()
    log.setup()
    for n in range(200):
        logging.getLogger("planner").info("line %d", n)
    files = sorted(config.place("data").glob(f"{log.NAME}*"))
    assert len(files) == 1 + log.KEPT and all(f.stat().st_size <= 2000 for f in files)
    assert all(stat.S_IMODE(f.stat().st_mode) == 0o600 for f in files)
    assert "line 199" in written()


def test_a_process_goes_on_in_the_file_that_another_one_began():
    logging.getLogger("planner").info("before")
    (config.place("data") / log.NAME).rename(config.place("data") / f"{log.NAME}.1")
    logging.getLogger("planner").info("after")
    assert "after" in written() and "before" not in written()


def test_where_no_log_can_be_written_the_program_goes_on_and_names_none(monkeypatch):
    monkeypatch.setenv("CUADRANTE_HOME", "/dev/null/home")
    log.setup()
    said = unexpected(ValueError("x"), log.mark(), "test")
    assert log.place() == "" and "log" not in said.hint


def test_a_process_that_only_imports_us_prints_nothing():
    code = "import logging, planner.base.log as l\nl.setup()\nlogging.getLogger('planner').error('quiet')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


BROAD = {"Exception", "BaseException", "CuadranteError", "Refused", "Conflict", "InputProblems"}


def _names(node):
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} if node is not None else BROAD


def _speaks(handler):
    """Whether a handler raises, leaves a line in the log, or hands the error on to somebody."""
    for node in ast.walk(ast.Module(handler.body, [])):
        if isinstance(node, ast.Raise) or (isinstance(node, ast.Name) and node.id == (handler.name or "")):
            return True
    return False


@pytest.fixture
def uncollected():
    """CPython 3.11 takes a collection in the middle of making a syntax tree for a mistake of its own (SystemError)."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("room", ["planner", "tui", "engagement", "forecasting", "sample_data"])
def test_no_error_of_ours_or_unforeseen_one_is_swallowed_without_a_line(room, uncollected):
    silent = []
    for path in sorted((ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler) and _names(node.type) & BROAD and not _speaks(node):
                silent.append(f"{path.relative_to(ROOT)}:{node.lineno}")
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("suppress", "contextlib.suppress"):
                narrow = {ast.unparse(a) for a in node.args} <= {"UnicodeEncodeError", "OSError", "ValueError"}
                if not narrow or path.name not in ("streams.py", "output.py"):
                    silent.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not silent, "\n".join(silent)
