//! SPDX licence expressions (SPDX specification 2.3, annex D), with the `/` that old manifests use
//! for OR.

use std::collections::BTreeSet;

use anyhow::{Result, bail, ensure};

/// Whether someone who accepts the licences in `allowed` may use what is under `expression`.
pub fn satisfied(expression: &str, allowed: &BTreeSet<&str>) -> Result<bool> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut reader = Reader { tokens: spaced.split_whitespace().collect(), at: 0, allowed };
    let satisfied = reader.any_of()?;
    ensure!(reader.at == reader.tokens.len(), "`{}` is not expected", reader.tokens[reader.at]);
    Ok(satisfied)
}

struct Reader<'a> {
    tokens: Vec<&'a str>,
    at: usize,
    allowed: &'a BTreeSet<&'a str>,
}

impl<'a> Reader<'a> {
    fn any_of(&mut self) -> Result<bool> {
        let mut satisfied = self.all_of()?;
        while self.take("OR") {
            satisfied |= self.all_of()?;
        }
        Ok(satisfied)
    }

    fn all_of(&mut self) -> Result<bool> {
        let mut satisfied = self.one()?;
        while self.take("AND") {
            satisfied &= self.one()?;
        }
        Ok(satisfied)
    }

    fn one(&mut self) -> Result<bool> {
        if self.take("(") {
            let satisfied = self.any_of()?;
            ensure!(self.take(")"), "a parenthesis is not closed");
            return Ok(satisfied);
        }
        let licence = self.identifier()?;
        if self.take("WITH") {
            let exception = self.identifier()?;
            return Ok(self.allowed.contains(&*format!("{licence} WITH {exception}")));
        }
        Ok(self.allowed.contains(licence))
    }

    fn identifier(&mut self) -> Result<&'a str> {
        match self.tokens.get(self.at) {
            Some(&token) if !["AND", "OR", "WITH", "(", ")"].contains(&token) => {
                self.at += 1;
                Ok(token)
            }
            Some(token) => bail!("a licence is expected, not `{token}`"),
            None => bail!("a licence is expected at the end"),
        }
    }

    fn take(&mut self, token: &str) -> bool {
        let next = self.tokens.get(self.at) == Some(&token);
        self.at += usize::from(next);
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(expression: &str) -> bool {
        satisfied(expression, &BTreeSet::from(["MIT", "ISC", "Apache-2.0", "GPL-2.0 WITH Classpath"]))
            .unwrap()
    }

    #[test]
    fn one_choice_is_enough_and_every_part_is_needed() {
        assert!(
            with("MIT") && with("GPL-3.0 OR MIT") && with("Apache-2.0/MIT") && with("Apache-2.0 / GPL-3.0")
        );
        assert!(with("ISC AND (GPL-3.0 OR ISC) AND MIT"));
        assert!(!with("MIT AND OpenSSL") && !with("GPL-3.0"));
    }

    #[test]
    fn and_binds_closer_than_or() {
        assert!(with("MIT OR GPL-3.0 AND AGPL-3.0"));
        assert!(!with("(MIT OR GPL-3.0) AND AGPL-3.0"));
    }

    #[test]
    fn an_exception_is_allowed_by_name_only() {
        assert!(with("GPL-2.0 WITH Classpath"));
        assert!(!with("Apache-2.0 WITH LLVM-exception"));
    }

    #[test]
    fn nonsense_is_refused_rather_than_guessed() {
        for expression in ["", "MIT OR", "(MIT", "MIT ISC", "AND"] {
            assert!(satisfied(expression, &BTreeSet::new()).is_err(), "{expression}");
        }
    }
}
