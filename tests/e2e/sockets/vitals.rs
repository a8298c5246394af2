//! What the process holds of the machine.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use testkit::Platform;

/// More than this much memory is not given back, or was never bounded.
const GROWTH: u64 = 100 * 1024 * 1024;
/// Descriptors that come and go by themselves: connections to be reused, and the test's own.
const SPARE: usize = 24;

#[derive(Debug, Clone, Copy)]
pub struct Vitals {
    /// Bytes in memory.
    pub resident: u64,
    pub descriptors: usize,
}

impl Vitals {
    pub fn of(platform: &Platform) -> Result<Self> {
        let pid = platform.pid().context("not running")?;
        let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
        let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:")).context("VmRSS")?;
        let kilobytes: u64 = line.split_whitespace().next().context("a number")?.parse()?;
        let descriptors = std::fs::read_dir(format!("/proc/{pid}/fd"))?.count();
        Ok(Self { resident: kilobytes * 1024, descriptors })
    }

    /// Waits until no more is held than before, within bounds.
    #[expect(clippy::disallowed_methods, reason = "a test's deadline is on the machine's clock")]
    pub async fn come_back(self, platform: &Platform) -> Result<()> {
        let deadline = Instant::now() + Duration::from_mins(1);
        loop {
            let now = Self::of(platform)?;
            if now.resident <= self.resident + GROWTH && now.descriptors <= self.descriptors + SPARE {
                return Ok(());
            }
            if Instant::now() > deadline {
                bail!("{self:?} became {now:?}");
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}
