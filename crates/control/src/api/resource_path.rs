//! The operations of an API, as a list of paths.

use model::api::ApiOperation;

use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    /// The operations of an API, in its order.
    pub async fn resource_paths(&self, caller: &Caller, id: &str) -> Result<Vec<ApiOperation>, Error> {
        let mut tx = self.read().await?;
        Ok(self.load_single_api(&mut tx, caller, id).await?.configuration.operations)
    }
}
