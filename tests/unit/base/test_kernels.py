"""What is compiled is kept on disk for as long as the text it was compiled from, and no longer."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from planner.base.kernels import Kernels
from planner.rostering.kernels.jit import KERNELS as ROSTERING
from planner.staffing._jit import KERNELS as STAFFING

ROOMS = {"rostering.kernels": ROSTERING, "staffing": STAFFING}


@pytest.mark.parametrize("name", ROOMS)
def test_a_change_of_any_kernel_module_of_a_room_starts_another_cache(name, tmp_path):
    room = ROOMS[name]
    for module in room.modules:
        shutil.copy(room.room / module, tmp_path / module)
    same = Kernels(tmp_path, room.modules).folder
    assert same == room.folder, "the text names it, wherever the program lies"
    seen = {same}
    for module in room.modules:
        path = tmp_path / module
        path.write_text(path.read_text() + "# changed\n")
        seen.add(Kernels(tmp_path, room.modules).folder)
    assert len(seen) == 1 + len(room.modules)


@pytest.mark.parametrize("name", ROOMS)
def test_every_module_that_kernels_are_made_of_is_named(name):
    room, prefix = ROOMS[name], f"planner.{name}."
    kernels = {p.name for p in room.room.glob("*.py") if "import compiled\n" in p.read_text()}
    made_of = set(kernels)
    for module in kernels:
        for node in ast.walk(ast.parse((room.room / module).read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(prefix):
                made_of.add(f"{node.module.removeprefix(prefix)}.py")
    assert kernels and made_of == set(room.modules)


def test_a_kernel_runs_the_present_text_of_another_modules_kernel(tmp_path):
    """numba alone would go on running the old one, because the file of the caller did not change."""
    package = tmp_path / "room"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "_jit.py").write_text(
        "from pathlib import Path\nfrom planner.base.kernels import Kernels\n"
        "compiled = Kernels(Path(__file__).parent, ('one.py', 'two.py')).compiled\n"
    )
    (package / "two.py").write_text(
        "from room._jit import compiled\nfrom room.one import inner\n"
        "@compiled\ndef outer(x):\n    return inner(x) + 1.0\n"
    )
    house = Path(__file__).resolve().parents[3]
    env = {k: v for k, v in os.environ.items() if k != "NUMBA_CACHE_DIR"}
    env |= {"PYTHONPATH": f"{tmp_path}{os.pathsep}{house}", "CUADRANTE_HOME": str(tmp_path / "home")}
    said = []
    for factor in (2, 2, 3):
        (package / "one.py").write_text(
            f"from room._jit import compiled\n@compiled\ndef inner(x):\n    return x * {factor}\n"
        )
        code = "from room.two import outer; print(outer(10.0), len(outer.stats.cache_hits))"
        done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
        said.append(done.stdout.strip())
    assert said == ["21.0 0", "21.0 1", "31.0 0"]
    assert len(list((tmp_path / "home" / "cache" / "kernels").iterdir())) == 2
