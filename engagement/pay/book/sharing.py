"""The sharing sheet: pots, caps and budgets by the largest remainder, one block of rows for each group.

A block begins with its totals; its rows stand in order of agent id, so that ties go to the smaller id. Settlement takes
the results from here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engagement.pay.book.cells import Cell, Sheet, formula, label, text
from engagement.pay.book.formulas import cents

Key = tuple[str, str]
_VALUE, _AMOUNT, _WEIGHT, _SHARE, _FLOOR, _REST, _ORDER, _RESULT = range(4, 12)


class Sharing:
    """Sheet of sharings; `add_pot` and `add_limit` give the address of each member's result."""

    def __init__(self, titles: Mapping[str, str]) -> None:
        self.sheet = Sheet("sharing", titles["sharing"], freeze_columns=3, widths={1: 26, 2: 14, 3: 20})
        self.pots: dict[str, list[tuple[str, str]]] = {}
        """by component: (sum of the shares, the pot) of each group"""
        words = (
            "Group", "Agent", "Component", "Value, limit of the group", "Rounded, sum of the group",
            "Weight, sum of the group", "Share in cents, room of the group", "Whole cents, sum of the group",
            "Rest, spare cents of the group", "Order of rests", "Result",
        )  # fmt: skip
        self.sheet.add(*(label(word, "heading") for word in words))

    def add_pot(self, name: Cell | None, amount: str, keys: Sequence[Key], weights: Sequence[str]) -> dict[Key, str]:
        """Share a pot (negative ones mirror); without any weight nothing of it is paid."""
        head, rows = self._block(keys)
        top = self._head(head)
        self.sheet.add(
            name, None, None, formula(amount), None,
            formula(f"SUM({self._span(_WEIGHT, rows)})", "ratio"), formula(f"ABS({top[_VALUE]})"),
            formula(f"SUM({self._span(_FLOOR, rows)})", "int"),
            formula(f"ROUND({top[_SHARE]}*100-{top[_FLOOR]},0)", "int"),
        )  # fmt: skip
        whole = f"IF({top[_WEIGHT]}>0,{top[_VALUE]},0)"
        self.pots.setdefault(keys[0][1], []).append((f"SUM({self._span(_RESULT, rows)})", whole))
        found = {}
        for key, weight in zip(keys, weights, strict=True):
            at = self._row(key, None, None, weight, top, rows)
            share = f"SIGN({top[_VALUE]})*({at[_FLOOR]}+IF({at[_ORDER]}<={top[_REST]},1,0))/100"
            self.sheet.rows[-1][_RESULT - 1] = formula(f"IF({top[_WEIGHT]}>0,{share},0)")
            found[key] = at[_RESULT]
        return found

    def add_limit(self, name: Cell | None, limit: str, keys: Sequence[Key], values: Sequence[str]) -> dict[Key, str]:
        """Hold a group's lines to a limit: untouched while their rounded sum fits, otherwise shared to the cent."""
        head, rows = self._block(keys)
        top = self._head(head)
        below = f"SUMIFS({self._span(_AMOUNT, rows)},{self._span(_WEIGHT, rows)},0)"
        self.sheet.add(
            name, None, None, formula(limit), formula(f"ROUND(SUM({self._span(_AMOUNT, rows)}),2)"),
            formula(f"SUM({self._span(_WEIGHT, rows)})", "ratio"), formula(f"ROUND(MAX({limit}-{below},0),2)"),
            formula(f"SUM({self._span(_FLOOR, rows)})", "int"),
            formula(f"ROUND({top[_SHARE]}*100-{top[_FLOOR]},0)", "int"),
        )  # fmt: skip
        found = {}
        for key, value in zip(keys, values, strict=True):
            own = self.sheet.at(_VALUE, len(self.sheet.rows) + 1)
            rounded = f"IF(ISNUMBER({own}),{cents(own)},0)"
            at = self._row(key, value, rounded, f"IF(ISNUMBER({own}),MAX({own},0),0)", top, rows)
            scaled = f"IF({at[_WEIGHT]}>0,({at[_FLOOR]}+IF({at[_ORDER]}<={top[_REST]},1,0))/100,{at[_AMOUNT]})"
            bites = f"AND(ISNUMBER({own}),ROUND({top[_AMOUNT]}-{top[_VALUE]},6)>0)"
            self.sheet.rows[-1][_RESULT - 1] = formula(f"IF({bites},{scaled},{own})", "ratio")
            found[key] = at[_RESULT]
        return found

    def add_budget(
        self, name: Cell | None, limit: str, keys: Sequence[Key], values: Sequence[str], rounded: Sequence[str],
        *, sums: bool = False,
    ) -> dict[Key, str]:  # fmt: skip
        """Hold the positive values of a group to a budget; negative ones make no room (`engine._budget`).

        Where it does not bite a value stays as it is; `sums` of several lines come out as their lines are rounded.
        """
        head, rows = self._block(keys)
        top = self._head(head)
        self.sheet.add(
            name, None, None, formula(limit), formula(f'ROUND(SUMIF({self._span(_AMOUNT, rows)},">0"),2)'),
            formula(f"SUM({self._span(_WEIGHT, rows)})", "ratio"), formula(limit),
            formula(f"SUM({self._span(_FLOOR, rows)})", "int"),
            formula(f"ROUND({top[_SHARE]}*100-{top[_FLOOR]},0)", "int"),
        )  # fmt: skip
        found = {}
        for key, value, cent in zip(keys, values, rounded, strict=True):
            own = self.sheet.at(_VALUE, len(self.sheet.rows) + 1)
            at = self._row(key, value, cent, f"IF(ISNUMBER({own}),MAX({own},0),0)", top, rows)
            scaled = f"({at[_FLOOR]}+IF({at[_ORDER]}<={top[_REST]},1,0))/100"
            bites = f"AND({at[_WEIGHT]}>0,ROUND({top[_AMOUNT]}-{top[_VALUE]},6)>0)"
            self.sheet.rows[-1][_RESULT - 1] = formula(f"IF({bites},{scaled},{at[_AMOUNT] if sums else own})", "ratio")
            found[key] = at[_RESULT]
        return found

    def _block(self, keys: Sequence[Key]) -> tuple[int, tuple[int, int]]:
        head = len(self.sheet.rows) + 1
        return head, (head + 1, head + len(keys))

    def _head(self, row: int) -> dict[int, str]:
        return {column: self.sheet.at(column, row) for column in range(_VALUE, _RESULT + 1)}

    def _span(self, column: int, rows: tuple[int, int]) -> str:
        return self.sheet.column(column, *rows)

    def _row(
        self,
        key: Key,
        value: str | None,
        rounded: str | None,
        weight: str,
        top: Mapping[int, str],
        rows: tuple[int, int],
    ) -> dict[int, str]:
        """One member; the caller fills in the result."""
        row = len(self.sheet.rows) + 1
        at = self._head(row)
        rests = self._span(_REST, rows)
        # Ties go to the smaller id: members before this one with the same rest come first.
        before = f"+COUNTIF({self._span(_REST, (rows[0], row - 1))},{at[_REST]})" if row > rows[0] else ""
        self.sheet.add(
            None,
            text(key[0]),
            text(key[1]),
            formula(value, "ratio") if value else None,
            formula(rounded) if rounded else None,
            formula(weight, "ratio"),
            formula(f"IF({top[_WEIGHT]}>0,ROUND({top[_SHARE]}*100*{at[_WEIGHT]}/{top[_WEIGHT]},7),0)", "ratio"),
            formula(f"INT({at[_SHARE]})", "int"),
            formula(f"ROUND({at[_SHARE]}-{at[_FLOOR]},7)", "ratio"),
            formula(f"RANK({at[_REST]},{rests},0){before}", "int"),
            None,
        )
        return at
