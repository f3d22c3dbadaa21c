"""What the columns of a form's export are: one row a respondent, one column a question.

Google Forms names a column by its question (`Question [row]` for grids), LimeSurvey by code, text or both, and
`code[sub]` for several choices and rankings. Times, addresses, tokens and names are recognised and left out: they must
not come near an answer. Everything recognised can be told otherwise (`Uses`); nothing is dropped without being named.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from engagement.surveys.questions import AGREEMENT_LABELS, SCALES, Kind, Option, Question, Text, is_blank
from engagement.surveys.templates import TEMPLATES

GROUP, SKIP = "group", "skip"
USES = (*(kind.value for kind in Kind), GROUP, SKIP)
MOST = 0.8
MAX_CHOICES = 15
MAX_CHOICE_CHARS = 120
Uses = Mapping[str, str]

# Without accents, in lower case; what a form's program adds by itself, and what names a person.
_ADDED = (
    "timestamp|marca temporal|id|response id|id de respuesta|id. de respuesta|submitdate|date submitted|fecha de envio"
    "|lastpage|last page|ultima pagina|startlanguage|start language|lenguaje inicial|idioma inicial|seed|semilla"
    "|startdate|date started|fecha de inicio|datestamp|date last action|fecha de la ultima accion|refurl|referrer url"
    "|url de referencia|interviewtime|total time|tiempo total|score|puntuacion|completed|status"
)
_PERSONAL = (
    "name|full name|first name|last name|firstname|lastname|nombre|apellidos|nombre y apellidos|nombre completo"
    "|username|user name|nombre de usuario|usuario|email|e-mail|email address|correo|correo electronico"
    "|direccion de correo electronico|token|codigo de acceso|access code|ipaddr|ip address|direccion ip|ip|phone"
    "|phone number|telefono|movil|employee|employee id|agent_id|agente|empleado|dni|nif|respondent|respondent_id"
    "|encuestado"
)
ADDED, PERSONAL = frozenset(_ADDED.split("|")), frozenset(_PERSONAL.split("|"))
GROUPS = {
    "team": "team", "equipo": "team", "tenure": "tenure", "antiguedad": "tenure", "contract": "contract",
    "contrato": "contract", "department": "department", "departamento": "department", "site": "site", "sede": "site",
    "shift": "shift", "turno": "shift", "channel": "channel", "canal": "channel",
}  # fmt: skip
_LABELS = (
    ("muy en desacuerdo", "totalmente en desacuerdo", "strongly disagree"),
    ("en desacuerdo", "disagree"),
    ("ni de acuerdo ni en desacuerdo", "neutral", "neither agree nor disagree", "indiferente"),
    ("de acuerdo", "agree"),
    ("muy de acuerdo", "totalmente de acuerdo", "strongly agree"),
)
_CHECKED = frozenset({"y", "yes", "si", "s", "x", "1", "true"})
_UNCHECKED = frozenset({"n", "no", "0", "false"})
_SUB = re.compile(r"^(?P<base>.*\S)\s*\[(?P<sub>[^\[\]]+)\]\s*$", re.DOTALL)
_MAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_NUMBER = re.compile(r"^(\d{1,2})(?:\.0+)?$")


def folded(text: str) -> str:
    """Lower case without accents, colons at the end and doubled spaces: how headers and words are compared."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(plain.replace("\ufeff", "").casefold().split()).rstrip(" :*")


LABELS = {word: score for score, words in enumerate(_LABELS, 1) for word in words} | {
    folded(text): score for score, label in enumerate(AGREEMENT_LABELS, 1) for text in (label.es, label.en)
}


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """A column, or the columns of one question.

    Attributes:
        headers: as written in the file.
        use: a question type, `group` or `skip`.
        why: for `skip`: `added` (by the form's program), `personal`, `person` (its cells name people), `empty`,
            `told`; otherwise `known` (a statement of ours), `told` or `looks` (by its answers).
        question: what it asks, None for groups and skipped ones.
        group: name of the group attribute.
    """

    headers: tuple[str, ...]
    use: str
    why: str
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


