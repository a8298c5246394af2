//! Who may call what through the gateway (reliability.md, scenario 16): every kind of credential against every state
//! of an API and of a subscription, over the real binary; and forged tokens (scenario 14).

mod forgery;
mod world;

use anyhow::{Context as _, Result, ensure};
use reqwest::Method;
use testkit::{Answer, Client};

use world::World;

/// What a credential stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// There is none, or none of a kind that the API takes.
    Missing,
    /// It is no good, whatever for.
    Bad,
    /// Of the application that has the subscriptions.
    Subscriber { sandbox: bool, scope: bool },
    /// Good, but of nobody with a subscription.
    Stranger,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    Subscribed,
    Unsubscribed,
    SubscriptionBlocked,
    ProductionBlocked,
    Scoped,
    Open,
    OpenUnsubscribed,
    Blocked,
    OpenBlocked,
    NotPublished,
    Retired,
    WrongMethod,
    UnknownResource,
    UnknownApi,
}

impl Wanted {
    pub const ALL: [Self; 14] = [
        Self::Subscribed,
        Self::Unsubscribed,
        Self::SubscriptionBlocked,
        Self::ProductionBlocked,
        Self::Scoped,
        Self::Open,
        Self::OpenUnsubscribed,
        Self::Blocked,
        Self::OpenBlocked,
        Self::NotPublished,
        Self::Retired,
        Self::WrongMethod,
        Self::UnknownResource,
        Self::UnknownApi,
    ];

    fn request(self) -> (Method, &'static str) {
        let path = match self {
            Self::Subscribed => "/subscribed/1.0.0/closed",
            Self::Unsubscribed => "/unsubscribed/1.0.0/closed",
            Self::SubscriptionBlocked => "/subblocked/1.0.0/closed",
            Self::ProductionBlocked => "/prodblocked/1.0.0/closed",
            Self::Scoped => "/subscribed/1.0.0/scoped",
            Self::Open => "/subscribed/1.0.0/open",
            Self::OpenUnsubscribed => "/unsubscribed/1.0.0/open",
            Self::Blocked => "/blocked/1.0.0/closed",
            Self::OpenBlocked => "/blocked/1.0.0/open",
            Self::NotPublished => "/created/1.0.0/closed",
            Self::Retired => "/retired/1.0.0/closed",
            Self::WrongMethod => return (Method::DELETE, "/subscribed/1.0.0/closed"),
            Self::UnknownResource => "/subscribed/1.0.0/nothing",
            Self::UnknownApi => "/nothing/1.0.0/closed",
        };
        (Method::GET, path)
    }

    /// Status and code for a credential.
    fn expected(self, kind: Kind) -> (u16, u32) {
        const SERVED: (u16, u32) = (200, 0);
        let closed = |kind| match kind {
            Kind::Missing => (401, 900_902),
            Kind::Bad => (401, 900_901),
            Kind::Stranger => (403, 900_908),
            Kind::Subscriber { .. } => SERVED,
        };
        match (self, kind) {
            // What nobody may see does not depend on who asks.
            (Self::Blocked | Self::OpenBlocked, _) => (503, 700_700),
            (Self::NotPublished | Self::Retired | Self::UnknownApi, _) => (404, 404),
            (Self::WrongMethod, _) => (405, 405),
            (Self::UnknownResource, _) => (404, 900_906),
            (Self::Open | Self::OpenUnsubscribed, _) => SERVED,
            (Self::Unsubscribed, Kind::Subscriber { .. }) => (403, 900_908),
            (Self::SubscriptionBlocked, Kind::Subscriber { .. })
            | (Self::ProductionBlocked, Kind::Subscriber { sandbox: false, .. }) => (401, 900_907),
            (Self::Scoped, Kind::Subscriber { scope: false, .. }) => (403, 900_910),
            (_, kind) => closed(kind),
        }
    }
}

fn code(answer: &Answer) -> u32 {
    let code = answer.json().unwrap_or_default()["code"].to_string();
    code.trim_matches('"').parse().unwrap_or(0)
}

