//! The command line.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand};

use crate::config::{self, Config};
use crate::doctor::{self, Examined};
use crate::node::{self, Role, Start};

/// Turnpike: API management in one binary.
#[derive(Parser)]
#[command(name = "turnpike", version, about, long_about = None)]
struct Command {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Control plane, key manager, gateway and traffic manager in one process.
    #[cfg(all(feature = "control", feature = "gateway", feature = "traffic"))]
    AllInOne(AllInOne),
    /// Portals and REST APIs; the key manager too, unless that is apart.
    #[cfg(feature = "control")]
    ControlPlane(Apart),
    /// The OAuth2 and OpenID Connect server alone.
    #[cfg(feature = "control")]
    KeyManager(Apart),
    /// The data plane alone.
    #[cfg(feature = "gateway")]
    Gateway(Apart),
    /// The ledgers of every quota, alone.
    #[cfg(feature = "traffic")]
    TrafficManager(Apart),
    /// The event hub.
    #[cfg(feature = "control")]
    Hub {
        #[command(subcommand)]
        what: HubCommand,
    },
    /// Keys that nodes share.
    Keys {
        #[command(subcommand)]
        what: crate::keys::Keys,
    },
    /// Looks at what a node of a role needs (ports, certificates, clock, database, hub, disk, configuration) and says
    /// what to fix. Changes nothing. Exit status: 0 all well, 1 warnings, 2 errors.
    Doctor(Doctor),
    /// The configuration file: check it, explain a key, print the defaults.
    Config {
        #[command(subcommand)]
        what: ConfigCommand,
    },
}

#[cfg(feature = "control")]
#[derive(Subcommand)]
enum HubCommand {
    /// Puts every document of the database on the hub.
    Rebuild(Apart),
}

#[cfg(all(feature = "control", feature = "gateway", feature = "traffic"))]
#[derive(Args)]
struct AllInOne {
    #[command(flatten)]
    apart: Apart,
    /// Administrator admin/admin on loopback only, a sample back end, a published sample API and an application
    /// with keys.
    #[arg(long)]
    demo: bool,
}

#[derive(Args)]
struct Apart {
    #[command(flatten)]
    common: Common,
    /// Directory for what the node keeps on its own disk: embedded database, keys, snapshots.
    #[arg(long, value_name = "DIR", default_value = "./turnpike-data")]
    data: PathBuf,
}

#[derive(Args)]
struct Doctor {
    /// Role of the node.
    role: Role,
    #[command(flatten)]
    apart: Apart,
    /// Prints one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct Common {
    /// Configuration file (TOML).
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Added to every port.
    #[arg(long, value_name = "N")]
    offset: Option<u16>,
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Says whether a file (and the environment) is valid.
    Check { file: Option<PathBuf> },
    /// What a key or section means, its default and its environment variable.
    Explain { key: String },
    /// Prints a complete commented file with the defaults.
    Default,
    /// Prints the reference page in Markdown.
    Reference,
}

/// Runs the command line of this process.
pub fn run() -> Result<ExitCode> {
    match Command::parse().what {
        What::Doctor(args) => return examine(&args),
        #[cfg(all(feature = "control", feature = "gateway", feature = "traffic"))]
        What::AllInOne(args) => start(Role::AllInOne, &args.apart, args.demo),
        #[cfg(feature = "control")]
        What::ControlPlane(args) => start(Role::ControlPlane, &args, false),
        #[cfg(feature = "control")]
        What::KeyManager(args) => start(Role::KeyManager, &args, false),
        #[cfg(feature = "gateway")]
        What::Gateway(args) => start(Role::Gateway, &args, false),
        #[cfg(feature = "traffic")]
        What::TrafficManager(args) => start(Role::TrafficManager, &args, false),
        #[cfg(feature = "control")]
        What::Hub { what: HubCommand::Rebuild(args) } => {
            crate::node::control::rebuild_hub(&load(&args.common)?, &args.data)
        }
        What::Keys { what } => what.run(),
        What::Config { what } => configuration(&what),
    }?;
    Ok(ExitCode::SUCCESS)
}

fn start(role: Role, args: &Apart, demo: bool) -> Result<()> {
    let start = Start {
        role,
        #[cfg(any(feature = "control", feature = "gateway"))]
        data: args.data.clone(),
        #[cfg(feature = "control")]
        demo,
    };
    #[cfg(not(feature = "control"))]
    let _ = demo;
    node::run(load(&args.common)?, &start)
}

fn examine(args: &Doctor) -> Result<ExitCode> {
    let common = &args.apart.common;
    let examined = Examined {
        role: args.role,
        config: load(common),
        file: common.config.as_deref(),
        data: &args.apart.data,
    };
    doctor::run(examined, args.json)
}

fn load(common: &Common) -> Result<Config> {
    let mut config = read(common.config.as_deref())?;
    if let Some(offset) = common.offset {
        config.node.offset = offset;
        let problems = config.problems();
        anyhow::ensure!(problems.is_empty(), "{}", problems.join("\n"));
    }
    Ok(config)
}

fn read(file: Option<&Path>) -> Result<Config> {
    config::load(file, std::env::vars())
}

fn configuration(what: &ConfigCommand) -> Result<()> {
    match what {
        ConfigCommand::Check { file } => {
            read(file.as_deref())?;
            println!("the configuration is valid");
        }
        ConfigCommand::Explain { key } => {
            print!("{}", config::explain(key).map_err(anyhow::Error::msg).context("config explain")?);
        }
        ConfigCommand::Reference => print!("{}", config::reference()),
        ConfigCommand::Default => print!("{}", config::default_file()),
    }
    Ok(())
}
