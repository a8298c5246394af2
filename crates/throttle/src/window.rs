//! Windows aligned to the clock in UTC.
//!
//! A window of N units is one of the equal parts that start at: the Unix epoch (seconds, minutes, hours, days),
//! Monday 1969-12-29 (weeks, so that a week starts on Monday as in ISO 8601), January of year 0 (months, years). Hence
//! "1 day" starts at midnight, "3 month" is a quarter, and every node computes the same bounds.

use model::policy::TimeUnit;

use crate::time::Time;

#[cfg(test)]
mod tests;

const SECOND: u64 = 1_000_000;
const DAY: u64 = 86_400 * SECOND;
/// 1970-01-01 was a Thursday.
const DAYS_FROM_MONDAY: u64 = 3;

/// From `start` (within) to `end` (without), since the Unix epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub start: Time,
    pub end: Time,
}

impl Window {
    /// The window of `every` units (0 counts as 1) that `now` lies in. `now` is since the Unix epoch.
    pub fn at(now: Time, every: u32, unit: TimeUnit) -> Self {
        let n = u64::from(every.max(1));
        match unit {
            TimeUnit::Sec => Self::of_fixed_length(now, n * SECOND, 0),
            TimeUnit::Min => Self::of_fixed_length(now, n * 60 * SECOND, 0),
            TimeUnit::Hour => Self::of_fixed_length(now, n * 3_600 * SECOND, 0),
            TimeUnit::Day => Self::of_fixed_length(now, n * DAY, 0),
            TimeUnit::Week => Self::of_fixed_length(now, n * 7 * DAY, DAYS_FROM_MONDAY * DAY),
            TimeUnit::Month => Self::of_months(now, n),
            TimeUnit::Year => Self::of_months(now, n * 12),
        }
    }

    /// The window that follows.
    pub fn next(self, every: u32, unit: TimeUnit) -> Self {
        Self::at(self.end, every, unit)
    }

    pub fn contains(self, t: Time) -> bool {
        self.start <= t && t < self.end
    }

    /// `shift` moves the zero back before the epoch; a window that would start before the epoch starts at it.
    fn of_fixed_length(now: Time, length: u64, shift: u64) -> Self {
        let index = now.0.saturating_add(shift) / length;
        Self {
            start: Time((index * length).saturating_sub(shift)),
            end: Time((index + 1).saturating_mul(length).saturating_sub(shift)),
        }
    }

    fn of_months(now: Time, n: u64) -> Self {
        let (year, month) = year_and_month(now.0 / DAY);
        let index = (year * 12 + month) / n;
        Self { start: first_of(index * n), end: first_of((index + 1).saturating_mul(n)) }
    }
}

/// Length of such a window in seconds, for `RateLimit-Policy`: a month is told as 30 days, a year as 365.
pub fn nominal_secs(every: u32, unit: TimeUnit) -> u64 {
    let one = match unit {
        TimeUnit::Sec => 1,
        TimeUnit::Min => 60,
        TimeUnit::Hour => 3_600,
        TimeUnit::Day => 86_400,
        TimeUnit::Week => 7 * 86_400,
        TimeUnit::Month => 30 * 86_400,
        TimeUnit::Year => 365 * 86_400,
    };
    u64::from(every.max(1)) * one
}

/// Year, and month from 0, of a day counted from 1970-01-01, in the proleptic Gregorian calendar.
/// The method is that of "chrono-Compatible Low-Level Date Algorithms" (H. Hinnant): years that begin in March,
/// so that the leap day comes last.
fn year_and_month(day: u64) -> (u64, u64) {
    let z = day + 719_468;
    let era = z / 146_097;
    let of_era = z % 146_097;
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let month = if from_march < 10 { from_march + 2 } else { from_march - 10 };
    (year_of_era + era * 400 + u64::from(month < 2), month)
}

/// The first moment of a month counted from January of year 0; the epoch for those before it.
fn first_of(month_index: u64) -> Time {
    let (mut year, month) = (month_index / 12, month_index % 12);
    if year < 1970 {
        return Time::ZERO;
    }
    if year > 200_000 {
        return Time::MAX;
    }
    if month < 2 {
        year -= 1;
    }
    let from_march = if month >= 2 { month - 2 } else { month + 10 };
    let year_of_era = year % 400;
    let day_of_year = (153 * from_march + 2) / 5;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Time(((year / 400) * 146_097 + of_era - 719_468) * DAY)
}
