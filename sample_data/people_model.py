"""The shop's 28 agents, what keeps them away and what they wish for. Written by hand: every name is invented.

Contracts: 14 of 40 h, 9 of 30 h, 5 of 20 h, together 930 paid hours a week. Hourly cost is the employer's, in euros,
social security included.
"""

from __future__ import annotations

import pandas as pd

# agent_id, name, team, skills, contract_hours, languages, start_date, end_date, hourly_cost, days_per_week
_PEOPLE = """
A01|Lucía Ferrer Olmos|Atención|phone;email;social|40|es;en|2019-03-04||17.90|5
A02|Javier Robledo Sanz|Atención|phone;email|40|es|2020-09-14||16.80|5
A03|Nuria Casals Prieto|Atención|phone;email|40|es;ca|2021-02-01||16.50|5
A04|Óscar Villalba Rey|Atención|phone;email|40|es|2022-05-16||15.90|5
A05|Amparo Llorente Gil|Atención|phone;email;social|40|es;fr|2018-10-08||17.90|5
A06|Samir Benali Ortega|Atención|phone;email|40|es;fr|2023-01-09||15.60|5
A07|Begoña Arrieta Luna|Atención|phone;email|30|es|2021-11-02||16.20|5
A08|Tomás Quiroga Peña|Atención|phone;email|30|es;en|2023-09-04||15.40|5
A09|Irene Saavedra Mota|Atención|phone;email|30|es|2024-06-03||15.20|5
A10|Raquel Montalvo Díez|Atención|phone;email|30|es|2025-10-06||14.80|5
A11|Hugo Barrios León|Atención|phone|20|es|2025-03-10||14.80|5
A12|Carmen Noguera Vidal|Atención|phone;email|20|es;en|2026-11-16|2027-01-10|14.60|5
A13|Elena Duarte Campos|Mensajería|chat;whatsapp;social|40|es;en|2020-01-13||17.20|5
A14|Iván Cordero Rubio|Mensajería|chat;whatsapp;email|40|es|2021-06-07||16.40|5
A15|Aitana Soler Marín|Mensajería|chat;whatsapp;social|40|es;ca|2022-10-03||15.80|5
A16|Mateo Escudero Paz|Mensajería|chat;whatsapp;email|40|es;en;de|2023-04-17||16.10|5
A17|Paula Zabala Iriarte|Mensajería|chat;whatsapp;social|30|es;en|2022-02-21||15.90|5
A18|Daniel Roca Benítez|Mensajería|chat;whatsapp;email|30|es|2024-09-09||15.20|5
A19|Yolanda Crespo Nieto|Mensajería|chat;whatsapp;social|30|es|2023-11-06||15.50|4
A20|Álvaro Pineda Salas|Mensajería|chat;whatsapp|20|es;en|2025-09-15||14.80|5
A21|Leire Mendoza Tapia|Mensajería|chat;whatsapp;social|20|es|2026-09-01||14.60|5
A22|Sergio Valdés Navas|Ventas|phone;chat;whatsapp|40|es;en|2019-09-02||18.40|5
A23|Marta Galindo Reyes|Ventas|phone;chat;email|40|es;pt|2020-11-16||17.60|5
A24|Andrés Molina Tejero|Ventas|phone;chat;whatsapp|40|es|2022-03-14|2026-12-04|17.00|5
A25|Cristina Ibarra Soto|Ventas|phone;chat;whatsapp|40|es;en;it|2021-05-10||17.40|5
A26|Rubén Alonso Caro|Ventas|phone;chat|30|es|2024-02-05||16.20|5
A27|Sofía Bermejo Lara|Ventas|phone;chat;whatsapp|30|es;en|2026-09-14||15.60|5
A28|Gonzalo Pardo Esteban|Ventas|phone;chat|20|es|2026-11-16|2027-01-10|15.20|5
"""
AGENT_COLUMNS = ("agent_id", "name", "team", "skills", "contract_hours", "languages", "start_date", "end_date",
                 "hourly_cost", "days_per_week")  # fmt: skip

