//! Documents in the developer portal.

use store::api::document;

use super::content::{self, Content};
use super::{Document, DocumentPage, readable, reader};
use crate::Control;
use crate::catalogue::{Viewer, visible};
use crate::error::Error;

impl Control {
    /// The documents of an API that the viewer may read.
    pub async fn catalogue_documents(
        &self,
        viewer: &Viewer,
        api_id: &str,
        offset: i64,
        limit: i64,
    ) -> Result<DocumentPage, Error> {
        let mut tx = self.read().await?;
        let api = visible(&mut tx, viewer, api_id).await?;
        let all = document::all(&mut tx, &api.tenant, &api.id).await?;
        Ok(DocumentPage::cut(all, &reader(viewer), offset, limit))
    }

    pub async fn catalogue_document(
        &self,
        viewer: &Viewer,
        api_id: &str,
        id: &str,
    ) -> Result<Document, Error> {
        let mut tx = self.read().await?;
        let api = visible(&mut tx, viewer, api_id).await?;
        readable(document::get(&mut tx, &api.tenant, &api.id, id).await?, &reader(viewer), id)
    }

    pub async fn catalogue_document_content(
        &self,
        viewer: &Viewer,
        api_id: &str,
        id: &str,
    ) -> Result<Content, Error> {
        let mut tx = self.read().await?;
        let api = visible(&mut tx, viewer, api_id).await?;
        let found = document::get(&mut tx, &api.tenant, &api.id, id).await?;
        content::of(&mut tx, readable(found, &reader(viewer), id)?).await
    }
}
