//! JSON as XML, as WSO2 writes it: an object is `jsonObject`, a member an element of its name, an array one element per
//! item. `@name` is an attribute where it stands first, `$` is text. A character that no XML name may have becomes
//! `_xHHHH_`.

use super::convert::Failed;
use super::json::{Malformed, Reader, Token, unescape};
use super::xml;

const NIL: &str = " xsi:nil=\"true\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"/>";

enum Open {
    /// The object's element.
    Object(String),
    /// Name of the items, and the element around them.
    Array(String, Option<String>),
}

struct Writer {
    out: String,
    most: usize,
    open: Vec<Open>,
    /// Member whose value comes next.
    key: String,
    /// The last start tag is not closed, so that attributes may follow; those it has.
    tag: Option<Vec<String>>,
}

/// Fails when the XML had more than `most` bytes.
pub fn convert(text: &str, most: usize) -> Result<String, Failed> {
    let mut reader = Reader::new(text);
    let mut writer = Writer { out: String::new(), most, open: Vec::new(), key: String::new(), tag: None };
    loop {
        let next = reader.next().map_err(|Malformed| Failed::Malformed("The body is not valid JSON"))?;
        let Some(token) = next else { return Ok(writer.out) };
        writer.put(token)?;
        if writer.out.len() > writer.most {
            return Err(Failed::TooLarge);
        }
    }
}

impl Writer {
    fn put(&mut self, token: Token<'_>) -> Result<(), Failed> {
        match token {
            Token::Key(key) => self.key = unescape(key).into_owned(),
            Token::Object => {
                let name = self.name("jsonObject");
                self.close_tag();
                self.start(&name);
                self.tag = Some(Vec::new());
                self.open.push(Open::Object(name));
            }
            Token::EndObject => {
                if let Some(Open::Object(name)) = self.open.pop() {
                    if self.tag.take().is_some() {
                        self.out.push_str("/>");
                    } else {
                        self.end(&name);
                    }
                }
            }
            Token::Array => {
                self.close_tag();
                // The items of an array within an array, or of the whole text, have an element around them.
                let bare = matches!(self.open.last(), Some(Open::Object(_)));
                let name = self.name("jsonArray");
                if bare {
                    self.open.push(Open::Array(name, None));
                } else {
                    self.start(&name);
                    self.out.push('>');
                    self.open.push(Open::Array("jsonElement".to_owned(), Some(name)));
                }
            }
            Token::EndArray => {
                if let Some(Open::Array(_, Some(around))) = self.open.pop() {
                    self.end(&around);
                }
            }
            Token::Text(text) => self.scalar(&unescape(text))?,
            Token::Plain(text) => self.scalar(text)?,
            Token::Null => {
                self.close_tag();
                let name = self.name("jsonValue");
                self.start(&name);
                self.out.push_str(NIL);
            }
        }
        Ok(())
    }

    fn scalar(&mut self, text: &str) -> Result<(), Failed> {
        if text.chars().any(|c| !xml::is_char(c)) {
            return Err(Failed::Malformed("The body has characters that XML cannot have"));
        }
        if let Some(Open::Object(_)) = self.open.last() {
            if self.key == "$" {
                self.close_tag();
                xml::escape(text, &mut self.out);
                return Ok(());
            }
            if let (Some(attributes), Some(name)) = (&mut self.tag, self.key.strip_prefix('@'))
                && xml::is_name(name)
                && !name.contains(':')
                && !attributes.iter().any(|a| a == name)
            {
                attributes.push(name.to_owned());
                self.out.extend([" ", name, "=\""]);
                xml::escape(text, &mut self.out);
                self.out.push('"');
                return Ok(());
            }
        }
        self.close_tag();
        let name = self.name("jsonValue");
        self.start(&name);
        self.out.push('>');
        xml::escape(text, &mut self.out);
        self.end(&name);
        Ok(())
    }

    /// Name of the element that a value becomes; `root`: of the whole text.
    fn name(&self, root: &str) -> String {
        match self.open.last() {
            None => root.to_owned(),
            Some(Open::Object(_)) => encode_name(&self.key),
            Some(Open::Array(items, _)) => items.clone(),
        }
    }

    fn close_tag(&mut self) {
        if self.tag.take().is_some() {
            self.out.push('>');
        }
    }

    fn start(&mut self, name: &str) {
        self.out.push('<');
        self.out.push_str(name);
    }

    fn end(&mut self, name: &str) {
        self.out.extend(["</", name, ">"]);
    }
}

/// A name that XML can have; `xml_to_json` reads it back.
fn encode_name(key: &str) -> String {
    let mut name = String::with_capacity(key.len());
    for (at, c) in key.char_indices() {
        let good = c != ':' && if at == 0 { xml::is_name_start(c) } else { xml::is_name_char(c) };
        // What looks encoded must not be decoded to something else.
        let doubtful = c == '_' && key[at..].starts_with("_x");
        if good && !doubtful {
            name.push(c);
        } else {
            name.push_str(&format_hex(c));
        }
    }
    if name.is_empty() { "_x_".to_owned() } else { name }
}

fn format_hex(c: char) -> String {
    format!("_x{:04X}_", u32::from(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn xml(json: &str) -> String {
        convert(json, 1_000).expect("JSON")
    }

    #[test]
    fn members_are_elements_and_arrays_repeat_them() {
        let json = r#"{"a":{"b":[1,2.50],"c":null,"d":[]},"e":"<&>","f":{},"g":true}"#;
        let expected = format!(
            "<jsonObject><a><b>1</b><b>2.50</b><c{NIL}</a><e>&lt;&amp;&gt;</e><f/><g>true</g></jsonObject>"
        );
        assert_eq!(xml(json), expected);
        assert_eq!(
            xml("[1,[2]]"),
            "<jsonArray><jsonElement>1</jsonElement><jsonElement><jsonElement>2</jsonElement></jsonElement></jsonArray>"
        );
        assert_eq!(xml("\"x\""), "<jsonValue>x</jsonValue>");
        assert_eq!(
            xml(r#"{"a":{"@id":7,"$":"t","b":1}}"#),
            "<jsonObject><a id=\"7\">t<b>1</b></a></jsonObject>"
        );
    }

    #[test]
    fn names_are_those_that_xml_can_have() {
        let json = r#"{"a:b":1,"1 c":2,"":3,"_x0041_":4,"@d":5}"#;
        // A member that could be an attribute is an element when it comes after elements.
        for part in ["<a_x003A_b>1<", "<_x0031__x0020_c>2<", "<_x_>3<", "<_x005F_x0041_>4<", "<_x0040_d>5<"] {
            assert!(xml(json).contains(part), "{part} {}", xml(json));
        }
    }

    #[test]
    fn what_grows_without_bound_is_refused() {
        let long = format!("{{\"{}\":[{}1]}}", "k".repeat(10_000), "1,".repeat(10_000));
        assert_eq!(convert(&long, 100_000), Err(Failed::TooLarge));
        assert!(matches!(convert("{\"a\":\"\\u0000\"}", 100), Err(Failed::Malformed(_))));
        assert!(matches!(convert("{\"a\":", 100), Err(Failed::Malformed(_))));
    }
}
