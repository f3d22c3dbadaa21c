"""`python -m benchmarks NAME ARGS`: measurements that can be repeated on other inputs of the same form.

Each benchmark is a module with `main(argv) -> int`; it prints one JSON object on its last line of stdout.
"""

import importlib
import os
import sys

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as in the product: small matrices, one thread

NAMES = {
    "forecast": "forecast",
    "peaks": "peaks",
    "roster-case": "roster_case",
    "roster-clock": "roster_clock",
    "roster-waiting": "roster_waiting",
    "roster-peers": "roster_peers",
    "shift": "shift",
    "activity": "activity",
    "vectors": "vectors",
    "staffing": "staffing",
    "start": "start",
    "week": "week",
    "import-rows": "import_rows",
    "pay-month": "pay_month",
    "survey-load": "survey_load",
    "survey-privacy": "survey_privacy",
}


def main(argv: list[str]) -> int:
    """Run the benchmark named first."""
    if not argv or argv[0] not in NAMES:
        print(f"usage: python -m benchmarks {{{'|'.join(NAMES)}}} ...", file=sys.stderr)
        return 2
    return int(importlib.import_module(f"benchmarks.{NAMES[argv[0]]}").main(argv[1:]) or 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
