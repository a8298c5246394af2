//! Whether a zip archive may be unpacked one day: its directory is read (APPNOTE.TXT 6.3, sections 4.3.12 and 4.3.16),
//! nothing is inflated.

/// Files and folders.
const MAX_ENTRIES: usize = 1_000;
/// Bytes of all files together, as the directory says.
const MAX_UNPACKED: u64 = 50 * 1024 * 1024;
const MAX_NAME: usize = 512;

const END: [u8; 4] = *b"PK\x05\x06";
const END_BYTES: usize = 22;
const ENTRY: [u8; 4] = *b"PK\x01\x02";
const ENTRY_BYTES: usize = 46;
const LOCAL: [u8; 4] = *b"PK\x03\x04";
/// The file type of a symbolic link among the upper bits of a Unix entry's attributes.
const LINK: u32 = 0o120_000;

/// The error says what is wrong with the archive.
pub fn check(archive: &[u8]) -> Result<(), String> {
    let no_zip = || "must be a zip archive".to_owned();
    let end = find_end(archive).ok_or_else(no_zip)?;
    let count = usize::from(u16_at(archive, end + 10).ok_or_else(no_zip)?);
    let size = u32_at(archive, end + 12).ok_or_else(no_zip)? as usize;
    let start = u32_at(archive, end + 16).ok_or_else(no_zip)? as usize;
    if count == 0 {
        return Err("has no files".to_owned());
    }
    if count > MAX_ENTRIES {
        return Err(format!("must have at most {MAX_ENTRIES} files"));
    }
    // What stands before the end is the directory, and nothing else.
    if start.checked_add(size) != Some(end) {
        return Err(no_zip());
    }
    let (mut at, mut unpacked) = (start, 0_u64);
    for _ in 0..count {
        at = entry(archive, at, end, &mut unpacked)?;
    }
    if at == end { Ok(()) } else { Err(no_zip()) }
}

/// Checks the entry at `at`; returns where the next one is.
fn entry(archive: &[u8], at: usize, end: usize, unpacked: &mut u64) -> Result<usize, String> {
    let no_zip = || "has a directory that cannot be read".to_owned();
    if archive.get(at..at + 4) != Some(&ENTRY) {
        return Err(no_zip());
    }
    let number = |offset: usize| u16_at(archive, at + offset).map(usize::from).ok_or_else(no_zip);
    let long = |offset: usize| u32_at(archive, at + offset).ok_or_else(no_zip);
    let (flags, name_bytes, extra, comment) = (number(8)?, number(28)?, number(30)?, number(32)?);
    let name = archive.get(at + ENTRY_BYTES..at + ENTRY_BYTES + name_bytes).ok_or_else(no_zip)?;
    let name = std::str::from_utf8(name).map_err(|_| "has a file whose name is not UTF-8".to_owned())?;
    check_name(name)?;
    if flags & 1 != 0 {
        return Err(format!("{name} is encrypted"));
    }
    if (long(38)? >> 16) & 0o170_000 == LINK {
        return Err(format!("{name} is a symbolic link"));
    }
    *unpacked += u64::from(long(24)?);
    if *unpacked > MAX_UNPACKED {
        return Err(format!("must have at most {MAX_UNPACKED} bytes when unpacked"));
    }
    // A reader that goes by the files' own headers must see the same name.
    let local = long(42)? as usize;
    let head = archive.get(local..).filter(|head| head.starts_with(&LOCAL)).ok_or_else(no_zip)?;
    let local_bytes = usize::from(u16_at(head, 26).ok_or_else(no_zip)?);
    if head.get(30..30 + local_bytes) != Some(name.as_bytes()) {
        return Err(format!("{name} has another name in front of its content"));
    }
    let next = at + ENTRY_BYTES + name_bytes + extra + comment;
    if next > end { Err(no_zip()) } else { Ok(next) }
}

/// A path below the folder that the archive is unpacked in, on any system.
fn check_name(name: &str) -> Result<(), String> {
    let path = name.strip_suffix('/').unwrap_or(name);
    let leaves = |segment: &str| segment.is_empty() || segment == "." || segment == "..";
    let odd = |c: char| c.is_control() || matches!(c, '\\' | ':');
    if name.len() > MAX_NAME || name.contains(odd) || path.split('/').any(leaves) {
        let shown: String = name.chars().filter(|c| !c.is_control()).take(60).collect();
        return Err(format!("has a file whose path is not allowed: {shown}"));
    }
    Ok(())
}

/// Where the last record begins; what follows it is its comment.
fn find_end(archive: &[u8]) -> Option<usize> {
    let last = archive.len().checked_sub(END_BYTES)?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    (first..=last).rev().find(|at| {
        archive[*at..].starts_with(&END)
            && u16_at(archive, at + 20)
                .is_some_and(|comment| at + END_BYTES + usize::from(comment) == archive.len())
    })
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
