"""What the open answers talk about: words and two- or three-word phrases, counted once per comment, with examples.

No model and no download: a list of words that carry no theme (Spanish and English) and counting. Invariants: a theme
needs `minimum` different comments; examples are only returned by the caller's rule for showing comments; comments are
shuffled with a generator that cannot be repeated, so no order of arrival comes out.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_ES = """
a al algo algunas algunos ante antes así aun aunque bien cada casi como con contra cual cuando de del desde
donde dos e el ella ellas ellos en entre era eran es esa esas ese eso esos esta estaba estado estamos estan
estar este esto estos estoy fue fueron ha haber había habían hace hacen hacer hacia han has hasta hay he la
las le les lo los más me menos mi mis mucha muchas mucho muchos muy nada ni no nos nosotros nuestra nuestro o
os otra otras otro otros para pero poco por porque pues que qué quien se sea ser si sí sido siempre sin sobre
solo son soy su sus también tan tanto te tener tengo tiene tienen toda todas todo todos tu un una unas uno
unos vez veces y ya yo muchas gracias mas tambien asi
"""
_EN = """
a about after all also am an and any are as at be because been before being but by can could did do does doing
don't down each even every few for from get gets give had has have having he her here him his how i i'm i've
if in into is isn't it it's its just like made make many me more most much my no nor not now of off on once
one only or other our out over own really same she should so some such than that that's the their them then
there these they this those through to too under until up us very was we well were what when where which while
who why will with would you your thanks
"""


def _plain(word: str) -> str:
    """Without accents, so that "horário", "horario" and "HORARIO" count together; ñ stays a letter of its own."""
    decomposed = unicodedata.normalize("NFD", word.casefold().replace("ñ", "\0"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("\0", "ñ")


STOP_WORDS = frozenset(_plain(w) for w in f"{_ES} {_EN}".split())
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CLAUSE = re.compile(r"[.,;:!?¡¿()\n\"«»]+")


@dataclass(frozen=True, slots=True)
class Theme:
    """A word or phrase, in how many comments it occurs, and up to three of them."""

    phrase: str
    comments: int
    examples: tuple[str, ...]


def shuffled(comments: Sequence[str]) -> list[str]:
    """The comments in an order that says nothing about when they came (system randomness, no seed)."""
    mixed = list(comments)
    random.SystemRandom().shuffle(mixed)
    return mixed


def _phrases(comment: str) -> dict[str, str]:
    """Theme keys of one comment (without accents) → the words as written, in lower case."""
    found: dict[str, str] = {}
    for clause in _CLAUSE.split(comment):
        words = [w.casefold() for w in _WORD.findall(clause)]
        keys = [_plain(w) for w in words]
        for size in (1, 2, 3):
            for i in range(len(words) - size + 1):
                part = keys[i : i + size]
                if part[0] in STOP_WORDS or part[-1] in STOP_WORDS or any(len(p) < 3 for p in (part[0], part[-1])):
                    continue
                found.setdefault(" ".join(part), " ".join(words[i : i + size]))
    return found


def _told_already(key: str, kept: Sequence[str], said_in: Mapping[str, frozenset[int]]) -> bool:
    """Whether nearly the same comments hold an earlier theme with a word in common ("fines de semana", "semana
    seguida"): one of the two tells it."""
    words = set(key.split())
    return any(
        words & set(other.split()) and len(said_in[key] & said_in[other]) * 5 >= len(said_in[key] | said_in[other]) * 4
        for other in kept
    )


def themes(comments: Sequence[str], minimum: int = 3, limit: int = 12, examples: int = 3) -> list[Theme]:
    """The most frequent themes, phrases before the words they are made of.

    Args:
        comments: texts of one group that may be shown.
        minimum: comments a theme must occur in (never under 2).
        limit: how many themes at most.
        examples: how many whole comments go with each (0 for none).
    """
    minimum = max(2, minimum)
    found = [_phrases(c) for c in comments]
    counts = Counter(key for own in found for key in own)
    spelling: dict[str, Counter[str]] = {}
    for own in found:
        for key, written in own.items():
            spelling.setdefault(key, Counter())[written] += 1
    kept: list[tuple[str, int]] = []
    ranked = sorted((k for k in counts if counts[k] >= minimum), key=lambda k: (-counts[k], -k.count(" "), k))
    longer = [k for k in ranked if " " in k]
    said_in = {key: frozenset(i for i, own in enumerate(found) if key in own) for key in ranked}
    for key in ranked:
        inside = any(
            f" {key} " in f" {other} " and counts[other] * 3 >= counts[key] * 2 for other in longer if other != key
        )
        if not inside and not _told_already(key, [other for other, _ in kept], said_in):
            kept.append((key, counts[key]))
    mixed = random.SystemRandom().sample(range(len(comments)), len(comments))
    return [
        Theme(
            spelling[key].most_common(1)[0][0],
            count,
            tuple([comments[i] for i in mixed if key in found[i]][:examples]),
        )
        for key, count in kept[:limit]
    ]
