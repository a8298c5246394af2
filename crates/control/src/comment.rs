//! Comments on APIs, in publisher and developer portal alike: threads of one comment and its answers.

mod read;
mod write;

use store::Tx;
use store::api::ApiRow;
use store::api::comment::CommentRow;

use crate::catalogue::{Viewer, visible};
use crate::error::Error;
use crate::{Caller, Control};

/// Comments and answers that an API may have.
pub const MAX_COMMENTS: i64 = 10_000;
/// Characters of a comment, as WSO2's contract has it.
pub const MAX_CONTENT: usize = 512;
const MAX_CATEGORY: usize = 64;
/// Category of a comment that says none.
pub const CATEGORY: &str = "general";
/// Answers shown with each comment of a list, as in WSO2.
const ANSWERS_SHOWN: i64 = 3;

/// WSO2's error codes about comments.
mod code {
    pub const NOT_THEIRS: u32 = 901_100;
    pub const NOT_FOUND: u32 = 901_102;
    pub const TOO_LONG: u32 = 901_103;
}

/// Through which portal one looks at an API's comments: each has its own rule about which APIs one sees.
#[derive(Debug, Clone)]
pub enum Door {
    Publisher(Caller),
    DevPortal(Viewer),
}

impl Door {
    async fn api(&self, control: &Control, tx: &mut Tx, id: &str) -> Result<ApiRow, Error> {
        match self {
            Self::Publisher(caller) => control.load_api(tx, caller, id).await,
            Self::DevPortal(viewer) => visible(tx, viewer, id).await,
        }
    }
}

/// In which portal a comment is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryPoint {
    Publisher,
    DevPortal,
}

impl EntryPoint {
    /// As WSO2's contract has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Publisher => "publisher",
            Self::DevPortal => "devPortal",
        }
    }

    fn door(self, caller: &Caller) -> Door {
        match self {
            Self::Publisher => Door::Publisher(caller.clone()),
            Self::DevPortal => Door::DevPortal(Viewer::of(caller)),
        }
    }
}

/// Who wrote a comment, as the account says; empty where it says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Commenter {
    pub first_name: String,
    pub last_name: String,
    pub full_name: String,
}

/// A comment, with some of its answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    pub row: CommentRow,
    /// When it was asked for.
    pub commenter: Option<Commenter>,
    /// Oldest first. An answer has none.
    pub answers: CommentPage,
}

/// Comments, and where they stand in the whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CommentPage {
    pub list: Vec<Comment>,
    pub total: i64,
    pub offset: i64,
    pub limit: i64,
}

fn not_found(id: &str) -> Error {
    Error::not_found("Comment", id, code::NOT_FOUND)
}
