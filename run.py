#!/usr/bin/env python3
"""Install and run cuadrante from a clone; standard library only.

    python3 run.py                 install, and open the program on the sample shop
    python3 run.py test [ARGS]     install, and pass the tests (ARGS go to pytest)
    python3 run.py check           format, lint, strict types, import contracts, tests
    python3 run.py cuadrante ...   install, and run any command of the program

Everything lands in the folder .venv beside this file, from the locked and hashed lists of packages.
"""

import ctypes.util
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
VENV = pathlib.Path(os.environ.get("CUADRANTE_VENV") or HERE / ".venv")
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
SYSTEM_PROGRAMS = {"soffice": "libreoffice-calc", "tmux": "tmux", "chromium": "chromium"}


def say(text):
    """Narrate on stderr."""
    print(text, file=sys.stderr, flush=True)


def find_python():
    """This interpreter when it is 3.11 or later, else a later one on the path; otherwise stop."""
    if sys.version_info >= (3, 11):  # noqa: UP036 - an older Python may well read this file
        return sys.executable
    for minor in (14, 13, 12, 11):
        found = shutil.which(f"python3.{minor}")
        if found:
            return found
    sys.exit(
        f"cuadrante needs Python 3.11 or later; this is {sys.version.split()[0]}. Install python3.11 and run again."
    )


def apt_install(packages):
    """Install Debian packages where that is possible without asking; say whether it worked."""
    if not shutil.which("apt-get"):
        return False
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    prefix = [] if root else ["sudo", "-n"]
    if prefix and (not shutil.which("sudo") or subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode):
        return False
    say(f"Installing {', '.join(packages)} from Debian's packages ...")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = [*prefix, "apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    if subprocess.run(install, env=env, capture_output=True).returncode == 0:
        return True
    subprocess.run([*prefix, "apt-get", "update", "-q"], env=env, capture_output=True)
    done = subprocess.run(install, env=env, capture_output=True, text=True)
    if done.returncode:
        say(done.stderr.strip()[-600:])
    return done.returncode == 0


def make_venv():
    """Create .venv with pip; Debian keeps the module that makes it in a package of its own."""
    python = find_python()
    command = [python, "-m", "venv", "--clear", str(VENV)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode and "ensurepip" in done.stdout + done.stderr:
        apt_install([f"python3.{sys.version_info[1]}-venv" if python == sys.executable else "python3-venv"])
        done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit((done.stdout + done.stderr).strip() + "\nInstall python3-venv (Debian, Ubuntu) and run again.")


def install(lock_name):
    """Bring .venv to the state of the lock; nothing is done when it is there already."""
    lock = HERE / lock_name
    wanted = hashlib.sha256(lock.read_bytes() + (HERE / "pyproject.toml").read_bytes() + str(HERE).encode()).hexdigest()
    stamp = VENV / f"{lock_name}.installed"
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    if not (
        PYTHON.exists() and subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0
    ):
        make_venv()
    pip = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    say("Installing the packages of the lock (a few minutes the first time) ...")
    for extra in (["--require-hashes", "-r", str(lock)], ["--no-deps", "--no-build-isolation", "-e", str(HERE)]):
        done = subprocess.run([*pip, *extra], stdout=sys.stderr)
        if done.returncode:
            sys.exit("The packages could not be installed; the lines above say why. Run again when that is mended.")
    say("Compiling the engines, once ...")
    subprocess.run([str(BIN / "cuadrante"), "warm-up"], stdout=sys.stderr)
    stamp.write_text(wanted)


def have_libgomp():
    """LightGBM's wheel needs libgomp from the system; without it the forecast leaves that member out."""
    if not sys.platform.startswith("linux") or ctypes.util.find_library("gomp"):
        return
    if not apt_install(["libgomp1"]):
        say("libgomp is missing: forecasts leave out their gradient-boosted member. Mend: install libgomp1.")


def have_system_programs():
    """What tests use besides Python; without it those tests are left out, and with CI=true they fail."""
    missing = {p: d for p, d in SYSTEM_PROGRAMS.items() if not shutil.which(p)}
    if missing:
        apt_install(sorted(missing.values()))
    for program, package in missing.items():
        if not shutil.which(program):
            say(f"{program} is missing: its tests are left out. Mend: install {package}.")


def run(command):
    """Run a command in the project folder; its exit code."""
    return subprocess.run([str(c) for c in command], cwd=HERE).returncode


def main():
    """Do what the command line asks."""
    verb, rest = (sys.argv[1], sys.argv[2:]) if len(sys.argv) > 1 else ("demo", [])
    if verb in ("-h", "--help", "help"):
        print(__doc__)
        return 0
    if verb in ("test", "check"):
        have_libgomp()
        install("requirements-test.lock")
        have_system_programs()
        steps = [[PYTHON, "-m", "pytest", "-n", "2", *rest]]
        if verb == "check":
            rooms = ["planner", "forecasting", "engagement", "tui"]
            everything = [*rooms, "sample_data", "benchmarks", "tests", "run.py"]
            steps = [
                [BIN / "ruff", "format", "--check", *everything],
                [BIN / "ruff", "check", *everything],
                [BIN / "mypy", *rooms],
                [BIN / "lint-imports"],
                *steps,
            ]
        return next((code for code in map(run, steps) if code), 0)
    if verb in ("demo", "cuadrante"):
        have_libgomp()
        install("requirements.lock")
        return run([BIN / "cuadrante", *(["demo", *rest] if verb == "demo" else rest)])
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
