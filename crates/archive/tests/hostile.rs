//! Archives that nobody honest packs.

use archive::{Limits, read, write};

fn good() -> Vec<u8> {
    write([("a/one.txt", &b"one one one one one one"[..]), ("a/two.txt", b"two")]).expect("an archive")
}

/// Where the records of the directory begin.
fn records(bytes: &[u8]) -> Vec<usize> {
    places(bytes, b"PK\x01\x02")
}

fn places(bytes: &[u8], what: &[u8]) -> Vec<usize> {
    (0..bytes.len() - what.len()).filter(|&i| bytes[i..].starts_with(what)).collect()
}

/// Replaces every occurrence of a text by another of its length.
fn renamed(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut bytes = bytes.to_vec();
    for place in places(&bytes, from) {
        bytes[place..place + to.len()].copy_from_slice(to);
    }
    bytes
}

fn patched(bytes: &[u8], at: usize, to: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at..at + to.len()].copy_from_slice(to);
    bytes
}

#[track_caller]
fn refused(bytes: &[u8], entry: Option<&str>, why: &str) {
    let problem = read(bytes, &Limits::default()).expect_err(why);
    assert_eq!(problem.entry.as_deref(), entry, "{problem}");
    assert!(problem.message.contains(why), "{problem}");
}

#[test]
fn what_is_packed_is_unpacked_and_packed_alike() {
    let files = read(&good(), &Limits::default()).expect("good");
    assert_eq!(files.get("a/one.txt"), Some(&b"one one one one one one"[..]));
    assert_eq!((files.len(), files.bytes()), (2, 26));
    assert_eq!(good(), good());
    let empty = write([]).expect("an archive");
    assert!(read(&empty, &Limits::default()).expect("good").is_empty());
}

#[test]
fn names_that_lead_elsewhere_are_refused() {
    let plain = write([("aaaaaaaa", &b"x"[..])]).expect("an archive");
    for (name, why) in [
        (&b"../../aa"[..], "leads out"),
        (b"a/../../", "leads out"),
        (b"/etc/aaa", "absolute"),
        (b"C:/aaaaa", "absolute"),
        (b"..\\aaaaa", "backslash"),
        (b"aaa\0.yml", "control"),
        (b"aa\n/aaaa", "control"),
        (b"aa//aaaa", "empty"),
        (b"\xff\xfeaaaaaa", "not UTF-8"),
        (b"aaaa\xc0\xaf..", "not UTF-8"),
    ] {
        let problem = read(&renamed(&plain, b"aaaaaaaa", name), &Limits::default()).expect_err(why);
        assert!(problem.message.contains(why) && problem.entry.is_some(), "{name:?}: {problem}");
        assert!(!problem.to_string().contains(char::is_control), "{problem:?}");
    }
}

#[test]
fn entries_that_are_there_twice_or_share_bytes_are_refused() {
    refused(&renamed(&good(), b"one.txt", b"two.txt"), Some("a/two.txt"), "twice");
    // The second record points at the first entry's bytes.
    let bytes = good();
    let second = records(&bytes)[1];
    let same_place = patched(&bytes, second + 42, &[0, 0, 0, 0]);
    refused(&same_place, Some("a/two.txt"), "another name");
    // And the first entry says that it reaches into the second.
    let first = records(&bytes)[0];
    let longer = patched(&bytes, first + 20, &30u32.to_le_bytes());
    refused(&longer, Some("a/two.txt"), "shares bytes");
}

#[test]
fn links_devices_and_encryption_are_refused() {
    let bytes = good();
    let first = records(&bytes)[0];
    let mode = |mode: u32| {
        let on_unix = patched(&bytes, first + 5, &[3]);
        patched(&on_unix, first + 38, &(mode << 16).to_le_bytes())
    };
    refused(&mode(0o120_777), Some("a/one.txt"), "link");
    refused(&mode(0o020_666), Some("a/one.txt"), "neither");
    refused(&patched(&bytes, first + 8, &[1, 0]), Some("a/one.txt"), "encrypted");
    refused(&patched(&bytes, 6, &[1, 0]), Some("a/one.txt"), "encrypted");
    refused(&patched(&bytes, first + 10, &[14, 0]), Some("a/one.txt"), "deflate");
}

#[test]
fn bombs_are_refused_before_they_are_unpacked() {
    let zeros = vec![0; 8 * 1024 * 1024];
    let bomb = write([("bomb", &zeros[..])]).expect("an archive");
    refused(&bomb, Some("bomb"), "to one");
    let huge = write([("huge", &vec![0; 13 * 1024 * 1024][..])]).expect("an archive");
    refused(&huge, Some("huge"), "at most");
    let names: Vec<String> = (0..1_001).map(|i| i.to_string()).collect();
    let many = write(names.iter().map(|n| (n.as_str(), &b""[..]))).expect("an archive");
    refused(&many, None, "1001 entries");
    // Many that are each within bounds.
    let small = vec![0; 1024 * 1024];
    let all = write(names[..40].iter().map(|n| (n.as_str(), &small[..]))).expect("an archive");
    refused(&all, None, "when unpacked");
    // One that says less than it has.
    let bytes = write([("liar", &vec![b'x'; 100_000][..])]).expect("an archive");
    let record = records(&bytes)[0];
    let liar = patched(&bytes, record + 24, &10u32.to_le_bytes());
    let problem = read(&liar, &Limits::default()).expect_err("a liar");
    assert_eq!(problem.entry.as_deref(), Some("liar"));
}

#[test]
fn what_is_damaged_or_may_be_read_in_two_ways_is_refused() {
    let bytes = good();
    for length in 0..bytes.len() {
        assert!(read(&bytes[..length], &Limits::default()).is_err(), "cut off at {length}");
    }
    let content = places(&bytes, b"two.txt")[0] + 8;
    assert!(read(&patched(&bytes, content, &[0xff]), &Limits::default()).is_err(), "a wrong checksum");
    let mut prefixed = b"#!/bin/sh\n".to_vec();
    prefixed.extend_from_slice(&bytes);
    refused(&prefixed, None, "not where it should be");
    let mut twice = bytes.clone();
    twice.extend_from_slice(&bytes);
    assert!(read(&twice, &Limits::default()).is_err());
    let end = bytes.len() - 22;
    let mut fooled = bytes.clone();
    let mut comment = b"PK\x05\x06".to_vec();
    comment.extend_from_slice(&[0; 18]);
    fooled[end + 20..end + 22].copy_from_slice(&22u16.to_le_bytes());
    fooled.extend_from_slice(&comment);
    assert!(read(&fooled, &Limits::default()).is_err(), "a directory in the comment");
    refused(&patched(&bytes, end + 10, &[0xff, 0xff]), None, "zip64");
    refused(&patched(&bytes, end + 4, &[1, 0]), None, "part");
}

/// No byte can be changed so that reading panics or takes anything but what was packed, or a refusal.
#[test]
fn any_byte_may_be_wrong() {
    let bytes = good();
    for at in 0..bytes.len() {
        for flip in [0x01, 0x80, 0xff] {
            let mut changed = bytes.clone();
            changed[at] ^= flip;
            if let Ok(files) = read(&changed, &Limits::default()) {
                let contents: Vec<_> = files.paths().filter_map(|p| files.get(p)).collect();
                assert!(contents.iter().all(|c| c.starts_with(b"one") || *c == b"two"), "byte {at}");
            }
        }
    }
}
