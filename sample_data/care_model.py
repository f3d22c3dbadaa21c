"""What the team of the sample shop said of its rosters after the second quarter of 2026: 21 answers of 23 people.

Questions: the five statements of the program's template on rosters, by id; `schedule_5` is put the other way round.
Ventas, with most of the late shifts, is the least content. Teams are large enough for figures, tenure is not asked.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

SURVEY = "Cuadrante, segundo trimestre de 2026"
MEANS = {"schedule_1": 3.6, "schedule_2": 3.3, "schedule_3": 3.9, "schedule_4": 3.7, "schedule_5": 2.8}
TEAM_SHIFT = {"Atención": 0.3, "Mensajería": 0.1, "Ventas": -0.3}
RESPONDENTS = {"Atención": 9, "Mensajería": 7, "Ventas": 5}


def roster_survey_table(seed: int) -> pd.DataFrame:
    """Answers in the columns of the import, in an order that tells nothing of who answered when."""
    rng = np.random.default_rng([seed + 5, 301])
    rows = []
    for team, people in RESPONDENTS.items():
        for _ in range(people):
            key = f"{rng.integers(16**8):08x}"
            mood = rng.normal(0, 0.5)
            for question, mean in MEANS.items():
                towards = TEAM_SHIFT[team] + mood
                score = mean + (-towards if question == "schedule_5" else towards) + rng.normal(0, 1.1)
                rows.append((SURVEY, question, str(int(np.clip(round(score), 1, 5))), key, team))
    table = pd.DataFrame(rows, columns=["survey", "question", "answer", "response", "team"])
    return table.sort_values("response", kind="stable", ignore_index=True)
