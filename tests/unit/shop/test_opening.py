"""Opening hours of a channel: several stretches a day, past midnight, and days of their own."""

from datetime import date, time

from planner.domain.demand import Channel

FRIDAY = date(2026, 11, 27)


def test_a_siesta_is_closed_and_a_stretch_past_midnight_belongs_to_the_day_it_begins_on():
    split = ((time(10), time(14)), (time(17), time(20)))
    channel = Channel("phone", opening={4: split, 5: ((time(22), time(2)),)})
    assert [channel.open_on(FRIDAY, time(h)) for h in (9, 10, 14, 17, 20)] == [False, True, False, True, False]
    assert channel.open_on(date(2026, 11, 29), time(1)), "Sunday 01:00 is Saturday night"
    assert not channel.open_on(date(2026, 11, 29), time(2))
    assert channel.open_at(6, time(1, 30)) and not channel.open_at(0, time(1, 30))
    assert (channel.open_hours_on(FRIDAY), channel.open_hours_on(date(2026, 11, 28))) == (7.0, 4.0)


def test_a_day_of_its_own_stands_in_place_of_the_weekday_and_only_there():
    channel = Channel("phone", opening={4: ((time(9), time(21)),)}, dated={FRIDAY: ((time(9), time(0)),)})
    assert channel.open_on(FRIDAY, time(23, 30)) and not channel.open_on(date(2026, 11, 20), time(23, 30))
    always = Channel("mail", dated={date(2026, 12, 25): ()})
    assert not always.open_on(date(2026, 12, 25), time(10)) and always.open_on(date(2026, 12, 26), time(0))
    assert (always.open_hours_on(date(2026, 12, 25)), always.open_hours_on(FRIDAY)) == (0.0, 24.0)
