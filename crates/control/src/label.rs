//! Labels of gateways. WSO2 knows them from before there were environments: they are kept, and nothing depends on them.

use model::Invalid;
use store::label::LabelRow;
use store::{StoreError, Tx};

use crate::error::Error;
use crate::{Caller, Control};

const NAME_CHARS: usize = 255;
const DESCRIPTION_CHARS: usize = 1024;
const URLS: usize = 100;
const URL_CHARS: usize = 2_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Empty before it is made.
    pub id: String,
    pub name: String,
    pub description: String,
    /// Where its gateways are reached.
    pub access_urls: Vec<String>,
}

impl Label {
    fn check(&self) -> Result<(), Error> {
        let mut wrong = Vec::new();
        let name = self.name.trim();
        if name.is_empty() || self.name.chars().count() > NAME_CHARS || name.contains(char::is_control) {
            let message = format!("must have 1 to {NAME_CHARS} characters, none of them a control character");
            wrong.push(Invalid::new("name", message));
        }
        if self.description.chars().count() > DESCRIPTION_CHARS {
            let message = format!("must have at most {DESCRIPTION_CHARS} characters");
            wrong.push(Invalid::new("description", message));
        }
        if self.access_urls.len() > URLS {
            wrong.push(Invalid::new("accessUrls", format!("must be at most {URLS}")));
        }
        for (i, url) in self.access_urls.iter().enumerate() {
            if url.len() > URL_CHARS || !is_url(url) {
                wrong.push(Invalid::new(format!("accessUrls[{i}]"), "must be a URL"));
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
    }
}

fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let known = ["http", "https", "ws", "wss"].iter().any(|s| scheme.eq_ignore_ascii_case(s));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    known && !host.is_empty() && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

impl From<LabelRow> for Label {
    fn from(row: LabelRow) -> Self {
        let LabelRow { id, name, description, access_urls, .. } = row;
        Self { id, name, description, access_urls }
    }
}

async fn by_id(tx: &mut Tx, caller: &Caller, id: &str) -> Result<LabelRow, Error> {
    let row = store::label::by_id(tx, caller.tenant().as_str(), id).await?;
    row.ok_or_else(|| Error::not_found("Label", id, 404))
}

fn taken(error: StoreError, name: &str) -> Error {
    match error {
        StoreError::Duplicate { .. } => Error::conflict(409, format!("there is a label {name} already")),
        other => other.into(),
    }
}

impl Control {
    pub async fn labels(&self, caller: &Caller) -> Result<Vec<Label>, Error> {
        let mut tx = self.read().await?;
        let all = store::label::list(&mut tx, caller.tenant().as_str()).await?;
        Ok(all.into_iter().map(Label::from).collect())
    }

    pub async fn create_label(&self, caller: &Caller, new: Label) -> Result<Label, Error> {
        new.check()?;
        let now = self.ambient().now().0;
        let row = LabelRow {
            id: self.ambient().id(),
            tenant: caller.tenant().to_string(),
            name: new.name,
            description: new.description,
            access_urls: new.access_urls,
            created_at: now,
            updated_at: now,
        };
        let mut tx = self.begin().await?;
        store::label::insert(&mut tx, &row).await.map_err(|e| taken(e, &row.name))?;
        tx.commit().await?;
        Ok(row.into())
    }

    pub async fn change_label(&self, caller: &Caller, id: &str, new: Label) -> Result<Label, Error> {
        new.check()?;
        let mut tx = self.begin().await?;
        let mut row = by_id(&mut tx, caller, id).await?;
        row.name = new.name;
        row.description = new.description;
        row.access_urls = new.access_urls;
        row.updated_at = self.ambient().now().0;
        store::label::update(&mut tx, &row).await.map_err(|e| taken(e, &row.name))?;
        tx.commit().await?;
        Ok(row.into())
    }

    pub async fn delete_label(&self, caller: &Caller, id: &str) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        by_id(&mut tx, caller, id).await?;
        store::label::delete(&mut tx, caller.tenant().as_str(), id).await?;
        tx.commit().await?;
        Ok(())
    }
}
