//! Writing, editing and deleting comments.

use model::Invalid;
use store::api::comment::{self, CommentRow};

use super::{
    CATEGORY, Comment, CommentPage, EntryPoint, MAX_CATEGORY, MAX_COMMENTS, MAX_CONTENT, code, not_found,
};
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    /// `answers`: the comment that this one answers.
    pub async fn add_comment(
        &self,
        caller: &Caller,
        at: EntryPoint,
        api_id: &str,
        answers: Option<&str>,
        content: &str,
        category: Option<&str>,
    ) -> Result<Comment, Error> {
        check(Some(content), category)?;
        let mut tx = self.begin().await?;
        let api = at.door(caller).api(self, &mut tx, api_id).await?;
        if let Some(id) = answers {
            let parent = comment::get(&mut tx, &api.tenant, &api.id, id).await?;
            if parent.ok_or_else(|| not_found(id))?.parent_id.is_some() {
                return Err(Error::invalid(
                    "replyTo",
                    "is an answer itself; answer the comment that it answers",
                ));
            }
        }
        if comment::count(&mut tx, &api.tenant, &api.id).await? >= MAX_COMMENTS {
            return Err(Error::refused(400, format!("An API may have at most {MAX_COMMENTS} comments")));
        }
        let row = CommentRow {
            id: self.ambient().id(),
            tenant: api.tenant,
            api_id: api.id,
            parent_id: answers.map(str::to_owned),
            category: category.filter(|c| !c.is_empty()).unwrap_or(CATEGORY).to_owned(),
            content: content.to_owned(),
            entry_point: at.as_str().to_owned(),
            created_by: caller.name(),
            created_at: self.ambient().now().0,
            updated_at: None,
        };
        comment::insert(&mut tx, &row).await?;
        tx.commit().await?;
        Ok(Comment { row, commenter: None, answers: CommentPage::default() })
    }

    /// Changes what is given. Only whoever wrote it may: nobody puts words into another's mouth.
    pub async fn edit_comment(
        &self,
        caller: &Caller,
        at: EntryPoint,
        api_id: &str,
        id: &str,
        content: Option<&str>,
        category: Option<&str>,
    ) -> Result<Comment, Error> {
        check(content, category)?;
        let mut tx = self.begin().await?;
        let api = at.door(caller).api(self, &mut tx, api_id).await?;
        let row = comment::get(&mut tx, &api.tenant, &api.id, id).await?;
        let mut row = row.ok_or_else(|| not_found(id))?;
        if row.created_by != caller.name() {
            return Err(Error::denied(code::NOT_THEIRS, "only its author may edit a comment"));
        }
        if let Some(content) = content {
            content.clone_into(&mut row.content);
        }
        if let Some(category) = category.filter(|c| !c.is_empty()) {
            category.clone_into(&mut row.category);
        }
        row.updated_at = Some(self.ambient().now().0);
        comment::update(&mut tx, &row).await?;
        tx.commit().await?;
        Ok(Comment { row, commenter: None, answers: CommentPage::default() })
    }

    /// Deletes a comment with its answers: for its author and for administrators.
    pub async fn delete_comment(
        &self,
        caller: &Caller,
        at: EntryPoint,
        api_id: &str,
        id: &str,
    ) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        let api = at.door(caller).api(self, &mut tx, api_id).await?;
        let row = comment::get(&mut tx, &api.tenant, &api.id, id).await?;
        let row = row.ok_or_else(|| not_found(id))?;
        if row.created_by != caller.name() && !caller.is_admin() {
            let message = "only its author and administrators may delete a comment";
            return Err(Error::denied(code::NOT_THEIRS, message));
        }
        comment::delete(&mut tx, &api.tenant, id).await?;
        tx.commit().await?;
        Ok(())
    }
}

fn check(content: Option<&str>, category: Option<&str>) -> Result<(), Error> {
    if let Some(content) = content {
        if content.trim().is_empty() {
            return Err(Error::invalid("content", "must not be empty"));
        }
        if content.chars().count() > MAX_CONTENT {
            let message = format!("must have at most {MAX_CONTENT} characters");
            return Err(Invalid::new("content", message).code(code::TOO_LONG).into());
        }
    }
    if category.is_some_and(|c| c.chars().count() > MAX_CATEGORY || c.chars().any(char::is_control)) {
        let message =
            format!("must have at most {MAX_CATEGORY} characters, none of them a control character");
        return Err(Error::invalid("category", message));
    }
    Ok(())
}
