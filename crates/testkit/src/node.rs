//! One process of the real binary over a folder of its own.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use crate::client::Client;

/// Half a minute: a debug build beside others.
const READY_LOOKS: u32 = 600;
const LOOK: Duration = Duration::from_millis(50);

/// A node in whatever role. Killed when dropped.
pub struct Node {
    role: String,
    /// With the log and the data directory.
    folder: PathBuf,
    config: Option<PathBuf>,
    offset: u16,
    environment: Vec<(String, String)>,
    child: Option<Child>,
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

impl Node {
    /// Not started yet. `role` as on the command line; `folder` is there; `environment` overrides the configuration.
    pub fn new(
        role: &str,
        folder: &Path,
        config: Option<PathBuf>,
        environment: Vec<(String, String)>,
    ) -> Result<Self> {
        let (role, folder) = (role.to_owned(), folder.to_owned());
        Ok(Self { role, folder, config, offset: free_offset()?, environment, child: None })
    }

    /// Adds an override, for the next start.
    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.push((name.to_owned(), value.to_owned()));
    }

    /// Starts the process (again) over the same data, and waits until it is ready.
    pub async fn start(&mut self) -> Result<()> {
        self.spawn()?;
        self.ready().await
    }

    /// Waits until the started process is ready.
    pub async fn ready(&mut self) -> Result<()> {
        let client = Client::new(&self.management())?;
        for _ in 0..READY_LOOKS {
            if client.get("/health/ready").await.is_ok_and(|a| a.status == 200) {
                return Ok(());
            }
            if let Some(status) = self.child.as_mut().and_then(|c| c.try_wait().ok()).flatten() {
                bail!("turnpike {} ended with {status}: {}", self.role, self.log());
            }
            tokio::time::sleep(LOOK).await;
        }
        bail!("turnpike {} is not ready: {}", self.role, self.log())
    }

    /// Starts the process without waiting.
    pub fn spawn(&mut self) -> Result<()> {
        let running = self.child.as_mut().is_some_and(|c| matches!(c.try_wait(), Ok(None)));
        ensure!(!running, "turnpike {} runs", self.role);
        let log = std::fs::OpenOptions::new().create(true).append(true).open(self.folder.join("log"))?;
        let mut command = Command::new(binary()?);
        // What is set for the tests themselves is not for the binary, which refuses names it does not know.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("TURNPIKE_") {
                command.env_remove(name);
            }
        }
        command.args([&self.role, "--offset", &self.offset.to_string(), "--data"]).arg(self.data());
        if let Some(config) = &self.config {
            command.arg("--config").arg(config);
        }
        command.envs(self.environment.iter().map(|(k, v)| (k, v)));
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        self.child = Some(command.spawn().context("turnpike cannot be started")?);
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
        self.signal("-TERM")?;
        let mut child = self.child.take().context("not running")?;
        Ok(child.wait()?.code())
    }

    /// SIGHUP: files are looked at again.
    pub fn reload(&self) -> Result<()> {
        self.signal("-HUP")
    }

    /// Half-open: connections stay and nothing answers.
    pub fn pause(&self) -> Result<()> {
        self.signal("-STOP")
    }

    pub fn resume(&self) -> Result<()> {
        self.signal("-CONT")
    }

    fn signal(&self, signal: &str) -> Result<()> {
        let id = self.pid().context("not running")?.to_string();
        ensure!(Command::new("kill").args([signal, &id]).status()?.success(), "kill {signal} failed");
        Ok(())
    }

    pub fn pid(&self) -> Option<u32> {
        self.child.as_ref().map(Child::id)
    }

    /// Portals, REST APIs and OAuth2.
    pub fn url(&self) -> String {
        format!("https://localhost:{}", self.port(9443))
    }
    pub fn gateway_https(&self) -> String {
        format!("https://localhost:{}", self.port(8243))
    }
    pub fn gateway_http(&self) -> String {
        format!("http://localhost:{}", self.port(8280))
    }
    pub fn management(&self) -> String {
        format!("http://127.0.0.1:{}", self.port(9763))
    }
    /// A default port as this node has it.
    pub const fn port(&self, base: u16) -> u16 {
        base + self.offset
    }
    /// The node's file, where it has one.
    pub fn config(&self) -> Option<&Path> {
        self.config.as_deref()
    }
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }
    /// The process's log so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.kill();
    }
}
