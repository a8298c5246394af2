//! Reading comments.

use std::collections::{BTreeMap, BTreeSet};

use model::tenant::TenantDomain;
use store::Tx;
use store::api::comment::{self, CommentRow};

use super::{ANSWERS_SHOWN, Comment, CommentPage, Commenter, Door, not_found};
use crate::Control;
use crate::error::Error;

impl Control {
    /// An API's threads, newest first, each with its first answers.
    pub async fn comments(
        &self,
        door: &Door,
        api_id: &str,
        (offset, limit): (i64, i64),
        with_commenters: bool,
    ) -> Result<CommentPage, Error> {
        let mut tx = self.read().await?;
        let api = door.api(self, &mut tx, api_id).await?;
        let (rows, total) = comment::threads(&mut tx, &api.tenant, &api.id, offset, limit).await?;
        let answers =
            comment::first_answers(&mut tx, &api.tenant, &api.id, offset, limit, ANSWERS_SHOWN).await?;
        let mut list: Vec<_> = rows.into_iter().map(plain).collect();
        for comment in &mut list {
            comment.answers.limit = ANSWERS_SHOWN;
        }
        for (row, total) in answers {
            let parent = list.iter_mut().find(|c| Some(&c.row.id) == row.parent_id.as_ref());
            if let Some(parent) = parent {
                parent.answers.total = total;
                parent.answers.list.push(plain(row));
            }
        }
        if with_commenters {
            name_commenters(&mut tx, &api.tenant, &mut list).await?;
        }
        Ok(CommentPage { list, total, offset, limit })
    }

    /// One comment, with a page of its answers.
    pub async fn comment(
        &self,
        door: &Door,
        api_id: &str,
        id: &str,
        (offset, limit): (i64, i64),
        with_commenters: bool,
    ) -> Result<Comment, Error> {
        let mut tx = self.read().await?;
        let api = door.api(self, &mut tx, api_id).await?;
        let row = comment::get(&mut tx, &api.tenant, &api.id, id).await?.ok_or_else(|| not_found(id))?;
        let mut found = plain(row);
        let (rows, total) = comment::answers(&mut tx, &api.tenant, id, offset, limit).await?;
        found.answers = CommentPage { list: rows.into_iter().map(plain).collect(), total, offset, limit };
        if with_commenters {
            name_commenters(&mut tx, &api.tenant, std::slice::from_mut(&mut found)).await?;
        }
        Ok(found)
    }

    /// The answers to a comment, oldest first.
    pub async fn answers(
        &self,
        door: &Door,
        api_id: &str,
        id: &str,
        page: (i64, i64),
        with_commenters: bool,
    ) -> Result<CommentPage, Error> {
        Ok(self.comment(door, api_id, id, page, with_commenters).await?.answers)
    }
}

fn plain(row: CommentRow) -> Comment {
    Comment { row, commenter: None, answers: CommentPage::default() }
}

/// Says who wrote each comment and answer.
async fn name_commenters(tx: &mut Tx, tenant: &str, list: &mut [Comment]) -> Result<(), Error> {
    let domain = TenantDomain::parse(tenant).map_err(Error::internal)?;
    let mut users = BTreeSet::new();
    for comment in list.iter() {
        users.insert(comment.row.created_by.clone());
        users.extend(comment.answers.list.iter().map(|answer| answer.row.created_by.clone()));
    }
    let mut known: BTreeMap<String, Commenter> = BTreeMap::new();
    for user in users {
        let commenter = of_user(tx, &domain, &user).await?;
        known.insert(user, commenter);
    }
    for comment in list {
        comment.commenter = known.get(&comment.row.created_by).cloned();
        for answer in &mut comment.answers.list {
            answer.commenter = known.get(&answer.row.created_by).cloned();
        }
    }
    Ok(())
}

async fn of_user(tx: &mut Tx, domain: &TenantDomain, shown: &str) -> Result<Commenter, Error> {
    let suffix = format!("@{domain}");
    let name = if domain.is_super() { shown } else { shown.strip_suffix(&suffix).unwrap_or(shown) };
    let Some(row) = store::user::by_name(tx, domain.as_str(), name).await? else {
        return Ok(Commenter::default());
    };
    let part = |part: &str| row.body["name"][part].as_str().unwrap_or_default().trim().to_owned();
    let (first_name, last_name) = (part("givenName"), part("familyName"));
    let full_name = format!("{first_name} {last_name}").trim().to_owned();
    Ok(Commenter { first_name, last_name, full_name })
}
