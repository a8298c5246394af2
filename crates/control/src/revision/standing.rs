//! How a deployment really stands: what the gateways of its environment have said.

use hub::Presence;
use model::Timestamp;
use store::revision::ack::AckRow;
use store::revision::deployment::DeploymentRow;

/// Counted over the gateways that are present in the environment now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// Gateways present in the environment.
    pub live: usize,
    /// Of them, how many serve this revision.
    pub deployed: usize,
    /// Of them, which could not serve it, and why.
    pub failed: Vec<(String, String)>,
    /// When the last of them said so; present when all of them serve it.
    pub complete_at: Option<Timestamp>,
}

impl Standing {
    pub(super) fn of(deployment: &DeploymentRow, acks: &[AckRow], present: &[Presence]) -> Self {
        let mut standing = Self::default();
        let mut last = None;
        for node in present.iter().filter(|p| p.serves(&deployment.environment)) {
            standing.live += 1;
            let said = acks.iter().find(|a| {
                a.environment == deployment.environment
                    && a.node == node.node
                    && a.revision_id.as_ref() == Some(&deployment.revision_id)
            });
            match said {
                Some(AckRow { failure: Some(reason), .. }) => {
                    standing.failed.push((node.node.clone(), reason.clone()));
                }
                Some(ack) => {
                    standing.deployed += 1;
                    last = last.max(Some(Timestamp(ack.at)));
                }
                None => {}
            }
        }
        if standing.live > 0 && standing.deployed == standing.live {
            standing.complete_at = last;
        }
        standing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ack(node: &str, revision: &str, failure: Option<&str>, at: i64) -> AckRow {
        AckRow {
            api_id: "a".into(),
            environment: "Default".into(),
            node: node.into(),
            tenant: "carbon.super".into(),
            revision_id: Some(revision.into()),
            catalog_version: 1,
            failure: failure.map(str::to_owned),
            at,
        }
    }

    fn node(name: &str, environment: &str) -> Presence {
        Presence {
            node: name.into(),
            role: "gateway".into(),
            environments: vec![environment.into()],
            catalog_version: 1,
            ..Presence::default()
        }
    }

    #[test]
    fn only_present_gateways_of_the_environment_count_and_only_for_this_revision() {
        let deployment = DeploymentRow {
            api_id: "a".into(),
            environment: "Default".into(),
            tenant: "carbon.super".into(),
            revision_id: "r2".into(),
            vhost: "localhost".into(),
            display_on_devportal: true,
            deployed_at: 0,
            serves_default: false,
        };
        let acks = [ack("g1", "r2", None, 5), ack("g2", "r1", None, 9), ack("gone", "r2", None, 7)];
        let present = [node("g1", "Default"), node("g2", "Default"), node("g3", "Other")];
        let standing = Standing::of(&deployment, &acks, &present);
        assert_eq!((standing.live, standing.deployed, standing.complete_at), (2, 1, None));

        let acks = [ack("g1", "r2", None, 5), ack("g2", "r2", None, 9)];
        assert_eq!(Standing::of(&deployment, &acks, &present).complete_at, Some(Timestamp(9)));

        let acks = [ack("g1", "r2", Some("no memory"), 5)];
        let failed = Standing::of(&deployment, &acks, &present).failed;
        assert_eq!(failed, [("g1".to_owned(), "no memory".to_owned())]);
    }
}
