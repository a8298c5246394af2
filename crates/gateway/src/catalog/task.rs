//! The catalog's thread: watches the hub, makes tables, publishes them, acknowledges, announces.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use arc_swap::ArcSwap;
use hub::presence::REFRESH;
use hub::{CatalogEvent, HubError, Interest, Presence, SharedHub};
use model::Ambient;
use model::catalog::{Document, Key, Kind};
use throttle::HolderId;
use tokio::runtime;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, interval, sleep, sleep_until};

use super::ack::Ack;
use super::books::Books;
use super::saver::Saver;
use super::snapshot::Files;
use crate::Unseal;
use crate::config::Config;
use crate::desk::Asked;
use crate::error::StartError;
use crate::health::{Source, Status};
use crate::record::publisher;
use crate::table::Table;
use crate::worker::connection::Stage;

/// Events taken at once; one table is made of them.
const BATCH: usize = 4_096;
/// Pause before the hub is tried again.
const AGAIN: Duration = Duration::from_secs(1);
/// A hub that was empty is believed when it has been quiet for so long: without a snapshot there is nothing to lose
/// by believing early, with one APIs would be.
const QUIET_WITHOUT_SNAPSHOT: Duration = Duration::from_millis(200);
const QUIET_WITH_SNAPSHOT: Duration = Duration::from_secs(3);

/// What the thread is given.
pub struct Context {
    pub config: Arc<Config>,
    pub hub: SharedHub,
    pub ambient: Ambient,
    pub unseal: Unseal,
    pub table: Arc<ArcSwap<Table>>,
    pub status: Arc<Status>,
    /// Records to be published as analytics.
    pub events: Option<mpsc::Receiver<String>>,
    /// The cores, as traffic managers know them.
    pub holders: Vec<HolderId>,
    pub stage: watch::Receiver<Stage>,
    /// Questions about what is kept here.
    pub asked: mpsc::Receiver<Asked>,
}

/// Starts the thread; it ends when the gateway closes.
pub fn start(context: Context) -> Result<JoinHandle<()>, StartError> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build().map_err(StartError::Thread)?;
    std::thread::Builder::new()
        .name("gateway-catalog".to_owned())
        .spawn(move || runtime.block_on(run(context)))
        .map_err(StartError::Thread)
}

async fn run(mut context: Context) {
    let publishing = context.events.take().map(|events| {
        let config = &context.config;
        let (node, region) = (config.node.clone(), config.region.clone());
        tokio::spawn(publisher::run(Arc::clone(&context.hub), node, region, context.ambient.id(), events))
    });
    let (_, none) = mpsc::channel(1);
    let asked = std::mem::replace(&mut context.asked, none);
    let mut stage = context.stage.clone();
    let announce = announce(&context);
    let mut keeper = Keeper::new(&context, asked);
    keeper.restore();
    tokio::select! {
        () = keeper.keep() => {}
        () = announce => {}
        _ = stage.wait_for(|s| *s >= Stage::Closing) => {}
    }
    keeper.saver.finish(keeper.books.documents()).await;
    if let Some(publishing) = publishing {
        // It ends when the cores have; at the latest with the gateway.
        tokio::select! {
            _ = publishing => {}
            _ = stage.wait_for(|s| *s == Stage::Gone) => {}
        }
    }
}

/// Tells others that this gateway is there.
async fn announce(context: &Context) {
    let mut tick = interval(REFRESH);
    loop {
        tick.tick().await;
        let presence = Presence {
            node: context.config.node.clone(),
            role: "gateway".to_owned(),
            environments: context.config.environments.clone(),
            region: context.config.region.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            catalog_version: context.table.load().catalog_version,
            holders: context.holders.iter().map(|h| h.0).collect(),
            note: context.status.text(context.ambient.now()),
        };
        if let Err(error) = context.hub.announce(presence).await {
            tracing::debug!(%error, "presence not announced");
        }
    }
}

struct Keeper<'c> {
    context: &'c Context,
    books: Books,
    /// Told in acknowledgements' ids.
    life: String,
    /// A snapshot is being served.
    restored: bool,
    saver: Saver,
    /// Acknowledgements that the hub has not taken yet.
    unsaid: VecDeque<Ack>,
    asked: mpsc::Receiver<Asked>,
}

/// What is known of the hub while it is watched.
#[derive(Default)]
struct View {
    seen: BTreeSet<Key>,
    /// The hub has said that its current documents have all been sent.
    current: bool,
    /// Tenants seen: without any the hub has not been filled yet.
    tenants: usize,
    /// The view is trusted to be whole.
    whole: bool,
}

/// Why watching ended.
enum Ended {
    /// By the hub.
    Closed,
    /// A hub that was empty has been filled: its documents are to be seen from the start.
    Filled,
}

