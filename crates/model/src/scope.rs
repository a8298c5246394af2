//! Scopes of the platform's own REST APIs, and the roles that are granted them by default.
//!
//! Names are those of the public contracts; a tenant's configuration (`RESTAPIScopes`) may give a scope to other
//! roles than these.

use crate::user::role::{
    ADMIN, ANALYTICS, CREATOR, DEVOPS, INTEGRATION_DEV, OBSERVER, PUBLISHER, SUBSCRIBER,
};

/// Identity of the user (OpenID Connect Core 3.1.2.1).
pub const OPENID: &str = "openid";
/// What a token has when nothing that was asked for could be granted, as in WSO2.
pub const DEFAULT: &str = "default";

struct Grant {
    roles: &'static [&'static str],
    scopes: &'static [&'static str],
}

/// Each scope occurs once.
const GRANTS: &[Grant] = &[
    Grant {
        roles: &[ADMIN],
        scopes: &[
            "apim:admin",
            "apim:admin_alert_manage",
            "apim:admin_application_view",
            "apim:admin_operations",
            "apim:admin_settings",
            "apim:admin_tier_manage",
            "apim:admin_tier_view",
            "apim:api_category",
            "apim:api_manage",
            "apim:api_provider_change",
            "apim:api_workflow_approve",
            "apim:api_workflow_view",
            "apim:app_owner_change",
            "apim:app_settings_change",
            "apim:bl_manage",
            "apim:bl_view",
            "apim:bot_data",
            "apim:environment_manage",
            "apim:environment_read",
            "apim:gateway_policy_manage",
            "apim:gov_policy_manage",
            "apim:gov_rule_manage",
            "apim:keymanagers_manage",
            "apim:label_manage",
            "apim:label_read",
            "apim:llm_provider_manage",
            "apim:mcp_server_manage",
            "apim:organization_manage",
            "apim:organization_read",
            "apim:role_manage",
            "apim:scope_manage",
            "apim:shared_scope_manage",
            "apim:tenantInfo",
            "apim:tenant_theme_manage",
            "apim:tier_manage",
        ],
    },
    Grant {
        roles: &[ADMIN, CREATOR],
        scopes: &[
            "apim:api_create",
            "apim:api_delete",
            "apim:api_mediation_policy_manage",
            "apim:client_certificates_add",
            "apim:client_certificates_manage",
            "apim:client_certificates_update",
            "apim:client_certificates_view",
            "apim:common_operation_policy_manage",
            "apim:ep_certificates_add",
            "apim:ep_certificates_manage",
            "apim:ep_certificates_update",
            "apim:ep_certificates_view",
            "apim:mcp_server_create",
            "apim:mcp_server_delete",
            "apim:mediation_policy_create",
            "apim:mediation_policy_manage",
            "apim:mediation_policy_view",
            "apim:pub_alert_manage",
            "apim:publisher_organization_read",
            "apim:threat_protection_policy_create",
            "apim:threat_protection_policy_manage",
            "service_catalog:service_write",
        ],
    },
    Grant {
        roles: &[ADMIN, PUBLISHER],
        scopes: &[
            "apim:api_publish",
            "apim:mcp_server_publish",
            "apim:monetization_usage_publish",
            "apim:subscription_approval_manage",
            "apim:subscription_approval_view",
            "apim:subscription_block",
            "apim:subscription_manage",
        ],
    },
    Grant {
        roles: &[ADMIN, CREATOR, PUBLISHER],
        scopes: &[
            "apim:api_generate_key",
            "apim:comment_manage",
            "apim:comment_view",
            "apim:comment_write",
            "apim:document_create",
            "apim:document_manage",
            "apim:llm_provider_read",
            "apim:mcp_server_generate_key",
            "apim:subscription_view",
            "apim:tier_view",
            "service_catalog:service_view",
        ],
    },
    Grant {
        roles: &[ADMIN, CREATOR, PUBLISHER, OBSERVER],
        scopes: &[
            "apim:common_operation_policy_view",
            "apim:gateway_policy_view",
            "apim:gov_policy_read",
            "apim:gov_result_read",
            "apim:gov_rule_read",
            "apim:publisher_settings",
        ],
    },
    Grant {
        roles: &[ADMIN, CREATOR, PUBLISHER, ANALYTICS, OBSERVER],
        scopes: &["apim:api_view", "apim:mcp_server_view"],
    },
    Grant { roles: &[ADMIN, CREATOR, PUBLISHER, ANALYTICS], scopes: &["apim:throttling_policy_manage"] },
    Grant {
        roles: &[ADMIN, INTEGRATION_DEV],
        scopes: &["apim:api_definition_view", "apim:api_list_view", "apim:mcp_server_list_view"],
    },
    Grant {
        roles: &[ADMIN, SUBSCRIBER],
        scopes: &["apim:api_key", "apim:app_update", "apim:store_settings", "apim:sub_alert_manage"],
    },
    Grant {
        roles: &[ADMIN, SUBSCRIBER, DEVOPS],
        scopes: &["apim:app_manage", "apim:sub_manage", "apim:subscribe"],
    },
    Grant {
        roles: &[ADMIN, DEVOPS],
        scopes: &[
            "apim:api_import_export",
            "apim:api_product_import_export",
            "apim:app_import_export",
            "apim:mcp_server_import_export",
            "apim:policies_import_export",
        ],
    },
];

/// Roles of which any one is granted this REST API scope; `None` if it is not one.
pub fn roles(scope: &str) -> Option<&'static [&'static str]> {
    GRANTS.iter().find(|g| g.scopes.contains(&scope)).map(|g| g.roles)
}

/// Every REST API scope with its roles, in no particular order.
pub fn rest_scopes() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    GRANTS.iter().flat_map(|g| g.scopes.iter().map(|scope| (*scope, g.roles)))
}

/// Whether a name is reserved for the platform's own scopes, known or not.
pub fn is_reserved(scope: &str) -> bool {
    ["apim:", "apim_analytics:", "service_catalog:", "internal_"].iter().any(|p| scope.starts_with(p))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::user::role::EVERYONE;

    #[test]
    fn each_role_is_granted_what_its_work_needs() {
        let has = |role: &str, scope: &str| roles(scope).is_some_and(|r| r.contains(&role));
        assert!(has(CREATOR, "apim:api_create") && !has(CREATOR, "apim:api_publish"));
        assert!(has(PUBLISHER, "apim:api_publish") && !has(PUBLISHER, "apim:api_create"));
        assert!(has(SUBSCRIBER, "apim:subscribe") && !has(SUBSCRIBER, "apim:api_view"));
        assert!(!has(CREATOR, "apim:admin"));
        assert_eq!(roles("orders:read"), None);
        assert_eq!(roles(OPENID), None);
    }

    #[test]
    fn the_administrator_has_every_scope_and_no_scope_is_for_everyone() {
        let names: Vec<_> = rest_scopes().map(|(name, _)| name).collect();
        assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len(), "each scope occurs once");
        for (name, roles) in rest_scopes() {
            assert!(roles.contains(&ADMIN) && !roles.contains(&EVERYONE), "{name}");
            assert!(is_reserved(name), "{name}");
        }
    }
}
