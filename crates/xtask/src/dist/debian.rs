//! `turnpike-<role>_<version>_<architecture>.deb`, by dpkg-deb alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::{Contents, Distribution, said, said_in, stage, write};

pub fn make(root: &Path, out: &Path, distribution: &Distribution, contents: &Contents) -> Result<PathBuf> {
    let package = format!("turnpike-{}", distribution.role);
    let architecture = said(Path::new("dpkg"), &["--print-architecture"])?.trim().to_owned();
    let top = stage(out, "stage")?;
    let binary = fs::read(&contents.binary)?;
    write(&top.join("usr/bin/turnpike"), &binary, 0o755)?;
    // Given to the node's group by postinst; passwords may stand in it.
    write(&top.join("etc/turnpike/turnpike.toml"), contents.configuration.as_bytes(), 0o640)?;
    write(&top.join("usr/lib/systemd/system/turnpike.service"), contents.unit.as_bytes(), 0o644)?;
    let manual = top.join("usr/share/man/man1/turnpike.1");
    write(&manual, contents.manual.as_bytes(), 0o644)?;
    said_in(&top, Path::new("gzip"), &["-9n", &manual.display().to_string()])?;
    let license = fs::read_to_string(&contents.license).context("read LICENSE")?;
    let copyright = format!("Turnpike is licensed under the Apache License, version 2.0.\n\n{license}");
    write(&top.join(format!("usr/share/doc/{package}/copyright")), copyright.as_bytes(), 0o644)?;

    let size = kibibytes(&top)?;
    let control = control(distribution, &package, contents, &architecture, glibc(&binary).as_deref(), size);
    write(&top.join("DEBIAN/control"), control.as_bytes(), 0o644)?;
    write(&top.join("DEBIAN/conffiles"), b"/etc/turnpike/turnpike.toml\n", 0o644)?;
    for script in ["postinst", "prerm", "postrm"] {
        let text = fs::read(root.join("deploy/packages").join(script))
            .with_context(|| format!("read deploy/packages/{script}"))?;
        write(&top.join("DEBIAN").join(script), &text, 0o755)?;
    }
    for folder in ["", "usr", "usr/bin", "etc", "etc/turnpike"] {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(top.join(folder), fs::Permissions::from_mode(0o755))?;
    }
    let file = out.join(format!("{package}_{}_{architecture}.deb", contents.version));
    let done = Command::new("dpkg-deb")
        .args(["--root-owner-group", "--build"])
        .args([&top, &file])
        .env("SOURCE_DATE_EPOCH", &contents.date)
        .output()
        .context("run dpkg-deb: it comes with Debian and Ubuntu")?;
    ensure!(done.status.success(), "dpkg-deb: {}", String::from_utf8_lossy(&done.stderr).trim());
    fs::remove_dir_all(&top)?;
    Ok(file)
}

fn control(
    distribution: &Distribution,
    package: &str,
    contents: &Contents,
    architecture: &str,
    glibc: Option<&str>,
    size: u64,
) -> String {
    let libc = glibc.map_or_else(|| "libc6".to_owned(), |version| format!("libc6 (>= {version})"));
    // Every role provides `turnpike` and conflicts with it, that is, with every other: there is one /usr/bin/turnpike.
    format!(
        "Package: {package}\nVersion: {}\nArchitecture: {architecture}\nMaintainer: Turnpike contributors \
         <maintainers@turnpike.invalid>\nInstalled-Size: {size}\nDepends: {libc}, libgcc-s1, adduser, \
         ca-certificates\nProvides: turnpike\nConflicts: turnpike\nReplaces: turnpike\nSection: net\nPriority: \
         optional\nHomepage: https://github.com/turnpike-project/turnpike\nDescription: {}\n Turnpike is an API \
         management platform: portals, an OAuth2 server, a gateway and\n rate limits. This package has the role {} \
         alone, and conflicts with those of\n other roles.\n",
        contents.version, distribution.about, distribution.role
    )
}

/// The newest version of glibc's symbols that a program names.
fn glibc(binary: &[u8]) -> Option<String> {
    const MARK: &[u8] = b"GLIBC_";
    let found = binary.windows(MARK.len()).enumerate().filter(|(_, w)| *w == MARK).filter_map(|(at, _)| {
        let rest = &binary[at + MARK.len()..];
        let end = rest.iter().position(|b| !b.is_ascii_digit() && *b != b'.')?;
        let text = std::str::from_utf8(&rest[..end]).ok()?;
        let numbers: Vec<u32> = text.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
        (numbers.len() > 1).then(|| (numbers, text.to_owned()))
    });
    found.max().map(|(_, text)| text)
}

fn kibibytes(folder: &Path) -> Result<u64> {
    let said = said(Path::new("du"), &["-sk", "--apparent-size", &folder.display().to_string()])?;
    said.split_whitespace().next().and_then(|n| n.parse().ok()).context("du says no number")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_newest_symbol_decides() {
        let binary = b"\0GLIBC_2.9\0GLIBC_2.34\0GLIBC_PRIVATE\0GLIBC_2.4\0";
        assert_eq!(super::glibc(binary).as_deref(), Some("2.34"));
        assert_eq!(super::glibc(b"static"), None);
    }
}
