//! The developer portal's API.

mod api_keys;
mod apis;
mod applications;
mod archives;
mod comments;
mod documents;
mod keys;
mod ratings;
mod settings;
mod subscriptions;
pub mod world;

use self::world::BASE as D;
