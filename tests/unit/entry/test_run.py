"""The script of the README: it touches no folder of anybody's and names everything that a machine lacks."""

import importlib.util
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

RUN = Path(__file__).resolve().parents[3] / "run.py"


def script(monkeypatch, venv):
    """`run.py` as a module, with CUADRANTE_VENV at `venv`."""
    monkeypatch.setenv("CUADRANTE_VENV", str(venv))
    spec = importlib.util.spec_from_file_location("run_script", RUN)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("kind", ["folder", "file", "environment"])
@pytest.mark.parametrize("verb", ["demo", "test"])
def test_a_folder_that_run_py_did_not_make_is_refused_and_keeps_everything(kind, verb, tmp_path):
    venv = tmp_path / "mine"
    if kind == "file":
        venv.write_text("a letter")
    else:
        venv.mkdir()
        (venv / "thesis.txt").write_text("years of work")
    if kind == "environment":
        (venv / "pyvenv.cfg").write_text("home = /usr/bin\n")
    before = {p: p.read_bytes() for p in (venv, *tmp_path.rglob("*")) if p.is_file()}
    done = subprocess.run(
        [sys.executable, RUN, verb], env={**os.environ, "CUADRANTE_VENV": str(venv)}, capture_output=True, text=True
    )
    assert done.returncode == 1 and len(done.stderr.splitlines()) == 1 and "CUADRANTE_VENV" in done.stderr
    assert {p: p.read_bytes() for p in (venv, *tmp_path.rglob("*")) if p.is_file()} == before


def test_a_broken_environment_of_ours_is_made_anew(monkeypatch, tmp_path):
    run = script(monkeypatch, tmp_path / "venv")
    run.VENV.mkdir()
    run.MARK.touch()
    (run.VENV / "bin").mkdir()
    (run.VENV / "bin" / "python").symlink_to("/nowhere")
    (run.VENV / "left-over").touch()
    monkeypatch.setattr(run.subprocess, "run", lambda *a, **k: subprocess.CompletedProcess(a, 0, "", ""))
    run.make_venv()
    assert [p.name for p in run.VENV.iterdir()] == [run.MARK.name]


def test_everything_that_is_missing_is_named_at_once(monkeypatch, tmp_path, capsys):
    run = script(monkeypatch, tmp_path / "venv")
    monkeypatch.setattr(run.ctypes.util, "find_library", lambda name: None)
    monkeypatch.setattr(run.shutil, "which", lambda name: None)
    monkeypatch.setattr(run, "venv_package", lambda python: "python3.11-venv")
    with pytest.raises(SystemExit):
        run.have_system(testing=True)
    mend = next(line for line in capsys.readouterr().err.splitlines() if line.startswith("Mend:"))
    packages = {"python3.11-venv", "libgomp1", "libatomic1", "libreoffice-calc", "tmux", "chromium"}
    assert packages <= set(mend.split())


def test_a_browser_driver_that_does_not_start_counts_as_missing_what_it_names(monkeypatch, tmp_path, capsys):
    run = script(monkeypatch, tmp_path / "venv")
    driver = run.BIN / "playwright"
    driver.parent.mkdir(parents=True)
    driver.write_text(
        "#!/bin/sh\necho 'node: error while loading shared libraries:"
        " libatomic.so.1: cannot open shared object file: No such file or directory' >&2\nexit 127\n"
    )
    driver.chmod(0o755)
    asked = []
    monkeypatch.setattr(run, "apt_install", asked.append)
    run.have_browser_driver()
    assert asked == [["libatomic1"]]
    assert "sudo apt-get install libatomic1" in capsys.readouterr().err


def test_ctrl_c_while_installing_is_one_line(tmp_path):
    venv = tmp_path / "venv"
    process = subprocess.Popen(
        [sys.executable, RUN, "cuadrante", "--version"], env={**os.environ, "CUADRANTE_VENV": str(venv)},
        stderr=subprocess.PIPE, text=True,
        # A shell without job control starts background jobs, as this run may be one, with the signal ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - nothing else in the child
    )  # fmt: skip
    while process.poll() is None and not (venv / "made-by-cuadrante").exists():
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    said = process.communicate()[1]
    assert process.returncode == 130
    assert "Traceback" not in said and said.splitlines()[-1] == "Stopped. Run it again to go on."
