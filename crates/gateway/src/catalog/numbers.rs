//! Small numbers that stand for long names, so that the request path compares and hashes numbers.

use std::collections::HashMap;
use std::sync::Arc;

use crate::table::endpoints::Origin;

/// Names of APIs and applications and the origins of back ends, each with its number. Numbers are never reused
/// while the process lives.
#[derive(Default)]
pub struct Numbers {
    names: HashMap<Box<str>, u32>,
    origins: HashMap<(bool, Box<str>, u16), Arc<Origin>>,
}

impl Numbers {
    /// The number of an API's or application's id.
    pub fn of(&mut self, name: &str) -> u32 {
        if let Some(number) = self.names.get(name) {
            return *number;
        }
        let number = self.names.len() as u32;
        self.names.insert(name.into(), number);
        number
    }

    pub fn origin(&mut self, tls: bool, host: &str, port: u16) -> Arc<Origin> {
        let number = self.origins.len() as u32;
        let entry = self.origins.entry((tls, host.into(), port)).or_insert_with(|| {
            let shown = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
            let default = if tls { 443 } else { 80 };
            let authority = if port == default { shown } else { format!("{shown}:{port}") };
            Arc::new(Origin { number, tls, host: host.into(), port, authority: authority.into() })
        });
        Arc::clone(entry)
    }
}
