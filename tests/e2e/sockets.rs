//! Sockets that misbehave, against every port of the real binary (reliability.md, scenarios 18 to 20): each is
//! answered or closed in time, a good request is served afterwards, and nothing is left of them.

mod bodies;
mod h2;
mod heads;
mod port;
mod smuggling;
mod vitals;

use anyhow::{Result, ensure};
use testkit::Platform;

use port::Port;
use vitals::Vitals;

/// A running platform, and what it held before it was bothered.
pub struct Target {
    pub platform: Platform,
    before: Vitals,
}

impl Target {
    pub async fn start() -> Result<Self> {
        let platform = Platform::all_in_one(&[("TURNPIKE_LOG_FILTER", "warn")]).await?;
        for port in Port::ALL {
            port.serves(&platform).await?;
        }
        let before = Vitals::of(&platform)?;
        Ok(Self { platform, before })
    }

    /// Every port serves, and the process is as it was.
    pub async fn is_well(&self) -> Result<()> {
        for port in Port::ALL {
            port.serves(&self.platform).await?;
        }
        self.before.come_back(&self.platform).await?;
        let log = self.platform.log();
        ensure!(!log.contains("panicked"), "a panic: {log}");
        Ok(())
    }
}
