"""A command line, as the person at the keyboard gives it: here, or in a process of its own as the shell starts it."""

import contextlib
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).parent / "cuadrante"


@dataclass(frozen=True)
class Done:
    """What a command gave."""

    returncode: int
    stdout: str
    stderr: str


def surroundings(home: Path, lang: str, today: str) -> dict[str, str]:
    """What the program reads of its environment."""
    return {"CUADRANTE_HOME": str(home), "CUADRANTE_TODAY": today, "CUADRANTE_LANG": lang}


def here(home: Path, *words: object, lang: str = "en", today: str = "2026-11-22") -> Done:
    """Run a command line in this process: what takes a process two seconds to load is there already."""
    from planner.base import i18n
    from planner.entry.main import run

    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.chdir(home):
        for name, value in surroundings(home, lang, today).items():
            patch.setenv(name, value)
        patch.delenv("CUADRANTE_WORKSPACE", raising=False)
        i18n.set_language(lang)  # a process finds it in its environment once
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run([str(word) for word in words])
    return Done(code, out.getvalue(), err.getvalue())


def apart(home: Path, *words: object, lang: str = "en", today: str = "2026-11-22") -> Done:
    """Run it as the shell does."""
    environment = os.environ | surroundings(home, lang, today)
    environment.pop("CUADRANTE_WORKSPACE", None)
    done = subprocess.run(
        [COMMAND, *map(str, words)], env=environment, cwd=home, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    return Done(done.returncode, done.stdout, done.stderr)
