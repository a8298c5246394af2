//! A real nats-server in a throw-away folder: plain, or from `deploy/nats` with TLS and one identity per role.

use std::fmt::Write as _;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use tempfile::TempDir;
use tokio::time::Instant;

const READY: Duration = Duration::from_secs(20);
/// The repository.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Users of `deploy/nats/nats-server.conf`, and the variables that carry their passwords.
pub const ROLES: [(&str, &str); 5] = [
    ("control-plane", "TURNPIKE_HUB_CONTROL_PLANE"),
    ("key-manager", "TURNPIKE_HUB_KEY_MANAGER"),
    ("traffic-manager", "TURNPIKE_HUB_TRAFFIC_MANAGER"),
    ("gateway-Default", "TURNPIKE_HUB_GATEWAY_DEFAULT"),
    ("all-in-one", "TURNPIKE_HUB_ALL_IN_ONE"),
];

/// A user of tests with every permission.
const OPERATOR: &str = "operator";

/// A server process. Killed when dropped.
pub struct Nats {
    child: Option<Child>,
    folder: TempDir,
    port: u16,
    monitor: u16,
    secured: bool,
    sync_always: bool,
    authority: Option<Issuer<'static, KeyPair>>,
    name: String,
    /// The cluster's part of the configuration.
    cluster: String,
}

/// The server: `TURNPIKE_NATS_SERVER`, or what `scripts/setup.sh` installed, or the one in the path.
pub fn binary() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("TURNPIKE_NATS_SERVER") {
        return Ok(named.into());
    }
    let installed = Path::new(ROOT).join("target/tools/nats/bin/nats-server");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let in_path = std::env::split_paths(&path).map(|folder| folder.join("nats-server"));
    std::iter::once(installed)
        .chain(in_path)
        .find(|file| file.is_file())
        .context("nats-server is not there: `make setup` first")
}

impl Nats {
    /// A server without TLS and without identities that syncs every write, ready.
    pub async fn start() -> Result<Self> {
        Self::prepare(false, true)?.launch().await
    }

    /// A server that syncs when it sees fit, as nats-server does by default.
    pub async fn careless() -> Result<Self> {
        Self::prepare(false, false)?.launch().await
    }

    /// `deploy/nats/nats-server.conf` as it stands.
    pub async fn secured() -> Result<Self> {
        Self::prepare(true, true)?.launch().await
    }

