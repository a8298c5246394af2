//! The levels at which a request can be limited.

/// In the order they are checked; the first refusal answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Advanced policy on the API.
    Api,
    /// Advanced policy on the operation.
    Operation,
    Subscription,
    SubscriptionBurst,
    Application,
    ApplicationBurst,
    Custom,
    /// Most that the back end may get.
    BackEnd,
}

impl Level {
    /// WSO2's error code of a refusal at this level (`rate-limiting.md`).
    pub const fn code(self) -> u32 {
        match self {
            Self::Api => 900_800,
            Self::BackEnd => 900_801,
            Self::Operation => 900_802,
            Self::Application | Self::ApplicationBurst => 900_803,
            Self::Subscription => 900_804,
            Self::Custom => 900_806,
            Self::SubscriptionBurst => 900_807,
        }
    }
}
