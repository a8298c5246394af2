//! An application goes into an archive.

use serde_json::{Value, json};
use store::Tx;

use super::super::package::Package;
use super::super::{Exported, Format, aside, envelope};
use super::APPLICATION;
use crate::application::{Application, ApplicationView, NOT_FOUND, TokenType, Visibility};
use crate::error::Error;
use crate::key_mapping::KeyMapping;
use crate::{Caller, Control};

/// Which application, and what of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApplicationExport {
    pub name: String,
    /// As the caller writes the user's name.
    pub owner: String,
    /// The terms of its keys, too; never their secrets.
    pub with_keys: bool,
    pub format: Format,
}

impl Control {
    /// Packs an application of the caller's tenant, whoever owns it.
    pub async fn export_application(
        &self,
        caller: &Caller,
        wanted: ApplicationExport,
    ) -> Result<Exported, Error> {
        let _place = self.archive_place().await?;
        let mut tx = self.read().await?;
        let application = self.application_of(&mut tx, caller, &wanted.owner, &wanted.name).await?;
        let tenant = caller.tenant().as_str();
        let which = store::subscription::Selection {
            application_id: Some(&application.id),
            ..store::subscription::Selection::default()
        };
        let mut subscribed = Vec::new();
        for subscription in store::subscription::all(&mut tx, tenant, which).await? {
            let Some(api) = store::api::get(&mut tx, tenant, &subscription.api_id).await? else { continue };
            let c = &api.configuration;
            subscribed.push(json!({
                "apiId": {"providerName": api.provider, "apiName": c.name, "version": c.version},
                "throttlingPolicy": subscription.policy,
            }));
        }
        let view = self.view_application(&mut tx, caller, application).await?;
        drop(tx);
        aside(move || write(view, subscribed, &wanted)).await
    }

    /// The application of that name and owner, in the caller's tenant.
    pub(super) async fn application_of(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        owner: &str,
        name: &str,
    ) -> Result<Application, Error> {
        let unknown = || Error::not_found("Application", name, NOT_FOUND);
        let user = self.user_named_by(tx, caller, owner).await?;
        if user.tenant != *caller.tenant() {
            return Err(unknown());
        }
        let row = store::application::by_name(tx, user.tenant.as_str(), &user.name, name).await?;
        Application::from_row(row.ok_or_else(unknown)?)
    }
}

fn write(
    view: ApplicationView,
    subscribed: Vec<Value>,
    wanted: &ApplicationExport,
) -> Result<Exported, Error> {
    let application = view.application;
    let owner = application.owner.to_string();
    let keys: Vec<Value> = if wanted.with_keys { view.keys.iter().map(key).collect() } else { Vec::new() };
    let details = application.details;
    let info = json!({
        "applicationId": application.id,
        "name": application.name,
        "throttlingPolicy": application.policy,
        "description": details.description,
        "tokenType": match details.token_type {
            TokenType::Jwt => "JWT",
            TokenType::Oauth => "OAUTH",
        },
        "status": application.status,
        "attributes": details.attributes,
        "owner": owner,
        "visibility": match details.visibility {
            Visibility::Private => "PRIVATE",
            Visibility::SharedWithOrg => "SHARED_WITH_ORG",
        },
        "keys": keys,
    });
    let mut package = Package::new(&format!("{owner}-{}", application.name), wanted.format);
    let data = json!({"applicationInfo": info, "subscribedAPIs": subscribed});
    package.describe(APPLICATION, APPLICATION, data)?;
    let how = json!({"update": true, "preserveOwner": true, "skipSubscriptions": false, "skipKeys": false});
    let meta = json!({"name": application.name, "owner": owner, "deploy": {"import": how}});
    package.add("application_meta.yaml", envelope::write(meta, Format::Yaml))?;
    package.pack()
}

fn key(key: &KeyMapping) -> Value {
    json!({
        "keyManager": key.key_manager,
        "keyType": key.key_type.as_str(),
        "consumerKey": key.consumer_key,
        "supportedGrantTypes": key.terms.grant_types,
        "callbackUrl": key.terms.callback_url,
        "keyState": key.state.as_str(),
        "mode": key.mode.as_str(),
        "additionalProperties": key.terms.properties.to_json(),
    })
}
