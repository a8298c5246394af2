use model::lifecycle::State;
use store::api::lifecycle::EventRow;
use store::api::search::{Filter, Match, Order, Sort};
use store::revision::RevisionRow;
use store::revision::ack::AckRow;
use store::revision::deployment::DeploymentRow;
use store::scope::ScopeRow;
use store::{Store, StoreError, api, revision, scope};

use crate::rows;

pub async fn apis(store: &Store) {
    let domain = "apis.example";
    let mut tx = rows::tenant(store, domain).await;
    let mut row = rows::api(domain, "api-1", "Pizza", "1.0");
    api::insert(&mut tx, &row).await.expect("writes");
    api::insert(&mut tx, &rows::api(domain, "api-2", "Pizza", "2.0")).await.expect("writes");
    assert_eq!(api::get(&mut tx, domain, "api-1").await.expect("reads"), Some(row.clone()));
    assert_eq!(api::get(&mut tx, "carbon.super", "api-1").await.expect("reads"), None);
    assert_eq!(api::versions(&mut tx, domain, "PIZZA").await.expect("reads").len(), 2);
    assert_eq!(api::names_with_context(&mut tx, domain, "/pizza").await.expect("reads"), ["Pizza"]);
    let at = api::name_at(&mut tx, domain, "/T/apis.example/pizza/1.0").await.expect("reads");
    assert_eq!(at.as_deref(), Some("Pizza"));
    assert_eq!(api::tenant_of(&mut tx, "api-1").await.expect("reads").as_deref(), Some(domain));
    assert!(store::deny::context_exists(&mut tx, domain, &row.full_context).await.expect("reads"));

    row.configuration.description = Some("new".to_owned());
    row.updated_at = 2;
    assert!(api::update(&mut tx, &row).await.expect("writes"));
    api::set_state(&mut tx, domain, "api-1", State::Published, 3).await.expect("writes");
    api::set_default(&mut tx, domain, "api-1", true).await.expect("writes");
    api::set_last_revision(&mut tx, domain, "api-1", 7).await.expect("writes");
    let png = [0, 159, 255, b'\'', 0];
    for _ in 0..2 {
        api::thumbnail::put(&mut tx, domain, "api-1", "image/png", &png).await.expect("writes");
        api::definition::put(&mut tx, domain, "api-1", "openapi: 3.0.1 # 'it'").await.expect("writes");
    }
    let found = api::get(&mut tx, domain, "api-1").await.expect("reads").expect("is there");
    assert_eq!((found.state, found.is_default, found.last_revision), (State::Published, true, 7));
    assert!(found.has_thumbnail);
    let kept = api::thumbnail::get(&mut tx, domain, "api-1").await.expect("reads");
    assert_eq!(kept, Some(("image/png".to_owned(), png.to_vec())));
    let text = api::definition::get(&mut tx, domain, "api-1").await.expect("reads");
    assert_eq!(text.as_deref(), Some("openapi: 3.0.1 # 'it'"));
    api::definition::delete(&mut tx, domain, "api-1").await.expect("writes");
    assert_eq!(api::definition::get(&mut tx, domain, "api-1").await.expect("reads"), None);
    let event = EventRow {
        id: "event".to_owned(),
        tenant: domain.to_owned(),
        api_id: "api-1".to_owned(),
        previous: None,
        post: "CREATED".to_owned(),
        user: "alice".to_owned(),
        at: 1,
    };
    api::lifecycle::insert(&mut tx, &event).await.expect("writes");
    assert_eq!(api::lifecycle::list(&mut tx, domain, "api-1").await.expect("reads"), [event]);
    assert!(api::delete(&mut tx, domain, "api-1").await.expect("writes"));
    assert!(!api::delete(&mut tx, domain, "api-1").await.expect("writes"));
    tx.commit().await.expect("commits");

    let mut tx = store.begin().await.expect("a transaction");
    let mut same_path = rows::api(domain, "api-3", "Pasta", "1.0");
    same_path.full_context = rows::api(domain, "", "Pizza", "2.0").full_context;
    match api::insert(&mut tx, &same_path).await {
        Err(StoreError::Duplicate { constraint }) => {
            assert!(constraint.contains("full_context"), "{constraint}");
        }
        other => panic!("{other:?}"),
    }
}