def uses_of(
    header: Sequence[str], columns: Sequence[Sequence[str]], people: Collection[str] = (), told: Uses | None = None
) -> list[ColumnUse]:
    """Decide what each column is.

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
            joined = _joined(base, [header[i] for i in together], [columns[i] for i in together], wishes)
            if joined is not None:
                taken.update(together)
                found.append(joined)
                continue
        found.append(_single(name, columns[place], people, wishes, known))
    return found


def _single(
    name: str, cells: Sequence[str], people: Collection[str], wishes: Mapping[str, str], known: Mapping[str, Question]
) -> ColumnUse:
    key, filled = folded(name), [c.strip() for c in cells if not is_blank(c)]
    wish = wishes.get(key)
    if wish == SKIP:
        return ColumnUse((name,), SKIP, "told")
    if wish == GROUP:
        return ColumnUse((name,), GROUP, "told", group=GROUPS.get(key, name.strip()))
    # Text of a code and a question, as LimeSurvey may write it ("Q1. How …"), is known by the question alone.
    mine = known.get(key) or known.get(folded(re.sub(r"^\w+[.:]\s+", "", name)))
    if wish is None and mine is not None:
        return ColumnUse((name,), mine.kind.value, "known", mine)
    if wish is None:
        if not filled or not key:
            return ColumnUse((name,), SKIP, "empty")
        if key in ADDED:
            return ColumnUse((name,), SKIP, "added")
        if key in PERSONAL or sum(bool(_MAIL.match(c)) for c in filled) > len(filled) / 2:
            return ColumnUse((name,), SKIP, "personal")
        if people and sum(folded(c) in people for c in filled) > len(filled) / 2:
            return ColumnUse((name,), SKIP, "person")
        if key in GROUPS:
            return ColumnUse((name,), GROUP, "looks", group=GROUPS[key])
    kind = Kind(wish) if wish is not None else kind_of(filled)
    return ColumnUse((name,), kind.value, "looks" if wish is None else "told", question_of(name, kind, filled))


def question_of(name: str, kind: Kind, filled: Sequence[str]) -> Question:
    """The question a column asks; the options of a choice are what was chosen, or a comment where there is one only."""
    text = Text(name.strip(), name.strip())
    if kind in {Kind.SINGLE, Kind.SEVERAL, Kind.RANKING}:
        parts = [p for c in filled for p in split(c)] if kind is not Kind.SINGLE else list(filled)
        options = _options(parts)
        return Question(question_id(name), kind, text, options) if len(options) > 1 else (
            Question(question_id(name), Kind.TEXT, text)
        )  # fmt: skip
    return Question(question_id(name), kind, text)


def _options(words: Sequence[str]) -> tuple[Option, ...]:
    first = {folded(w): w.strip() for w in reversed(words)}
    return tuple(Option(f"o{i}", Text(word, word)) for i, (_, word) in enumerate(sorted(first.items()), 1))


def split(cell: str) -> list[str]:
    """The choices of a cell: separated by `;`, or by a comma and a space."""
    return [p.strip() for p in (cell.split(";") if ";" in cell else cell.split(", ")) if p.strip()]


def score_of(cell: str, kind: Kind = Kind.AGREEMENT) -> int | None:
    """A whole number (`4`, `4.0`), for agreement also a label's score; None for anything else."""
    match = _NUMBER.match(cell.strip())
    return int(match[1]) if match else LABELS.get(folded(cell)) if kind is Kind.AGREEMENT else None


def kind_of(filled: Sequence[str]) -> Kind:
    """The type that at least four fifths of the answers look like; what does not fit is then a problem of its row."""

    def most(fits: Callable[[str], bool], of: Sequence[str] = filled) -> bool:
        return sum(map(fits, of)) >= MOST * len(of)

    for kind in (Kind.AGREEMENT, Kind.ENPS):
        if most(lambda cell, kind=kind: score_of(cell, kind) in SCALES[kind]):  # type: ignore[misc]
            return kind
    if most(lambda c: folded(c) in {"si", "yes", "no"}):
        return Kind.YES_NO
    parts = [p for c in filled for p in split(c)]
    if _looks_ticked(filled) and _few(parts):
        return Kind.SEVERAL
    return Kind.SINGLE if _few(filled) else Kind.TEXT


def _few(words: Sequence[str]) -> bool:
    """Short words of which few are different: options, not sentences."""
    often = Counter(map(folded, words))
    short = max((len(w) for w in words), default=0) <= MAX_CHOICE_CHARS
    return short and 2 <= len(often) <= MAX_CHOICES and len(words) >= 3 * len(often)


def _looks_ticked(filled: Sequence[str]) -> bool:
    """Cells of several choices: `;` between them, or a choice that stands alone here and with others there."""
    cells = {folded(c): [folded(p) for p in split(c)] for c in filled}
    if any(";" in c for c in cells):
        return True
    together = {p for parts in cells.values() if len(parts) > 1 for p in parts}
    return bool(together & cells.keys()) or len(together) < sum(len(p) > 1 for p in cells.values())


def _joined(
    base: str, headers: Sequence[str], columns: Sequence[Sequence[str]], wishes: Mapping[str, str]
) -> ColumnUse | None:
    """Several columns that are one question: ticks of options, or the option chosen for each place; None for a grid."""
    subs = [str(match["sub"]).strip() for name in headers if (match := _SUB.match(name))]
    words = {folded(c) for cells in columns for c in cells if c.strip()}
    wish = wishes.get(folded(base))
    if wish == SKIP:
        return ColumnUse(tuple(headers), SKIP, "told")
    text = Text(base, base)
    if all(s.isdigit() for s in subs) and [int(s) for s in subs] == list(range(1, len(subs) + 1)):
        options = _options([c for cells in columns for c in cells if c.strip()])
        if len(options) == len(subs) and not words <= _CHECKED | _UNCHECKED:
            question = Question(question_id(base), Kind.RANKING, text, options)
            return ColumnUse(tuple(headers), Kind.RANKING.value, "looks", question)
    ticks = words <= _CHECKED | _UNCHECKED and not words <= {"1"}  # a grid in which all say 1 has no ticks
    if words and ticks and len(set(subs)) == len(subs):
        options = tuple(Option(f"o{i}", Text(s, s)) for i, s in enumerate(subs, 1))
        question = Question(question_id(base), Kind.SEVERAL, text, options)
        return ColumnUse(tuple(headers), Kind.SEVERAL.value, "looks", question)
    return None


def is_checked(cell: str) -> bool:
    """Whether an option's column is ticked."""
    return folded(cell) in _CHECKED
