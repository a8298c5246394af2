//! Documents of APIs: how-tos, samples, links and files, written in the publisher and read in the developer portal.

mod content;
mod draft;
pub(crate) mod pack;
mod publish;
mod read;

use model::Timestamp;
use store::api::document::{DocumentRow, Reader};

use crate::Caller;
use crate::catalogue::Viewer;
use crate::error::Error;

pub use content::{Content, MAX_FILE, MAX_TEXT};
pub use draft::Draft;
pub(crate) use pack::Packed;
pub(crate) use publish::copy;
pub use store::api::document::DocumentRow as Document;

/// Documents that an API may have.
pub const MAX_DOCUMENTS: usize = 100;

/// WSO2's error codes about documents.
mod code {
    pub const EXISTS: u32 = 900_312;
    pub const NO_CONTENT: u32 = 900_314;
    pub const NOT_FOUND: u32 = 900_315;
    pub const OTHER_CONTENT: u32 = 900_976;
}

/// Documents, and how many there are in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentPage {
    pub list: Vec<Document>,
    pub total: i64,
}

impl DocumentPage {
    /// The part of what `reader` may read.
    fn cut(all: Vec<Document>, reader: &Reader, offset: i64, limit: i64) -> Self {
        let mine: Vec<_> = all.into_iter().filter(|d| may_read(reader, d)).collect();
        let total = i64::try_from(mine.len()).unwrap_or(i64::MAX);
        let (skip, take) = (usize::try_from(offset).unwrap_or(0), usize::try_from(limit).unwrap_or(0));
        Self { list: mine.into_iter().skip(skip).take(take).collect(), total }
    }
}

/// Like [`store::api::document::search`], for one document: what is `PRIVATE` is for users of the tenant, what is
/// `OWNER_ONLY` for its author and administrators.
fn may_read(reader: &Reader, document: &Document) -> bool {
    let own = reader.user.as_ref().is_some_and(|user| *user == document.created_by);
    match document.visibility.as_str() {
        "API_LEVEL" => true,
        "PRIVATE" => reader.user.is_some(),
        _ => reader.all || own,
    }
}

pub(crate) fn reader_of(caller: &Caller) -> Reader {
    Reader { user: Some(caller.name()), all: caller.is_admin() }
}

pub(crate) fn reader(viewer: &Viewer) -> Reader {
    viewer.caller().map(reader_of).unwrap_or_default()
}

fn not_found(id: &str) -> Error {
    Error::not_found("Document", id, code::NOT_FOUND)
}

fn readable(found: Option<DocumentRow>, reader: &Reader, id: &str) -> Result<DocumentRow, Error> {
    found.filter(|d| may_read(reader, d)).ok_or_else(|| not_found(id))
}

/// When a document was made and last changed.
pub fn times(document: &Document) -> (Timestamp, Timestamp) {
    (Timestamp(document.created_at), Timestamp(document.updated_at))
}
