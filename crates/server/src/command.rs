//! The command line.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand};

use crate::config::{self, Config};

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
    AllInOne(AllInOne),
    /// The configuration file: check it, explain a key, print the defaults.
    Config {
        #[command(subcommand)]
        what: ConfigCommand,
    },
}

#[derive(Args)]
pub struct AllInOne {
    #[command(flatten)]
    common: Common,
    /// Directory for the database, keys and snapshots.
    #[arg(long, value_name = "DIR", default_value = "./turnpike-data")]
    pub data: PathBuf,
    /// Administrator admin/admin on loopback only, a sample back end, a published sample API and an application
    /// with keys.
    #[arg(long)]
    pub demo: bool,
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
pub fn run() -> Result<()> {
    match Command::parse().what {
        What::AllInOne(args) => {
            let config = load(&args.common)?;
            crate::all_in_one::run(config, &args)
        }
        What::Config { what } => configuration(&what),
    }
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
