//! Documents in the publisher.

use store::api::ApiRow;
use store::api::document;
use store::{StoreError, Tx};

use super::content::{Content, check_text, file_name, search_text};
use super::draft::is_text;
use super::{Document, DocumentPage, Draft, MAX_DOCUMENTS, MAX_FILE, code, not_found, readable, reader_of};
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    pub async fn documents(
        &self,
        caller: &Caller,
        api_id: &str,
        offset: i64,
        limit: i64,
    ) -> Result<DocumentPage, Error> {
        let mut tx = self.read().await?;
        let api = self.load_api(&mut tx, caller, api_id).await?;
        let all = document::all(&mut tx, &api.tenant, &api.id).await?;
        Ok(DocumentPage::cut(all, &reader_of(caller), offset, limit))
    }

    pub async fn document(&self, caller: &Caller, api_id: &str, id: &str) -> Result<Document, Error> {
        let mut tx = self.read().await?;
        self.load_document(&mut tx, caller, api_id, id).await
    }

    /// What is in a document.
    pub async fn document_content(&self, caller: &Caller, api_id: &str, id: &str) -> Result<Content, Error> {
        let mut tx = self.read().await?;
        let found = self.load_document(&mut tx, caller, api_id, id).await?;
        super::content::of(&mut tx, found).await
    }

    /// Whether an API has a document of that name.
    pub async fn document_exists(&self, caller: &Caller, api_id: &str, name: &str) -> Result<bool, Error> {
        let mut tx = self.read().await?;
        let api = self.load_api(&mut tx, caller, api_id).await?;
        let all = document::all(&mut tx, &api.tenant, &api.id).await?;
        Ok(all.iter().any(|d| d.name == name.trim()))
    }

    pub async fn create_document(
        &self,
        caller: &Caller,
        api_id: &str,
        draft: Draft,
    ) -> Result<Document, Error> {
        draft.check()?;
        let text = draft.text.as_deref().map(check_text).transpose()?;
        let mut tx = self.begin().await?;
        let api = self.load_api(&mut tx, caller, api_id).await?;
        if document::all(&mut tx, &api.tenant, &api.id).await?.len() >= MAX_DOCUMENTS {
            return Err(Error::refused(400, format!("An API may have at most {MAX_DOCUMENTS} documents")));
        }
        let mut made = blank(self, caller, &api);
        draft.apply(&mut made);
        let search = search_text(&made, text);
        document::insert(&mut tx, &made, &search).await.map_err(|e| taken(e, &made))?;
        if let Some(text) = text {
            document::put_content(&mut tx, &made.tenant, &made.id, text.as_bytes()).await?;
        }
        tx.commit().await?;
        Ok(made)
    }

    /// Replaces what is said about a document. A content that is not of the new source goes.
    pub async fn update_document(
        &self,
        caller: &Caller,
        api_id: &str,
        id: &str,
        draft: Draft,
    ) -> Result<Document, Error> {
        draft.check()?;
        let text = draft.text.as_deref().map(check_text).transpose()?;
        let mut tx = self.begin().await?;
        let mut changed = self.load_document(&mut tx, caller, api_id, id).await?;
        let before = changed.source.clone();
        draft.apply(&mut changed);
        changed.updated_by = caller.name();
        changed.updated_at = self.ambient().now().0;
        let stays = before == changed.source || is_text(&before) && is_text(&changed.source);
        let tenant = changed.tenant.clone();
        if let Some(text) = text {
            document::put_content(&mut tx, &tenant, id, text.as_bytes()).await?;
        } else if !stays {
            document::delete_content(&mut tx, &tenant, id).await?;
        }
        let kept = if is_text(&changed.source) {
            document::get_content(&mut tx, &tenant, id)
                .await?
                .map(|c| String::from_utf8_lossy(&c).into_owned())
        } else {
            None
        };
        let search = search_text(&changed, kept.as_deref());
        document::update(&mut tx, &changed, &search).await.map_err(|e| taken(e, &changed))?;
        tx.commit().await?;
        Ok(changed)
    }

    pub async fn delete_document(&self, caller: &Caller, api_id: &str, id: &str) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        let found = self.load_document(&mut tx, caller, api_id, id).await?;
        document::delete(&mut tx, &found.tenant, &found.id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Replaces the text of a document that is `INLINE` or `MARKDOWN`.
    pub async fn write_document(
        &self,
        caller: &Caller,
        api_id: &str,
        id: &str,
        text: &str,
    ) -> Result<Document, Error> {
        let text = check_text(text)?;
        let mut tx = self.begin().await?;
        let mut found = self.load_document(&mut tx, caller, api_id, id).await?;
        if !is_text(&found.source) {
            return Err(Error::refused(
                code::OTHER_CONTENT,
                format!("inlineContent is not for a document whose sourceType is {}", found.source),
            ));
        }
        self.store_content(&mut tx, caller, &mut found, text.as_bytes(), Some(text)).await?;
        tx.commit().await?;
        Ok(found)
    }

    /// Replaces the file of a document that is a `FILE`. `name`: what it is called where it comes from.
    pub async fn upload_document(
        &self,
        caller: &Caller,
        api_id: &str,
        id: &str,
        name: &str,
        content: &[u8],
    ) -> Result<Document, Error> {
        if content.is_empty() || content.len() > MAX_FILE {
            return Err(Error::invalid("file", format!("must have 1 to {} MiB", MAX_FILE / 1024 / 1024)));
        }
        let name = file_name(name).ok_or_else(|| Error::invalid("file", "must have a file name"))?;
        let mut tx = self.begin().await?;
        let mut found = self.load_document(&mut tx, caller, api_id, id).await?;
        if found.source != "FILE" {
            return Err(Error::refused(
                code::OTHER_CONTENT,
                format!("a file is not for a document whose sourceType is {}", found.source),
            ));
        }
        found.file_name = Some(name);
        self.store_content(&mut tx, caller, &mut found, content, None).await?;
        tx.commit().await?;
        Ok(found)
    }

    async fn store_content(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        found: &mut Document,
        content: &[u8],
        text: Option<&str>,
    ) -> Result<(), Error> {
        found.updated_by = caller.name();
        found.updated_at = self.ambient().now().0;
        document::put_content(tx, &found.tenant, &found.id, content).await?;
        document::update(tx, found, &search_text(found, text)).await?;
        Ok(())
    }

    async fn load_document(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        api_id: &str,
        id: &str,
    ) -> Result<Document, Error> {
        let api = self.load_api(tx, caller, api_id).await?;
        readable(document::get(tx, &api.tenant, &api.id, id).await?, &reader_of(caller), id)
    }
}

