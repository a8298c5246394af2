//! All documents of an API at once: what an archive carries.

use store::Tx;
use store::api::ApiRow;
use store::api::document;

use super::content::{self, Content, check_text, file_name, search_text};
use super::publish::taken;
use super::{Document, Draft, MAX_DOCUMENTS, MAX_FILE, may_read, reader_of};
use crate::error::Error;
use crate::{Caller, Control};

/// A document with what is in it. The text of one that is `INLINE` or `MARKDOWN` is in the draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    pub draft: Draft,
    /// What the file is called, and its bytes.
    pub file: Option<(String, Vec<u8>)>,
}

impl Packed {
    /// Everything that can be told without looking at the API. `at` is where the document is.
    pub(crate) fn check(&self, at: &str) -> Result<(), Error> {
        self.draft.check()?;
        self.draft.text.as_deref().map(check_text).transpose()?;
        let Some((name, bytes)) = &self.file else { return Ok(()) };
        if bytes.is_empty() || bytes.len() > MAX_FILE || file_name(name).is_none() {
            let message = format!("must have a file with a name, of 1 to {} MiB", MAX_FILE / 1024 / 1024);
            return Err(Error::invalid(at, message));
        }
        Ok(())
    }
}

/// The documents of an API that the caller may read, by name.
pub(crate) async fn pack(tx: &mut Tx, caller: &Caller, api: &ApiRow) -> Result<Vec<Packed>, Error> {
    let mut packed = Vec::new();
    for found in readable(tx, caller, api).await? {
        let mut draft = Draft {
            name: found.name.clone(),
            kind: found.kind.clone(),
            other_kind: found.other_kind.clone(),
            summary: Some(found.summary.clone()),
            source: found.source.clone(),
            source_url: found.source_url.clone(),
            visibility: found.visibility.clone(),
            text: None,
        };
        let mut file = None;
        match content::of(tx, found).await {
            Ok(Content::Text(text)) => draft.text = Some(text),
            Ok(Content::File { name, bytes, .. }) => file = Some((name, bytes)),
            // One whose author has not written anything yet.
            Ok(Content::Link(_)) | Err(Error::NotFound { .. }) => {}
            Err(error) => return Err(error),
        }
        packed.push(Packed { draft, file });
    }
    Ok(packed)
}

/// Makes the packed documents the API's: those of the same name are changed, others that the caller may read go.
pub(crate) async fn unpack(
    control: &Control,
    tx: &mut Tx,
    caller: &Caller,
    api: &ApiRow,
    packed: &[Packed],
) -> Result<(), Error> {
    let mut there = readable(tx, caller, api).await?;
    for new in packed {
        let same = there.iter().position(|d| d.name == new.draft.name.trim());
        let before = same.map(|at| there.swap_remove(at));
        put(control, tx, caller, api, new, before).await?;
    }
    for gone in there {
        document::delete(tx, &gone.tenant, &gone.id).await?;
    }
    if document::all(tx, &api.tenant, &api.id).await?.len() > MAX_DOCUMENTS {
        return Err(Error::refused(400, format!("An API may have at most {MAX_DOCUMENTS} documents")));
    }
    Ok(())
}

async fn readable(tx: &mut Tx, caller: &Caller, api: &ApiRow) -> Result<Vec<Document>, Error> {
    let mut all = document::all(tx, &api.tenant, &api.id).await?;
    all.retain(|d| may_read(&reader_of(caller), d));
    Ok(all)
}

async fn put(
    control: &Control,
    tx: &mut Tx,
    caller: &Caller,
    api: &ApiRow,
    new: &Packed,
    before: Option<Document>,
) -> Result<(), Error> {
    let is_new = before.is_none();
    let mut made = before.unwrap_or_else(|| super::publish::blank(control, caller, api));
    new.draft.apply(&mut made);
    made.updated_by = caller.name();
    made.updated_at = control.ambient().now().0;
    made.file_name = new.file.as_ref().and_then(|(name, _)| file_name(name));
    let search = search_text(&made, new.draft.text.as_deref());
    if is_new {
        document::insert(tx, &made, &search).await.map_err(|e| taken(e, &made))?;
    } else {
        document::update(tx, &made, &search).await.map_err(|e| taken(e, &made))?;
        document::delete_content(tx, &made.tenant, &made.id).await?;
    }
    let file = new.file.as_ref().map(|(_, bytes)| bytes.as_slice());
    if let Some(bytes) = new.draft.text.as_deref().map(str::as_bytes).or(file) {
        document::put_content(tx, &made.tenant, &made.id, bytes).await?;
    }
    Ok(())
}