# Days inclusive; a span with hours is part of a day. `birth` is leave that the law protects.
_ABSENCES = """
A03|2026-06-15|2026-06-26|leave
A22|2026-07-13|2026-07-24|leave
A01|2026-07-27|2026-08-07|leave
A05|2026-08-03|2026-08-21|leave
A13|2026-08-10|2026-08-23|leave
A14|2026-08-17|2026-08-28|leave
A02|2026-08-24|2026-09-04|leave
A15|2026-07-06|2026-10-25|birth
A17|2026-09-07|2026-09-11|leave
A06|2026-10-05|2026-10-09|illness
A26|2026-10-19|2026-10-23|leave
A19|2026-11-09|2026-11-13|leave
A18|2026-11-12|2026-11-13|illness
A12|2026-11-16|2026-11-18|training
A28|2026-11-16|2026-11-18|training
A09|2026-11-16|2026-11-22|leave
A23|2026-11-19|2026-11-19|union
A10|2026-11-23|2026-11-25|illness
A27|2026-11-24|2026-11-24|training
A21|2026-11-24|2026-11-24|training
A04|2026-11-30|2026-12-04|leave
A16|2026-12-03|2026-12-04|leave
A07|2026-12-07|2026-12-08|leave
A24|2026-11-30|2026-12-04|leave
A20|2026-12-10|2026-12-11|exam
A25|2026-12-14|2026-12-18|leave
A03|2026-12-21|2026-12-27|leave
A05|2026-12-22|2026-12-27|leave
A14|2026-12-24|2026-12-27|leave
A08|2026-12-21|2026-12-24|leave
A01|2026-12-28|2027-01-03|leave
A13|2026-12-28|2027-01-05|leave
A02|2026-12-28|2027-01-03|leave
"""

# agent_id, weekday, date, start, end, wish, weight
_PREFERENCES = """
A01|||||early|2
A02|mon||||off|1
A03|||||early|1
A05|fri|||15:00|early|2
A06|||||late|1
A07|||||early|2
A07|wed||||off|1
A08|sat||||off|2
A09|||||late|1
A10|sun||||off|1
A11|sat||||on|1
A11|sun||||on|1
A13|||||early|1
A14||2026-11-28|||off|3
A15|||09:00|17:00|early|3
A16|sun||||off|2
A17|||||early|2
A18|||||late|2
A19|fri||||off|2
A20|||14:00||late|2
A21|||||late|1
A21|tue||||off|1
A22||2026-11-27|||on|2
A23|sat||||off|1
A24||2026-11-29|||off|2
A25|||||early|1
A26|||||late|1
A27|sun||||on|1
A28|||16:00||late|2
A04||2026-12-06|||off|1
A12||2026-12-24|||off|1
A22||2026-12-31|||off|2
"""


def _table(text: str, columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame([line.split("|") for line in text.strip().splitlines()], columns=list(columns))


def email(name: str) -> str:
    """Address in the domain kept for examples: first name and first surname, without accents."""
    first, surname = name.lower().split()[:2]
    return f"{first}.{surname}@example.com".translate(str.maketrans("áéíóúüñ", "aeiouun"))


def agents_table() -> pd.DataFrame:
    """The agents in the columns of the import (all text)."""
    table = _table(_PEOPLE, AGENT_COLUMNS)
    table.insert(6, "email", [email(name) for name in table["name"]])
    return table


def absences_table() -> pd.DataFrame:
    """Leave, illness and training from June 2026 to January 2027, by date."""
    return _table(_ABSENCES, ("agent_id", "start", "end", "kind")).sort_values(["start", "agent_id"])


def preferences_table() -> pd.DataFrame:
    """Wishes by weekday or by date; a wish with neither speaks of every day."""
    return _table(_PREFERENCES, ("agent_id", "weekday", "date", "start", "end", "wish", "weight"))
