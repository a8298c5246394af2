//! `Docs/<name>/document.yaml`, with its content beside it.

use serde_json::{Value, json};

use super::super::envelope::{self, required, text};
use super::super::package::{Package, label};
use super::super::source::Source;
use super::super::wrong;
use super::DOCUMENT;
use crate::document::{Draft, MAX_DOCUMENTS, Packed};
use crate::error::Error;

const FOLDER: &str = "Docs/";
const DESCRIPTORS: [&str; 2] = ["document.yaml", "document.json"];

pub(super) fn read(source: &Source) -> Result<Vec<Packed>, Error> {
    let mut folders: Vec<&str> = source
        .files_in(FOLDER)
        .filter_map(|path| DESCRIPTORS.iter().find_map(|d| path.strip_suffix(d)))
        .filter(|folder| folder.ends_with('/') && folder.matches('/').count() == 2)
        .collect();
    folders.dedup();
    if folders.len() > MAX_DOCUMENTS {
        return Err(wrong(FOLDER, format!("has more than {MAX_DOCUMENTS} documents")));
    }
    let mut read = Vec::new();
    for folder in folders {
        let Some(found) = source.descriptor(&format!("{folder}document"))? else { continue };
        let at = &found.at;
        let mut data = envelope::open(at, found.document)?;
        // Defaults of the contract.
        for (name, default) in [("visibility", "API_LEVEL"), ("sourceType", "INLINE")] {
            if data[name].is_null() {
                data[name] = default.into();
            }
        }
        let draft = draft(at, &data)?;
        let packed = with_content(source, folder, at, &data, draft)?;
        packed.check(at).map_err(|e| within(at, e))?;
        if read.iter().any(|other: &Packed| other.draft.name == packed.draft.name) {
            return Err(wrong(at, "has the name of another document"));
        }
        read.push(packed);
    }
    Ok(read)
}

fn draft(at: &str, data: &Value) -> Result<Draft, Error> {
    let optional = |name: &str| Ok::<_, Error>(text(at, data, name)?.map(str::to_owned));
    Ok(Draft {
        name: required(at, data, "name")?.trim().to_owned(),
        kind: required(at, data, "type")?.to_owned(),
        other_kind: optional("otherTypeName")?,
        summary: optional("summary")?,
        source: required(at, data, "sourceType")?.to_owned(),
        source_url: optional("sourceUrl")?,
        visibility: required(at, data, "visibility")?.to_owned(),
        text: None,
    })
}

/// The content is the file that the descriptor names, or the only one beside it.
fn with_content(
    source: &Source,
    folder: &str,
    at: &str,
    data: &Value,
    mut draft: Draft,
) -> Result<Packed, Error> {
    let inline = text(at, data, "inlineContent")?;
    let name = text(at, data, "fileName")?;
    let beside = || source.files_in(folder).filter(|path| *path != at);
    let called = [name, Some(&draft.name)].map(|n| format!("{folder}{}", n.unwrap_or_default()));
    let found = beside().find(|path| called.iter().any(|c| c == path)).or_else(|| beside().next());
    let content = found.and_then(|path| source.file(path));
    match draft.source.as_str() {
        "FILE" => {
            let last = found.and_then(|path| path.rsplit('/').next());
            let name = name.or(last).unwrap_or(&draft.name).to_owned();
            Ok(Packed { draft, file: content.map(|bytes| (name, bytes.to_vec())) })
        }
        "INLINE" | "MARKDOWN" => {
            let content = content.map(|bytes| {
                let text = std::str::from_utf8(bytes).map(str::to_owned);
                text.map_err(|_| wrong(found.unwrap_or(at), "is not UTF-8 text"))
            });
            draft.text = content.transpose()?.or_else(|| inline.map(str::to_owned));
            Ok(Packed { draft, file: None })
        }
        _ => Ok(Packed { draft, file: None }),
    }
}

/// The same error, of the descriptor at `at`.
fn within(at: &str, error: Error) -> Error {
    match error {
        Error::Invalid(mut fields) => {
            for field in &mut fields {
                field.field = format!("{at}: {}", field.field);
            }
            Error::Invalid(fields)
        }
        other => other,
    }
}

pub(super) fn write(package: &mut Package, documents: Vec<Packed>) -> Result<(), Error> {
    for Packed { draft, file } in documents {
        let folder = package.label_in(FOLDER, &draft.name);
        let folder = format!("{FOLDER}{folder}");
        let mut data = json!({
            "name": draft.name,
            "type": draft.kind,
            "summary": draft.summary.unwrap_or_default(),
            "sourceType": draft.source,
            "visibility": draft.visibility,
        });
        for (name, value) in [("otherTypeName", draft.other_kind), ("sourceUrl", draft.source_url)] {
            if let Some(value) = value {
                data[name] = value.into();
            }
        }
        let content = match (draft.text, file) {
            (Some(text), _) => Some((draft.name, text.into_bytes())),
            (None, Some((name, bytes))) => {
                data["fileName"] = name.clone().into();
                Some((name, bytes))
            }
            (None, None) => None,
        };
        package.describe(&format!("{folder}/document"), DOCUMENT, data)?;
        if let Some((name, bytes)) = content {
            let mut name = label(&name);
            if name.to_lowercase().starts_with("document.") {
                // Not in the place of the descriptor.
                name.insert(0, '_');
            }
            package.add(&format!("{folder}/{name}"), bytes)?;
        }
    }
    Ok(())
}
