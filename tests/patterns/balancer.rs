//! `deploy/load-balancer/nginx.conf` before the pattern it is written for.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;
use testkit::{Cluster, Pattern};
use tokio::time::{Instant, sleep};

use crate::load::Load;
use crate::world::World;
use crate::{all, alone};

const CONFIGURATION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/load-balancer/nginx.conf");
const CALLERS: usize = 4;
const PORTS: [u16; 3] = [9443, 8243, 8280];

/// nginx in the foreground; killed when dropped.
pub struct Balancer {
    process: Child,
    ports: Vec<u16>,
    key_managers: u16,
    folder: TempDir,
}

impl Balancer {
    pub async fn start(cluster: &mut Cluster) -> Result<Self> {
        let folder = TempDir::new()?;
        let free: Vec<_> = (0..=PORTS.len())
            .map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))
            .collect::<Result<_, _>>()?;
        let mut ports: Vec<u16> = free.iter().map(|l| Ok(l.local_addr()?.port())).collect::<Result<_>>()?;
        drop(free);
        let key_managers = ports.pop().context("a port")?;
        let mut text = std::fs::read_to_string(CONFIGURATION)?;
        for name in ["cp-1", "cp-2", "km-1", "km-2", "gw-1", "gw-2"] {
            let node = cluster.node(name)?;
            for port in PORTS {
                let here = format!("127.0.0.1:{}", node.port(port));
                text = text.replace(&format!("{name}.example.com:{port}"), &here);
            }
        }
        // Callers know one host name only, so key managers get a port instead of a name.
        let apart = "listen 9443 ssl http2;";
        ensure!(text.matches(apart).count() == 1, "key managers have a server of their own");
        text = text.replace(apart, &format!("listen 127.0.0.1:{key_managers} ssl http2;"));
        for (from, to) in PORTS.iter().zip(&ports) {
            text = text.replace(&format!("listen {from}"), &format!("listen 127.0.0.1:{to}"));
        }
        let hub = cluster.hub.as_ref().context("a hub")?;
        let (certificate, key) = hub.certificate();
        for (from, to) in [
            ("/etc/turnpike/tls/certificate.pem", certificate.as_path()),
            ("/etc/turnpike/tls/key.pem", &key),
            ("/etc/turnpike/tls/ca.pem", &hub.ca()),
            ("/run", folder.path()),
            ("/var/log/nginx", folder.path()),
        ] {
            text = text.replace(from, &to.display().to_string());
        }
        // The nodes' certificate of the test.
        text = text.replace("proxy_ssl_name api.example.com", "proxy_ssl_name localhost");
        text = text.replace("proxy_ssl_name id.example.com", "proxy_ssl_name localhost");
        text = text.replace("proxy_ssl_name gw.example.com", "proxy_ssl_name localhost");
        let process = launch(folder.path(), &text)?;
        let balancer = Self { process, ports, key_managers, folder };
        let end = Instant::now() + Duration::from_secs(10);
        while std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, balancer.ports[0])).is_err() {
            ensure!(Instant::now() < end, "nginx does not listen");
            sleep(Duration::from_millis(20)).await;
        }
        Ok(balancer)
    }

    /// What it complained about.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("turnpike-error.log")).unwrap_or_default()
    }

    /// The key managers.
    pub fn keys(&self) -> String {
        format!("https://localhost:{}", self.key_managers)
    }

    pub fn url(&self, port: u16) -> String {
        let at = PORTS.iter().position(|p| *p == port).unwrap_or(0);
        let scheme = if port == 8280 { "http" } else { "https" };
        format!("{scheme}://localhost:{}", self.ports[at])
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        // TERM, so that its workers end with it.
        drop(Command::new("kill").arg(self.process.id().to_string()).status());
        drop(self.process.wait());
    }
}

fn launch(folder: &Path, text: &str) -> Result<Child> {
    let file = folder.join("nginx.conf");
    std::fs::write(&file, text)?;
    let mut nginx = Command::new("nginx");
    nginx.arg("-p").arg(folder).arg("-c").arg(&file).args(["-g", "daemon off;"]);
    nginx
        .stdin(Stdio::null())
        .spawn()
        .context("nginx cannot be started: `scripts/setup.sh patterns` installs it")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_of_each_kind_is_killed_behind_the_load_balancer() -> Result<()> {
    let _alone = alone().await;
    if !all() {
        return Ok(());
    }
    let mut world = World::start(Pattern::P4, &[]).await?;
    let balancer = Balancer::start(&mut world.cluster).await?;
    let gateways = [balancer.url(8243), balancer.url(8280)];
    let load =
        Load::start(&world.journey.client, &gateways, &world.token, CALLERS, Duration::from_millis(20));
    sleep(Duration::from_secs(2)).await;
    for node in ["gw-1", "cp-1", "km-1"] {
        world.cluster.node(node)?.kill();
    }
    let made = world.change_at_last(&balancer.url(9443), "Balanced").await;
    let (made, recovery) = made.with_context(|| balancer.log())?;
    // Tokens of the one that is left.
    let other = world.cluster.key_managers()[1].clone();
    let token = world.journey.token_at(&other, &made).await?;
    for gateway in &gateways {
        world.journey.call_until(gateway, &token, turnpike_tests::journey::ITEMS, 200).await?;
    }
    let seen = load.stop().await?;
    println!(
        "a node of each kind killed behind the load balancer: A={} of {} calls, recovery {:.1} s",
        seen.failed.len(),
        seen.admitted + seen.failed.len(),
        recovery.as_secs_f64(),
    );
    // Those that the gateway had in hand, and no more.
    ensure!(seen.failed.len() <= 2 * CALLERS, "{:#?}", seen.failed);
    ensure!(seen.admitted > 0, "nothing was called");
    Ok(())
}
