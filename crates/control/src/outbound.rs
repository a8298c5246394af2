//! What is fetched from URLs that callers name.

use std::time::Duration;

use bytes::Bytes;
use definition::Limits;
use http::{Method, StatusCode};
use outbound::{Ask, Outbound};

use crate::error::Error;
use crate::{Caller, Control};

/// A definition may be large and far away.
const DEFINITION: Duration = Duration::from_secs(20);
/// A back end that is looked at.
const ENDPOINT: Duration = Duration::from_secs(5);

/// What a look at a back end found.
#[derive(Debug, Default)]
pub struct EndpointCheck {
    /// 0 when there was no answer.
    pub status: u16,
    pub message: String,
    pub error: Option<String>,
}

/// An error of the field that named the URL.
pub(crate) fn wrong_url(field: &str, error: &outbound::Error) -> Error {
    Error::invalid(field, error.to_string())
}

impl Control {
    /// Gives the control plane its way out. Once, by the composition root.
    pub fn connect_outbound(&self, outbound: Outbound) {
        drop(self.inner.outbound.set(outbound));
    }

    pub(crate) fn outbound(&self) -> Result<&Outbound, Error> {
        self.inner.outbound.get().ok_or(Error::NotSupported("fetching from URLs in this process"))
    }

    /// An API definition's text, from where `url` says.
    pub async fn fetch_definition(&self, url: &str) -> Result<Bytes, Error> {
        let ask = Ask::get(url).within(DEFINITION).most(Limits::default().max_bytes);
        let answer = self.outbound()?.fetch(ask).await.map_err(|e| wrong_url("url", &e))?;
        if answer.status != StatusCode::OK {
            let text = format!("does not give a definition: its answer is {}", answer.status.as_u16());
            return Err(Error::invalid("url", text));
        }
        Ok(answer.body)
    }

    /// Looks whether a back end answers, before an API of the caller (or a new one) names it.
    pub async fn check_endpoint(
        &self,
        caller: &Caller,
        api: Option<&str>,
        url: &str,
    ) -> Result<EndpointCheck, Error> {
        if let Some(api) = api {
            self.get_api(caller, api).await?;
        }
        let ask = Ask::new(Method::HEAD, url).within(ENDPOINT);
        Ok(match self.outbound()?.fetch(ask).await {
            Ok(answer) => EndpointCheck {
                status: answer.status.as_u16(),
                message: answer.status.canonical_reason().unwrap_or_default().to_owned(),
                error: None,
            },
            Err(error @ outbound::Error::Url(_)) => return Err(wrong_url("endpointUrl", &error)),
            Err(error) => EndpointCheck { error: Some(error.to_string()), ..EndpointCheck::default() },
        })
    }
}
