//! A PostgreSQL server of a test's own: Debian's binaries on a throw-away cluster. It stops, dies, hangs and comes
//! back as the test says, and is gone with its files when dropped.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;

const LOOK: Duration = Duration::from_millis(20);
/// A minute, and twenty seconds.
const READY_LOOKS: u32 = 3_000;
const STOP_LOOKS: u32 = 1_000;

/// A running server on a free loopback port and a Unix socket, with full durability (`fsync`). Local users are trusted.
pub struct Postgres {
    programs: PathBuf,
    folder: TempDir,
    port: u16,
    child: Option<Child>,
    databases: AtomicU32,
}

impl Postgres {
    /// A new, empty cluster, ready.
    pub async fn start() -> Result<Self> {
        Self::start_with("").await
    }

    /// The same with lines of `postgresql.conf`.
    pub async fn start_with(settings: &str) -> Result<Self> {
        let programs = programs()?;
        let folder = tempfile::Builder::new().prefix("turnpike-postgres-").tempdir()?;
        let mut server = Self { programs, folder, port: 0, child: None, databases: AtomicU32::new(0) };
        hand_over(server.folder.path())?;
        let made = server
            .as_server("initdb")
            .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"])
            .arg("-D")
            .arg(server.data())
            .output()?;
        ensure!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let conf = server.data().join("postgresql.conf");
        let text = fs::read_to_string(&conf)?;
        fs::write(&conf, format!("{text}\nshared_buffers = 32MB\nmax_connections = 100\n{settings}\n"))?;
        server.restart().await?;
        Ok(server)
    }

    /// Puts a file into the folder that settings such as `ssl_key_file` name relatively. Only the server may read it.
    pub fn put_file(&self, name: &str, content: &str) -> Result<()> {
        let path = self.data().join(name);
        fs::write(&path, content)?;
        ensure!(Command::new("chmod").arg("600").arg(&path).status()?.success(), "chmod {}", path.display());
        hand_over(&path)
    }

    /// Adds lines to `postgresql.conf`; they hold after [`Postgres::restart`].
    pub fn configure(&self, settings: &str) -> Result<()> {
        let conf = self.data().join("postgresql.conf");
        let text = fs::read_to_string(&conf)?;
        Ok(fs::write(&conf, format!("{text}\n{settings}\n"))?)
    }

