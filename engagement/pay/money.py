"""Exact money: cents in, exact fractions between, cents out.

Invariants: nothing here is a float; a ratio is a `Fraction` and is never rounded; an amount is rounded once, half away
from zero (as the ROUND of spreadsheets); shares of a total add up to the total to the cent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from math import lcm

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
Exact = Fraction | Decimal | int

_SHOWN = Context(prec=28)
_ROUNDING = Context(prec=60, rounding=ROUND_HALF_UP)


def exact(value: Exact | str) -> Fraction:
    """`value` without loss; strings are read as decimals (`"0.80"`). Raises ValueError for NaN, infinity and words."""
    if isinstance(value, Fraction):
        return value
    if isinstance(value, float):
        raise TypeError("money and shares are Decimal, never float")
    try:
        number = Decimal(value) if isinstance(value, str) else value
        return Fraction(number)
    except (ArithmeticError, OverflowError, ValueError) as error:
        raise ValueError(f"{value!r} is not a number") from error


def to_decimal(value: Exact) -> Decimal:
    """A fraction as a decimal of up to 28 digits, for showing; exact when the decimal is finite."""
    if isinstance(value, Decimal):
        return value
    ratio = Fraction(value)
    return _SHOWN.divide(Decimal(ratio.numerator), Decimal(ratio.denominator))


def round_to(value: Exact, places: int = 2) -> Decimal:
    """`value` to `places` decimals, half away from zero, from the exact ratio (0.825 -> 0.83, -0.825 -> -0.83)."""
    ratio = exact(value) * 10**places
    whole = (2 * abs(ratio.numerator) + ratio.denominator) // (2 * ratio.denominator)
    return Decimal(whole if ratio >= 0 else -whole).scaleb(-places).quantize(Decimal(1).scaleb(-places))


def round_line(value: Exact) -> Decimal:
    """The one rounding of a statement line: cents, half away from zero."""
    if isinstance(value, Decimal):
        return _ROUNDING.quantize(value, CENT) + ZERO
    return round_to(value, 2)


def total(lines: Iterable[Decimal]) -> Decimal:
    """Sum of rounded lines; the only total a statement knows."""
    return sum(lines, ZERO)


def is_cents(value: Decimal) -> bool:
    """Whether `value` is a whole number of cents."""
    return value == value.quantize(CENT)


def allocate(amount: Decimal, weights: Mapping[str, Exact | str]) -> dict[str, Decimal]:
    """Share `amount` (whole cents) by `weights` with the largest remainder; shares add up to it exactly.

    Spare cents go to the largest remainders, ties to the smaller id; a negative amount mirrors the positive one.

    Raises:
        ValueError: the amount is not in whole cents, a weight is negative, or nobody has a weight.
    """
    return share_out(amount, whole_parts(weights))


def whole_parts(weights: Mapping[str, Exact | str]) -> dict[str, int]:
    """Weights over one denominator: from there sharing is integer arithmetic, exact and fast. ValueError below zero."""
    exacts = {key: exact(weight) for key, weight in weights.items()}
    if any(part < 0 for part in exacts.values()):
        raise ValueError("a weight is negative")
    common = lcm(*(part.denominator for part in exacts.values()))
    return {key: part.numerator * (common // part.denominator) for key, part in exacts.items()}


def share_out(amount: Decimal, parts: Mapping[str, int]) -> dict[str, Decimal]:
    """`allocate` for weights that are whole numbers already."""
    if not is_cents(amount):
        raise ValueError(f"{amount} is not a whole number of cents")
    whole = sum(parts.values())
    cents = int(abs(amount) * 100)
    if not whole:
        if cents:
            raise ValueError("nobody has a weight to share by")
        return dict.fromkeys(parts, ZERO)
    floors, rests = {}, {}
    for key, part in parts.items():
        floors[key], rests[key] = divmod(cents * part, whole)
    spare = cents - sum(floors.values())
    if spare:
        for key in sorted(rests, key=lambda k: (-rests[k], k))[:spare]:
            floors[key] += 1
    sign = -1 if amount < 0 else 1
    return {key: Decimal(sign * floor).scaleb(-2) + ZERO for key, floor in floors.items()}


def scale_to_budget(amounts: Mapping[str, Exact], budget: Decimal | None) -> dict[str, Decimal]:
    """Rounded lines when they fit the budget; otherwise the budget shared by the unrounded amounts, to the cent.

    Negative amounts are never scaled: they make room for the others.
    """
    rounded = {key: round_line(value) for key, value in amounts.items()}
    if budget is None or total(rounded.values()) <= budget:
        return rounded
    below = {key: value for key, value in rounded.items() if amounts[key] <= 0}
    room = max(budget - total(below.values()), ZERO)
    return {**below, **allocate(room, {key: value for key, value in amounts.items() if key not in below})}


def net_of_vat(gross: Exact, shipping: Exact, vat: Exact, discounts: Exact = 0) -> Fraction:
    """Commission base of a consumer price: without shipping, after discounts, net of VAT; unrounded.

    All amounts include VAT; `vat` is a share (0.21).
    """
    return (exact(gross) - exact(shipping) - exact(discounts)) / (1 + exact(vat))


def to_euros(amount: Decimal, eur_rate: Exact) -> Decimal:
    """One order in euros and cents; `eur_rate` is foreign units for one euro on the order's date (as the ECB quotes).

    Raises ValueError for a rate that is not positive.
    """
    rate = exact(eur_rate)
    if rate <= 0:
        raise ValueError(f"exchange rate {eur_rate} is not positive")
    top, bottom = amount.as_integer_ratio()
    top, bottom = 100 * top * rate.denominator, bottom * rate.numerator
    whole = (2 * abs(top) + bottom) // (2 * bottom)
    return Decimal(whole if top >= 0 else -whole).scaleb(-2) + ZERO
