"""What is promised on a channel: in words, as a form, and back from the form."""

from __future__ import annotations

from dataclasses import replace

from planner.base.i18n import number, percent, t
from planner.domain.demand import Channel, ChannelKind, ServiceTarget
from tui.frame.forms import number_between, to_number
from tui.frame.modals import Field


def target_text(target: ServiceTarget) -> str:
    """What is promised, in a few words: 80 % in 20 s."""
    parts = []
    if target.sl is not None and target.awt_s is not None:
        parts.append(t("{share} in {s} s", share=percent(target.sl), s=number(target.awt_s)))
    if target.response_s is not None:
        share = percent(target.sl) + " " if target.sl is not None else ""
        parts.append(
            share + t("within {h} h", h=number(target.response_s / 3600, 0 if target.response_s % 3600 == 0 else 1))
        )
    if target.asa_max_s is not None:
        parts.append(t("wait {s} s", s=number(target.asa_max_s)))
    if target.abandon_max is not None:
        parts.append(t("lost {share}", share=percent(target.abandon_max)))
    if target.occ_max is not None:
        parts.append(t("busy {share}", share=percent(target.occ_max)))
    return " · ".join(parts)


def target_fields(channel: Channel) -> list[Field]:
    """The lines of the form: only those that make sense for the kind of channel."""
    target, share, seconds = channel.target, number_between(0, 100, empty=True), number_between(0, 1e6, empty=True)
    fields = [Field("sl", t("Answered in time, %"), _shown(target.sl, 100), "", share)]
    if channel.kind is ChannelKind.DEFERRED:
        fields.append(
            Field("response_h", t("In time means within, hours"), _shown(target.response_s, 1 / 3600), "", seconds)
        )
    else:
        fields += [
            Field("awt_s", t("In time means within, seconds"), _shown(target.awt_s), "", seconds),
            Field("asa_max_s", t("Longest mean wait, seconds"), _shown(target.asa_max_s), t("empty: none"), seconds),
            Field("abandon_max", t("Lost at most, %"), _shown(target.abandon_max, 100), t("empty: none"), share),
            Field("patience_s", t("Mean patience, seconds"), _shown(channel.patience_s), t("empty: nobody hangs up"),
                  seconds),
        ]  # fmt: skip
    fields.append(Field("occ_max", t("Busy at most, %"), _shown(target.occ_max, 100), t("empty: none"), share))
    if channel.kind is ChannelKind.CONCURRENT and not channel.handle_s_by_level:
        fields.append(Field("concurrency", t("Side by side"), str(channel.concurrency), "", number_between(1, 20)))
    fields += [
        Field(
            "aht_s", t("Handle time where history has none, seconds"), _shown(channel.aht_s), "", number_between(1, 1e6)
        ),
        Field("min_staff", t("People at least while open"), str(channel.min_staff), "", number_between(0, 1000)),
    ]
    if not channel.shrinkage_kinds:  # kinds have a screen of their own
        fields.append(Field("shrinkage", t("Shrinkage, %"), _shown(channel.shrinkage, 100), t("paid but away"),
                            number_between(0, 95)))  # fmt: skip
    return fields


def with_targets(channel: Channel, answer: dict[str, str]) -> Channel:
    """The channel with what was typed."""
    values = {name: to_number(text) for name, text in answer.items()}

    def share(name: str, old: float | None) -> float | None:
        value = values.get(name, None if name in values else -1.0)
        return old if value == -1.0 else None if value is None else value / 100

    target = replace(
        channel.target,
        sl=share("sl", channel.target.sl),
        abandon_max=share("abandon_max", channel.target.abandon_max),
        occ_max=share("occ_max", channel.target.occ_max),
        awt_s=values.get("awt_s", channel.target.awt_s),
        asa_max_s=values.get("asa_max_s", channel.target.asa_max_s),
        response_s=_hours_to_s(values["response_h"]) if "response_h" in values else channel.target.response_s,
    )
    return replace(
        channel,
        target=target,
        patience_s=values.get("patience_s", channel.patience_s),
        concurrency=int(values.get("concurrency") or channel.concurrency),
        aht_s=values.get("aht_s") or channel.aht_s,
        min_staff=int(values.get("min_staff") or 0),
        shrinkage=(values["shrinkage"] or 0.0) / 100 if "shrinkage" in values else channel.shrinkage,
    )


def _hours_to_s(value: float | None) -> float | None:
    return None if value is None else value * 3600


def _shown(value: float | None, times: float = 1.0) -> str:
    return "" if value is None else f"{round(value * times, 4):g}"
