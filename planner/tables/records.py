"""Records as tables: JSON, JSON lines and calendars. A nested key is a column `metric_set.reply_time.calendar`.

A list of plain values is one cell, joined by semicolons; of a list of objects the first three are columns
(`tags.0.name`), for one ticket has few of what a report counts by. Every list of objects in a document is a table of
its own, so that the users beside the tickets are not taken for tickets.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from icalendar import Calendar

from planner.base.i18n import t
from planner.tables.dialect import Dialect
from planner.tables.table import MAX_COLUMNS, Cell, Table, refusal

MAX_BYTES = 256 << 20
MAX_DEPTH = 6
OBJECTS_KEPT = 3


def json_tables(path: Path, label: str, text: str) -> list[Table]:
    """The lists of objects in a JSON document or in JSON lines, the longest first."""
    try:
        found = json.loads(text)
        lists = dict(_lists(found))
    except json.JSONDecodeError as error:
        lists = {"": _lines(path, text, error)}
    except RecursionError:
        raise refusal(path, t("The document is nested too deeply.")) from None
    tables = []
    for name, records in sorted(lists.items(), key=lambda item: -len(item[1])):
        rows = [dict(_flat(record)) for record in records]
        header = list(dict.fromkeys(key for row in rows for key in row))[:MAX_COLUMNS]
        cells = tuple([row.get(key) for key in header] for row in rows)
        tables.append(Table(path, Dialect("json", sheet=name), tuple(header), 0, len(text), label, cells))
    if not tables:
        raise refusal(path, t("The document holds no list of records."), t("Export it again, or as CSV."))
    if isinstance(found := _more(text), str):
        tables[0] = Table(path, tables[0].dialect, tables[0].header, 0, len(text), label, tables[0].rows, found)
    return tables


def _more(text: str) -> str | None:
    """The address of a following page, where the document names one: this is not all of it."""
    try:
        found = json.loads(text)
    except json.JSONDecodeError:
        return None
    if not isinstance(found, dict) or found.get("end_of_stream") is True:
        return None
    inner = {key: value for key in ("pages", "meta") if isinstance(value := found.get(key), dict)}
    following = found.get("next_page") or inner.get("pages", {}).get("next")
    following = following or inner.get("meta", {}).get("next_page_link")
    return "more" if following else None


def _lines(path: Path, text: str, error: json.JSONDecodeError) -> list[Any]:
    records = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                record = json.loads(line)
            except (json.JSONDecodeError, RecursionError):
                wrong = error.lineno if number == 1 else number
                raise refusal(path, t("This is not JSON."), t("Export it again."), wrong) from None
            if isinstance(record, dict):
                records.append(record)
    return records


def _lists(found: Any, name: str = "", depth: int = 0) -> Iterator[tuple[str, list[Any]]]:
    if isinstance(found, list):
        records = [record for record in found if isinstance(record, dict)]
        if records:
            yield name, records
    elif isinstance(found, dict) and depth < 3:
        for key, value in found.items():
            yield from _lists(value, f"{name}.{key}" if name else str(key), depth + 1)
        if depth == 0 and not any(isinstance(v, list) for v in found.values()):
            yield name, [found]


def _flat(value: Any, name: str = "", depth: int = 0) -> Iterator[tuple[str, Cell]]:
    if isinstance(value, dict) and depth < MAX_DEPTH:
        for key, item in value.items():
            yield from _flat(item, f"{name}.{key}" if name else str(key), depth + 1)
    elif isinstance(value, list):
        objects = [item for item in value if isinstance(item, dict)]
        if objects and depth < MAX_DEPTH:
            for place, item in enumerate(objects[:OBJECTS_KEPT]):
                yield from _flat(item, f"{name}.{place}", depth + 1)
        else:
            yield name, ";".join(str(item) for item in value if not isinstance(item, (dict, list)))
    elif isinstance(value, bool):
        yield name, "true" if value else "false"
    elif value is None or isinstance(value, (str, int, float)):
        yield name, value


def calendar_table(path: Path, label: str, data: bytes) -> Table:
    """The events of a calendar: summary, start, end, category, location, attendee, uid. Whole days end on their last
    day, as people write them; a rule that repeats an event is not unrolled and is said in the column `repeats`."""
    try:
        calendars = Calendar.from_ical(data, multiple=True)
    except (ValueError, KeyError, IndexError) as error:
        raise refusal(path, t("The calendar is broken: {why}.", why=error), t("Export it again.")) from error
    header = ("summary", "start", "end", "categories", "location", "attendee", "uid", "repeats")
    rows: list[Sequence[Cell]] = []
    for event in (event for calendar in calendars for event in calendar.walk("VEVENT")):
        start, end = _moment(event, "DTSTART"), _moment(event, "DTEND")
        if isinstance(end, date) and not isinstance(end, datetime):
            end -= timedelta(days=1)
        rows.append(
            [_text(event, "SUMMARY"), start, end if end is not None else start, _text(event, "CATEGORIES"),
             _text(event, "LOCATION"), _text(event, "ATTENDEE").lower().removeprefix("mailto:"), _text(event, "UID"),
             "yes" if event.get("RRULE") else ""]
        )  # fmt: skip
    return Table(path, Dialect("ics"), header, 0, len(data), label, tuple(rows))


def _moment(event: Mapping[str, Any], name: str) -> datetime | date | None:
    found = event.get(name)
    value = getattr(found, "dt", None)
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    return value if isinstance(value, (date, datetime)) else None


def _text(event: Mapping[str, Any], name: str) -> str:
    found = event.get(name)
    if found is None:
        return ""
    if hasattr(found, "cats"):
        return ";".join(str(one) for one in found.cats)
    return str(found[0] if isinstance(found, list) and found else found)
