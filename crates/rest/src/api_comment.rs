//! Comments on APIs as both portals show them.

use control::comment::{Comment, CommentPage, Commenter};
use model::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::Error;
use crate::paging::{Page, Pagination};

#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = PostRequestBody)]
pub struct NewComment {
    #[schema(max_length = 512)]
    pub content: String,
    /// `general` when absent.
    pub category: Option<String>,
}

/// What is to be different.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = PatchRequestBody)]
pub struct CommentChange {
    #[schema(max_length = 512)]
    pub content: Option<String>,
    pub category: Option<String>,
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ReplyTo {
    /// Id of the comment that this one answers.
    reply_to: Option<String>,
}

impl ReplyTo {
    pub fn id(&self) -> Option<&str> {
        self.reply_to.as_deref().filter(|id| !id.is_empty())
    }
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct Names {
    /// Whether to say what those who wrote the comments are called.
    pub include_commenter_info: bool,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ReplyPage {
    /// How many answers at most.
    reply_limit: i64,
    /// How many answers to pass over.
    reply_offset: i64,
}

impl Default for ReplyPage {
    fn default() -> Self {
        Self { reply_limit: 25, reply_offset: 0 }
    }
}

impl ReplyPage {
    /// Offset and limit.
    pub fn checked(&self) -> Result<(i64, i64), Error> {
        if !(0..=1_000).contains(&self.reply_limit) {
            return Err(Error::invalid("replyLimit", "must be between 0 and 1000"));
        }
        if self.reply_offset < 0 {
            return Err(Error::invalid("replyOffset", "must not be negative"));
        }
        Ok((self.reply_offset, self.reply_limit))
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Comment)]
pub struct CommentDto {
    id: String,
    content: String,
    created_time: String,
    created_by: String,
    /// Absent until it is edited.
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_time: Option<String>,
    category: String,
    /// Of an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_comment_id: Option<String>,
    /// `devPortal` or `publisher`.
    entry_point: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    commenter_info: Option<CommenterDto>,
    /// The first answers.
    #[schema(no_recursion)]
    replies: CommentListDto,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CommenterInfo)]
struct CommenterDto {
    first_name: String,
    last_name: String,
    full_name: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CommentList)]
pub struct CommentListDto {
    /// How many are in `list`.
    count: usize,
    list: Vec<CommentDto>,
    pagination: Pagination,
}

impl From<Comment> for CommentDto {
    fn from(comment: Comment) -> Self {
        let row = comment.row;
        let path = format!("/apis/{}/comments/{}/replies", row.api_id, row.id);
        Self {
            replies: CommentListDto::new(comment.answers, &path),
            id: row.id,
            content: row.content,
            created_time: Timestamp(row.created_at).rfc3339(),
            created_by: row.created_by,
            updated_time: row.updated_at.map(|at| Timestamp(at).rfc3339()),
            category: row.category,
            parent_comment_id: row.parent_id,
            entry_point: row.entry_point,
            commenter_info: comment.commenter.map(CommenterDto::from),
        }
    }
}

impl From<Commenter> for CommenterDto {
    fn from(c: Commenter) -> Self {
        Self { first_name: c.first_name, last_name: c.last_name, full_name: c.full_name }
    }
}

impl CommentListDto {
    /// `path`: where more of them are.
    pub fn new(comments: CommentPage, path: &str) -> Self {
        let page = Page { limit: comments.limit, offset: comments.offset };
        let list = comments.list.into_iter().map(CommentDto::from).collect();
        let list = page.list(list, comments.total, path, "");
        Self { count: list.count, list: list.list, pagination: list.pagination }
    }
}
