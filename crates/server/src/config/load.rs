//! Reads the file and the environment.

use std::path::Path;

use anyhow::{Context, Result, bail};
use toml::{Table, Value};

use super::Config;

/// Loads `file` (none: defaults) and applies `environment`, e.g. `std::env::vars()`.
pub fn load(file: Option<&Path>, environment: impl Iterator<Item = (String, String)>) -> Result<Config> {
    let mut table = match file {
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("the configuration file {} cannot be read", path.display()))?;
            text.parse::<Table>().with_context(|| format!("{} is not TOML", path.display()))?
        }
        None => Table::new(),
    };
    check_names(&table)?;
    let defaults = Table::try_from(Config::default()).context("defaults")?;
    for (variable, text) in environment.filter(|(name, _)| name.starts_with("TURNPIKE_")) {
        let (section, key) = find_variable(&variable)?;
        let value = parse_like(&defaults[section][key], &text)
            .with_context(|| format!("the environment variable {variable}"))?;
        let entry = table.entry(section).or_insert_with(|| Value::Table(Table::new()));
        if let Value::Table(entry) = entry {
            entry.insert(key.to_owned(), value);
        }
    }
    let config: Config = table.try_into().map_err(|e: toml::de::Error| anyhow::anyhow!("{}", e.message()))?;
    let problems = config.problems();
    if !problems.is_empty() {
        bail!("the configuration is not valid:\n  {}", problems.join("\n  "));
    }
    Ok(config)
}

fn check_names(table: &Table) -> Result<()> {
    for (section, value) in
        table.iter().filter(|(name, _)| !["environment", "trusted_issuer"].contains(&name.as_str()))
    {
        let Some(known) = Config::SECTIONS.iter().find(|s| s.name == section) else {
            bail!("unknown section [{section}]{}", hint(section, Config::SECTIONS.iter().map(|s| s.name)));
        };
        let Value::Table(keys) = value else {
            bail!("{section} is a section: write [{section}] and its keys below");
        };
        for key in keys.keys() {
            if !known.fields.iter().any(|f| f.name == key) {
                bail!("unknown key {section}.{key}{}", hint(key, known.fields.iter().map(|f| f.name)));
            }
        }
    }
    Ok(())
}

fn find_variable(variable: &str) -> Result<(&'static str, &'static str)> {
    let names = || Config::SECTIONS.iter().flat_map(|s| s.fields.iter().map(move |f| (s.name, f.name)));
    let spelled = |(section, key): (&str, &str)| format!("TURNPIKE_{section}_{key}").to_uppercase();
    if let Some(found) = names().find(|n| spelled(*n) == variable) {
        return Ok(found);
    }
    let all: Vec<String> = names().map(spelled).collect();
    bail!("unknown environment variable {variable}{}", hint(variable, all.iter().map(String::as_str)));
}

fn parse_like(default: &Value, text: &str) -> Result<Value> {
    Ok(match default {
        Value::Integer(_) => Value::Integer(text.trim().parse().context("must be a whole number")?),
        Value::Boolean(_) => Value::Boolean(text.trim().parse().context("must be true or false")?),
        Value::Array(_) => {
            Value::Array(text.split(',').map(|s| Value::String(s.trim().to_owned())).collect())
        }
        _ => Value::String(text.to_owned()),
    })
}

/// `; did you mean x?` with the nearest of `names`.
pub fn hint<'a>(wrong: &str, names: impl Iterator<Item = &'a str>) -> String {
    names
        .map(|name| (distance(wrong, name), name))
        .min()
        .map_or_else(String::new, |(_, name)| format!("; the nearest valid name is {name}"))
}

/// Levenshtein distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &str, environment: &[(&str, &str)]) -> Result<Config> {
        let file = tempfile::NamedTempFile::new()?;
        std::fs::write(file.path(), text)?;
        load(Some(file.path()), environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())))
    }

    #[test]
    fn the_environment_wins_over_the_file_and_the_file_over_defaults() {
        let config =
            with("[gateway]\nhttp_port = 81\nworkers = 3\n", &[("TURNPIKE_GATEWAY_HTTP_PORT", "82")]);
        let config = config.expect("valid");
        assert_eq!(
            (config.gateway.http_port, config.gateway.workers, config.gateway.https_port),
            (82, 3, 8243)
        );
    }

    #[test]
    fn unknown_names_are_refused_with_the_nearest_valid_one() {
        for (text, environment, expected) in [
            ("[gatewy]\n", vec![], "unknown section [gatewy]; the nearest valid name is gateway"),
            (
                "[gateway]\nhttp_prt = 1\n",
                vec![],
                "unknown key gateway.http_prt; the nearest valid name is http_port",
            ),
            ("", vec![("TURNPIKE_LOG_FILTR", "x")], "the nearest valid name is TURNPIKE_LOG_FILTER"),
            ("[gateway]\nhttp_port = \"x\"\n", vec![], "invalid type"),
            ("[node]\noffset = 60000\n", vec![], "above 65535"),
            ("[log]\nformat = \"xml\"\n", vec![], "log.format: must be json or text"),
            ("", vec![("TURNPIKE_GATEWAY_WORKERS", "many")], "TURNPIKE_GATEWAY_WORKERS"),
            ("[login]\npassword_workers = 0\n", vec![], "login.password_workers: must be at least 1"),
            ("[gateway]\nheader_bytes = 10\n", vec![], "gateway.header_bytes: must be at least 8192"),
            ("nonsense", vec![], "is not TOML"),
        ] {
            let error = with(text, &environment).expect_err(text);
            assert!(format!("{error:#}").contains(expected), "{error:#}");
        }
    }

    #[test]
    fn the_printed_default_file_is_valid_and_changes_nothing() {
        let config = with(&crate::config::default_file(), &[]).expect("valid");
        assert_eq!(toml::to_string(&config).ok(), toml::to_string(&Config::default()).ok());
    }
}
