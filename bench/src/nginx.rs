//! nginx twice: the proxy to compare with, on core 0, and the back end of everything, on core 1.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};

const BACK_END: u16 = 19_001;
const PROXY: u16 = 19_002;
const TLS: u16 = 19_003;

pub struct Nginx {
    proxy: Child,
    back_end: Child,
}

impl Nginx {
    pub async fn start(folder: &Path) -> Result<Self> {
        certificate(folder)?;
        let body = "x".repeat(200);
        let large = folder.join("html");
        std::fs::create_dir_all(&large)?;
        std::fs::write(large.join("10k"), "x".repeat(10_240))?;
        let back_end = format!(
            "listen 127.0.0.1:{BACK_END}; location / {{ return 200 '{body}'; }} location = /10k {{ root {}; }}",
            large.display()
        );
        let location = format!(
            "location / {{ proxy_pass http://up; proxy_http_version 1.1; proxy_set_header Connection \"\"; }} \
             listen 127.0.0.1:{PROXY}; listen 127.0.0.1:{TLS} ssl; ssl_certificate {0}/cert.pem; \
             ssl_certificate_key {0}/key.pem;",
            folder.display()
        );
        let up = format!("upstream up {{ server 127.0.0.1:{BACK_END}; keepalive 512; }}");
        let nginx = Self {
            back_end: launch(folder, "back", 1, "", &back_end)?,
            proxy: launch(folder, "proxy", 0, &up, &location)?,
        };
        for port in [BACK_END, PROXY] {
            for _ in 0..100 {
                if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        Ok(nginx)
    }

    pub fn back_end() -> String {
        format!("http://127.0.0.1:{BACK_END}")
    }
    pub fn proxy() -> String {
        format!("http://127.0.0.1:{PROXY}/managed")
    }
    pub fn tls_proxy(path: &str) -> String {
        format!("https://127.0.0.1:{TLS}{path}")
    }

    /// The proxy's worker processes.
    pub fn proxy_workers(&self) -> Result<Vec<u32>> {
        let output = Command::new("pgrep").args(["-P", &self.proxy.id().to_string()]).output()?;
        let text = String::from_utf8(output.stdout)?;
        let pids: Vec<u32> = text.lines().filter_map(|l| l.parse().ok()).collect();
        anyhow::ensure!(!pids.is_empty(), "nginx has no worker");
        Ok(pids)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        for child in [&mut self.proxy, &mut self.back_end] {
            // SIGTERM to the master ends its workers; SIGKILL would leave them.
            drop(Command::new("kill").arg(child.id().to_string()).status());
            drop(child.wait());
        }
    }
}

fn launch(folder: &Path, name: &str, core: u8, http: &str, server: &str) -> Result<Child> {
    let conf = folder.join(format!("{name}.conf"));
    let text = format!(
        "daemon off; worker_processes 1; pid {0}/{name}.pid; error_log {0}/{name}.err;\n\
         events {{ worker_connections 4096; }}\n\
         http {{ access_log {0}/{name}.log combined buffer=64k; keepalive_requests 100000000; keepalive_timeout 600; \
         client_body_temp_path {0}/{name}-b; proxy_temp_path {0}/{name}-p; fastcgi_temp_path {0}/{name}-f; \
         uwsgi_temp_path {0}/{name}-u; scgi_temp_path {0}/{name}-s; {http} server {{ {server} }} }}\n",
        folder.display()
    );
    std::fs::write(&conf, text)?;
    Command::new("taskset")
        .args(["-c", &core.to_string(), "nginx", "-c"])
        .arg(&conf)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("nginx (Debian's package) is needed")
}

fn certificate(folder: &Path) -> Result<()> {
    let (key, cert): (PathBuf, PathBuf) = (folder.join("key.pem"), folder.join("cert.pem"));
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
        ])
        .args(["-subj", "/CN=localhost", "-keyout"])
        .arg(key)
        .arg("-out")
        .arg(cert)
        .output()
        .context("openssl is needed")?;
    anyhow::ensure!(made.status.success(), "openssl failed");
    Ok(())
}
