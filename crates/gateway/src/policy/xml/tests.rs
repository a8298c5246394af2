use proptest::prelude::*;

use super::*;

fn read(text: &str) -> Result<Vec<Event<'_>>, Malformed> {
    let mut reader = Reader::new(text);
    let mut events = Vec::new();
    while let Some(event) = reader.next()? {
        events.push(event);
    }
    Ok(events)
}

#[test]
fn well_formed_documents_are_read() {
    let text = "\u{feff}<?xml version=\"1.0\" encoding='UTF-8'?>\n<!-- c --><?p i?><a x='1' y = \"&lt;\">t<b/><![CDATA[<&]]></a >\n";
    let events = read(text).expect("XML");
    assert_eq!(
        events,
        [
            Event::Start("a", vec![("x", "1"), ("y", "&lt;")]),
            Event::Text("t"),
            Event::Start("b", vec![]),
            Event::End,
            Event::Verbatim("<&"),
            Event::End
        ]
    );
    assert_eq!(unescape("&#x41;&#66;&amp;\r\nc"), "AB&\nc");
}

#[test]
fn everything_else_is_refused() {
    for bad in [
        "",
        " ",
        "text",
        "<a>",
        "</a>",
        "<a></b>",
        "<a/><b/>",
        "<a/>t",
        "<a",
        "<a b>",
        "<a b=c/>",
        "<a b='<'/>",
        "<a b='1' b='2'/>",
        "<a b='1'c='2'/>",
        "<1/>",
        "< a/>",
        "<a>&b;</a>",
        "<a>&#0;</a>",
        "<a>&#x110000;</a>",
        "<a>&</a>",
        "<a>\u{1}</a>",
        "<a>]]></a>",
        "<a><!-- -- --></a>",
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
        "<a><!ENTITY b 'c'></a>",
        "<a><![CDATA[</a>",
        "<![CDATA[a]]>",
        " <?xml version='1.0'?><a/>",
        "<?xml version='1.1'?><a/>",
        "<?xml version='1.0' encoding='UTF-16'?><a/>",
        "<a><?xml version='1.0'?></a>",
        "<a><?</a>",
    ] {
        assert!(read(bad).is_err(), "{bad}");
    }
    assert!(read(&"<a>".repeat(100_000)).is_err());
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(text in r#"[<>/a&;#x!\[\]?='" \-é]{0,40}"#) {
        let mut reader = Reader::new(&text);
        while let Ok(Some(event)) = reader.next() {
            if let Event::Text(text) = event {
                drop(unescape(text));
            }
        }
    }

    #[test]
    fn what_is_escaped_reads_as_it_was(text in "[a<>&\"'é\t\n\r]{0,20}") {
        let mut document = "<a>".to_owned();
        escape(&text, &mut document);
        document.push_str("</a>");
        let read = read(&document).expect("XML");
        let back: String = read.iter().map(|e| match e { Event::Text(t) => unescape(t).into_owned(), _ => String::new() }).collect();
        prop_assert_eq!(back, text);
    }
}
