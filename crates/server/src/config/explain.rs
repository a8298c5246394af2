//! Documentation of the configuration, from its declaration.

use std::fmt::Write as _;

use toml::{Table, Value};

use super::Config;
use super::load::hint;

fn defaults() -> Table {
    Table::try_from(Config::default()).unwrap_or_default()
}

/// A complete commented file with the defaults.
pub fn default_file() -> String {
    let defaults = defaults();
    let mut out = String::from(
        "# Turnpike: configuration of one node. Every key can also be set by an environment\n# variable, TURNPIKE_<SECTION>_<KEY>.\n",
    );
    for section in Config::SECTIONS {
        let _ = write!(out, "\n#{}\n[{}]\n", section.doc, section.name);
        for field in section.fields {
            let value = &defaults[section.name][field.name];
            let _ = write!(out, "#{}\n{} = {}\n", field.doc, field.name, value);
        }
    }
    out
}

/// What `section.key` or `section` means.
pub fn explain(key: &str) -> Result<String, String> {
    let (section_name, field_name) = key.split_once('.').map_or((key, None), |(s, f)| (s, Some(f)));
    let Some(section) = Config::SECTIONS.iter().find(|s| s.name == section_name) else {
        return Err(format!(
            "unknown section {section_name}{}",
            hint(section_name, Config::SECTIONS.iter().map(|s| s.name))
        ));
    };
    let defaults = defaults();
    let line = |field: &super::Field| {
        let value: &Value = &defaults[section.name][field.name];
        let variable = format!("TURNPIKE_{}_{}", section.name, field.name).to_uppercase();
        format!(
            "{}.{}\n   {}\n    default {value}, environment {variable}\n",
            section.name, field.name, field.doc
        )
    };
    match field_name {
        None => Ok(format!(
            "[{}]{}\n\n{}",
            section.name,
            section.doc,
            section.fields.iter().map(line).collect::<String>()
        )),
        Some(name) => {
            section.fields.iter().find(|f| f.name == name).map(line).ok_or_else(|| {
                format!("unknown key {key}{}", hint(name, section.fields.iter().map(|f| f.name)))
            })
        }
    }
}

/// The reference page, in Markdown: `docs/reference/configuration.md`.
pub fn reference() -> String {
    let defaults = defaults();
    let mut out = String::from(
        "# Configuration reference\n\nMade by `turnpike config reference`. Each key can also be set by the environment \
         variable\n`TURNPIKE_<SECTION>_<KEY>`, which wins over the file.\n",
    );
    for section in Config::SECTIONS {
        let _ = write!(
            out,
            "\n## `[{}]`\n\n{}\n\n| key | default | meaning |\n|---|---|---|\n",
            section.name,
            section.doc.trim()
        );
        for field in section.fields {
            let value = &defaults[section.name][field.name];
            let _ = writeln!(out, "| `{}` | `{value}` | {} |", field.name, field.doc.trim());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_reference_page_is_up_to_date() {
        let page = include_str!("../../../../docs/reference/configuration.md");
        assert_eq!(
            page,
            super::reference(),
            "run: turnpike config reference > docs/reference/configuration.md"
        );
    }
}
