#!/usr/bin/env python3
"""Install and run cuadrante from a clone; standard library only.

    python3 run.py                 install, and open the program on the sample shop
    python3 run.py test [ARGS]     install, and pass the tests (ARGS go to pytest)
    python3 run.py check           format, lint, strict types, import contracts, tests
    python3 run.py cuadrante ...   install, and run any command of the program

Everything lands in the folder .venv beside this file (or in CUADRANTE_VENV), from the locked and hashed lists of
packages. What the system lacks is installed from Debian's packages where that needs no question, and named otherwise.
"""

import contextlib
import ctypes.util
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
VENV = pathlib.Path(os.environ.get("CUADRANTE_VENV") or HERE / ".venv").absolute()
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
MARK = VENV / "made-by-cuadrante"  # a folder without it is somebody's: nothing in it is changed or deleted
PROGRAMS = {"soffice": "libreoffice-calc", "tmux": "tmux", "chromium": "chromium"}
LIBRARIES = {"gomp": "libgomp1"}
TEST_LIBRARIES = {"atomic": "libatomic1"}  # the browser driver's; what else it may want is found by starting it
WITHOUT = {"gomp": "forecasts leave out their gradient-boosted member", "atomic": "the tests in a browser fail"}
NO_LIBRARY = re.compile(r"(lib[\w+-]+)\.so\.(\d+): cannot open shared object file")


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


def venv_package(python):
    """Debian keeps the module that makes .venv in a package of its own: its name when it is missing, else ''."""
    if subprocess.run([python, "-c", "import ensurepip, venv"], capture_output=True).returncode == 0:
        return ""
    version = subprocess.run([python, "-c", "import sys; print(sys.version_info[1])"], capture_output=True, text=True)
    return f"python3.{version.stdout.strip()}-venv"


def apt_install(packages):
    """Install Debian packages where that is possible without asking; say whether it worked."""
    if not packages or not shutil.which("apt-get"):
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


def lacking(testing):
    """What the verb needs of the system and does not find: {program or library: Debian package}."""
    missing = {}
    if not PYTHON.exists() and (package := venv_package(find_python())):
        missing["venv"] = package
    if sys.platform.startswith("linux"):
        wanted = {**LIBRARIES, **(TEST_LIBRARIES if testing else {})}
        missing |= {name: package for name, package in wanted.items() if not ctypes.util.find_library(name)}
    if testing:
        missing |= {name: package for name, package in PROGRAMS.items() if not shutil.which(name)}
    return missing


def have_system(testing):
    """Install or name everything that is missing, at once; stop when .venv cannot be made without it."""
    missing = lacking(testing)
    if not missing:
        return
    if not apt_install([*missing.values()]) and len(missing) > 1:
        for package in missing.values():  # one that fails holds up no other
            apt_install([package])
    missing = lacking(testing)
    for name in missing:
        if name != "venv":
            say(f"{name} is missing: {WITHOUT.get(name, 'its tests are left out')}.")
    if missing:
        say(f"Mend: sudo apt-get install {' '.join(missing.values())}")
    if "venv" in missing:
        sys.exit("Python cannot make .venv without it; install it and run again.")


def have_browser_driver():
    """The tests' browser driver brings a program of its own: what it names when it does not start is installed."""
    named = set()
    while True:
        done = subprocess.run([BIN / "playwright", "--version"], capture_output=True, text=True)
        found = NO_LIBRARY.search(done.stderr)
        if done.returncode == 0 or not found or found[1] in named:
            break
        named.add(found[1])
        package = f"{found[1]}{'-' if found[1][-1].isdigit() else ''}{found[2]}".lower()  # as Debian names libraries
        if not apt_install([package]):
            say(f"{found[0]}. Mend: sudo apt-get install {package}")
    if done.returncode:
        say("The browser driver does not start: the tests in a browser fail.")


