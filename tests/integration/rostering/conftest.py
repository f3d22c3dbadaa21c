"""The small shop of the unit tests, for the engine too."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "unit" / "rostering"))