pub async fn search(store: &Store) {
    let domain = "search.example";
    let mut tx = rows::tenant(store, domain).await;
    for (id, name, visibility) in
        [("s1", "alpha", "PUBLIC"), ("s2", "Beta_x", "RESTRICTED"), ("s3", "betax", "PRIVATE")]
    {
        let mut row = rows::api(domain, id, name, "1.0");
        row.configuration.visibility = visibility.to_owned();
        row.configuration.visible_roles = vec!["Cook".to_owned()];
        row.configuration.access_control = "RESTRICTED".into();
        row.configuration.categories = vec!["Meals".to_owned(), format!("{name}s")];
        row.configuration.access_control_roles = vec!["Chef".to_owned()];
        api::insert(&mut tx, &row).await.expect("writes");
    }
    let is = |text: &str| Match::Is(text.to_owned());
    let contains = |text: &str| Match::Contains(text.to_owned());
    let strings = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
    let cases = [
        (Filter::default(), "s3 s2 s1"),
        (Filter { name: is("ALPHA"), ..Filter::default() }, "s1"),
        (Filter { name: contains("ta_"), ..Filter::default() }, "s2"),
        (Filter { context: contains("/BETA"), ..Filter::default() }, "s3 s2"),
        (Filter { version: is("1.0"), provider: is("ALICE"), ..Filter::default() }, "s3 s2 s1"),
        (Filter { description: contains("0% OF_"), ..Filter::default() }, "s3 s2 s1"),
        (Filter { text: contains("BETAX"), ..Filter::default() }, "s3"),
        (Filter { kind: "HTTP".to_owned(), states: strings(&["CREATED"]), ..Filter::default() }, "s3 s2 s1"),
        (Filter { states: strings(&["PUBLISHED"]), ..Filter::default() }, ""),
        (Filter { tags: strings(&["alpha", "betax"]), ..Filter::default() }, "s3 s1"),
        (Filter { categories: strings(&["MEALS"]), ..Filter::default() }, "s3 s2 s1"),
        (Filter { categories: strings(&["alphas", "BETAXS", "Meal"]), ..Filter::default() }, "s3 s1"),
        (Filter { visible_to: Some(Vec::new()), ..Filter::default() }, "s1"),
        (Filter { visible_to: Some(strings(&["COOK"])), ..Filter::default() }, "s3 s2 s1"),
        (Filter { workable_by: Some(strings(&["chef"])), ..Filter::default() }, "s3 s2 s1"),
        (Filter { workable_by: Some(strings(&["waiter"])), ..Filter::default() }, ""),
    ];
    let down = Order { by: Sort::Created, ascending: false };
    for (filter, expected) in cases {
        let (page, count) = api::search::page(&mut tx, domain, &filter, down, 0, 10).await.expect("reads");
        let ids: Vec<_> = page.iter().map(|r| r.id.as_str()).collect();
        assert_eq!(ids.join(" "), expected, "{filter:?}");
        assert_eq!(count, ids.len() as i64);
    }
    for by in [Sort::Name, Sort::Version, Sort::State, Sort::Created] {
        let order = Order { by, ascending: true };
        let (page, count) =
            api::search::page(&mut tx, domain, &Filter::default(), order, 1, 1).await.expect("reads");
        assert_eq!((page[0].id.as_str(), count), ("s2", 3));
    }
    let tags = api::search::tags(&mut tx, domain, &Filter::default()).await.expect("reads");
    assert_eq!(tags, [("Beta_x".into(), 1), ("alpha".into(), 1), ("betax".into(), 1), ("food".into(), 3)]);
}

