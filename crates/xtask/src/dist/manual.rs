//! turnpike(1), from what the role's own program says of itself.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;

use super::{Distribution, said};

pub fn of(binary: &Path, distribution: &Distribution, version: &str) -> Result<String> {
    let role = distribution.role;
    let mut page = format!(
        ".TH TURNPIKE 1 \"\" \"Turnpike {version}\" \"User commands\"\n.SH NAME\nturnpike \\- {}\n",
        text(distribution.about)
    );
    let _ = write!(
        page,
        ".SH SYNOPSIS\n.B turnpike\n.I COMMAND\n.RI [ OPTIONS ]\n.SH DESCRIPTION\nThis build of Turnpike runs as\n.BR {} .\n\
         The service turnpike.service starts it with /etc/turnpike/turnpike.toml.\n",
        text(role)
    );
    for command in [&["--help"][..], &[role, "--help"], &["doctor", "--help"], &["config", "--help"]] {
        let said = said(binary, command)?;
        let name = if command.len() > 1 { format!("turnpike {}", command[0]) } else { "turnpike".to_owned() };
        let _ = write!(page, ".SH {}\n.nf\n{}\n.fi\n", text(&name).to_uppercase(), text(said.trim()));
    }
    page.push_str(
        ".SH EXIT STATUS\n0 when all went well, 1 on an error, 2 on a command line that is not understood.\nThe doctor: 0 all \
         well, 1 warnings, 2 errors.\n\
         .SH FILES\n.TP\n.I /etc/turnpike/turnpike.toml\nConfiguration.\n.TP\n.I /etc/turnpike/environment\nSecrets, as \
         TURNPIKE_<SECTION>_<KEY>=value lines; owned by root, mode 600.\n.TP\n.I /var/lib/turnpike\nWhat the node keeps on its own disk.\n\
         .SH ENVIRONMENT\nTURNPIKE_<SECTION>_<KEY> sets a key of the configuration, and wins over the file.\n",
    );
    Ok(page)
}

/// As text of roff: no escapes, no requests at the beginning of a line.
fn text(plain: &str) -> String {
    let escaped = plain.replace('\\', "\\e").replace('-', "\\-");
    let guarded =
        escaped.lines().map(|l| if l.starts_with(['.', '\'']) { format!("\\&{l}") } else { l.to_owned() });
    guarded.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_roff_would_read_as_its_own_is_escaped() {
        assert_eq!(super::text(".x --y\n'z \\n"), "\\&.x \\-\\-y\n\\&'z \\en");
    }
}
