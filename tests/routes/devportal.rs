//! The developer portal's API.

mod apis;
mod applications;
mod keys;
mod settings;
mod subscriptions;
pub mod world;

use self::world::BASE as D;
