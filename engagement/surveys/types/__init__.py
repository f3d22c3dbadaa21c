"""The question types a survey can hold: one file each, its part of the page, and a line here.

To add one: write `types/NAME.py` with a `QuestionType`, `planner/page/templates/types/NAME.html`, and its line
below. The order is the order in which an imported column is compared with them.
"""

from __future__ import annotations

from engagement.surveys.base import QuestionType
from engagement.surveys.types.agreement import AGREEMENT
from engagement.surveys.types.enps import ENPS
from engagement.surveys.types.ranking import RANKING
from engagement.surveys.types.several import SEVERAL
from engagement.surveys.types.single import SINGLE
from engagement.surveys.types.text import TEXT
from engagement.surveys.types.yes_no import YES_NO

TYPES: dict[str, QuestionType] = {
    kind.name: kind
    for kind in (
        ENPS,
        AGREEMENT,
        YES_NO,
        RANKING,
        SEVERAL,
        SINGLE,
        TEXT,
    )
}
