//! Forms that carry a certificate.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::extract::{Multipart, Part};

/// A form that has been read.
pub struct Form(BTreeMap<String, Part>);

impl Form {
    pub async fn read(form: Multipart) -> Result<Self, Error> {
        Ok(Self(form.files().await?))
    }

    /// The text of a field that is there and not empty.
    pub fn text(&self, name: &'static str) -> Result<Option<&str>, Error> {
        let Some(part) = self.0.get(name) else { return Ok(None) };
        Ok(Some(part.text(name)?.trim()).filter(|text| !text.is_empty()))
    }

    pub fn required(&self, name: &'static str) -> Result<&str, Error> {
        self.text(name)?.ok_or_else(|| Error::invalid(name, "is required"))
    }

    pub fn certificate(&self) -> Result<&[u8], Error> {
        self.given().ok_or_else(|| Error::invalid("certificate", "is required"))
    }

    fn given(&self) -> Option<&[u8]> {
        self.0.get("certificate").map(|part| &part.content[..])
    }

    /// The new plan and certificate: at least one of them.
    pub fn change(&self) -> Result<(Option<&str>, Option<&[u8]>), Error> {
        match (self.text("tier")?, self.given()) {
            (None, None) => Err(Error::invalid("certificate or tier", "is required")),
            change => Ok(change),
        }
    }
}
