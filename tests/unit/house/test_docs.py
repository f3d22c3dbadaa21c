"""What the documents say is there, and what is there is in the documents."""

import re
from pathlib import Path

import typer.main

from planner.entry.main import app

ROOT = Path(__file__).resolve().parents[3]
GUIDE = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")


def commands(group, path=()):
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


def test_every_command_is_in_the_guide():
    listed = " ".join(re.findall(r"`([^`]+)`", GUIDE))
    missing = [c for c in commands(typer.main.get_command(app)) if " ".join(c) not in listed]
    assert not missing


def test_every_command_in_the_guide_exists():
    known = list(commands(typer.main.get_command(app)))
    named = re.findall(r"`(?:cuadrante )?((?:forecast|staffing|roster|survey|pay|db) [a-z][a-z -]*)", GUIDE)
    assert named
    unknown = [n for n in named if not any(tuple(n.split()[: len(c)]) == c for c in known)]
    assert not unknown


def test_every_file_the_documents_point_to_exists():
    for document in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for target in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (document.parent / target).exists(), f"{document.name} points to {target}"
