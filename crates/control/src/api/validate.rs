//! Is a name or a context taken?

use store::api::search::Match;

use super::search::parse;
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    /// Whether the caller's tenant has an API as `query` (`name:...`, `context:...`, with `version:...` if wanted)
    /// says. A bare word is a name. WSO2's portals ask before they create.
    pub async fn api_exists(&self, caller: &Caller, query: &str) -> Result<bool, Error> {
        let asked = parse(query)?;
        let tenant = caller.tenant().as_str();
        let mut tx = self.read().await?;
        if let Some(context) = text(&asked.context) {
            let context = context.trim_end_matches('/');
            let slash = if context.starts_with('/') { "" } else { "/" };
            let context = format!("{slash}{context}");
            let prefix = caller.tenant().context_prefix();
            let own = context.strip_prefix(&prefix).filter(|_| !prefix.is_empty()).unwrap_or(&context);
            return Ok(!store::api::names_with_context(&mut tx, tenant, own).await?.is_empty());
        }
        let name = text(&asked.name).or_else(|| text(&asked.text));
        let name = name.ok_or_else(|| Error::invalid("query", "must be name:... or context:..."))?;
        let versions = store::api::versions(&mut tx, tenant, name).await?;
        Ok(match text(&asked.version) {
            Some(version) => versions.iter().any(|v| v.configuration.version == version),
            None => !versions.is_empty(),
        })
    }
}

fn text(wanted: &Match) -> Option<&str> {
    match wanted {
        Match::Anything => None,
        Match::Contains(text) | Match::Is(text) => Some(text),
    }
}
