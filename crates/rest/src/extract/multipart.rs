//! Forms with files.

use axum::extract::{FromRequest, Request};

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
        while let Some(field) = self.0.next_field().await.map_err(|_| unreadable())? {
            if field.name() == Some(name) {
                return Ok(field.bytes().await.map_err(|_| Error::TooLarge)?.to_vec());
            }
        }
        Err(Error::invalid(name, "is required"))
    }
}

fn unreadable() -> Error {
    Error::invalid("body", "must be a form (multipart/form-data)")
}
