"""Values of a workbook as LibreOffice calculates them, so that viewers that do not calculate show numbers.

The file that people get stays the one we wrote (LibreOffice's own copy would lose tables and protection): only the
values are read from a converted copy. Without LibreOffice there are none, and that is no failure: spreadsheet programs
recalculate on load.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path
from xml.sax.saxutils import unescape

Value = tuple[str, str]
"""type attribute (n, str, b, e) and value as text"""
Values = dict[str, dict[str, Value]]
"""by sheet title and address"""

_CELL = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"([^>]*?)>(<f[^>]*/>|<f[^>]*>.*?</f>)(?:<v ?/>|<v></v>|<v>(.*?)</v>)?</c>', re.S
)
_TYPE = re.compile(rb' t="([a-z]+)"')
_SHEET = re.compile(rb'<sheet [^>]*?name="([^"]*)"[^>]*?r:id="([^"]*)"')
_TARGET_FIRST = re.compile(rb"<Relationship [^>]*?/>")


def libreoffice() -> str | None:
    """Path of LibreOffice's command, None when it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def calculated(path: Path, timeout_s: float = 300.0) -> Values | None:
    """Values of every formula of `path`; None without LibreOffice, or when it failed or took too long."""
    command = libreoffice()
    if command is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        copy = convert(path, Path(folder), command, timeout_s)
        return None if copy is None else _values(copy)


def convert(path: Path, folder: Path, command: str, timeout_s: float) -> Path | None:
    """A copy recalculated by LibreOffice under `folder`, None when it failed; a private profile keeps users' own."""
    out = folder / "converted"
    arguments = [
        command, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
        "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(path),
    ]  # fmt: skip
    try:
        subprocess.run(arguments, capture_output=True, timeout=timeout_s, check=True)
    except (subprocess.SubprocessError, OSError):
        return None
    found = out / f"{path.stem}.xlsx"
    return found if found.exists() else None


def _parts(archive: zipfile.ZipFile) -> dict[bytes, str]:
    """Sheet name to the name of its part."""
    targets: dict[bytes, str] = {}
    for match in _TARGET_FIRST.finditer(archive.read("xl/_rels/workbook.xml.rels")):
        fields = dict(re.findall(rb'(\w+)="([^"]*)"', match.group()))
        targets[fields[b"Id"]] = fields[b"Target"].decode()
    found = {}
    for name, rel in _SHEET.findall(archive.read("xl/workbook.xml")):
        target = targets[rel]
        found[name] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _values(path: Path) -> Values:
    found: Values = {}
    with zipfile.ZipFile(path) as archive:
        for name, part in _parts(archive).items():
            cells: dict[str, Value] = {}
            for match in _CELL.finditer(archive.read(part)):
                kind = _TYPE.search(match.group(2))
                value = unescape((match.group(4) or b"").decode())
                cells[match.group(1).decode()] = (kind.group(1).decode() if kind else "n", value)
            found[unescape(name.decode(), {"&apos;": "'", "&quot;": '"'})] = cells
    return found