/// Gives a new version the documents of the version it is made from.
pub(crate) async fn copy(control: &Control, tx: &mut Tx, from: &ApiRow, to: &ApiRow) -> Result<(), Error> {
    for old in document::all(tx, &from.tenant, &from.id).await? {
        let new = Document { id: control.ambient().id(), api_id: to.id.clone(), ..old.clone() };
        document::insert(tx, &new, "").await?;
        document::copy_content(tx, &new.tenant, &old.id, &new.id).await?;
    }
    Ok(())
}

/// A new document of an API, about which nothing is said yet.
pub(super) fn blank(control: &Control, caller: &Caller, api: &ApiRow) -> Document {
    let now = control.ambient().now().0;
    Document {
        id: control.ambient().id(),
        tenant: api.tenant.clone(),
        api_id: api.id.clone(),
        name: String::new(),
        kind: String::new(),
        other_kind: None,
        summary: String::new(),
        source: String::new(),
        source_url: None,
        file_name: None,
        visibility: String::new(),
        created_by: caller.name(),
        created_at: now,
        updated_by: caller.name(),
        updated_at: now,
    }
}

pub(super) fn taken(error: StoreError, document: &Document) -> Error {
    match error {
        StoreError::Duplicate { .. } => {
            let message = format!("Requested document '{}' already exists", document.name);
            Error::conflict(code::EXISTS, message)
        }
        StoreError::Reference => not_found(&document.id),
        other => other.into(),
    }
}
