//! What may need an administrator's approval.

/// A kind of request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    ApplicationCreation,
    ApplicationUpdate,
    ApplicationDeletion,
    SubscriptionCreation,
    SubscriptionUpdate,
    SubscriptionDeletion,
    ProductionKey,
    SandboxKey,
    ApiState,
    ProductState,
    RevisionDeployment,
    SignUp,
}

impl Kind {
    pub const ALL: [Self; 12] = [
        Self::ApplicationCreation,
        Self::ApplicationUpdate,
        Self::ApplicationDeletion,
        Self::SubscriptionCreation,
        Self::SubscriptionUpdate,
        Self::SubscriptionDeletion,
        Self::ProductionKey,
        Self::SandboxKey,
        Self::ApiState,
        Self::ProductState,
        Self::RevisionDeployment,
        Self::SignUp,
    ];

    /// As filters of the admin API name it. The API's objects leave `AM_` out.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ApplicationCreation => "AM_APPLICATION_CREATION",
            Self::ApplicationUpdate => "AM_APPLICATION_UPDATE",
            Self::ApplicationDeletion => "AM_APPLICATION_DELETION",
            Self::SubscriptionCreation => "AM_SUBSCRIPTION_CREATION",
            Self::SubscriptionUpdate => "AM_SUBSCRIPTION_UPDATE",
            Self::SubscriptionDeletion => "AM_SUBSCRIPTION_DELETION",
            Self::ProductionKey => "AM_APPLICATION_REGISTRATION_PRODUCTION",
            Self::SandboxKey => "AM_APPLICATION_REGISTRATION_SANDBOX",
            Self::ApiState => "AM_API_STATE",
            Self::ProductState => "AM_API_PRODUCT_STATE",
            Self::RevisionDeployment => "AM_REVISION_DEPLOYMENT",
            Self::SignUp => "AM_USER_SIGNUP",
        }
    }

    /// As the tenant's configuration names it: the elements of WSO2's workflow extensions.
    pub const fn setting(self) -> &'static str {
        match self {
            Self::ApplicationCreation => "ApplicationCreation",
            Self::ApplicationUpdate => "ApplicationUpdate",
            Self::ApplicationDeletion => "ApplicationDeletion",
            Self::SubscriptionCreation => "SubscriptionCreation",
            Self::SubscriptionUpdate => "SubscriptionUpdate",
            Self::SubscriptionDeletion => "SubscriptionDeletion",
            Self::ProductionKey => "ProductionApplicationRegistration",
            Self::SandboxKey => "SandboxApplicationRegistration",
            Self::ApiState => "APIStateChange",
            Self::ProductState => "APIProductStateChange",
            Self::RevisionDeployment => "APIRevisionDeployment",
            Self::SignUp => "UserSignUp",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_names_of_its_own() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
            assert_eq!(Kind::ALL.iter().filter(|k| k.setting() == kind.setting()).count(), 1);
        }
    }
}
