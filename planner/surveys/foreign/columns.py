"""What the columns of a form's export are: one row a respondent, one column a question.

Google and Microsoft Forms name a column by its question, LimeSurvey by code, text or both and `code[sub]` for several
choices and rankings, SurveyMonkey in two header rows. Only columns that somebody confirms become answers: what is
proposed here is a list of permitted ones, and comments, ids and unknown scales are not on it until they are named.
What looks like a time, an address or a person stays out whatever anybody says.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from engagement.surveys.questions import TYPES, Question, QuestionType, Text, folded, is_blank
from engagement.surveys.templates import TEMPLATES

GROUP, SKIP = "group", "skip"
USES = (*TYPES, GROUP, SKIP)
Uses = Mapping[str, str]

_PERSONAL = re.compile(
    r"\b(name|nombre|apellidos?|surname|user(name)?|usuario|e-?mail|correo|token|ip( ?addr(ess)?)?|direccion ip|phone"
    r"|telefono|movil|employee|agent_id|empleado|dni|nif|respond(ent|ent_id)|encuestado|network id|login)\b"
)
_ADDED = re.compile(
    r"^(timestamp|marca temporal|id\.?|response id|id\.? de (la )?respuesta|submitdate|date submitted|fecha de envio"
    r"|last ?page|ultima pagina|start ?language|lenguaje inicial|idioma( inicial)?|language|seed|semilla|start ?date.*"
    r"|date started|fecha de inicio|end ?date.*|hora de (inicio|finalizacion)|start time|completion time|stage date.*"
    r"|submit date.*|datestamp|date last action|fecha de la ultima accion|hora de la ultima modificacion"
    r"|last modified time|refurl|referrer url|url de referencia|interviewtime|total time|tiempo total|score|puntuacion"
    r"|completed|finished|status|#|.*\bid\b.*|custom data.*|collector.*|tags?|response type|survey|url|country|device"
    r"|browser|os|created at|updated at|no\.)$"
)
_TIME = re.compile(
    r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})([ T,]+\d{1,2}:\d{2}.*)?|\d{1,2}:\d{2}(:\d{2})?.*"
)
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NUMBER = re.compile(r"-?\d+([.,]\d+)?")
_SUB = re.compile(r"^(?P<base>.*\S)\s*\[(?P<sub>[^\[\]]+)\]\s*$", re.DOTALL)
GROUPS = {
    "team": "team", "equipo": "team", "tenure": "tenure", "antiguedad": "tenure", "contract": "contract",
    "contrato": "contract", "department": "department", "departamento": "department", "site": "site", "sede": "site",
    "shift": "shift", "turno": "shift", "channel": "channel", "canal": "channel",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """A column, or the columns of one question.

    Attributes:
        headers: as written in the file.
        use: a question type, `group` or `skip`.
        why: for `skip`: `added` (by the form's program), `personal`, `person` (its cells name people), `time`, `empty`,
            `words` (comments are taken only where told), `scale` (numbers of an unknown scale), `told`; otherwise
            `known` (a statement of ours), `told` or `looks` (by its answers).
        samples: three of its answers, for whoever confirms; none of what may name somebody.
        question: what it asks, None for groups and skipped ones.
        group: name of the group attribute.
    """

    headers: tuple[str, ...]
    use: str
    why: str
    samples: tuple[str, ...] = ()
    question: Question | None = None
    group: str = ""


def known_questions() -> dict[str, Question]:
    """Questions of our templates by id and by either text, folded."""
    found: dict[str, Question] = {}
    for form in TEMPLATES.values():
        for q in form.questions:
            for name in (q.id, q.text.es, q.text.en):
                found.setdefault(folded(name), q)
    return found


def question_id(header: str) -> str:
    """The same header has the same id in every file, so that waves can be compared."""
    return "q" + hashlib.sha256(folded(header).encode()).hexdigest()[:8]


_BELOW = frozenset(
    {"response", "respuesta", "open-ended response", "respuesta abierta", "respuesta de formato abierto"}
)


def is_second_header(cells: Sequence[str]) -> bool:
    """Whether a row is the lower one of two header rows, which names options or says "Response"."""
    return any(folded(c) in _BELOW for c in cells)


def one_header(header: Sequence[str], first: Sequence[str]) -> list[str] | None:
    """The header of two rows (SurveyMonkey: question above, option or "Response" below) as one; None for one row."""
    if not is_second_header(first):
        return None
    found, base = [], ""
    for above, cell in zip(header, first, strict=True):
        base = above.strip() or base
        plain = not cell.strip() or folded(cell) in _BELOW
        found.append(base if plain else f"{base} [{cell.strip()}]")
    return found


def uses_of(
    header: Sequence[str], columns: Sequence[Sequence[str]], people: Collection[str] = (), told: Uses | None = None
) -> list[ColumnUse]:
    """Propose what each column is.

    Args:
        header: the header's cells.
        columns: the cells of each column as text, in the same order.
        people: names, ids and addresses of known people, folded; a column that holds them is left out.
        told: header → one of `USES`, where the reader knows better.
    """
    wishes = {folded(name): use for name, use in (told or {}).items()}
    known = known_questions()
    subs: dict[str, list[int]] = {}
    for place, name in enumerate(header):
        if (match := _SUB.match(name)) and folded(name) not in known:
            subs.setdefault(match["base"].strip(), []).append(place)
    found: list[ColumnUse] = []
    taken: set[int] = set()
    for place, name in enumerate(header):
        if place in taken:
            continue
        match = _SUB.match(name)
        base = match["base"].strip() if match else ""
        together = subs.get(base, [])
        if len(together) > 1 and not any(folded(header[i]) in wishes for i in together):
            joined = _joined(base, [header[i] for i in together], [columns[i] for i in together], people, wishes)
            if joined is not None:
                taken.update(together)
                found.append(joined)
                continue
        found.append(_single(name, columns[place], people, wishes, known))
    return found


def identifies(name: str, filled: Sequence[str], people: Collection[str]) -> str:
    """Why a column may name somebody or tell a time, whatever it is said to be; '' when it does not."""
    key = folded(name)
    if _ADDED.fullmatch(key):
        return "added"
    some = len(filled) / 4  # a quarter is enough: what names a few people names them
    if _PERSONAL.search(key) and len(key) <= 60 and "?" not in name:
        return "personal"
    if any(_MAIL.fullmatch(c) for c in filled):
        return "personal"
    if people and sum(folded(c) in people for c in filled) > some:
        return "person"
    return "time" if sum(bool(_TIME.fullmatch(c)) for c in filled) > some else ""


def _single(
    name: str, cells: Sequence[str], people: Collection[str], wishes: Mapping[str, str], known: Mapping[str, Question]
) -> ColumnUse:
    key, filled = folded(name), [c.strip() for c in cells if not is_blank(c)]
    wish = wishes.get(key)
    if wish == SKIP:
        return ColumnUse((name,), SKIP, "told")
    # Text of a code and a question, as LimeSurvey may write it ("Q1. How …"), is known by the question alone.
    mine = known.get(key) or known.get(folded(re.sub(r"^\w+[.:]\s+", "", name)))
    if mine is None and (why := identifies(name, filled, people)):
        return ColumnUse((name,), SKIP, why)
    samples = _samples(filled)
    if wish == GROUP or (wish is None and mine is None and key in GROUPS):
        return ColumnUse((name,), GROUP, "told" if wish else "looks", samples, group=GROUPS.get(key, name.strip()))
    if wish is None and mine is not None:
        return ColumnUse((name,), mine.kind.name, "known", samples, mine)
    if wish is None and (not filled or not key):
        return ColumnUse((name,), SKIP, "empty")
    if wish is not None:
        return ColumnUse((name,), wish, "told", samples, question_of(name, TYPES[wish], filled))
    kind = kind_of(name, filled)
    if not kind.numbered:
        why = "scale" if sum(bool(_NUMBER.fullmatch(c)) for c in filled) > len(filled) / 2 else "words"
        return ColumnUse((name,), SKIP, why, samples if why == "scale" else ())
    return ColumnUse((name,), kind.name, "looks", samples, question_of(name, kind, filled))


def _samples(filled: Sequence[str]) -> tuple[str, ...]:
    return tuple(c if len(c) <= 40 else c[:39] + "…" for c in list(dict.fromkeys(filled))[:3])


def question_of(name: str, kind: QuestionType, filled: Sequence[str]) -> Question:
    """The question a column asks; the options of a choice are what was chosen, or a comment where there is one only."""
    text = Text(name.strip(), name.strip())
    if kind.most is not None:
        options = kind.most(filled)
        if len(options) > 1:
            return Question(question_id(name), kind, text, options)
        kind = TYPES["text"]
    return Question(question_id(name), kind, text)


def kind_of(name: str, filled: Sequence[str]) -> QuestionType:
    """The first type of the registry that at least four fifths of the answers look like."""
    return next(kind for kind in TYPES.values() if kind.looks(name, filled))


def _joined(
    base: str, headers: Sequence[str], columns: Sequence[Sequence[str]], people: Collection[str],
    wishes: Mapping[str, str],
) -> ColumnUse | None:  # fmt: skip
    """Several columns that are one question: ticks of options, or places of a ranking; None for a grid."""
    subs = [str(match["sub"]).strip() for name in headers if (match := _SUB.match(name))]
    if wishes.get(folded(base)) == SKIP:
        return ColumnUse(tuple(headers), SKIP, "told")
    filled = [c.strip() for cells in columns for c in cells if not is_blank(c)]
    if why := identifies(base, filled, people):
        return ColumnUse(tuple(headers), SKIP, why)
    for kind in TYPES.values():
        if kind.columns is not None and (options := kind.columns(subs, columns)):
            question = Question(question_id(base), kind, Text(base, base), options)
            return ColumnUse(tuple(headers), kind.name, "looks", _samples(subs), question)
    return None
