//! `/workflows`: every kind of request waits, is approved, is rejected, and goes with its object.

mod apis;
mod applications;
mod sign_up;
mod subscriptions;

use serde_json::{Value, json};

use super::BASE;
use crate::app::User;
use crate::devportal::world::World;

const DEVPORTAL: &str = "/api/am/devportal/v3";

/// A platform whose tenant wants approval of some kinds, and one of its administrators.
struct Office {
    w: World,
    admin: User,
}

impl Office {
    async fn start(kinds: &[&str]) -> Self {
        let w = World::start().await;
        let admin =
            w.app.as_user("admin", "apim:admin apim:api_workflow_view apim:api_workflow_approve").await;
        let office = Self { w, admin };
        office
            .configure(|config| {
                for kind in kinds {
                    config["Workflows"][*kind] = json!("approval");
                }
            })
            .await;
        office
    }

    async fn configure(&self, change: impl FnOnce(&mut Value)) {
        let by = World::publisher();
        let mut config = self.w.app.control.tenant_config(by.tenant()).await.expect("a configuration");
        change(&mut config);
        self.w.app.control.replace_tenant_config(&by, config).await.expect("replaced");
    }

    /// References of what waits.
    async fn waiting(&self, kind: &str) -> Vec<String> {
        let found = self.admin.get(&format!("{BASE}/workflows?workflowType={kind}")).await.expect(200);
        let list = found["list"].as_array().expect("a list");
        list.iter().map(|t| t["referenceId"].as_str().expect("a reference").to_owned()).collect()
    }

    /// The only request of a kind that waits.
    async fn task(&self, kind: &str) -> String {
        let all = self.waiting(kind).await;
        assert_eq!(all.len(), 1, "{kind}: {all:?}");
        all[0].clone()
    }

    async fn shown(&self, task: &str) -> Value {
        self.admin.get(&format!("{BASE}/workflows/{task}")).await.expect(200)
    }

    async fn decide(&self, task: &str, status: &str) -> crate::app::Answer {
        decide(&self.admin, task, status).await
    }

    /// Decides on the only request of a kind.
    async fn settle(&self, kind: &str, status: &str) {
        let task = self.task(kind).await;
        self.decide(&task, status).await.expect(200);
    }
}

async fn decide(by: &User, task: &str, status: &str) -> crate::app::Answer {
    let path = format!("{BASE}/workflows/update-workflow-status?workflowReferenceId={task}");
    by.post(&path, &json!({"status": status})).await
}

#[tokio::test]
async fn only_administrators_of_the_tenant_see_and_decide() {
    let o = Office::start(&["ApplicationCreation"]).await;
    o.w.application(&o.w.dev, "Shop").await;
    let task = o.task("AM_APPLICATION_CREATION").await;
    o.w.app.tenant("elsewhere.com").await;
    let scopes = "apim:admin apim:api_workflow_view apim:api_workflow_approve";
    let other = o.w.app.as_user("admin@elsewhere.com", scopes).await;
    assert_eq!(other.get(&format!("{BASE}/workflows")).await.expect(200)["count"], 0);
    other.get(&format!("{BASE}/workflows/{task}")).await.expect(404);
    decide(&other, &task, "APPROVED").await.expect(404);
    for by in [&o.w.dev, &o.w.app.anonymous()] {
        by.get(&format!("{BASE}/workflows")).await.expect(401);
        by.get(&format!("{BASE}/workflows/{task}")).await.expect(401);
        decide(by, &task, "APPROVED").await.expect(401);
    }
    o.decide(&task, "MAYBE").await.expect(400);
    o.decide("nothing", "APPROVED").await.expect(404);
    o.admin.get(&format!("{BASE}/workflows?workflowType=AM_NOTHING")).await.expect(400);
    assert_eq!(o.task("AM_APPLICATION_CREATION").await, task);
}

#[tokio::test]
async fn of_two_who_decide_at_once_one_decides() {
    let o = Office::start(&["ApplicationCreation"]).await;
    let id = o.w.application(&o.w.dev, "Shop").await;
    let task = o.task("AM_APPLICATION_CREATION").await;
    let (yes, no) = tokio::join!(o.decide(&task, "APPROVED"), o.decide(&task, "REJECTED"));
    let (won, lost, status) = if yes.status == 200 {
        ("APPROVED", "REJECTED", no.status)
    } else {
        assert_eq!(no.status, 200);
        ("REJECTED", "APPROVED", yes.status)
    };
    assert_eq!(status, 400);
    let path = format!("{DEVPORTAL}/applications/{id}");
    assert_eq!(o.w.dev.get(&path).await.expect(200)["status"], won);
    // Once more is no harm; changing one's mind is.
    o.decide(&task, won).await.expect(200);
    o.decide(&task, lost).await.expect(400);
    o.admin.get(&format!("{BASE}/workflows/{task}")).await.expect(404);
}

#[tokio::test]
async fn the_list_has_pages() {
    let o = Office::start(&["ApplicationCreation"]).await;
    for name in ["One", "Two", "Three"] {
        o.w.application(&o.w.dev, name).await;
    }
    let first = o.admin.get(&format!("{BASE}/workflows?limit=2")).await.expect(200);
    assert_eq!((&first["count"], &first["next"]), (&json!(2), &json!("/workflows?limit=2&offset=2")));
    assert_eq!(first["list"][0]["properties"]["applicationName"], "One");
    let rest = o.admin.get(&format!("{BASE}/workflows?limit=2&offset=2")).await.expect(200);
    assert_eq!((&rest["count"], &rest["next"]), (&json!(1), &json!("")));
}

#[tokio::test]
async fn a_configuration_that_names_no_kind_is_refused() {
    let w = World::start().await;
    let by = World::publisher();
    for (kind, how) in [("ApplicationCreation", "perhaps"), ("Everything", "approval")] {
        let mut config = w.app.control.tenant_config(by.tenant()).await.expect("a configuration");
        config["Workflows"] = json!({kind: how});
        w.app.control.replace_tenant_config(&by, config).await.expect_err("refused");
    }
}
