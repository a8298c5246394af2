//! The directory at the end of an archive, by one strict reading (APPNOTE.TXT 6.3.10, section 4.3).
//!
//! Lenient readers look for a directory in several places and let entries share bytes and names, so that two of them see
//! different archives in the same bytes. Here an archive has exactly one meaning, or none.

use std::collections::HashSet;

use crate::path;
use crate::problem::Problem;
use crate::read::Limits;

const END: [u8; 4] = *b"PK\x05\x06";
const END_BYTES: usize = 22;
const LONGEST_COMMENT: usize = 65_535;
const ZIP64_LOCATOR: [u8; 4] = *b"PK\x06\x07";
const ZIP64_LOCATOR_BYTES: usize = 20;
const RECORD: [u8; 4] = *b"PK\x01\x02";
const RECORD_BYTES: usize = 46;
const LOCAL: [u8; 4] = *b"PK\x03\x04";
const LOCAL_BYTES: usize = 30;
/// Encrypted, strongly encrypted, with a masked directory.
const ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// In records written on Unix.
const UNIX: u8 = 3;
const KIND: u32 = 0o170_000;
const LINK: u32 = 0o120_000;
/// Nothing said, folder, regular file.
const PLAIN_KINDS: [u32; 3] = [0, 0o040_000, 0o100_000];

/// An entry that may be unpacked, as far as can be told without doing it.
#[derive(Debug)]
pub(crate) struct Entry {
    pub name: String,
    /// Bytes when unpacked, as the directory says.
    pub size: u64,
    packed: u64,
    header: usize,
}

impl Entry {
    pub fn is_folder(&self) -> bool {
        self.name.ends_with('/')
    }
}

/// The entries in the directory's order.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Vec<Entry>, Problem> {
    let end = find_end(bytes)?;
    let at = |offset| number(bytes, end + offset, 2);
    let (disk, directory_disk, here, count) = (at(4)?, at(6)?, at(8)?, at(10)?);
    let size = number(bytes, end + 12, 4)?;
    let start = number(bytes, end + 16, 4)?;
    let zip64 =
        end.checked_sub(ZIP64_LOCATOR_BYTES).is_some_and(|at| bytes[at..].starts_with(&ZIP64_LOCATOR));
    if zip64 || count == 0xffff || size == 0xffff_ffff || start == 0xffff_ffff {
        return Err(Problem::whole("is a zip64 archive, which is more than is taken"));
    }
    if disk != 0 || directory_disk != 0 || here != count {
        return Err(Problem::whole("is a part of an archive"));
    }
    if count > limits.entries as u64 {
        return Err(Problem::whole(format!("has {count} entries; at most {} are taken", limits.entries)));
    }
    if start + size != end as u64 {
        return Err(Problem::whole("is damaged: its directory is not where it should be"));
    }
    let start = usize::try_from(start).map_err(|_| damaged())?;
    let mut directory = Directory { bytes, at: start, end, limits, names: HashSet::new(), total: 0 };
    let mut entries = Vec::new();
    for _ in 0..count {
        entries.push(directory.next()?);
    }
    if directory.at != end {
        return Err(Problem::whole("is damaged: its directory has more in it than it says"));
    }
    check_places(bytes, &entries, start)?;
    Ok(entries)
}

/// Where the end record begins: the one whose comment reaches to the archive's end.
fn find_end(bytes: &[u8]) -> Result<usize, Problem> {
    let none = || Problem::whole("is no zip archive, or is cut off");
    let last = bytes.len().checked_sub(END_BYTES).ok_or_else(none)?;
    let first = last.saturating_sub(LONGEST_COMMENT);
    // The last one there is: a comment with another in it could be read in two ways.
    let found = (first..=last).rev().find(|&at| bytes[at..].starts_with(&END)).ok_or_else(none)?;
    let comment = number(bytes, found + 20, 2)?;
    if found as u64 + END_BYTES as u64 + comment != bytes.len() as u64 {
        return Err(none());
    }
    Ok(found)
}

struct Directory<'a> {
    bytes: &'a [u8],
    at: usize,
    end: usize,
    limits: &'a Limits,
    names: HashSet<String>,
    total: u64,
}

