use super::*;
use jiff::civil::{Date, Weekday};
use jiff::tz::Offset;
use proptest::prelude::*;

fn utc(text: &str) -> Time {
    let t: jiff::Timestamp = text.parse().expect("a time");
    Time(u64::try_from(t.as_microsecond()).expect("after 1970"))
}

fn civil(t: Time) -> jiff::civil::DateTime {
    let micros = i64::try_from(t.0).expect("in range");
    Offset::UTC.to_datetime(jiff::Timestamp::from_microsecond(micros).expect("in range"))
}

fn bounds(now: &str, every: u32, unit: TimeUnit) -> (Time, Time) {
    let w = Window::at(utc(now), every, unit);
    (w.start, w.end)
}

#[test]
fn windows_are_those_a_calendar_shows() {
    use TimeUnit::{Day, Hour, Min, Month, Sec, Week, Year};
    let cases = [
        ("2026-11-23T16:13:23.5Z", 1, Sec, "2026-11-23T16:13:23Z", "2026-11-23T16:13:24Z"),
        ("2026-11-23T16:13:23Z", 1, Min, "2026-11-23T16:13:00Z", "2026-11-23T16:14:00Z"),
        ("2026-11-23T16:13:23Z", 15, Min, "2026-11-23T16:00:00Z", "2026-11-23T16:15:00Z"),
        ("2026-11-23T16:13:23Z", 6, Hour, "2026-11-23T12:00:00Z", "2026-11-23T18:00:00Z"),
        ("2026-11-23T16:13:23Z", 1, Day, "2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z"),
        ("2026-11-22T23:59:59Z", 1, Week, "2026-11-16T00:00:00Z", "2026-11-23T00:00:00Z"),
        ("2026-11-23T00:00:00Z", 1, Week, "2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z"),
        ("2024-02-29T12:00:00Z", 1, Month, "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"),
        ("2100-02-28T12:00:00Z", 1, Month, "2100-02-01T00:00:00Z", "2100-03-01T00:00:00Z"),
        ("2026-11-23T16:13:23Z", 3, Month, "2026-10-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        ("2024-12-31T23:59:59Z", 1, Year, "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z"),
    ];
    for (now, every, unit, start, end) in cases {
        assert_eq!(bounds(now, every, unit), (utc(start), utc(end)), "{now} {every} {unit:?}");
    }
}

#[test]
fn a_window_longer_than_history_starts_at_the_epoch() {
    let w = Window::at(utc("2026-11-23T16:13:23Z"), u32::MAX, TimeUnit::Year);
    assert_eq!(w, Window { start: Time::ZERO, end: Time::MAX });
    assert_eq!(Window::at(Time::ZERO, 1, TimeUnit::Week).start, Time::ZERO);
}

fn any_unit() -> impl Strategy<Value = TimeUnit> {
    use TimeUnit::{Day, Hour, Min, Month, Sec, Week, Year};
    prop::sample::select(vec![Sec, Min, Hour, Day, Week, Month, Year])
}

/// 1970 to 2200, in microseconds.
fn any_time() -> impl Strategy<Value = Time> {
    (0u64..7_258_118_400_000_000).prop_map(Time)
}

proptest! {
    #[test]
    fn a_moment_lies_in_its_window_and_the_windows_tile_time(now in any_time(), every in 1u32..100, unit in any_unit()) {
        let w = Window::at(now, every, unit);
        prop_assert!(w.contains(now));
        prop_assert_eq!(Window::at(w.start, every, unit), w);
        prop_assert_eq!(Window::at(Time(w.end.0 - 1), every, unit), w);
        prop_assert_eq!(w.next(every, unit).start, w.end);
    }

    #[test]
    fn months_and_years_agree_with_a_calendar_library(now in any_time()) {
        let date = civil(now).date();
        let month = Date::new(date.year(), date.month(), 1).expect("valid");
        let w = Window::at(now, 1, TimeUnit::Month);
        prop_assert_eq!(civil(w.start).date(), month);
        prop_assert_eq!(w.end.since(w.start), u64::from(date.days_in_month().unsigned_abs()) * DAY);
        let y = Window::at(now, 1, TimeUnit::Year);
        prop_assert_eq!(y.end.since(y.start), u64::from(date.days_in_year().unsigned_abs()) * DAY);
        prop_assert_eq!(civil(y.start).date(), Date::new(date.year(), 1, 1).expect("valid"));
    }

    #[test]
    fn days_and_weeks_have_no_daylight_saving(now in any_time()) {
        let d = Window::at(now, 1, TimeUnit::Day);
        prop_assert_eq!(d.end.since(d.start), DAY);
        let w = Window::at(now.plus(7 * DAY), 1, TimeUnit::Week);
        prop_assert_eq!(w.end.since(w.start), 7 * DAY);
        prop_assert_eq!(civil(w.start).weekday(), Weekday::Monday);
    }
}
