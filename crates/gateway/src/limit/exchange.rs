//! The background half of a core's limiter: talks to the traffic managers.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use hub::HubError;
use throttle::Time;
use throttle::message::{Call, Notice, Reply, Request, holder_subject, shard_subject};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};
use tracing::{debug, warn};

use super::limiter::Core;

/// A reply is of use for this many times the time after which the request is repeated.
const PATIENT: u32 = 8;
/// Longest that the exchange sleeps.
const REST: Duration = Duration::from_secs(1);
/// Shortest, so that a slow clock does not make it spin.
const BREATH: Duration = Duration::from_micros(500);
/// At the end, giving back may take this long.
const FAREWELL: Duration = Duration::from_millis(500);

pub async fn run(core: &Core, shutdown: impl Future<Output = ()>) {
    let mut shutdown = pin!(shutdown);
    let mut notices = subscribe(core).await;
    let mut under_way = FuturesUnordered::new();
    let mut ticked = core.now();
    loop {
        let now = core.now();
        if tick_due(core, ticked).is_some_and(|at| at <= now) {
            core.wallet.borrow_mut().tick(now);
            ticked = now;
        }
        let requests = core.wallet.borrow_mut().poll(now);
        under_way.extend(requests.into_iter().map(|r| exchange(core, r)));
        tokio::select! {
            biased;
            reply = under_way.next(), if !under_way.is_empty() => hear(core, reply.flatten()),
            notice = next_notice(&mut notices) => match notice {
                Some(notice) => {
                    let slot = core.wallet.borrow_mut().on_notice(core.now(), &notice);
                    core.wake(slot.as_slice());
                }
                None => notices = subscribe(core).await,
            },
            () = core.news.notified() => {}
            () = sleep(rest(core, ticked)) => {}
            () = &mut shutdown => break,
        }
    }
    let farewell = async {
        core.wallet.borrow_mut().close(core.now());
        loop {
            let requests = core.wallet.borrow_mut().poll(core.now());
            under_way.extend(requests.into_iter().map(|r| exchange(core, r)));
            match under_way.next().await {
                Some(reply) => hear(core, reply),
                None => return,
            }
        }
    };
    if timeout(FAREWELL, farewell).await.is_err() {
        debug!(core = core.name, "leased quota is not given back: no traffic manager answers in time");
    }
}

/// Time until there is something to do without being told.
fn rest(core: &Core, ticked: Time) -> Duration {
    let poll = core.wallet.borrow().poll_at();
    let soonest = poll.into_iter().chain(tick_due(core, ticked)).min();
    let soonest = soonest.map_or(REST, |at| Duration::from_micros(at.since(core.now())));
    soonest.clamp(BREATH, REST)
}

/// When the wallet is to be looked after, if it was last at `ticked`.
fn tick_due(core: &Core, ticked: Time) -> Option<Time> {
    core.wallet.borrow().tick_in().map(|wait| ticked.plus(wait))
}

async fn exchange(core: &Core, request: Request) -> Option<Reply> {
    let subject = shard_subject(request.shard);
    let shard = request.shard;
    let body = serde_json::to_vec(&Call::Lease(request)).map(Bytes::from).ok()?;
    // The wallet repeats what is not answered; a missing reply needs no handling here.
    match core.hub.request(&subject, body, core.resend * PATIENT).await {
        Ok(body) => serde_json::from_slice(&body)
            .inspect_err(
                |error| warn!(core = core.name, shard, %error, "a traffic manager's reply cannot be read"),
            )
            .ok(),
        Err(error) => {
            debug!(core = core.name, shard, %error, "no reply from a traffic manager");
            None
        }
    }
}

fn hear(core: &Core, reply: Option<Reply>) {
    if let Some(reply) = reply {
        let changed = core.wallet.borrow_mut().on_reply(core.now(), &reply);
        core.wake(&changed);
    }
}

async fn subscribe(core: &Core) -> Option<mpsc::Receiver<hub::Request>> {
    let subject = holder_subject(core.wallet.borrow().holder());
    let served: Result<_, HubError> = core.hub.serve(&subject).await;
    served
        .inspect_err(|error| warn!(core = core.name, %error, "quota cannot be recalled from this core"))
        .ok()
}

/// The next notice that can be read; pending for ever without a subscription.
async fn next_notice(notices: &mut Option<mpsc::Receiver<hub::Request>>) -> Option<Notice> {
    let Some(receiver) = notices else { return std::future::pending().await };
    loop {
        let request = receiver.recv().await?;
        let notice = serde_json::from_slice(&request.body);
        request.answer(Bytes::new());
        match notice {
            Ok(notice) => return Some(notice),
            Err(error) => warn!(%error, "a notice to this core cannot be read"),
        }
    }
}