async fn call(client: &Client, gateway: &str, authorization: &str, wanted: Wanted) -> Result<Answer> {
    let (method, path) = wanted.request();
    let client = client.at(gateway);
    let request = client.request(method, path);
    let named = !authorization.is_empty();
    client.send(if named { request.header("authorization", authorization) } else { request }).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_credential_meets_every_state_of_an_api() -> Result<()> {
    let world = World::start().await?;
    let (mut cells, mut wrong) = (0, Vec::new());
    for gateway in [world.platform.gateway_http(), world.platform.gateway_https()] {
        for credential in &world.credentials {
            for wanted in Wanted::ALL {
                cells += 1;
                let before = world.back_end.seen().len();
                let answer = call(&world.client, &gateway, &credential.authorization, wanted).await?;
                let found = (answer.status, if answer.status == 200 { 0 } else { code(&answer) });
                let expected = wanted.expected(credential.kind);
                if found != expected {
                    let text = answer.text();
                    wrong.push(format!(
                        "{}, {wanted:?}: {found:?}, expected {expected:?}: {text}",
                        credential.what
                    ));
                }
                let reached = world.back_end.seen().len() > before;
                if reached != (expected.0 == 200) {
                    wrong.push(format!("{}, {wanted:?}: the back end saw it: {reached}", credential.what));
                }
                let challenged = answer.header("www-authenticate").is_some();
                if answer.status == 401 && !challenged {
                    wrong.push(format!("{}, {wanted:?}: no WWW-Authenticate", credential.what));
                }
                let text = answer.text();
                if answer.status != 200 && credential.token().is_some_and(|t| text.contains(t)) {
                    wrong.push(format!("{}, {wanted:?}: the credential comes back", credential.what));
                }
            }
        }
    }
    ensure!(wrong.is_empty(), "{} of {cells} cells are wrong:\n{}", wrong.len(), wrong.join("\n"));
    println!("{cells} cells");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forged_tokens_open_neither_gateway_nor_rest_api() -> Result<()> {
    const APPLICATIONS: &str = "/api/am/devportal/v3/applications";
    let world = World::start().await?;
    let jwks = world.client.get("/oauth2/jwks").await?.expect(200)?;
    let canary = testkit::Backend::start("keys of the attacker").await?;
    let gateway = world.platform.gateway_http();
    let (mut tried, mut wrong) = (0, Vec::new());

    let good = world.production_token().context("a token")?;
    for (what, forged) in forgery::all(good, &jwks, &canary.url())? {
        tried += 1;
        let answer = call(&world.client, &gateway, &format!("Bearer {forged}"), Wanted::Subscribed).await?;
        // A header that is no header is refused as such.
        let oversized = answer.status == 431;
        if !(oversized || answer.status == 401 && code(&answer) == 900_901) {
            wrong.push(format!("gateway, {what}: {} {}", answer.status, answer.text()));
        }
    }
    let admin = world.admin_token()?;
    ensure!(world.client.bearer(&admin).get(APPLICATIONS).await?.status == 200, "the token is good");
    for (what, forged) in forgery::all(&admin, &jwks, &canary.url())? {
        tried += 1;
        let answer = world.client.bearer(&forged).get(APPLICATIONS).await;
        let status = answer.as_ref().map_or(0, |a| a.status);
        if !matches!(status, 401 | 431) {
            wrong.push(format!("REST, {what}: {answer:?}"));
        }
    }
    // A head that was too large ended its connection; a good token is as good as before.
    let answer = call(&world.client, &gateway, &format!("Bearer {good}"), Wanted::Subscribed).await?;
    ensure!(answer.status == 200, "{}", answer.text());
    ensure!(canary.seen().is_empty(), "an address of a token was fetched: {:?}", canary.seen());
    ensure!(wrong.is_empty(), "{} of {tried} were accepted:\n{}", wrong.len(), wrong.join("\n"));
    println!("{tried} forgeries");
    Ok(())
}
