//! What a refused caller is told.

use jiff::Timestamp as Moment;
use model::ambient::Timestamp;

use super::level::Level;
use super::standing::Standing;

/// A refusal, with all that the error table needs to render it.
#[derive(Debug, Clone)]
pub struct Refusal {
    pub level: Level,
    pub cause: Cause,
    /// When it makes sense to try again: the end of the window, or a moment for [`Cause::NoOwner`].
    pub until: Timestamp,
    pub standing: Standing,
}

/// Why it was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The quota is used up.
    Quota,
    /// No traffic manager answers and the policy's failure mode refuses then.
    NoOwner,
}

impl Refusal {
    /// WSO2's code; its JSON body carries it as a string.
    pub const fn code(&self) -> u32 {
        self.level.code()
    }

    /// HTTP status: 429, or 503 where not the caller but the back end's or our own state is the reason.
    pub fn status(&self) -> u16 {
        if self.cause == Cause::NoOwner || self.level == Level::BackEnd { 503 } else { 429 }
    }

    pub fn message(&self) -> &'static str {
        match (self.cause, self.level) {
            (Cause::NoOwner, _) => "Quota cannot be checked",
            (Cause::Quota, Level::BackEnd) => "API Limit Reached",
            (Cause::Quota, _) => "Message throttled out",
        }
    }

    /// The wording, blank before the full stop included, is WSO2's.
    pub fn description(&self) -> String {
        match (self.cause, self.level) {
            (Cause::NoOwner, _) => String::from("The limit of this API cannot be checked at the moment"),
            (Cause::Quota, Level::BackEnd) => String::from("API not accepting requests"),
            (Cause::Quota, _) => {
                format!("You have exceeded your quota .You can access API after {}", self.next_access_time())
            }
        }
    }

    /// `nextAccessTime` of the body, e.g. `2026-Nov-23 16:20:00+0000 UTC`.
    pub fn next_access_time(&self) -> String {
        self.moment().strftime("%Y-%b-%d %H:%M:%S+0000 UTC").to_string()
    }

    /// Value of `Retry-After`: an HTTP-date, as WSO2 sends it (RFC 9110, section 10.2.3).
    pub fn retry_after(&self) -> String {
        self.moment().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    /// The nearest second: windows end on whole ones, and what is off is how long the answer travelled.
    fn moment(&self) -> Moment {
        let secs = self.until.0.saturating_add(500_000).div_euclid(1_000_000);
        Moment::from_second(secs).unwrap_or(Moment::MAX)
    }
}
