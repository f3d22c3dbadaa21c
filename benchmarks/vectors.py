"""`python -m benchmarks vectors erlang|pay|surveys FILE.json`: replay cases through the product's public functions.

One line a vector: {"id": ..., "got": {the keys of its expected or out}}. Comparing is left to whoever runs it. A case
the product refuses or cannot take prints {"id": ..., "got": {}, "error": "..."}.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

KINDS = ("erlang", "pay", "surveys")


def main(argv: list[str]) -> int:
    """Replay a file of vectors; returns 2 when the arguments are off."""
    if len(argv) != 2 or argv[0] not in KINDS:
        print(f"usage: python -m benchmarks vectors {{{'|'.join(KINDS)}}} FILE.json", file=sys.stderr)
        return 2
    try:
        document = json.loads(Path(argv[1]).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        print(f"{argv[1]}: {error}", file=sys.stderr)
        return 2
    replay = importlib.import_module(f"benchmarks.vectors_{argv[0]}").replay
    for vector in document["vectors"] if isinstance(document, dict) else document:
        line: dict[str, object] = {"id": vector.get("id"), "got": {}}
        try:
            line["got"] = replay(vector)
        except Exception as error:  # one bad case must not hide the others
            line["error"] = f"{type(error).__name__}: {error}"
        print(json.dumps(line, ensure_ascii=False, default=str))
    return 0
