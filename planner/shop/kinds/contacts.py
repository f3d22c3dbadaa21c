"""Contacts by interval: what comes in on each channel. They go as arrays, by `intake.contacts`, not row by row."""

from __future__ import annotations

from planner.shop.intake.kind import CHANNEL, Kind, moment, number, text
from planner.tables import values

KIND = Kind(
    "contacts",
    ("Contacts", "Contactos"),
    (
        moment("interval_start", "inicio", "intervalo", "fecha_hora", "datetime", required=True, read=values.local),
        text("channel", *CHANNEL, required=True, read=values.name),
        number("contacts", values.number(0, 1e7), "contactos", "llamadas", "calls", "volume", required=True),
        number("aht_s", values.number(0, 1e6), "aht", "tmo_s", "tmo"),
        number("answered", values.number(0, 1e7), "atendidos", "atendidas"),
        number("abandoned", values.number(0, 1e7), "abandonados", "abandonadas"),
        text("language", "idioma", read=values.name),
        text("priority", "prioridad", read=values.name),
        text("topic", "motivo", "tema"),
        text("queue", "cola"),
        number("bot_solved", values.number(0, 1e7), "resueltos_bot"),
        number("in_20s", values.number(0, 1e7), "en_20s"),
        number("in_180s", values.number(0, 1e7), "en_180s"),
        number("first_reply_s", values.number(0, 1e8), "primera_respuesta_s"),
    ),
    lambda row, habits: dict(row),
    lambda row: None,
    None,
    ("2026-11-27 09:30", "phone", "42", "312", "40", "2", "es", "vip", "envio", "pedidos", "3", "33", "39", ""),
)
