use model::user::UserName;

use super::*;

fn caller(tenant: &str, roles: &[&str]) -> Caller {
    Caller {
        user: UserName::new("dev", TenantDomain::parse(tenant).expect("a domain")),
        roles: roles.iter().map(|r| (*r).to_owned()).collect(),
        scopes: Vec::new(),
        client_id: None,
    }
}

fn api(visibility: &str, roles: &[&str]) -> ApiConfiguration {
    ApiConfiguration {
        visibility: visibility.to_owned(),
        visible_roles: roles.iter().map(|r| (*r).to_owned()).collect(),
        ..ApiConfiguration::default()
    }
}

#[test]
fn restricted_apis_are_for_their_roles_and_for_those_who_make_apis() {
    let restricted = api("RESTRICTED", &["Gold-Partner"]);
    for (roles, may) in [
        (&["Internal/subscriber"][..], false),
        (&["Internal/subscriber", "gold-partner"], true),
        (&["Internal/publisher"], true),
        (&["admin"], true),
    ] {
        assert_eq!(Viewer::of(&caller("carbon.super", roles)).may_see(&restricted), may, "{roles:?}");
    }
}

#[test]
fn strangers_see_what_is_public() {
    let private = api("PRIVATE", &[]);
    let nobody = Viewer::new(None, None);
    assert!(nobody.may_see(&api("PUBLIC", &[])));
    assert!(!nobody.may_see(&private));
    assert!(!nobody.may_see(&api("RESTRICTED", &[])));
    let member = caller("carbon.super", &["Internal/everyone"]);
    assert!(Viewer::of(&member).may_see(&private));
    let elsewhere = TenantDomain::parse("a.example").ok();
    let stranger = Viewer::new(Some(caller("carbon.super", &["admin"])), elsewhere);
    assert!(!stranger.may_see(&private), "an administrator is one in the own tenant only");
}