impl<'c> Keeper<'c> {
    fn new(context: &'c Context, asked: mpsc::Receiver<Asked>) -> Self {
        Self {
            books: Books::new(context.config.environments.clone(), Arc::clone(&context.unseal)),
            life: context.ambient.id(),
            restored: false,
            saver: Saver::new(
                context.config.snapshot.as_deref().map(Files::new),
                context.ambient.clone(),
                Arc::clone(&context.status),
            ),
            unsaid: VecDeque::new(),
            asked,
            context,
        }
    }

    /// Serves from the snapshot until the hub has been heard.
    fn restore(&mut self) {
        let files = self.context.config.snapshot.as_deref().map(Files::new);
        let Some(snapshot) = files.and_then(|f| f.load()) else { return };
        let count = snapshot.documents.len();
        for document in snapshot.documents {
            self.books.apply(document);
        }
        self.context.table.store(self.books.publish(true));
        self.context.status.set(Source::Snapshot, snapshot.taken_at);
        self.restored = true;
        tracing::info!(documents = count, "serving from the snapshot");
    }

    async fn keep(&mut self) {
        loop {
            match self.watch().await {
                Ok(Ended::Filled) => continue,
                Ok(Ended::Closed) => tracing::info!("the catalog is watched anew"),
                Err(error) => tracing::warn!(%error, "the catalog cannot be watched"),
            }
            self.heard_last();
            let mut pause = std::pin::pin!(sleep(AGAIN));
            loop {
                tokio::select! {
                    () = pause.as_mut() => break,
                    Some(asked) = self.asked.recv() => self.answer(asked),
                }
            }
        }
    }

    /// Answers, and publishes the table when it has changed and is one already.
    fn answer(&mut self, asked: Asked) {
        if asked.answer(&mut self.books) && self.context.table.load().complete {
            self.context.table.store(self.books.publish(false));
        }
    }

    /// Watches until the hub ends it, or until a hub that was empty has been filled.
    async fn watch(&mut self) -> Result<Ended, HubError> {
        let interest = Interest { kinds: Vec::new(), environments: self.context.config.environments.clone() };
        let mut events = self.context.hub.watch(interest).await?;
        let mut view = View::default();
        let quiet = if self.restored { QUIET_WITH_SNAPSHOT } else { QUIET_WITHOUT_SNAPSHOT };
        let mut believe_at: Option<Instant> = None;
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            let filled = async {
                match believe_at {
                    Some(at) => sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            let unsaid = !self.unsaid.is_empty();
            let taken = tokio::select! {
                taken = events.recv_many(&mut batch, BATCH) => taken,
                () = filled => return Ok(Ended::Filled),
                () = self.saver.due() => {
                    self.saver.write(self.books.documents());
                    continue;
                }
                () = sleep(AGAIN), if unsaid => {
                    self.say().await;
                    continue;
                }
                Some(asked) = self.asked.recv() => {
                    self.answer(asked);
                    continue;
                }
            };
            if taken == 0 {
                return Ok(Ended::Closed);
            }
            let changed = self.apply(&mut batch, &mut view);
            if view.current && !view.whole && view.tenants > 0 {
                // Filled after it was empty: look again when it has come to rest.
                believe_at = Some(Instant::now() + quiet);
            }
            if changed {
                self.publish(&view).await;
            }
        }
    }

    /// Says whether there is something to publish.
    fn apply(&mut self, batch: &mut Vec<CatalogEvent>, view: &mut View) -> bool {
        let mut changed = false;
        for event in batch.drain(..) {
            match event {
                CatalogEvent::Document(document) => changed |= self.document(document, view),
                CatalogEvent::Current => {
                    view.current = true;
                    if view.tenants > 0 {
                        view.whole = true;
                        self.books.retain(&view.seen);
                        changed = true;
                    } else {
                        tracing::warn!("the hub has no catalog yet");
                    }
                    view.seen.clear();
                }
            }
        }
        changed
    }

    fn document(&mut self, document: Document, view: &mut View) -> bool {
        if document.body.is_some() {
            view.tenants += usize::from(document.key.kind == Kind::Tenant);
            if !view.current {
                view.seen.insert(document.key.clone());
            }
        }
        self.books.apply(document)
    }

    /// Publishes the table, unless it would be a part of one.
    async fn publish(&mut self, view: &View) {
        if !view.whole && !self.restored {
            return;
        }
        let table = self.books.publish(true);
        self.context.table.store(table);
        if view.whole {
            self.context.status.set(Source::Hub, self.context.ambient.now());
        }
        self.saver.changed();
        if view.whole {
            self.unsaid.extend(self.books.take_acks());
            self.say().await;
        }
    }

    /// Acknowledges what is served; what the hub does not take is said again.
    async fn say(&mut self) {
        while let Some(ack) = self.unsaid.front() {
            if !ack.publish(&self.context.hub, &self.context.config.node, &self.life).await {
                break;
            }
            self.unsaid.pop_front();
        }
    }

    /// The hub is silent from now on: what is served grows old.
    fn heard_last(&self) {
        if self.context.status.source() == Source::Hub {
            self.context.status.set(Source::Snapshot, self.context.ambient.now());
        }
    }
}
