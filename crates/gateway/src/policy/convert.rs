//! `jsonToXML` and `xmlToJson`: the body in the other form. A message without a body, or already in that form, stays as
//! it is.

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, ETAG};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::{json_to_xml, media, xml_to_json};
use crate::refusal::Cause;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conversion {
    JsonToXml,
    XmlToJson,
}

/// Why a body cannot be converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failed {
    Malformed(&'static str),
    TooLarge,
}

const CONTENT_MD5: HeaderName = HeaderName::from_static("content-md5");

impl Conversion {
    pub fn request(self, headers: &mut HeaderMap, body: &mut Bytes, most: usize) -> Result<(), Cause> {
        if body.is_empty() || self.is_done(headers) {
            return Ok(());
        }
        media::plain(headers)?;
        if !self.takes(headers) {
            return Err(Cause::BodyUnreadable(match self {
                Self::JsonToXml => "The request's body must be JSON: a policy turns it into XML",
                Self::XmlToJson => "The request's body must be XML: a policy turns it into JSON",
            }));
        }
        *body = self.convert(body, most).map_err(|failed| match failed {
            Failed::Malformed(why) => Cause::BodyMalformed(why),
            Failed::TooLarge => Cause::BodyTooLarge,
        })?;
        self.mark(headers);
        Ok(())
    }

    /// An answer in neither form stays as it is: an error page, for one.
    pub fn response(self, headers: &mut HeaderMap, body: &mut Bytes, most: usize) -> Result<(), Cause> {
        if body.is_empty() || self.is_done(headers) || !self.takes(headers) {
            return Ok(());
        }
        if media::is_coded(headers) {
            return Err(Cause::UpstreamBody(
                "The back end's answer is encoded; the API's policies must read it",
            ));
        }
        *body = self.convert(body, most).map_err(|failed| {
            Cause::UpstreamBody(match failed {
                Failed::Malformed(why) => why,
                Failed::TooLarge => "The back end's answer becomes too large when it is converted",
            })
        })?;
        self.mark(headers);
        Ok(())
    }

    fn is_done(self, headers: &HeaderMap) -> bool {
        match self {
            Self::JsonToXml => media::is_xml(headers),
            Self::XmlToJson => media::is_json(headers),
        }
    }

    fn takes(self, headers: &HeaderMap) -> bool {
        media::is_unknown(headers)
            || match self {
                Self::JsonToXml => media::is_json(headers),
                Self::XmlToJson => media::is_xml(headers),
            }
    }

    fn convert(self, body: &Bytes, most: usize) -> Result<Bytes, Failed> {
        let text = std::str::from_utf8(body).map_err(|_| Failed::Malformed("The body is not UTF-8"))?;
        let converted = match self {
            Self::JsonToXml => json_to_xml::convert(text, most),
            Self::XmlToJson => xml_to_json::convert(text, most),
        };
        converted.map(Bytes::from)
    }

    /// The headers of the other form; what was said of the old bytes is gone.
    fn mark(self, headers: &mut HeaderMap) {
        let media = match self {
            Self::JsonToXml => "application/xml",
            Self::XmlToJson => "application/json",
        };
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media));
        for name in [CONTENT_LENGTH, ETAG, CONTENT_MD5] {
            headers.remove(name);
        }
    }
}
