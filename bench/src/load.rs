//! wrk, on core 1.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// A load on one URL.
pub struct Load {
    url: String,
    token: Option<String>,
    script: Option<PathBuf>,
}

/// What wrk saw.
pub struct Outcome {
    pub requests: u64,
    /// Answers other than 2xx and 3xx, and socket errors.
    pub errors: u64,
    pub per_second: f64,
    pub p99: String,
}

impl Load {
    pub fn new(url: String) -> Self {
        Self { url, token: None, script: None }
    }
    pub fn token(mut self, token: Option<&str>) -> Self {
        self.token = token.map(str::to_owned);
        self
    }
    /// Every request has the next of `tokens`.
    pub fn tokens(mut self, tokens: &[String], folder: &Path) -> Result<Self> {
        let (list, script) = (folder.join("tokens"), folder.join("tokens.lua"));
        std::fs::write(&list, tokens.join("\n"))?;
        let lua = format!(
            "local t = {{}}\nfor line in io.lines(\"{}\") do t[#t + 1] = \"Bearer \" .. line end\nlocal i = 0\n\
             request = function()\n  i = i % #t + 1\n  return wrk.format(nil, nil, {{[\"Authorization\"] = t[i]}})\nend\n",
            list.display()
        );
        std::fs::write(&script, lua)?;
        self.script = Some(script);
        Ok(self)
    }

    pub fn run(&self, seconds: u64) -> Result<Outcome> {
        let mut wrk = Command::new("taskset");
        wrk.args(["-c", "1", "wrk", "-t1", "-c32", "--latency", &format!("-d{seconds}s")]);
        if let Some(token) = &self.token {
            wrk.args(["-H", &format!("Authorization: Bearer {token}")]);
        }
        if let Some(script) = &self.script {
            wrk.arg("-s").arg(script);
        }
        let output = wrk.arg(&self.url).output().context("wrk (Debian's package) is needed")?;
        let text = String::from_utf8_lossy(&output.stdout);
        ensure!(output.status.success(), "wrk failed: {text}{}", String::from_utf8_lossy(&output.stderr));
        parse(&text).with_context(|| format!("wrk said: {text}"))
    }
}

fn parse(text: &str) -> Option<Outcome> {
    let after = |start: &str| text.lines().map(str::trim).find_map(|l| l.strip_prefix(start)).map(str::trim);
    let requests =
        text.lines().find(|l| l.contains(" requests in "))?.split_whitespace().next()?.parse().ok()?;
    let bad: u64 = after("Non-2xx or 3xx responses:").and_then(|n| n.parse().ok()).unwrap_or(0);
    let socket: u64 = after("Socket errors:")
        .map_or(0, |l| l.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse::<u64>().ok()).sum());
    Some(Outcome {
        requests,
        errors: bad + socket,
        per_second: after("Requests/sec:")?.parse().ok()?,
        p99: after("99%")?.to_owned(),
    })
}
