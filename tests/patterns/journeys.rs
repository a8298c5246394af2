//! The journey, over every pattern.

use anyhow::{Context, Result};
use testkit::{Backend, Cluster, Pattern};
use turnpike_tests::journey::Journey;

use crate::{all, alone};

async fn journey(pattern: Pattern) -> Result<()> {
    let _alone = alone().await;
    let cluster = Cluster::start(pattern).await?;
    let (production, second) = (Backend::start("production").await?, Backend::start("second").await?);
    let done = Journey::new(&cluster)?.run(&production, &second).await;
    done.with_context(|| cluster.complaints()).with_context(|| format!("{pattern:?}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn distributed_and_with_key_managers_apart() -> Result<()> {
    journey(Pattern::P3).await?;
    journey(Pattern::P5).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_other_pattern() -> Result<()> {
    if all() {
        for pattern in [Pattern::P0, Pattern::P1, Pattern::P2, Pattern::P4] {
            journey(pattern).await?;
        }
    }
    Ok(())
}