def is_ours():
    """Whether VENV is a folder of ours: marked, made by an earlier run.py, or the environment in its own place."""
    return (
        MARK.exists()
        or any(VENV.glob("*.lock.installed"))
        or (HERE / ".venv" == VENV and (VENV / "pyvenv.cfg").exists())
    )


def leave_others_alone():
    """Stop when VENV is somebody's: only a folder that run.py made is ever installed into or emptied."""
    if VENV.exists() and not is_ours() and (not VENV.is_dir() or any(VENV.iterdir())):
        sys.exit(f"{VENV} is there and run.py did not make it: nothing was changed. Name another CUADRANTE_VENV.")


def make_venv():
    """Make VENV with pip, emptied of what an earlier run.py left in it."""
    python = find_python()
    leave_others_alone()
    VENV.mkdir(parents=True, exist_ok=True)
    MARK.touch()
    for old in VENV.iterdir():
        if old.is_dir() and not old.is_symlink():
            shutil.rmtree(old)
        elif old != MARK:
            old.unlink()
    done = subprocess.run([python, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if done.returncode:
        sys.exit((done.stdout + done.stderr).strip() + "\nInstall python3-venv (Debian, Ubuntu) and run again.")


def installed():
    """Names of what lies in VENV's folder of packages."""
    folders = [*VENV.glob("lib/python3.*/site-packages"), *VENV.glob("Lib/site-packages")]
    return {path.name for folder in folders for path in folder.iterdir()} - {"__pycache__"}


def install(lock_name):
    """Bring VENV to the state of the lock; nothing is done when it is there already, with all its packages."""
    lock = HERE / lock_name
    wanted = hashlib.sha256(lock.read_bytes() + (HERE / "pyproject.toml").read_bytes() + str(HERE).encode()).hexdigest()
    stamp = VENV / f"{lock_name}.installed"
    state, *packages = stamp.read_text().split("\n") if PYTHON.exists() and stamp.exists() else [""]
    lost = sorted(set(packages) - installed()) if state == wanted else []
    if state == wanted and packages and not lost:
        return
    if not (
        PYTHON.exists() and subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0
    ):
        make_venv()
    MARK.touch()
    pip = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    say("Installing the packages of the lock (a few minutes the first time) ...")
    if lost:
        say(f"{', '.join(lost[:3])} {'and more ' if len(lost) > 3 else ''}went missing; everything is installed anew.")
        pip.append("--force-reinstall")
    for extra in (["--require-hashes", "-r", str(lock)], ["--no-deps", "--no-build-isolation", "-e", str(HERE)]):
        done = subprocess.run([*pip, *extra], stdout=sys.stderr)
        if done.returncode:
            sys.exit("The packages could not be installed; the lines above say why. Run again when that is mended.")
    say("Compiling the engines, once ...")
    subprocess.run([str(BIN / "cuadrante"), "warm-up"], stdout=sys.stderr)
    stamp.write_text("\n".join([wanted, *sorted(installed())]))


def run(command):
    """Run a command in the project folder; its exit code. Ctrl+C is the command's to answer."""
    env = {**os.environ, "CUADRANTE_STARTED_BY": "python3 run.py"}
    with subprocess.Popen([str(c) for c in command], cwd=HERE, env=env) as process:
        while True:
            with contextlib.suppress(KeyboardInterrupt):
                return process.wait()


def main():
    """Do what the command line asks."""
    verb, rest = (sys.argv[1], sys.argv[2:]) if len(sys.argv) > 1 else ("demo", [])
    if verb in ("-h", "--help", "help"):
        print(__doc__)
        return 0
    leave_others_alone()
    if verb in ("test", "check"):
        have_system(testing=True)
        install("requirements-test.lock")
        have_browser_driver()
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
        have_system(testing=False)
        install("requirements.lock")
        return run([BIN / "cuadrante", *(["demo", *rest] if verb == "demo" else rest)])
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        say("Stopped. Run it again to go on.")
        sys.exit(130)
    except OSError as error:
        sys.exit(f"{error.filename or VENV}: {error.strerror}. Name a folder that you may write to in CUADRANTE_VENV.")
