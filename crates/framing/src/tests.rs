use proptest::prelude::*;

use super::*;

const GOOD: &str = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n\
    POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhe\nlo\r\n\
    POST /c HTTP/1.1\r\nTransfer-Encoding: Chunked\r\nCookie: a\r\n\r\n5;x=y\r\nhello\r\nA\r\n0123456789\r\n0\r\nT: 1\r\n\r\n";

fn verdict(bytes: &[u8], cut: usize) -> Result<bool, (usize, bool)> {
    let mut framing = Framing::default();
    let mut before = 0;
    for part in [&bytes[..cut], &bytes[cut..]] {
        framing.feed(part).map_err(|v| (before + v.at, v.in_body))?;
        before += part.len();
    }
    Ok(framing.between())
}

#[test]
fn good_messages_are_followed_to_their_ends() {
    assert_eq!(verdict(GOOD.as_bytes(), 0), Ok(true));
    let mut framing = Framing::default();
    framing.feed(b"\r\n").unwrap();
    assert!(framing.between() && !framing.in_head());
    framing.feed(b"GE").unwrap();
    assert!(framing.in_head() && !framing.between());
    framing.feed(b"T / HTTP/1.1\r\nContent-Length: 2\r\n\r\na").unwrap();
    assert!(!framing.in_head() && !framing.between());
    framing.feed(b"b").unwrap();
    assert!(framing.between());
}

#[test]
fn what_can_be_read_in_two_ways_is_refused_before_its_head_is_complete() {
    for fields in [
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\ncontent-length: 5",
        "Content-Length: 5\r\nContent-Length: 5",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: +5",
        "Content-Length: 5, 5",
        "Content-Length: 0x5",
        "Content-Length:",
        "Content-Length: 9999999999999999999999",
        "Content-Length : 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: \"chunked\"",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding:\x0bchunked",
        "X: a\nContent-Length: 5",
        "X: a\r\n Transfer-Encoding: chunked",
        "\tTransfer-Encoding: chunked",
    ] {
        let message = format!("POST / HTTP/1.1\r\nHost: h\r\n{fields}\r\n\r\nhello");
        let (at, in_body) = verdict(message.as_bytes(), 0).unwrap_err();
        assert!(!in_body && !message[..at].contains("\r\n\r\n"), "{fields}");
    }
}

#[test]
fn bodies_end_where_they_say() {
    for body in [
        "5\r\nhello!\r\n0\r\n\r\n",
        "5\nhello\r\n",
        "-1\r\n",
        "\r\n",
        "5 \r\nhello\r\n",
        "g\r\n",
        "fffffffffffffffff\r\n",
        "0\r\nA: b\nC: d\r\n\r\n",
    ] {
        let message = format!("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{body}");
        assert!(verdict(message.as_bytes(), 0).unwrap_err().1, "{body:?}");
    }
}

proptest! {
    /// How the bytes were cut into reads changes nothing.
    #[test]
    fn reads_do_not_matter(cut in any::<prop::sample::Index>(), bad in 0usize..4, at in any::<prop::sample::Index>()) {
        let mut message = GOOD.as_bytes().to_vec();
        let insert: &[u8] = [&b""[..], b"\n", b"\r\nContent-Length: 7", b"\r\nTransfer-Encoding: chunked"][bad];
        let at = at.index(message.len());
        message.splice(at..at, insert.iter().copied());
        let whole = verdict(&message, 0);
        // Where a line was cut, fewer of its bytes come before the violation in the last read.
        match (whole, verdict(&message, cut.index(message.len()))) {
            (Ok(a), Ok(b)) => prop_assert_eq!(a, b),
            (Err((_, a)), Err((_, b))) => prop_assert_eq!(a, b),
            (a, b) => prop_assert!(false, "{:?} {:?}", a, b),
        }
    }
}
