//! The data directory: ours alone, writable, and room in it.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use rustix::fs::{Access, access, statvfs};

use super::finding::Finding;

const CHECK: &str = "disk";
const MIB: u64 = 1024 * 1024;
/// Free bytes under which to warn, and to fail.
const SCARCE: u64 = 1024 * MIB;
const FULL: u64 = 100 * MIB;

pub fn look(data: &Path) -> Vec<Finding> {
    let shown = data.display();
    let Ok(metadata) = std::fs::metadata(data) else {
        return not_there(data);
    };
    if !metadata.is_dir() {
        return vec![Finding::error(
            CHECK,
            format!("{shown} is not a directory"),
            "name a directory with --data",
        )];
    }
    let mut found = Vec::new();
    if let Err(error) = access(data, Access::READ_OK | Access::WRITE_OK | Access::EXEC_OK) {
        found.push(Finding::error(
            CHECK,
            format!("{shown} cannot be written: {error}"),
            "give it to the node's user (chown), on a disk that is mounted for writing; run the doctor as that user",
        ));
    } else {
        found.push(Finding::ok(CHECK, format!("{shown} can be written")));
    }
    let mode = metadata.permissions().mode() & 0o777;
    if mode.trailing_zeros() >= 6 {
        found.push(Finding::ok(CHECK, format!("{shown} is its owner's alone")));
    } else {
        found.push(Finding::warning(
            CHECK,
            format!("{shown} is open to other users (mode {mode:o}); it holds keys"),
            format!("chmod 700 {shown}"),
        ));
    }
    found.extend(of_another(data, metadata.uid()));
    found.push(room(data));
    found
}

/// It is made at the first start, where that is possible.
fn not_there(data: &Path) -> Vec<Finding> {
    let absolute = std::path::absolute(data).unwrap_or_else(|_| data.to_owned());
    let above = absolute.ancestors().skip(1).find(|p| p.exists()).unwrap_or(Path::new("/"));
    let shown = data.display();
    if access(above, Access::WRITE_OK | Access::EXEC_OK).is_err() {
        return vec![Finding::error(
            CHECK,
            format!("{shown} does not exist, and cannot be made in {}", above.display()),
            "make it and give it to the node's user, mode 700",
        )];
    }
    vec![Finding::ok(CHECK, format!("{shown} will be made at the first start")), room(above)]
}

/// Files in it that another user owns: left by a start as root, mostly.
fn of_another(data: &Path, owner: u32) -> Option<Finding> {
    let entries = std::fs::read_dir(data).ok()?;
    let strange = entries.flatten().find(|e| e.metadata().is_ok_and(|m| m.uid() != owner))?;
    Some(Finding::warning(
        CHECK,
        format!("{} does not belong to the directory's owner", strange.path().display()),
        "start the node as one user only, and give it all of the directory (chown -R)",
    ))
}

fn room(at: &Path) -> Finding {
    match statvfs(at) {
        Ok(disk) if disk.f_files > 0 && disk.f_favail == 0 => Finding::error(
            CHECK,
            format!("{} has room for no further file", at.display()),
            "remove files: every inode is used",
        ),
        Ok(disk) => judge(disk.f_bavail.saturating_mul(disk.f_frsize), at),
        Err(error) => Finding::warning(
            CHECK,
            format!("the free space of {} is not known: {error}", at.display()),
            "look with df",
        ),
    }
}

fn judge(free: u64, at: &Path) -> Finding {
    let what = format!("{} MiB free in {}", free / MIB, at.display());
    let remedy = "free some, or move the data directory: a full disk stops the embedded database and the \
                  gateway's snapshot";
    match free {
        ..FULL => Finding::error(CHECK, what, remedy),
        FULL..SCARCE => Finding::warning(CHECK, what, remedy),
        _ => Finding::ok(CHECK, what),
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::Level;
    use super::*;

    #[test]
    fn an_open_directory_a_file_in_its_place_and_a_full_disk_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let found = look(&data);
        assert!(found[0].what.contains("will be made"), "{found:?}");
        std::fs::create_dir(&data).unwrap();
        std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o755)).unwrap();
        let found = look(&data);
        assert!(found.iter().any(|f| f.level == Level::Warning && f.what.contains("mode 755")), "{found:?}");
        std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o700)).unwrap();
        assert!(look(&data).iter().all(|f| !f.what.contains("open to other")));
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        assert!(look(&file)[0].what.contains("not a directory"));

        let levels = [0, FULL - 1, FULL, SCARCE - 1, SCARCE].map(|free| judge(free, &data).level);
        assert_eq!(levels, [Level::Error, Level::Error, Level::Warning, Level::Warning, Level::Ok]);
    }
}
