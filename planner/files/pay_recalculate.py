"""Put calculated values into a workbook with LibreOffice, so that viewers that do not calculate show numbers.

The file that people get stays the one we wrote (LibreOffice's own copy would lose tables and protection): values are
read from a converted copy and stored beside each formula. Without LibreOffice nothing happens, and that is no failure:
spreadsheet programs recalculate on load.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

_CELL = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"([^>]*?)>(<f[^>]*/>|<f[^>]*>.*?</f>)(?:<v ?/>|<v></v>|<v>(.*?)</v>)?</c>', re.S
)
_TYPE = re.compile(rb' t="[a-z]+"')
_SHEET = re.compile(rb'<sheet [^>]*?name="([^"]*)"[^>]*?r:id="([^"]*)"')
_TARGET_FIRST = re.compile(rb"<Relationship [^>]*?/>")


def libreoffice() -> str | None:
    """Path of LibreOffice's command, None when it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def recalculate(path: Path, timeout_s: float = 300.0) -> bool:
    """Store calculated values in `path`; returns whether that was done (False without LibreOffice or in time)."""
    command = libreoffice()
    if command is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        copy = convert(path, Path(folder), command, timeout_s)
        if copy is None:
            return False
        values = _values(copy)
        fresh = Path(folder) / "with-values.xlsx"
        _store(path, fresh, values)
        shutil.move(fresh, path)
    return True


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


def _values(path: Path) -> dict[bytes, dict[bytes, tuple[bytes, bytes]]]:
    """Calculated values by sheet and cell: (type attribute, value)."""
    found: dict[bytes, dict[bytes, tuple[bytes, bytes]]] = {}
    with zipfile.ZipFile(path) as archive:
        for name, part in _parts(archive).items():
            cells = {}
            for match in _CELL.finditer(archive.read(part)):
                kind = _TYPE.search(match.group(2))
                cells[match.group(1)] = (kind.group() if kind else b"", match.group(4) or b"")
            found[name] = cells
    return found


def _store(source: Path, target: Path, values: dict[bytes, dict[bytes, tuple[bytes, bytes]]]) -> None:
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        names = {part: name for name, part in _parts(archive).items()}
        for info in archive.infolist():
            data = archive.read(info.filename)
            cells = values.get(names.get(info.filename, b""), {})
            if cells:

                def filled(match: re.Match[bytes], cells: dict[bytes, tuple[bytes, bytes]] = cells) -> bytes:
                    kind, value = cells.get(match.group(1), (b"", b""))
                    attributes = _TYPE.sub(b"", match.group(2)) + (kind if kind != b' t="n"' else b"")
                    shown = b"<v>" + value + b"</v>" if value or kind == b' t="str"' else b""
                    return b'<c r="' + match.group(1) + b'"' + attributes + b">" + match.group(3) + shown + b"</c>"

                data = _CELL.sub(filled, data)
            out.writestr(info.filename, data)
