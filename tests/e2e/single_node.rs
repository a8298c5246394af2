//! Pattern P0: the all-in-one on SQLite.

use testkit::{Backend, Platform};

use crate::journey::Journey;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_journey() -> anyhow::Result<()> {
    let platform = Platform::all_in_one(&[]).await?;
    let (production, second) = (Backend::start("production").await?, Backend::start("second").await?);
    let gateways = [platform.gateway_http(), platform.gateway_https()];
    Journey::new(&platform, &gateways)?.run(&production, &second).await
}