    /// Three of them that are one hub, under one authority. All are ready.
    pub async fn clustered() -> Result<Vec<Self>> {
        let mut all = (0..3).map(|_| Self::prepare(true, true)).collect::<Result<Vec<_>>>()?;
        let free: Vec<_> =
            all.iter().map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).collect::<Result<_, _>>()?;
        let ports: Vec<u16> = free.iter().map(|l| Ok(l.local_addr()?.port())).collect::<Result<_>>()?;
        drop(free);
        let routes: Vec<_> = ports.iter().map(|port| format!("\"nats://127.0.0.1:{port}\"")).collect();
        for (at, port) in ports.iter().enumerate() {
            all[at].name = format!("hub-{}", at + 1);
            all[at].cluster = format!(
                "cluster {{ name: hub, listen: \"127.0.0.1:{port}\", routes: [{}] }}\n",
                routes.join(", ")
            );
        }
        let (first, others) = all.split_first().context("a server")?;
        for (file, other) in
            ["ca.pem", "server.pem", "server.key"].iter().flat_map(|f| others.iter().map(move |o| (f, o)))
        {
            std::fs::copy(first.folder.path().join(file), other.folder.path().join(file))?;
        }
        for nats in &mut all {
            nats.spawn()?;
        }
        for nats in &mut all {
            nats.ready().await?;
        }
        Ok(all)
    }

    fn prepare(secured: bool, sync_always: bool) -> Result<Self> {
        // Both are bound at once, so that they differ.
        let free = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
        let (client, monitor) = (free()?, free()?);
        let (port, monitor) = (client.local_addr()?.port(), monitor.local_addr()?.port());
        let folder = TempDir::new()?;
        let (name, cluster) = ("hub".to_owned(), String::new());
        let mut nats =
            Self { child: None, folder, port, monitor, secured, sync_always, authority: None, name, cluster };
        if secured {
            nats.write_certificates()?;
        }
        Ok(nats)
    }

    async fn launch(mut self) -> Result<Self> {
        self.restart().await?;
        Ok(self)
    }

    /// Starts the process (again) over the same store and port, and waits until it is ready.
    pub async fn restart(&mut self) -> Result<()> {
        self.spawn()?;
        self.ready().await
    }

    fn spawn(&mut self) -> Result<()> {
        ensure!(self.child.is_none(), "nats-server is running");
        let mut command = Command::new(binary()?);
        command.args(["-a", "127.0.0.1", "-p", &self.port.to_string()]);
        if self.secured {
            let text = std::fs::read_to_string(Path::new(ROOT).join("deploy/nats/nats-server.conf"))?;
            // The address of the monitoring endpoint is all that a test changes.
            let there = "http: \"127.0.0.1:8222\"";
            ensure!(text.contains(there), "deploy/nats/nats-server.conf has another monitoring endpoint");
            let text = text.replace(there, &format!("http: \"127.0.0.1:{}\"", self.monitor));
            // And somebody who may do what no node may.
            let users = "users: [\n";
            ensure!(text.contains(users), "deploy/nats/nats-server.conf has no users");
            let operator =
                format!("{users}{{ user: {OPERATOR}, password: \"{}\" }}\n", Self::password(OPERATOR));
            let text = text.replacen(users, &operator, 1) + &self.cluster;
            let file = self.folder.path().join("nats-server.conf");
            std::fs::write(&file, text)?;
            command.arg("-c").arg(file).envs(self.environment());
        } else {
            let mut text = format!("http: \"127.0.0.1:{}\"\njetstream {{\n  store_dir: ", self.monitor);
            writeln!(text, "\"{}\"", self.folder.path().join("store").display())?;
            // Of what a stream may hold at most, the server sees to it that it is free: left alone, by the disk.
            text.push_str("  max_file_store: 20GB\n  max_memory_store: 1GB\n");
            if self.sync_always {
                text.push_str("  sync_interval: always\n");
            }
            text.push_str("}\nmax_payload: 1100000\n");
            let file = self.folder.path().join("nats-server.conf");
            std::fs::write(&file, text)?;
            command.arg("-c").arg(file);
        }
        let log =
            std::fs::OpenOptions::new().create(true).append(true).open(self.folder.path().join("log"))?;
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        self.child = Some(command.spawn().context("nats-server cannot be started")?);
        Ok(())
    }

    async fn ready(&mut self) -> Result<()> {
        let url = format!("{}/healthz", self.monitor());
        let client = reqwest::Client::builder().timeout(Duration::from_secs(1)).build()?;
        let since = Instant::now();
        while since.elapsed() < READY {
            if client.get(&url).send().await.is_ok_and(|a| a.status() == 200) {
                return Ok(());
            }
            if let Some(status) = self.child.as_mut().and_then(|c| c.try_wait().ok()).flatten() {
                bail!("nats-server ended with {status}: {}", self.log());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        bail!("nats-server is not ready: {}", self.log())
    }

    fn environment(&self) -> Vec<(&'static str, String)> {
        let file = |name: &str| self.folder.path().join(name).display().to_string();
        let mut all = vec![
            ("TURNPIKE_HUB_NAME", self.name.clone()),
            ("TURNPIKE_HUB_STORE", file("store")),
            ("TURNPIKE_HUB_CERT", file("server.pem")),
            ("TURNPIKE_HUB_KEY", file("server.key")),
            ("TURNPIKE_HUB_CA", file("ca.pem")),
        ];
        all.extend(ROLES.map(|(user, variable)| (variable, Self::password(user))));
        all
    }

    /// The password that a test server gives a role.
    pub fn password(user: &str) -> String {
        format!("secret-of-{user}")
    }

    /// An authority, and a certificate of it for the server.
    fn write_certificates(&mut self) -> Result<()> {
        let mut authority = CertificateParams::new(Vec::new())?;
        // Of another name than what it signs, which some clients take to be self-signed otherwise.
        authority.distinguished_name.push(DnType::CommonName, "Authority of a test");
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate()?;
        let certificate = authority.self_signed(&key)?;
        std::fs::write(self.ca(), certificate.pem())?;
        self.authority = Some(Issuer::new(authority, key));
        let (certificate, key) = self.issue()?;
        std::fs::write(self.folder.path().join("server.pem"), certificate)?;
        std::fs::write(self.folder.path().join("server.key"), key)?;
        Ok(())
    }

    /// A further certificate of the authority for `localhost`, and its key: PEM.
    pub fn issue(&self) -> Result<(String, String)> {
        let authority = self.authority.as_ref().context("a server without TLS")?;
        let key = KeyPair::generate()?;
        let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        let certificate = CertificateParams::new(names)?.signed_by(&key, authority)?;
        Ok((certificate.pem(), key.serialize_pem()))
    }

    /// The authority that signed the server's certificate.
    pub fn ca(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// The server's certificate and its key, for `localhost`.
    pub fn certificate(&self) -> (PathBuf, PathBuf) {
        (self.folder.path().join("server.pem"), self.folder.path().join("server.key"))
    }

    /// Asks the JetStream API as somebody who may do everything: `STREAM.DELETE.<name>`. The answer, JSON.
    pub async fn operate(&self, subject: &str) -> Result<String> {
        let client =
            async_nats::ConnectOptions::with_user_and_password(OPERATOR.into(), Self::password(OPERATOR))
                .add_root_certificates(self.ca())
                .require_tls(true)
                .connect(format!("tls://localhost:{}", self.port))
                .await?;
        let answer = client.request(format!("$JS.API.{subject}"), "".into()).await?;
        Ok(String::from_utf8_lossy(&answer.payload).into_owned())
    }

    /// Where JetStream keeps what it has.
    pub fn store(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    /// For clients.
    pub fn url(&self) -> String {
        let scheme = if self.secured { "tls" } else { "nats" };
        format!("{scheme}://127.0.0.1:{}", self.port)
    }

    /// The monitoring endpoint.
    pub fn monitor(&self) -> String {
        format!("http://127.0.0.1:{}", self.monitor)
    }

    /// kill -9, and waits for the end.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            drop(child.kill());
            drop(child.wait());
        }
    }

    /// Half-open: connections stay and nothing answers.
    pub fn pause(&self) -> Result<()> {
        self.signal("-STOP")
    }

    pub fn resume(&self) -> Result<()> {
        self.signal("-CONT")
    }

    fn signal(&self, signal: &str) -> Result<()> {
        let id = self.child.as_ref().context("not running")?.id().to_string();
        ensure!(Command::new("kill").args([signal, &id]).status()?.success(), "kill {signal} failed");
        Ok(())
    }

    /// The process's log so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        self.kill();
    }
}
