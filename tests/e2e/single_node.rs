//! Pattern P0: the all-in-one on SQLite.

use testkit::{Backend, Platform};

use turnpike_tests::journey::Journey;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_journey() -> anyhow::Result<()> {
    let platform = Platform::all_in_one(&[]).await?;
    let (production, second) = (Backend::start("production").await?, Backend::start("second").await?);
    Journey::new(&platform)?.run(&production, &second).await
}
