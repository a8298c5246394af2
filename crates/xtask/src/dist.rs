//! `cargo xtask dist [ROLE...]`: archives and Debian packages, one per role, each with that role's parts only.
//!
//! `DIST_PROFILE` names the profile (`release` unless set; `dev` to try this out). No network is needed. What is made
//! lies in `target/dist`, the same bytes for the same commit and compiler.

mod archive;
mod configuration;
mod debian;
pub mod lean;
mod manual;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

/// A role's distribution.
pub struct Distribution {
    /// The command that starts it, and what the package is called after.
    pub role: &'static str,
    /// Cargo features; none: the default ones.
    pub features: Option<&'static str>,
    /// One line for package lists.
    pub about: &'static str,
    /// What of the configuration it reads: a section, or a section's key; `-` before a key leaves it out.
    pub reads: &'static [&'static str],
}

/// The all-in-one is built last: its binary is the one that stays in the target folder.
pub const DISTRIBUTIONS: &[Distribution] = &[
    Distribution {
        role: "traffic-manager",
        features: Some("traffic"),
        about: "API management: traffic manager",
        reads: &["node", "management", "hub", "-hub.replicas", "log"],
    },
    Distribution {
        role: "gateway",
        features: Some("gateway"),
        about: "API management: gateway",
        reads: &[
            "node",
            "server.hostname",
            "server.certificate",
            "server.private_key",
            "server.drain_seconds",
            "management",
            "hub",
            "-hub.replicas",
            "secrets.environment_key",
            "gateway",
            "-gateway.enabled",
            "log",
        ],
    },
    Distribution {
        role: "key-manager",
        features: Some("control"),
        about: "API management: key manager",
        reads: &[
            "node",
            "admin",
            "server",
            "management",
            "database",
            "hub",
            "secrets.sealing_key",
            "key_manager",
            "log",
        ],
    },
    Distribution {
        role: "control-plane",
        features: Some("control"),
        about: "API management: control plane",
        reads: &[
            "node",
            "admin",
            "server",
            "management",
            "database",
            "hub",
            "secrets.sealing_key",
            "gateway.http_port",
            "gateway.https_port",
            "gateway.vhost",
            "key_manager",
            "log",
        ],
    },
    Distribution {
        role: "all-in-one",
        features: None,
        about: "API management: control plane, key manager, gateway and traffic manager in one",
        reads: &[
            "node",
            "admin",
            "server",
            "management",
            "database",
            "hub",
            "secrets",
            "traffic_manager",
            "gateway",
            "key_manager",
            "log",
        ],
    },
];

/// What goes into an archive and a package.
pub struct Contents {
    pub binary: PathBuf,
    pub configuration: String,
    pub unit: String,
    pub manual: String,
    pub license: PathBuf,
    pub version: String,
    /// Seconds since 1970 that every file is dated at.
    pub date: String,
}

/// Makes what is named, or all.
pub fn run(root: &Path, roles: &[String]) -> Result<()> {
    for role in roles {
        let known = DISTRIBUTIONS.iter().any(|d| d.role == role);
        ensure!(known, "there is no role {role}: {}", names());
    }
    let profile = std::env::var("DIST_PROFILE").ok().filter(|p| !p.is_empty());
    let profile = profile.unwrap_or_else(|| "release".to_owned());
    let out = root.join("target/dist");
    fs::create_dir_all(&out).with_context(|| format!("make {}", out.display()))?;
    let wanted = DISTRIBUTIONS.iter().filter(|d| roles.is_empty() || roles.iter().any(|r| r == d.role));
    let mut made = Vec::new();
    for distribution in wanted {
        println!("{}: building ({profile})", distribution.role);
        let contents = contents(root, &out, distribution, &profile)?;
        for file in [
            archive::make(&out, distribution, &contents)?,
            debian::make(root, &out, distribution, &contents)?,
        ] {
            println!("{}: {}", distribution.role, file.display());
            made.push(file);
        }
    }
    sums(&out, &made)
}

fn names() -> String {
    DISTRIBUTIONS.iter().map(|d| d.role).collect::<Vec<_>>().join(", ")
}

fn contents(root: &Path, out: &Path, distribution: &Distribution, profile: &str) -> Result<Contents> {
    let binary = build(root, out, distribution, profile)?;
    let configuration = configuration::of(&binary, distribution)?;
    let version = said(&binary, &["--version"])?;
    let version = version.split_whitespace().last().context("turnpike --version says nothing")?.to_owned();
    let date = said_in(root, Path::new("git"), &["log", "-1", "--format=%ct"])?.trim().to_owned();
    let unit = fs::read_to_string(root.join("deploy/packages/turnpike.service"))
        .context("read deploy/packages/turnpike.service")?
        .replace("@ROLE@", distribution.role);
    let manual = manual::of(&binary, distribution, &version)?;
    Ok(Contents { binary, configuration, unit, manual, license: root.join("LICENSE"), version, date })
}

/// Builds the binary of a role and puts it aside without what is for debuggers only.
fn build(root: &Path, out: &Path, distribution: &Distribution, profile: &str) -> Result<PathBuf> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--locked", "--quiet", "-p", "turnpike", "--profile", profile]).current_dir(root);
    if let Some(features) = distribution.features {
        cargo.args(["--no-default-features", "--features", features]);
    }
    ensure!(cargo.status().context("run cargo build")?.success(), "{} does not build", distribution.role);
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let folder = if profile == "dev" { "debug" } else { profile };
    let binary = out.join(format!("turnpike-{}", distribution.role));
    fs::copy(target.join(folder).join("turnpike"), &binary).context("copy the binary")?;
    said_in(root, Path::new("strip"), &["--strip-debug", &binary.display().to_string()])?;
    Ok(binary)
}

/// What a program prints; that it fails is an error.
fn said(program: &Path, arguments: &[&str]) -> Result<String> {
    said_in(Path::new("."), program, arguments)
}

fn said_in(folder: &Path, program: &Path, arguments: &[&str]) -> Result<String> {
    let mut command = Command::new(program);
    // The settings of who builds are not those of who installs.
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("TURNPIKE_")) {
        command.env_remove(name);
    }
    let done = command.args(arguments).current_dir(folder).output();
    let done = done.with_context(|| format!("run {}", program.display()))?;
    if !done.status.success() {
        let error = String::from_utf8_lossy(&done.stderr).trim().to_owned();
        bail!("{} {}: {error}", program.display(), arguments.join(" "));
    }
    String::from_utf8(done.stdout).with_context(|| format!("{} prints no text", program.display()))
}

fn write(file: &Path, bytes: &[u8], mode: u32) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, bytes).with_context(|| format!("write {}", file.display()))?;
    Ok(fs::set_permissions(file, fs::Permissions::from_mode(mode))?)
}

/// An empty folder.
fn stage(out: &Path, name: &str) -> Result<PathBuf> {
    let folder = out.join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

fn sums(out: &Path, made: &[PathBuf]) -> Result<()> {
    let mut names: Vec<String> =
        made.iter().filter_map(|f| Some(f.file_name()?.to_str()?.to_owned())).collect();
    names.sort();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let text = said_in(out, Path::new("sha256sum"), &names)?;
    write(&out.join("SHA256SUMS"), text.as_bytes(), 0o644)
}
