"""Last year's engagement survey: 27 answers of 30 people asked, one row an answer.

Questions: those of the program's engagement template, by id. Twelve are agreement from 1 to 5 in pairs of a dimension;
`means_2` is put the other way round, so that agreeing is bad news. `recommend` is 0 to 10, `one_change` free text.
`response` is a random key that holds the answers of one person together and says nothing else. A row that is not there
was left blank.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

SURVEY = "engagement-2025"
# Mean agreement of the shop by question; Mensajería felt the workload most, Ventas the pay least fair.
MEANS = {
    "clarity_1": 3.9, "clarity_2": 3.4, "lead_1": 4.1, "lead_2": 3.7, "means_1": 3.5, "means_2": 3.8,
    "recognition_1": 3.3, "recognition_2": 2.9, "growth_1": 3.6, "growth_2": 2.8, "belonging_1": 4.4,
    "belonging_2": 3.6,
}  # fmt: skip
TEAM_SHIFT = {
    "Atención": {"clarity_2": 0.3, "growth_1": 0.2},
    "Mensajería": {"means_1": -0.4, "means_2": 0.5, "lead_1": -0.3},
    "Ventas": {"recognition_2": -0.5, "growth_2": 0.5, "recognition_1": 0.3},
}
# Respondents by team and years in the company.
GROUPS = {
    ("Atención", "lt1"): 3, ("Atención", "y1_3"): 4, ("Atención", "gt3"): 5,
    ("Mensajería", "lt1"): 2, ("Mensajería", "y1_3"): 4, ("Mensajería", "gt3"): 2,
    ("Ventas", "lt1"): 2, ("Ventas", "y1_3"): 2, ("Ventas", "gt3"): 3,
}  # fmt: skip
BLANK = 0.03
COMMENTS = (
    "Saber el cuadrante con tres semanas de antelación, no con una.",
    "En Black Friday no dio tiempo a hacer los descansos por la tarde.",
    "Que alguien explique la retribución variable con un ejemplo real.",
    "Menos cambios de turno de un día para otro.",
    "El chat se cuelga cuando llevo tres conversaciones a la vez.",
    "Más formación antes de las rebajas, sobre todo de devoluciones.",
    "Mi compañera de turno siempre me ayuda, eso no lo cambiaría.",
    "Repartir mejor los sábados entre todos.",
    "Un buscador decente para las políticas de devolución.",
    "Que nos cuenten las promociones antes de que llamen los clientes.",
    "Poder pasar de mensajería a ventas si uno quiere.",
    "Los objetivos de noviembre eran imposibles con tan poca gente.",
    "Estaría bien oír un gracias cuando un cliente nos felicita.",
    "Turnos de tarde más cortos los domingos.",
    "Que el programa de correo no pida la clave cada hora.",
)


def survey_table(seed: int) -> pd.DataFrame:
    """Answers in the columns of the import, in an order that tells nothing of who answered when."""
    rng = np.random.default_rng([seed, 201])
    rows = []
    comments = list(COMMENTS)
    rng.shuffle(comments)
    for (team, tenure), people in GROUPS.items():
        for _ in range(people):
            key = f"{rng.integers(16**8):08x}"
            mood = rng.normal(0, 0.55)
            given: list[tuple[str, str]] = []
            for question, mean in MEANS.items():
                towards = -mood if question == "means_2" else mood
                score = mean + TEAM_SHIFT[team].get(question, 0.0) + towards + rng.normal(0, 0.75)
                if rng.random() >= BLANK:
                    given.append((question, str(int(np.clip(round(score), 1, 5)))))
            enps = 7.4 + 2.0 * mood + (0.4 if tenure == "lt1" else 0.0) + rng.normal(0, 1.2)
            given.append(("recommend", str(int(np.clip(round(enps), 0, 10)))))
            if comments and rng.random() < 0.55:
                given.append(("one_change", comments.pop()))
            rows += [(SURVEY, question, answer, key, team, tenure) for question, answer in given]
    table = pd.DataFrame(rows, columns=["survey", "question", "answer", "response", "team", "tenure"])
    # Sorted by the random key, so that neither teams nor arrival can be read off the order.
    return table.sort_values("response", kind="stable", ignore_index=True)
