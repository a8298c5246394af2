//! An API's picture.

use super::not_found;
use crate::error::Error;
use crate::{Caller, Control};

/// Bytes a picture may have.
pub const MAX_THUMBNAIL: usize = 1024 * 1024;

impl Control {
    /// Stores a picture; returns its media type. The bytes decide, not what the client calls them; SVG is refused
    /// because it may carry scripts.
    pub async fn put_thumbnail(
        &self,
        caller: &Caller,
        id: &str,
        content: &[u8],
    ) -> Result<&'static str, Error> {
        let media_type = checked("file", content)?;
        let mut tx = self.begin().await?;
        let api = self.load_api(&mut tx, caller, id).await?;
        store::api::thumbnail::put(&mut tx, &api.tenant, &api.id, media_type, content).await?;
        tx.commit().await?;
        Ok(media_type)
    }

    /// Media type and bytes.
    pub async fn get_thumbnail(&self, caller: &Caller, id: &str) -> Result<(String, Vec<u8>), Error> {
        let mut tx = self.read().await?;
        let api = self.load_api(&mut tx, caller, id).await?;
        let found = store::api::thumbnail::get(&mut tx, &api.tenant, &api.id).await?;
        found.ok_or_else(|| not_found(id))
    }
}

/// The picture's media type, or why what is in `field` is no picture.
pub(crate) fn checked(field: &str, content: &[u8]) -> Result<&'static str, Error> {
    if content.len() > MAX_THUMBNAIL {
        return Err(Error::invalid(field, "must have at most 1 MiB"));
    }
    media_type(content).ok_or_else(|| Error::invalid(field, "must be a PNG, JPEG, GIF or WebP picture"))
}

fn media_type(content: &[u8]) -> Option<&'static str> {
    match content {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}
