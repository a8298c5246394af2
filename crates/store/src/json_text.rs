//! JSON kept in text columns, which give it back as it was written on both engines.

use serde_json::Value;

/// For `#[sqlx(try_from = "JsonText")]`.
#[derive(sqlx::Type)]
#[sqlx(transparent)]
pub(crate) struct JsonText(String);

impl TryFrom<JsonText> for Value {
    type Error = serde_json::Error;
    fn try_from(text: JsonText) -> Result<Self, serde_json::Error> {
        serde_json::from_str(&text.0)
    }
}

impl TryFrom<JsonText> for Vec<String> {
    type Error = serde_json::Error;
    fn try_from(text: JsonText) -> Result<Self, serde_json::Error> {
        serde_json::from_str(&text.0)
    }
}
