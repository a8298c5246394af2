//! As many calls as the machine makes: wrk in front of gateways, and a back end that costs next to nothing.

use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nok";

/// Answers every request without a body with 200; gone when dropped.
pub struct Bare {
    url: String,
    task: JoinHandle<()>,
}

impl Bare {
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream));
            }
        });
        Ok(Self { url, task })
    }

    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Gateways wait for an answer before they send the next request on a connection.
async fn answer(mut stream: TcpStream) -> std::io::Result<()> {
    let mut head = Vec::with_capacity(4_096);
    loop {
        if stream.read_buf(&mut head).await? == 0 {
            return Ok(());
        }
        if head.ends_with(b"\r\n\r\n") {
            head.clear();
            stream.write_all(ANSWER).await?;
        }
    }
}

/// One wrk per URL, at the same time.
pub struct Wrk(Vec<Child>);

impl Wrk {
    pub fn start(urls: &[String], token: &str, seconds: u64) -> Result<Self> {
        let started = urls.iter().map(|url| {
            Command::new("wrk")
                .args([
                    "-t1",
                    "-c16",
                    &format!("-d{seconds}s"),
                    "-H",
                    &format!("Authorization: Bearer {token}"),
                    url,
                ])
                .stdout(Stdio::piped())
                .kill_on_drop(true)
                .spawn()
                .context("wrk cannot be started: `scripts/setup.sh patterns` installs it")
        });
        Ok(Self(started.collect::<Result<_>>()?))
    }

    /// Calls per second of all of them; every one had an answer of 2xx.
    pub async fn finish(self) -> Result<f64> {
        let mut sum = 0.0;
        for child in self.0 {
            let output = child.wait_with_output().await?;
            let text = String::from_utf8_lossy(&output.stdout);
            ensure!(
                output.status.success() && !text.contains("Non-2xx") && !text.contains("Socket errors"),
                "{text}"
            );
            let rate = text.lines().find_map(|l| l.trim().strip_prefix("Requests/sec:"));
            sum += rate.and_then(|r| r.trim().parse::<f64>().ok()).with_context(|| text.to_string())?;
        }
        Ok(sum)
    }
}
