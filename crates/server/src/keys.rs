//! `turnpike keys`: makes keys that nodes share.

use std::path::PathBuf;

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::Subcommand;

use crate::data::write_private;
use crate::environment_key;

#[derive(Subcommand)]
pub enum Keys {
    /// Prints a new sealing key, for `secrets.sealing_key` of control planes and key managers.
    Sealing,
    /// Makes the key pair of an environment: writes the private key to FILE, for `secrets.environment_key` of its
    /// gateways, and prints the public one, for `public_key` of the environment on control planes.
    Environment { file: PathBuf },
}

impl Keys {
    pub fn run(&self) -> Result<()> {
        match self {
            Self::Sealing => {
                let mut key = [0u8; 32];
                crate::ambient::system().random.fill(&mut key);
                println!("{}", STANDARD.encode(key));
            }
            Self::Environment { file } => {
                anyhow::ensure!(!file.exists(), "{} is there already", file.display());
                let key = environment_key::generate()?;
                // A line, so that the keys of two files can be put into one while they are exchanged.
                let mut line = key.to_private_json();
                line.push('\n');
                write_private(file, line.as_bytes())?;
                let public = key.to_public().context("no public half")?;
                println!("{}", public.to_public_json()?);
            }
        }
        Ok(())
    }
}