pub async fn revisions(store: &Store) {
    let domain = "revisions.example";
    let mut tx = rows::tenant(store, domain).await;
    let api_row = rows::api(domain, "rev-api", "Pizza", "1.0");
    api::insert(&mut tx, &api_row).await.expect("writes");
    let revision_row = RevisionRow {
        id: "rev-1".to_owned(),
        tenant: domain.to_owned(),
        api_id: "rev-api".to_owned(),
        number: 1,
        description: String::new(),
        created_by: "alice".to_owned(),
        created_at: 1,
        configuration: api_row.configuration.clone(),
    };
    revision::insert(&mut tx, &revision_row, "the text").await.expect("writes");
    assert_eq!(
        revision::list(&mut tx, domain, "rev-api").await.expect("reads"),
        std::slice::from_ref(&revision_row)
    );
    assert_eq!(revision::get(&mut tx, domain, "rev-1").await.expect("reads"), Some(revision_row.clone()));
    let text = revision::definition(&mut tx, domain, "rev-1").await.expect("reads");
    assert_eq!(text.as_deref(), Some("the text"));
    let mut deployment = DeploymentRow {
        api_id: "rev-api".to_owned(),
        environment: "Revisions".to_owned(),
        tenant: domain.to_owned(),
        revision_id: "rev-1".to_owned(),
        vhost: "localhost".to_owned(),
        display_on_devportal: true,
        deployed_at: 1,
        serves_default: false,
    };
    for serves_default in [false, true] {
        deployment.serves_default = serves_default;
        revision::deployment::put(&mut tx, &deployment).await.expect("writes");
    }
    assert_eq!(
        revision::deployment::list(&mut tx, domain, "rev-api").await.expect("reads"),
        [deployment.clone()]
    );
    let there = revision::deployment::list_in(&mut tx, domain, "Revisions").await.expect("reads");
    assert_eq!(there, [deployment]);
    assert!(revision::deployment::list_in(&mut tx, "other", "Revisions").await.expect("reads").is_empty());
    assert_eq!(revision::deployment::count_in(&mut tx, "Revisions").await.expect("reads"), 1);
    let named = store::policy::configurations_naming(&mut tx, domain, "Pizza").await.expect("reads");
    assert_eq!(named.len(), 2, "the working copy and what is deployed");
    let mut ack = AckRow {
        api_id: "rev-api".to_owned(),
        environment: "Revisions".to_owned(),
        node: "g1".to_owned(),
        tenant: domain.to_owned(),
        revision_id: Some("rev-1".to_owned()),
        catalog_version: 5,
        failure: None,
        at: 1,
    };
    revision::ack::put(&mut tx, &ack).await.expect("writes");
    ack.catalog_version = 4;
    ack.failure = Some("late".to_owned());
    revision::ack::put(&mut tx, &ack).await.expect("writes");
    let acks = revision::ack::list(&mut tx, domain, "rev-api").await.expect("reads");
    assert_eq!((acks.len(), acks[0].catalog_version, &acks[0].failure), (1, 5, &None), "the newer stays");
    tx.commit().await.expect("commits");

    let mut tx = store.begin().await.expect("a transaction");
    let refused = revision::delete(&mut tx, domain, "rev-1").await;
    assert!(matches!(refused, Err(StoreError::Reference)), "it is deployed: {refused:?}");
    drop(tx);
    let mut tx = store.begin().await.expect("a transaction");
    assert!(revision::deployment::delete(&mut tx, domain, "rev-api", "Revisions").await.expect("writes"));
    assert!(revision::delete(&mut tx, domain, "rev-1").await.expect("writes"));
}

pub async fn scopes(store: &Store) {
    let domain = "scopes.example";
    let mut tx = rows::tenant(store, domain).await;
    api::insert(&mut tx, &rows::api(domain, "scope-api", "Pizza", "1.0")).await.expect("writes");
    let row = |id: &str, api_name: Option<&str>| ScopeRow {
        id: id.to_owned(),
        tenant: domain.to_owned(),
        name: format!("name of {id}"),
        api_name: api_name.map(str::to_owned),
        display_name: String::new(),
        description: String::new(),
        bindings: vec!["admin".to_owned(), "\"it\"".to_owned()],
        created_at: 1,
        updated_at: 1,
    };
    let (shared, local) = (row("shared", None), row("local", Some("pizza")));
    for row in [&shared, &local] {
        scope::insert(&mut tx, row).await.expect("writes");
    }
    assert!(scope::update(&mut tx, &shared).await.expect("writes"));
    assert_eq!(scope::by_id(&mut tx, domain, "shared").await.expect("reads"), Some(shared.clone()));
    let names = [shared.name.clone(), "unknown".to_owned()];
    assert_eq!(scope::bindings(&mut tx, domain, &names).await.expect("reads"), std::slice::from_ref(&shared));
    let ids = ["local".to_owned(), "shared".to_owned(), "shared".to_owned()];
    scope::attach(&mut tx, domain, "scope-api", &ids).await.expect("writes");
    assert_eq!(scope::of_api(&mut tx, domain, "scope-api").await.expect("reads").len(), 2);
    assert_eq!(scope::usage_count(&mut tx, domain, "shared").await.expect("reads"), 1);
    assert_eq!(scope::used_by(&mut tx, domain, "shared").await.expect("reads"), ["scope-api"]);
    let page = scope::page_shared(&mut tx, domain, 0, 10).await.expect("reads");
    assert_eq!(page, (vec![(shared.clone(), 1)], 1));
    tx.commit().await.expect("commits");

    let mut tx = store.begin().await.expect("a transaction");
    let refused = scope::delete(&mut tx, domain, "shared").await;
    assert!(matches!(refused, Err(StoreError::Reference)), "an API has it: {refused:?}");
    drop(tx);
    let mut tx = store.begin().await.expect("a transaction");
    scope::attach(&mut tx, domain, "scope-api", &[]).await.expect("writes");
    assert_eq!(scope::by_id(&mut tx, domain, "local").await.expect("reads"), None, "no API has it any more");
    assert!(scope::delete(&mut tx, domain, "shared").await.expect("writes"));
}
