//! A running platform: the real binary in a throw-away directory.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::client::Client;

/// Name and password of the administrator of platforms that tests start.
pub const ADMIN: (&str, &str) = ("admin", "admin-of-tests");

/// An all-in-one process. Killed when dropped.
pub struct Platform {
    child: Option<Child>,
    data: TempDir,
    offset: u16,
    extra: Vec<(String, String)>,
}

/// The binary under test: `TURNPIKE_BIN`, or the one beside this test's own executable.
pub fn binary() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("TURNPIKE_BIN") {
        return Ok(path.into());
    }
    let own = std::env::current_exe()?;
    let path = own.ancestors().map(|a| a.join("turnpike")).find(|p| p.is_file());
    path.context("target/debug/turnpike is not there: `cargo build -p turnpike` first")
}

/// An offset at which every port of an all-in-one is free.
fn free_offset() -> Result<u16> {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = 1_000 + (std::process::id() % 400) as u16 * 20;
    for _ in 0..400 {
        let offset = start + NEXT.fetch_add(3, Ordering::Relaxed) % 8_000;
        let free = |port: u16| std::net::TcpListener::bind(("::", port + offset)).is_ok();
        if [9443, 9763, 8243, 8280].into_iter().all(free) {
            return Ok(offset);
        }
    }
    bail!("no free ports")
}

impl Platform {
    /// A new all-in-one with an empty data directory, ready. `extra` are environment overrides.
    pub async fn all_in_one(extra: &[(&str, &str)]) -> Result<Self> {
        let extra = extra.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let mut platform = Self { child: None, data: TempDir::new()?, offset: free_offset()?, extra };
        platform.start().await?;
        Ok(platform)
    }

    /// Starts the process (again) over the same data, and waits until it is ready.
    pub async fn start(&mut self) -> Result<()> {
        self.spawn()?;
        let client = Client::new(&self.url())?;
        for _ in 0..400 {
            if client.get("/health/ready").await.is_ok_and(|a| a.status == 200) {
                return Ok(());
            }
            if let Some(status) = self.child.as_mut().and_then(|c| c.try_wait().ok()).flatten() {
                bail!("turnpike ended with {status}: {}", self.log());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("turnpike is not ready: {}", self.log())
    }

    /// Starts the process without waiting.
    pub fn spawn(&mut self) -> Result<()> {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(self.data.path().join("log"))?;
        let mut command = Command::new(binary()?);
        // What is set for the tests themselves is not for the binary, which refuses names it does not know.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("TURNPIKE_") {
                command.env_remove(name);
            }
        }
        let child = command
            .args(["all-in-one", "--offset", &self.offset.to_string(), "--data"])
            .arg(self.data.path().join("data"))
            .env("TURNPIKE_ADMIN_PASSWORD", ADMIN.1)
            .envs(self.extra.iter().map(|(k, v)| (k, v)))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("turnpike cannot be started")?;
        self.child = Some(child);
        Ok(())
    }

    /// kill -9, and waits for the end.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            drop(child.kill());
            drop(child.wait());
        }
    }

    /// SIGTERM, and the exit code.
    pub fn terminate(&mut self) -> Result<Option<i32>> {
        let mut child = self.child.take().context("not running")?;
        Command::new("kill").args(["-TERM", &child.id().to_string()]).status()?;
        Ok(child.wait()?.code())
    }

    pub fn pid(&self) -> Option<u32> {
        self.child.as_ref().map(Child::id)
    }

    /// Portals and REST APIs.
    pub fn url(&self) -> String {
        format!("https://localhost:{}", 9443 + self.offset)
    }
    pub fn gateway_https(&self) -> String {
        format!("https://localhost:{}", 8243 + self.offset)
    }
    pub fn gateway_http(&self) -> String {
        format!("http://localhost:{}", 8280 + self.offset)
    }
    pub fn management(&self) -> String {
        format!("http://127.0.0.1:{}", 9763 + self.offset)
    }
    pub fn data(&self) -> PathBuf {
        self.data.path().join("data")
    }
    /// The process's log so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.data.path().join("log")).unwrap_or_default()
    }

    /// A client without credential.
    pub fn client(&self) -> Result<Client> {
        Client::new(&self.url())
    }

    /// A client with an access token of `user` for `scopes`, by dynamic registration and the password grant, as
    /// WSO2's own clients do it.
    pub async fn sign_in(&self, user: &str, password: &str, scopes: &str) -> Result<Client> {
        let client = self.client()?;
        let registration = serde_json::json!({
            "callbackUrl": "www.example.com", "clientName": "rest_api_client", "owner": user,
            "grantType": "client_credentials password refresh_token", "saasApp": true,
        });
        let registered = client
            .basic(user, password)
            .post("/client-registration/v0.17/register", &registration)
            .await?
            .expect(200)?;
        let (id, secret) = (&registered["clientId"], &registered["clientSecret"]);
        let (id, secret) = (id.as_str().context("clientId")?, secret.as_str().context("clientSecret")?);
        let token = client
            .basic(id, secret)
            .form(
                "/oauth2/token",
                &[("grant_type", "password"), ("username", user), ("password", password), ("scope", scopes)],
            )
            .await?
            .expect(200)?;
        Ok(client.bearer(token["access_token"].as_str().context("access_token")?))
    }

    /// The administrator with every scope of the journey.
    pub async fn admin(&self) -> Result<Client> {
        self.sign_in(ADMIN.0, ADMIN.1, ADMIN_SCOPES).await
    }
}

const ADMIN_SCOPES: &str = "apim:admin apim:api_create apim:api_delete apim:api_manage apim:api_publish \
    apim:api_view apim:api_import_export apim:subscribe apim:app_manage apim:sub_manage apim:subscription_block \
    apim:subscription_view apim:shared_scope_manage apim:tier_view apim:tier_manage apim:bl_view apim:bl_manage \
    apim:api_key apim:subscription_manage apim:store_settings apim:publisher_settings";

impl Drop for Platform {
    fn drop(&mut self) {
        self.kill();
    }
}