impl Directory<'_> {
    fn next(&mut self) -> Result<Entry, Problem> {
        let record = self.bytes.get(self.at..self.end).unwrap_or_default();
        if !record.starts_with(&RECORD) {
            return Err(damaged());
        }
        let field = |offset, width| number(record, offset, width);
        let (flags, method) = (small(field(8, 2)?), small(field(10, 2)?));
        let (packed, size) = (field(20, 4)?, field(24, 4)?);
        let lengths = [field(28, 2)?, field(30, 2)?, field(32, 2)?].map(|n| usize::from(small(n)));
        let (first_disk, attributes, header) = (field(34, 2)?, field(38, 4)?, field(42, 4)?);
        let name = record.get(RECORD_BYTES..RECORD_BYTES + lengths[0]).ok_or_else(damaged)?;
        let name = std::str::from_utf8(name)
            .map_err(|_| Problem::of(&String::from_utf8_lossy(name), "has a name that is not UTF-8"))?;
        let refuse = |why: &str| Err(Problem::of(name, why));
        if let Some(why) = path::problem(name) {
            return refuse(why);
        }
        if !self.names.insert(name.trim_end_matches('/').to_owned()) {
            return refuse("is there twice");
        }
        if flags & ENCRYPTED != 0 {
            return refuse("is encrypted");
        }
        if method != STORED && method != DEFLATED {
            return refuse("is packed in a way that is not taken; use deflate");
        }
        if size == 0xffff_ffff || packed == 0xffff_ffff || header == 0xffff_ffff {
            return refuse("is larger than is taken");
        }
        if first_disk != 0 {
            return refuse("begins in another part of the archive");
        }
        if record[5] == UNIX {
            let kind = u32::try_from(attributes >> 16).unwrap_or_default() & KIND;
            if kind == LINK {
                return refuse("is a link");
            }
            if !PLAIN_KINDS.contains(&kind) {
                return refuse("is neither a file nor a folder");
            }
        }
        self.check_size(name, size, packed)?;
        let length = RECORD_BYTES + lengths.iter().sum::<usize>();
        if length > record.len() {
            return Err(damaged());
        }
        self.at += length;
        let header = usize::try_from(header).map_err(|_| damaged())?;
        Ok(Entry { name: name.to_owned(), size, packed, header })
    }

    fn check_size(&mut self, name: &str, size: u64, packed: u64) -> Result<(), Problem> {
        let limits = self.limits;
        if name.ends_with('/') && size != 0 {
            return Err(Problem::of(name, "is a folder with a content"));
        }
        if size > limits.entry_bytes {
            let message = format!("has {size} bytes; at most {} are taken", limits.entry_bytes);
            return Err(Problem::of(name, message));
        }
        if size > limits.free_bytes && size / limits.ratio > packed {
            let message = format!("is packed more than {} to one, as no honest file is", limits.ratio);
            return Err(Problem::of(name, message));
        }
        self.total += size;
        if self.total > limits.total_bytes {
            let message = format!("has more than {} bytes when unpacked", limits.total_bytes);
            return Err(Problem::whole(message));
        }
        Ok(())
    }
}

/// Every entry's bytes are its own, before the directory, and under the same name.
fn check_places(bytes: &[u8], entries: &[Entry], directory: usize) -> Result<(), Problem> {
    let mut places = Vec::with_capacity(entries.len());
    for entry in entries {
        let local = bytes.get(entry.header..directory).unwrap_or_default();
        let refuse = || Problem::of(&entry.name, "is not where the directory says");
        if !local.starts_with(&LOCAL) || local.len() < LOCAL_BYTES {
            return Err(refuse());
        }
        if small(number(local, 6, 2)?) & ENCRYPTED != 0 {
            return Err(Problem::of(&entry.name, "is encrypted"));
        }
        let name = usize::from(small(number(local, 26, 2)?));
        let extra = usize::from(small(number(local, 28, 2)?));
        if local.get(LOCAL_BYTES..LOCAL_BYTES + name) != Some(entry.name.as_bytes()) {
            return Err(Problem::of(&entry.name, "has another name at its content"));
        }
        let end = entry.header as u64 + (LOCAL_BYTES + name + extra) as u64 + entry.packed;
        if end > directory as u64 {
            return Err(refuse());
        }
        places.push((entry.header as u64, end, &entry.name));
    }
    places.sort_unstable();
    match places.windows(2).find(|pair| pair[0].1 > pair[1].0) {
        Some(pair) => Err(Problem::of(pair[1].2, "shares bytes with another entry")),
        None => Ok(()),
    }
}

fn damaged() -> Problem {
    Problem::whole("is damaged: its directory cannot be read")
}

/// A little-endian number of `width` bytes.
fn number(bytes: &[u8], at: usize, width: usize) -> Result<u64, Problem> {
    let field = bytes.get(at..at + width).ok_or_else(damaged)?;
    Ok(field.iter().rev().fold(0, |n, byte| n << 8 | u64::from(*byte)))
}

/// A number that was read from two bytes.
fn small(number: u64) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}
