"""stdin, stdout and stderr as any caller may hand them over: closed, full, or in an encoding that knows few characters.

Invariants: descriptors 0 to 2 are open before a file of ours is opened (a file on descriptor 1 would take what is
printed); what an encoding cannot say is replaced by its nearest plain form; a stdout that cannot be written is one line
and an exit code.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import sys
import unicodedata

PLAIN = str.maketrans({
    "–": "-", "—": "-", "−": "-", "‑": "-", "→": "->", "←": "<-", "⇄": "<->", "×": "x", "·": "-", "•": "-", "…": "...",
    "≥": ">=", "≤": "<=", "≈": "~", "€": "EUR", "“": '"', "”": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "█": "#",
    "✓": "v", "✗": "x", "½": "1/2", "º": "o", "ª": "a",
})  # fmt: skip


def plain_form(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: the nearest characters that the encoding has, `?` for what has none."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    told = ""
    for character in error.object[error.start : error.end]:
        for form in (character.translate(PLAIN), unicodedata.normalize("NFKD", character.translate(PLAIN))):
            text = "".join(c for c in form if not unicodedata.combining(c))
            with contextlib.suppress(UnicodeEncodeError):
                text.encode(error.encoding)
                told += text
                break
        else:
            told += "?"
    return told, error.end


def prepare() -> None:
    """Make the three streams usable; called first, before anything is opened."""
    codecs.register_error("cuadrante", plain_form)
    for descriptor, mode in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(descriptor)
        except OSError:  # closed: the next file would get its number. Writing to a stdout put so fails, as it should.
            os.open(os.devnull, mode)
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8")  # noqa: SIM115
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="cuadrante")


def says_everything() -> bool:
    """Whether stdout's encoding has every character."""
    return (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "").startswith("utf")


def unwritable() -> OSError | None:
    """Write what still waits for stdout; why that cannot be, and what waits is thrown away."""
    try:
        sys.stdout.flush()
    except OSError as error:
        null = os.open(os.devnull, os.O_WRONLY)
        with contextlib.suppress(OSError, ValueError):
            os.dup2(null, sys.stdout.fileno())
        os.close(null)
        return error
    return None
