//! What the doctor says: findings, and how bad they are together.

use std::fmt;
use std::process::ExitCode;

use serde::Serialize;

use crate::node::Role;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Ok,
    /// It runs, and something will bite.
    Warning,
    /// It does not run, or not as it should.
    Error,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub level: Level,
    /// `ports`, `certificates`, ...
    pub check: &'static str,
    pub what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

/// All findings of one node.
#[derive(Debug, Serialize)]
pub struct Report {
    role: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    node: Option<String>,
    version: &'static str,
    level: Level,
    findings: Vec<Finding>,
}

impl Finding {
    pub fn ok(check: &'static str, what: impl Into<String>) -> Self {
        Self { level: Level::Ok, check, what: what.into(), remedy: None }
    }

    pub fn warning(check: &'static str, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { level: Level::Warning, check, what: what.into(), remedy: Some(remedy.into()) }
    }

    pub fn error(check: &'static str, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { level: Level::Error, check, what: what.into(), remedy: Some(remedy.into()) }
    }
}

impl Level {
    pub fn exit_code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Ok => 0,
            Self::Warning => 1,
            Self::Error => 2,
        })
    }
}

impl Report {
    pub fn new(role: Role) -> Self {
        let role = clap::ValueEnum::to_possible_value(&role);
        let role = role.map(|value| value.get_name().to_owned()).unwrap_or_default();
        Self { role, node: None, version: env!("CARGO_PKG_VERSION"), level: Level::Ok, findings: Vec::new() }
    }

    pub fn node(&mut self, id: &str) {
        self.node = Some(id.to_owned());
    }

    pub fn add(&mut self, finding: Finding) {
        self.level = self.level.max(finding.level);
        self.findings.push(finding);
    }

    pub fn extend(&mut self, findings: Vec<Finding>) {
        for finding in findings {
            self.add(finding);
        }
    }

    pub fn level(&self) -> Level {
        self.level
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            let level = match finding.level {
                Level::Ok => "ok",
                Level::Warning => "WARNING",
                Level::Error => "ERROR",
            };
            writeln!(f, "{level:<8} {:<14} {}", finding.check, finding.what)?;
            if let Some(remedy) = &finding.remedy {
                writeln!(f, "{:<23} -> {remedy}", "")?;
            }
        }
        let count = |level| self.findings.iter().filter(|f| f.level == level).count();
        writeln!(
            f,
            "\n{}: {} ok, {} warnings, {} errors",
            self.role,
            count(Level::Ok),
            count(Level::Warning),
            count(Level::Error)
        )
    }
}
