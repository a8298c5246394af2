//! `turnpike doctor`: looks at all that a node needs, says what is wrong and what to do about it. It changes nothing,
//! and each look has a deadline.

mod certificates;
mod clock;
#[cfg(feature = "control")]
mod database;
mod disk;
mod finding;
mod hub;
mod mistakes;
mod parts;
mod ports;
mod probe;

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, Result};
use tokio::time::timeout;

use self::finding::{Finding, Report};
use self::hub::Known;
use self::parts::Parts;
use crate::config::Config;
use crate::node::Role;

/// For one kind of look, with everything it waits for.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is looked at.
pub struct Examined<'a> {
    pub role: Role,
    /// Or why there is none.
    pub config: Result<Config>,
    /// The file it came from.
    pub file: Option<&'a Path>,
    pub data: &'a Path,
}

/// Looks, prints what was found, and answers how bad it is: 0 all well, 1 warnings, 2 errors.
pub fn run(examined: Examined<'_>, json: bool) -> Result<ExitCode> {
    drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("the runtime cannot start")?;
    let report = runtime.block_on(examine(examined));
    // What hangs, hangs without us.
    runtime.shutdown_background();
    if json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print!("{report}");
    }
    Ok(report.level().exit_code())
}

async fn examine(examined: Examined<'_>) -> Report {
    let mut report = Report::new(examined.role);
    let config = match examined.config {
        Ok(config) => config,
        Err(error) => {
            report.add(Finding::error(
                "configuration",
                format!("{error:#}"),
                "correct it; `turnpike config explain KEY` says what a key takes",
            ));
            return report;
        }
    };
    report.node(&config.node.id);
    let parts = Parts::of(examined.role, &config);
    let ambient = crate::ambient::system();
    let now = ambient.now();
    let (data, file) = (examined.data.to_owned(), examined.file.map(Path::to_owned));

    let (given, from) = (config.clone(), data.clone());
    report.extend(
        at_once("configuration", move || mistakes::look(&given, parts, file.as_deref(), &from)).await,
    );
    report.extend(bounded("ports", ports::look(&config, parts, &data)).await);
    let (given, from) = (config.clone(), data.clone());
    report.extend(at_once("certificates", move || certificates::look(&given, parts, &from, now)).await);
    if parts.disk {
        let folder = data.clone();
        report.extend(at_once("disk", move || disk::look(&folder)).await);
    }
    #[cfg(feature = "control")]
    let known = if parts.database {
        let mut known = Known::default();
        let looked = bounded("database", database::look(&config, &data, &ambient, &mut known)).await;
        report.extend(looked);
        known
    } else {
        Known::default()
    };
    #[cfg(not(feature = "control"))]
    let known = Known::default();
    report.extend(bounded("clock", clock::look(&config, &ambient)).await);
    report.extend(bounded("hub", hub::look(&config, parts, &ambient, &known)).await);
    report
}

async fn bounded(check: &'static str, look: impl Future<Output = Vec<Finding>>) -> Vec<Finding> {
    timeout(PATIENCE, look).await.unwrap_or_else(|_| vec![late(check)])
}

/// What reads files, which may be on a disk that hangs.
async fn at_once(check: &'static str, look: impl FnOnce() -> Vec<Finding> + Send + 'static) -> Vec<Finding> {
    match timeout(PATIENCE, tokio::task::spawn_blocking(look)).await {
        Ok(Ok(found)) => found,
        _ => vec![late(check)],
    }
}

fn late(check: &'static str) -> Finding {
    Finding::error(
        check,
        format!("no end within {} s", PATIENCE.as_secs()),
        "see whether a disk or a network hangs",
    )
}
