//! Forms with files.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;

use crate::error::Error;

/// A `multipart/form-data` body.
pub struct Multipart(pub axum::extract::Multipart);

impl<S: Send + Sync> FromRequest<S> for Multipart {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        axum::extract::Multipart::from_request(request, state).await.map(Self).map_err(|_| unreadable())
    }
}

impl Multipart {
    /// The content of the part called `name`; what stands before it in the form is passed over.
    pub async fn part(&mut self, name: &str) -> Result<Vec<u8>, Error> {
        while let Some(field) = self.0.next_field().await.map_err(bad)? {
            if field.name() == Some(name) {
                return Ok(field.bytes().await.map_err(bad)?.to_vec());
            }
        }
        Err(Error::invalid(name, "is required"))
    }
}

/// A part of a form.
pub struct Part {
    /// What the client calls the file; it may be anything.
    pub file_name: Option<String>,
    pub content: Bytes,
}

impl Part {
    /// The content as text; `name` is the part's.
    pub fn text(&self, name: &str) -> Result<&str, Error> {
        std::str::from_utf8(&self.content).map_err(|_| Error::invalid(name, "is not UTF-8 text"))
    }
}

/// At most so many parts of a form are read.
const MAX_PARTS: usize = 32;

impl Multipart {
    /// Every part's content by its name; of parts with the same name the last.
    pub async fn parts(self) -> Result<BTreeMap<String, Bytes>, Error> {
        Ok(self.files().await?.into_iter().map(|(name, part)| (name, part.content)).collect())
    }

    /// The same, with what files are called.
    pub async fn files(mut self) -> Result<BTreeMap<String, Part>, Error> {
        let mut parts = BTreeMap::new();
        while let Some(field) = self.0.next_field().await.map_err(bad)? {
            let name = field.name().unwrap_or_default().to_owned();
            let file_name = field.file_name().map(str::to_owned);
            parts.insert(name, Part { file_name, content: field.bytes().await.map_err(bad)? });
            if parts.len() > MAX_PARTS {
                return Err(Error::invalid("body", format!("must have at most {MAX_PARTS} parts")));
            }
        }
        Ok(parts)
    }
}

fn bad(error: MultipartError) -> Error {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { Error::TooLarge } else { unreadable() }
}

fn unreadable() -> Error {
    Error::invalid("body", "must be a form (multipart/form-data)")
}
