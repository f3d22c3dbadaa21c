"""Whatever a caller hands over (streams, encodings, homes), a command works or says in one line what is amiss."""

import os
import subprocess
import sys

import pytest

from planner.base import streams
from planner.workspace.opening import forget_demo


def shell(line, **environment):
    """`$C` in a shell line is the command; its exit code, stdout and stderr as bytes."""
    env = {**os.environ, "C": f"{sys.executable} -m planner", **environment}
    return subprocess.run(["/bin/sh", "-c", line], env=env, capture_output=True)


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("where", ["> /dev/full", ">&-"])
def test_a_stdout_that_cannot_be_written_is_one_line_and_an_exit_code(where, unbuffered):
    done = shell(f"$C --version {where}", PYTHONUNBUFFERED=unbuffered)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1 and b"The output cannot be written" in done.stderr


def test_without_stdin_and_stderr_commands_do_their_work():
    done = shell("$C --version <&- 2>&-")
    assert (done.returncode, done.stdout.split()[:1]) == (0, [b"cuadrante"])


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_no_output_encoding_is_an_error(encoding):
    done = shell("$C --help", PYTHONIOENCODING=encoding, CUADRANTE_LANG="es")
    assert (done.returncode, done.stderr) == (0, b"")
    assert ("previsi" in done.stdout.decode(encoding).lower()) and "?" not in done.stdout.decode(encoding)


@pytest.mark.parametrize("encoding", ["cp1252", "iso-8859-15", "ascii", "cp437"])
def test_what_an_encoding_lacks_is_told_in_its_nearest_plain_form(encoding):
    streams.codecs.register_error("cuadrante", streams.plain_form)
    said = "−3 → 5 h · «señal» ≥ 80 % … █ 日本 \ud800".encode(encoding, "cuadrante").decode(encoding)
    assert "-3 -> 5 h" in said and ">= 80 %" in said.replace("≥", ">=") and said.count("?") == 3
    assert "señal" in said or "senal" in said


@pytest.mark.parametrize("home", ["/dev/null", "/proc/nohome"])
def test_a_home_that_cannot_be_written_is_told_with_the_mend(home):
    done = shell("$C init", HOME=home, CUADRANTE_HOME="", XDG_DATA_HOME="")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1 and b"CUADRANTE_HOME" in done.stderr


def test_kernels_are_compiled_where_nothing_can_be_kept():
    code = (
        "from planner.base import config\nfrom planner.staffing._jit import KERNELS, compiled\n"
        "twice = compiled(lambda x: 2 * x)\nprint(config.cache_dir() != config.place('cache'), twice(21))"
    )
    env = {k: v for k, v in os.environ.items() if k != "NUMBA_CACHE_DIR"} | {"CUADRANTE_HOME": "/dev/null/home"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    assert done.stdout.split() == ["True", "42"], done.stderr


def test_a_missing_package_is_named_with_the_mend():
    code = "import sys; sys.modules['typer'] = None; sys.argv[1:] = ['init']; from planner.entry import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1 and "typer is missing" in done.stderr and "run.py" in done.stderr


def test_a_port_in_letters_is_a_misuse_that_does_not_repeat_the_password():
    done = shell("$C --workspace postgresql://ana:geheim@server:abc/shop db check")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1 and b"geheim" not in done.stderr


def test_a_demo_leaves_what_was_exported_and_nothing_of_the_shop(tmp_path):
    folder = tmp_path / "demo"
    folder.mkdir()
    for name in ("shop.sqlite", "shop.pay.sqlite", "shop.answers.sqlite", "shop.sqlite-writer", "week.xlsx"):
        (folder / name).touch()
    forget_demo(folder)
    assert [p.name for p in folder.iterdir()] == ["week.xlsx"]
    (folder / "week.xlsx").unlink()
    forget_demo(folder)
    assert not folder.exists()
