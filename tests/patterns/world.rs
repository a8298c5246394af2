//! A running pattern with a published API that is called, to which something happens.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use testkit::{Backend, Client, Cluster, Pattern};
use tokio::time::Instant;
use turnpike_tests::journey::{Access, Journey};

use crate::load::{Load, Seen};

/// Recovery is measured, and fails a test only when it takes this long.
pub const PATIENCE: Duration = Duration::from_secs(60);

pub struct World {
    pub cluster: Cluster,
    pub journey: Journey,
    pub admin: Client,
    pub api: String,
    /// Without a quota.
    pub access: Access,
    pub token: String,
    pub back_end: Backend,
}

impl World {
    pub async fn start(pattern: Pattern, more: &[(&str, &str)]) -> Result<Self> {
        Self::over(Cluster::start_with(pattern, more).await?).await
    }

    /// The same over a running pattern.
    pub async fn over(cluster: Cluster) -> Result<Self> {
        let back_end = Backend::start("production").await?;
        let journey = Journey::new(&cluster)?;
        let admin = journey.sign_in().await.context("sign in")?;
        let api = journey.create_api(&admin, &back_end.url()).await.context("create")?;
        journey.deploy(&admin, &api).await.context("deploy")?;
        journey.live(&admin, &api).await.context("live")?;
        journey.publish(&admin, &api).await.context("publish")?;
        let access = journey.subscribe(&admin, &api, "Steady", "Unlimited").await.context("subscribe")?;
        let token = journey.token(&access).await?;
        let world = Self { cluster, journey, admin, api, access, token, back_end };
        world.is_admitted(&world.token).await?;
        Ok(world)
    }

    /// Until every gateway admits the token.
    pub async fn is_admitted(&self, token: &str) -> Result<()> {
        for gateway in &self.journey.site.gateways {
            let path = turnpike_tests::journey::ITEMS;
            self.journey.call_until(gateway, token, path, 200).await?;
        }
        Ok(())
    }

    /// Points the API at another back end, and waits until every gateway has it.
    pub async fn redirect(&self, url: &str) -> Result<()> {
        let path = format!("/api/am/publisher/v4/apis/{}", self.api);
        let mut configuration = self.admin.get(&path).await?.expect(200)?;
        configuration["endpointConfig"]["production_endpoints"]["url"] = url.into();
        self.admin.put(&path, &configuration).await?.expect(200)?;
        self.journey.deploy(&self.admin, &self.api).await?;
        self.journey.live(&self.admin, &self.api).await
    }

    /// Some callers with the steady token, who see no failure.
    pub fn load(&self) -> Load {
        let pause = Duration::from_millis(20);
        Load::start(&self.journey.client, &self.journey.site.gateways, &self.token, 2, pause)
    }

    /// The same through one gateway.
    pub fn load_of(&mut self, gateway: &str) -> Result<Load> {
        let gateway = self.cluster.node(gateway)?.gateway_https();
        Ok(Load::start(&self.journey.client, &[gateway], &self.token, 2, Duration::from_millis(20)))
    }

    /// A new application with keys and subscription, made at this control plane.
    pub async fn change(&self, control_plane: &str, name: &str) -> Result<Access> {
        self.journey.subscribe(&self.admin.at(control_plane), &self.api, name, "Unlimited").await
    }

    /// The same, again and again until it is acknowledged: how long that took.
    pub async fn change_at_last(&self, control_plane: &str, name: &str) -> Result<(Access, Duration)> {
        let since = Instant::now();
        for attempt in 0_u32.. {
            let name = format!("{name}{attempt}");
            let changed = tokio::time::timeout(PATIENCE, self.change(control_plane, &name));
            match changed.await.context("no answer")? {
                Ok(access) => return Ok((access, since.elapsed())),
                Err(error) => ensure!(since.elapsed() < PATIENCE, "{name}: {error:#}"),
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        unreachable!("it ends by the deadline")
    }

    /// How many of these acknowledged changes some gateway does not know, and when the last became known. Tokens are
    /// of this key manager.
    pub async fn lost(&self, key_manager: &str, made: &[Access]) -> Result<(usize, Duration)> {
        let (since, mut lost) = (Instant::now(), 0);
        for access in made {
            let token = self.journey.token_at(key_manager, access).await?;
            lost += usize::from(self.is_admitted(&token).await.is_err());
        }
        Ok((lost, since.elapsed()))
    }

    /// Adds what nodes complained about to a failure.
    pub fn explain<T>(&self, result: Result<T>) -> Result<T> {
        result.with_context(|| self.cluster.complaints())
    }
}

/// Prints the figures of a scenario (docs/reliability.md) and fails when they are not what is promised: nothing
/// acknowledged lost, nothing forbidden admitted, no call failed.
pub fn report(scenario: &str, lost: usize, forbidden: usize, seen: &Seen, recovery: Duration) -> Result<()> {
    println!(
        "{scenario}: L={lost} U={forbidden} A={} of {} calls, recovery {:.1} s",
        seen.failed.len(),
        seen.admitted + seen.refused + seen.failed.len(),
        recovery.as_secs_f64(),
    );
    ensure!(lost == 0, "{lost} acknowledged changes are lost");
    ensure!(forbidden == 0, "{forbidden} calls were admitted that policy forbids");
    ensure!(seen.failed.is_empty(), "failed: {:#?}", &seen.failed[..seen.failed.len().min(5)]);
    ensure!(seen.admitted > 0, "nothing was called");
    Ok(())
}
