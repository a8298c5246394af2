//! Relative links in Markdown lead to a file or folder of the project, and every decision record is
//! in the index of its folder. Headings and other people's addresses are not looked at.

use std::collections::BTreeSet;

use anyhow::Result;

use crate::Offences;
use crate::tree::Tree;

const RECORDS: &str = "docs/adr/";
const INDEX: &str = "docs/adr/README.md";

pub fn check(tree: &Tree) -> Result<Offences> {
    let mut offences = Offences::new();
    let mut indexed = BTreeSet::new();
    for page in tree.with_extension(&["md"]) {
        for link in links(&tree.read(page)?) {
            let target = resolve(page, &link);
            if !tree.root.join(&target).exists() {
                offences.push(format!("{page}: the link to {link} leads nowhere"));
            }
            if page == INDEX {
                indexed.insert(target);
            }
        }
    }
    let records = tree.with_extension(&["md"]).filter(|p| p.starts_with(RECORDS) && *p != INDEX);
    offences.extend(records.filter(|p| !indexed.contains(*p)).map(|p| format!("{p} is not in {INDEX}")));
    Ok(offences)
}

/// Relative targets of `[text](target)` outside code, without their `#heading`.
fn links(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    for text in page.split("```").step_by(2) {
        for prose in text.split('`').step_by(2) {
            let targets = prose.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
            let relative = targets
                .filter(|target| !target.contains(':') && !target.starts_with(['#', '/']))
                .filter_map(|target| target.split('#').next());
            found.extend(relative.map(str::to_owned));
        }
    }
    found
}

/// `link` as seen from `page`, as a path from the root.
fn resolve(page: &str, link: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_links_are_found_and_others_left_alone() {
        let page = "[a](one.md#part) [b](https://x.example/y) [c](#here) `[d](code.md)`\n```\n[e](block.md)\n```\n[f](../up/)";
        assert_eq!(links(page), ["one.md", "../up/"]);
    }

    #[test]
    fn a_link_is_read_from_its_pages_folder() {
        assert_eq!(resolve("docs/develop/README.md", "../adr/README.md"), "docs/adr/README.md");
        assert_eq!(resolve("README.md", "docs/"), "docs");
    }
}
