//! Zip archives: those that strangers send, read whole and within bounds, and those we give.
//!
//! Owns: which archives are taken at all. The directory of an archive is read by one strict reading before anything is
//! unpacked; what it does not say plainly (overlapping or doubled entries, links, encryption, sizes that are not true) is
//! refused, with the entry's name. Everything stays in memory: no path of an archive ever names a file.
//!
//! Must not know: what is in the files.

mod directory;
mod path;
mod problem;
mod read;
mod write;

pub use problem::Problem;
pub use read::{Files, Limits, read};
pub use write::write;