    /// Starts the server (again) over the same data, at the same port once it had one, and waits until it is ready.
    pub async fn restart(&mut self) -> Result<()> {
        self.stop()?;
        for _ in 0..3 {
            if self.port == 0 {
                self.port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
            }
            self.spawn()?;
            if self.ready().await? {
                return Ok(());
            }
            // The port was taken meanwhile, or sockets of the one before hold it.
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        bail!("PostgreSQL does not start: {}", self.log())
    }

    fn spawn(&mut self) -> Result<()> {
        let log = fs::OpenOptions::new().create(true).append(true).open(self.folder.path().join("log"))?;
        let child = self
            .as_server("postgres")
            .arg("-D")
            .arg(self.data())
            .args(["-c", "listen_addresses=127.0.0.1", "-p", &self.port.to_string(), "-k"])
            .arg(self.folder.path())
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("postgres cannot be started")?;
        self.child = Some(child);
        Ok(())
    }

    /// Whether it came to accept connections; `false` when it ended instead.
    async fn ready(&mut self) -> Result<bool> {
        for _ in 0..READY_LOOKS {
            if self.client("pg_isready").stdout(Stdio::null()).status()?.success() {
                return Ok(true);
            }
            if self.child.as_mut().is_some_and(|c| !matches!(c.try_wait(), Ok(None))) {
                self.child = None;
                return Ok(false);
            }
            tokio::time::sleep(LOOK).await;
        }
        bail!("PostgreSQL is not ready: {}", self.log())
    }

    /// A new, empty database: its URL.
    pub fn database(&self) -> Result<String> {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.sql("postgres", &format!("CREATE DATABASE {name}"))?;
        Ok(self.url(&name))
    }

    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@localhost:{}/{database}", self.port)
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Runs SQL as the superuser; what it prints, unaligned, without headings.
    pub fn sql(&self, database: &str, sql: &str) -> Result<String> {
        let mut psql = self.client("psql");
        let done =
            psql.args(["-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql]).output()?;
        ensure!(done.status.success(), "psql: {}", String::from_utf8_lossy(&done.stderr));
        Ok(String::from_utf8(done.stdout)?.trim().to_owned())
    }

    /// The same beside what goes on; whoever waits for the process knows when it is done.
    pub fn start_sql(&self, database: &str, sql: &str) -> Result<Child> {
        let mut psql = self.client("psql");
        psql.args(["-X", "-q", "-d", database, "-c", sql]).stdin(Stdio::null()).stdout(Stdio::null());
        psql.spawn().context("psql cannot be started")
    }

    /// An orderly shutdown that ends every session ("fast").
    pub fn stop(&mut self) -> Result<()> {
        let Some(mut child) = self.child.take() else { return Ok(()) };
        signal("INT", &[child.id()])?;
        for _ in 0..STOP_LOOKS {
            if child.try_wait()?.is_some() {
                return Ok(());
            }
            std::thread::sleep(LOOK);
        }
        self.child = Some(child);
        self.kill();
        bail!("PostgreSQL did not stop and was killed: {}", self.log())
    }

    /// kill -9 of every process of the server, at once.
    pub fn kill(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        drop(signal("KILL", &family(child.id())));
        drop(child.wait());
    }

    /// Every process of the server hangs: connections stay open, nothing is answered.
    pub fn pause(&self) -> Result<()> {
        signal("STOP", &family(self.child.as_ref().context("not running")?.id()))
    }

    pub fn resume(&self) -> Result<()> {
        signal("CONT", &family(self.child.as_ref().context("not running")?.id()))
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn client(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.arg("-h").arg(self.folder.path()).args(["-p", &self.port.to_string(), "-U", "postgres"]);
        command
    }

    /// A program of the server as a user it accepts to run as (it refuses root), which ends when this process does.
    fn as_server(&self, program: &str) -> Command {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL"]);
        if is_root() {
            let user = user();
            command.args(["--reuid", user, "--regid", user_group(user), "--clear-groups"]);
        }
        command.arg(self.programs.join(program)).current_dir(self.folder.path()).env("LC_ALL", "C.UTF-8");
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if self.child.is_some() {
            drop(self.resume());
        }
        self.kill();
        // What a killed server leaves behind in the kernel: the last number of the seventh line of its lock file.
        let lock = fs::read_to_string(self.data().join("postmaster.pid")).unwrap_or_default();
        if let Some(id) = lock.lines().nth(6).and_then(|line| line.split_whitespace().last()) {
            drop(Command::new("ipcrm").args(["-m", id]).stderr(Stdio::null()).status());
        }
    }
}

/// Debian's folder of the newest version there is.
fn programs() -> Result<PathBuf> {
    let missing = "PostgreSQL is not installed: `scripts/setup.sh` installs it";
    let versions = fs::read_dir("/usr/lib/postgresql").context(missing)?;
    let mut found: Vec<(u32, PathBuf)> = versions
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, bin)| bin.join("initdb").is_file())
        .collect();
    found.sort();
    found.pop().map(|(_, bin)| bin).context(missing)
}

/// Gives a file to the user the server runs as.
fn hand_over(path: &Path) -> Result<()> {
    if is_root() {
        let done = Command::new("chown").arg(user()).arg(path).status()?;
        ensure!(done.success(), "chown {}", path.display());
    }
    Ok(())
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout.trim_ascii() == b"0")
}

fn user() -> &'static str {
    let known =
        |user: &str| Command::new("id").arg(user).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if known("postgres").is_ok_and(|s| s.success()) { "postgres" } else { "nobody" }
}

fn user_group(user: &str) -> &'static str {
    if user == "postgres" { "postgres" } else { "nogroup" }
}

/// A process and its children. Those of PostgreSQL have no children of their own, but sessions of their own.
fn family(parent: u32) -> Vec<u32> {
    let mut all = vec![parent];
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|n| n.parse::<u32>().ok()) else { continue };
        let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        // pid (name) state ppid; the name may hold anything.
        let ppid = stat.rsplit_once(") ").and_then(|(_, rest)| rest.split(' ').nth(1)?.parse::<u32>().ok());
        if ppid == Some(parent) {
            all.push(pid);
        }
    }
    all
}

fn signal(name: &str, processes: &[u32]) -> Result<()> {
    let mut kill = Command::new("kill");
    kill.arg(format!("-{name}")).args(processes.iter().map(u32::to_string));
    // One that has ended meanwhile is no failure.
    kill.stderr(Stdio::null()).status()?;
    Ok(())
}
