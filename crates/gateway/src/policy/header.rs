//! `addHeader` and `removeHeader`.

use http::{HeaderMap, HeaderName, HeaderValue};

#[derive(Debug, Clone)]
pub struct Set {
    pub name: HeaderName,
    pub value: HeaderValue,
}

#[derive(Debug, Clone)]
pub struct Remove {
    pub name: HeaderName,
}

impl Set {
    pub fn apply(&self, headers: &mut HeaderMap) {
        headers.insert(self.name.clone(), self.value.clone());
    }
}

impl Remove {
    pub fn apply(&self, headers: &mut HeaderMap) {
        headers.remove(&self.name);
    }
}
