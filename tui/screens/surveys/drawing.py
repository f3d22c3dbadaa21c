"""Lines of the result pages: the gauge of the recommendation, changes, actions, headings, colours of the heatmap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from planner.base.i18n import day as day_text
from planner.base.i18n import language, number, t

if TYPE_CHECKING:
    from engagement.surveys.questions import Form, Question
    from engagement.surveys.results import Figure, Results
    from engagement.surveys.trend import Change
    from planner.surveys.store.surveys import ActionRow

GAUGE, NARROW_GAUGE = 41, 31
BLOCKS = (("█", "$success"), ("▒", "$foreground 60%"), ("░", "$error"))


def promises(asked: Sequence[Question], actions: tuple[tuple[ActionRow, str], ...]) -> Iterator[tuple[str, str]]:
    """Actions with owner, day and the statement they answer; below each what the next wave says of it."""
    from planner.base.config import today

    texts = {q.id: q.text.in_language(language()) for q in asked}
    for action, said in actions:
        late = action.state != "done" and action.due is not None and action.due < today()
        mark = "✓ " if action.state == "done" else "! " if late else "· "
        yield (mark, "bold $error" if late else "bold $success")
        yield (action.title, "bold")
        due = day_text(action.due, year=True) if action.due else t("no date")
        yield (f"  {action.owner} · {due}{' · ' + t('late') if late else ''}\n", "dim")
        if said:
            yield (f"    {said}\n", "")
        elif action.question in texts:
            yield (f"    «{texts[action.question]}» {t('The next wave will say what it brought.')}\n", "dim")


def change_line(form: Form, change: Change, width: int) -> Iterator[tuple[str, str]]:
    """Points up or down, from what to what, and of what; grey where it could be chance."""
    from planner.surveys.results import change_label

    up = change.points > 0
    points = number(abs(change.points))
    mark = " =" if points == "0" else f"{'▲' if up else '▼'}{points:>3}"
    before, after = number(change.before), number(change.after)
    name = change_label(form, change, language())
    colour = ("bold $success" if up else "bold $error") if change.sure else "dim"
    yield (f"{mark:<5} ", colour)
    yield (f"{before:>5} → {after:<6} ", "bold" if change.sure else "dim")
    yield (f"{cut(name, max(20, width - 26))}\n", "" if change.sure else "dim")


def legend() -> Iterator[tuple[str, str]]:
    """What the blocks of a bar stand for."""
    names = (t("favourable"), t("neutral"), t("unfavourable"))
    yield ("\n", "")
    for (block, colour), name in zip(BLOCKS, names, strict=True):
        yield (f"{block} ", colour)
        yield (f"{name}   ", "dim")
    yield ("\n", "")


def gauge(results: Results, question: str, width: int) -> Iterator[tuple[str, str]]:
    """eNPS on the scale from −100 to 100 with its interval."""
    from planner.surveys.share import shown_text

    figure, low, high = (results.figure("company", question, m) for m in ("enps", "enps_low", "enps_high"))
    shown = shown_text(figure)
    yield (f"{t('Employee recommendation (eNPS)')}  ", "bold $primary")
    yield (f"{shown}\n", "bold")
    values = [f.value for f in (figure, low, high) if f is not None and f.value is not None]
    if len(values) < 3:
        return
    at, left, right = (round((float(v) + 100) / 200 * (width - 1)) for v in values)
    line = "".join(
        "●" if i == at else "━" if left <= i <= right else "┼" if i == width // 2 else "─" for i in range(width)
    )
    yield ("-100 ", "dim")
    yield (line[:left], "$foreground 50%")
    yield (line[left : right + 1], "bold $accent")
    yield (line[right + 1 :], "$foreground 50%")
    yield (f" +100   {t('probably {low} to {high}', low=shown_text(low), high=shown_text(high))}\n\n", "dim")


def cut(text: str, length: int) -> str:
    """The text, cut with an ellipsis where it is longer."""
    return text if len(text) <= length else text[: length - 1] + "…"


def two_lines(text: str, width: int) -> tuple[str, str]:
    """A heading over two lines, the lower one always filled."""
    words, first = text.split(), ""
    while len(words) > 1 and len(f"{first} {words[0]}".strip()) <= width:
        first = f"{first} {words.pop(0)}".strip()
    return first, cut(" ".join(words), width)


def heat(figure: Figure | None) -> str:
    """Style of a cell of the heatmap; the figure stands in it in any case."""
    if figure is None or figure.value is None:
        end = figure.display if figure else ""
        return "bold $success" if end.startswith("≥") else "bold $error" if end.startswith("≤") else "dim"
    return "bold $success" if figure.value >= 70 else "" if figure.value >= 45 else "bold $error"
