//! Categories that administrators sort APIs into.

mod read;
mod write;

use model::Invalid;
use model::api::ApiConfiguration;
use model::tenant::TenantDomain;
use store::Tx;
use store::category::CountedCategory;

use crate::error::Error;

/// WSO2's code of an API that names a category there is not.
const INVALID: u32 = 900_345;
const NAME_CHARS: usize = 255;
const DESCRIPTION_CHARS: usize = 1024;

/// A category with how many APIs are in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    pub id: String,
    pub name: String,
    pub description: String,
    pub apis: i64,
}

impl From<CountedCategory> for Category {
    fn from(found: CountedCategory) -> Self {
        let CountedCategory { row, apis } = found;
        Self { id: row.id, name: row.name, description: row.description, apis }
    }
}

fn not_found(id: &str) -> Error {
    Error::not_found("API category", id, 404)
}

async fn by_id(tx: &mut Tx, tenant: &TenantDomain, id: &str) -> Result<CountedCategory, Error> {
    store::category::by_id(tx, tenant.as_str(), id).await?.ok_or_else(|| not_found(id))
}

/// Refuses categories that do not exist, and writes the others as their administrator did. Those of `before` that have
/// been deleted since are left out.
pub(crate) async fn settle(
    tx: &mut Tx,
    tenant: &TenantDomain,
    api: &mut ApiConfiguration,
    before: Option<&ApiConfiguration>,
) -> Result<(), Error> {
    let (mut settled, mut bad) = (Vec::<String>::new(), Vec::new());
    for (i, name) in std::mem::take(&mut api.categories).into_iter().enumerate() {
        match store::category::by_name(tx, tenant.as_str(), &name).await? {
            Some(found) if settled.contains(&found.name) => {}
            Some(found) => settled.push(found.name),
            None if before.is_some_and(|b| b.categories.contains(&name)) => {}
            None => {
                let message = format!("there is no API category {name}");
                bad.push(Invalid::new(format!("categories[{i}]"), message).code(INVALID));
            }
        }
    }
    api.categories = settled;
    if bad.is_empty() { Ok(()) } else { Err(Error::Invalid(bad)) }
}
