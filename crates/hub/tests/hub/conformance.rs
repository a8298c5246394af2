//! What every hub does.

mod catalog;
mod locks;
mod requests;
mod streams;

macro_rules! suite {
    ($($module:ident: $($case:ident),+;)+) => {
        mod memory {
            $($(#[tokio::test]
            async fn $case() {
                super::$module::$case(&crate::bench::Bench::memory()).await;
            })+)+
        }
        mod nats {
            $($(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                super::$module::$case(&crate::bench::Bench::nats().await).await;
            })+)+
        }
    };
}

suite! {
    catalog: changes_come_in_order_after_what_was_there, older_versions_are_ignored, removals_are_remembered,
        a_new_watch_sees_what_is_there, interest_is_by_kind_and_environment, two_watchers_see_the_same,
        versions_are_told_with_removals, names_may_hold_anything, a_batch_may_hold_a_document_twice;
    streams: an_event_is_stored_once, a_dropped_delivery_comes_again, a_group_is_handed_over,
        groups_do_not_share, a_new_group_begins_with_the_oldest, members_of_a_group_share;
    requests: a_request_is_answered, nobody_serves, silence_ends_with_the_deadline,
        whoever_does_not_answer_is_no_responder, many_at_a_time, presence_expires;
    locks: a_lock_is_held_by_one, a_dead_holder_is_replaced, a_lost_lock_cannot_be_renewed, terms_rise,
        state_is_kept_until_forgotten, a_status_is_told;
}
