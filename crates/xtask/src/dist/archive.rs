//! `turnpike-<role>-<version>-<machine>.tar.gz`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::{Contents, Distribution, said_in, stage, write};

pub fn make(out: &Path, distribution: &Distribution, contents: &Contents) -> Result<PathBuf> {
    let name = format!("turnpike-{}-{}-{}", distribution.role, contents.version, std::env::consts::ARCH);
    let top = stage(out, "stage")?;
    let folder = top.join(&name);
    write(&folder.join("bin/turnpike"), &fs::read(&contents.binary)?, 0o755)?;
    write(&folder.join("etc/turnpike.toml"), contents.configuration.as_bytes(), 0o644)?;
    write(&folder.join("lib/systemd/turnpike.service"), contents.unit.as_bytes(), 0o644)?;
    write(&folder.join("share/man/man1/turnpike.1"), contents.manual.as_bytes(), 0o644)?;
    write(&folder.join("LICENSE"), &fs::read(&contents.license)?, 0o644)?;
    let file = out.join(format!("{name}.tar.gz"));
    let (date, target) = (format!("--mtime=@{}", contents.date), file.display().to_string());
    said_in(
        &top,
        Path::new("tar"),
        &[
            "--create",
            "--use-compress-program=gzip -9n",
            "--sort=name",
            "--owner=0",
            "--group=0",
            "--numeric-owner",
            &date,
            "--file",
            &target,
            &name,
        ],
    )?;
    fs::remove_dir_all(&top)?;
    Ok(file)
}
