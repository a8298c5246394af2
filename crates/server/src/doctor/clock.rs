//! The clock beside others': tokens, quotas and leases are counted by it.

use model::{Ambient, Timestamp};
use serde_json::Value;

use super::finding::Finding;
use super::probe;
use crate::config::Config;

const CHECK: &str = "clock";
/// Microseconds from which on to warn, and to fail.
const APART: i64 = 1_000_000;
const FAR_APART: i64 = 60_000_000;

/// Of the hub's server; that of the database is compared where it is asked.
pub async fn look(config: &Config, ambient: &Ambient) -> Vec<Finding> {
    let mut found = Vec::new();
    if ambient.now().0 < BUILT {
        found.push(Finding::error(
            CHECK,
            "this machine's clock is years behind",
            "set it (timedatectl, chrony)",
        ));
    }
    if config.hub.monitor.is_empty() {
        if !config.hub.servers.is_empty() {
            found.push(Finding::ok(CHECK, "the hub's clock is not known: hub.monitor is not set"));
        }
        return found;
    }
    let Ok(url) = config.hub.monitor.parse::<http::Uri>() else { return found };
    let Some(host) = url.host().filter(|_| url.scheme_str() == Some("http")) else { return found };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let asked = ambient.now();
    // That it cannot be read is said by the hub's own notes.
    let Ok(answer) = probe::get(host, url.port_u16().unwrap_or(8222), "/varz", false).await else {
        return found;
    };
    let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    let Some(theirs) = body["now"].as_str().and_then(|now| now.parse::<jiff::Timestamp>().ok()) else {
        return found;
    };
    found.push(compare("the hub", Timestamp(theirs.as_microsecond()), asked, ambient.now()));
    found
}

/// 2026: no node ran before.
const BUILT: i64 = 1_767_225_600_000_000;

/// `theirs` was read at some time between `asked` and `answered` of ours.
pub fn compare(whose: &str, theirs: Timestamp, asked: Timestamp, answered: Timestamp) -> Finding {
    let (ahead, behind) = (asked.0 - theirs.0, theirs.0 - answered.0);
    // At least so much; zero when both may have been the same.
    let apart = ahead.max(behind).max(0);
    let what = format!(
        "this machine's clock is {}.{:03} s {} that of {whose}",
        apart / 1_000_000,
        apart % 1_000_000 / 1_000,
        if ahead >= behind { "ahead of" } else { "behind" }
    );
    let remedy = "have every machine follow the same time servers (timedatectl, chrony)";
    if apart > FAR_APART {
        Finding::error(CHECK, what, remedy)
    } else if apart > APART {
        Finding::warning(CHECK, what, remedy)
    } else {
        Finding::ok(CHECK, format!("this machine's clock agrees with that of {whose}"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::Level;
    use super::*;

    #[test]
    fn a_difference_counts_beyond_what_the_way_may_have_taken() {
        let at = Timestamp::from_secs;
        for (theirs, asked, answered, level, words) in [
            (100, 100, 100, Level::Ok, "agrees"),
            (100, 99, 103, Level::Ok, "agrees"),
            (100, 102, 103, Level::Warning, "2.000 s ahead of"),
            (110, 102, 103, Level::Warning, "7.000 s behind"),
            (100, 161, 165, Level::Error, "ahead of"),
            (1_000, 10, 11, Level::Error, "behind"),
        ] {
            let found = compare("the hub", at(theirs), at(asked), at(answered));
            assert_eq!(found.level, level, "{found:?}");
            assert!(found.what.contains(words), "{found:?}");
        }
    }
}
