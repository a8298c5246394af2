//! One core: its runtime, listeners, connections, pool and caches. Nothing here is shared with another core but the
//! pointer to the table and the counters, which only this core writes.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::{ArcSwap, Cache};
use hub::SharedHub;
use model::Ambient;
use rustls::ClientConfig;
use throttle::HolderId;

use crate::backend_jwt::{Assertions, Signer};
use crate::body::held::Room;
use crate::config::Config;
use crate::desk::Desk;
use crate::limit::{self, Limiter};
use crate::metrics::CoreMetrics;
use crate::opaque::OpaqueTokens;
use crate::record::Sink;
use crate::record::sink::Outlets;
use crate::table::Table;
use crate::token::TokenCache;
use crate::upstream::pool::Pool;
use pulse::Pulses;
use request_id::RequestIds;

pub mod connection;
pub mod guard;
pub mod listener;
pub mod pulse;
pub mod request_id;
pub mod thread;

/// The table as requests of one core hold it: counted without an atomic.
pub type TableRef = Rc<Arc<Table>>;

/// What every core is given.
#[derive(Clone)]
pub struct Shared {
    pub config: Arc<Config>,
    pub hub: SharedHub,
    pub ambient: Ambient,
    pub table: Arc<ArcSwap<Table>>,
    pub upstream_tls: Arc<ClientConfig>,
    pub outlets: Outlets,
    pub backend_jwt: Option<Arc<Signer>>,
    pub desk: Desk,
}

/// The state of one core.
pub struct Worker {
    pub config: Arc<Config>,
    pub ambient: Ambient,
    pub upstream_tls: Arc<ClientConfig>,
    pub tokens: RefCell<TokenCache>,
    pub opaque: OpaqueTokens,
    /// What back ends are told about callers, where they are.
    pub assertions: Option<Assertions>,
    pub pool: Pool,
    pub limiter: Limiter,
    pub ids: RequestIds,
    pub metrics: Arc<CoreMetrics>,
    pub records: Sink,
    pub desk: Desk,
    /// Counts calls, so that back ends are taken in turn.
    pub turn: Cell<usize>,
    /// No new requests on kept connections.
    pub draining: Cell<bool>,
    pub connections: Cell<usize>,
    /// For bodies that policies look at.
    pub room: Room,
    pub pulses: Pulses,
    tables: RefCell<Cache<Arc<ArcSwap<Table>>, Arc<Table>>>,
    table: RefCell<TableRef>,
}

impl Worker {
    pub fn new(core: u32, holder: HolderId, shared: Shared, metrics: Arc<CoreMetrics>) -> Self {
        let Shared { config, hub, ambient, table, upstream_tls, outlets, backend_jwt, desk } = shared;
        let quotas = limit::Config {
            node: config.node.clone(),
            deadline: Duration::from_millis(config.quota.deadline_ms),
            patience: Duration::from_millis(config.quota.patience_ms),
            ..limit::Config::default()
        };
        let upstream = &config.upstream;
        Self {
            opaque: OpaqueTokens::new(hub.clone(), config.token_cache),
            assertions: backend_jwt.map(|signer| Assertions::new(signer, config.token_cache)),
            tokens: RefCell::new(TokenCache::new(config.token_cache)),
            pool: Pool::new(upstream.idle_connections, Duration::from_secs(upstream.idle_secs)),
            limiter: Limiter::of(holder, &quotas, core, hub, &ambient),
            ids: RequestIds::new(&ambient),
            records: Sink::new(outlets, Arc::clone(&metrics)),
            metrics,
            desk,
            turn: Cell::new(0),
            draining: Cell::new(false),
            connections: Cell::new(0),
            room: Room::of(config.limits.policy_bodies_bytes),
            pulses: Pulses::default(),
            table: RefCell::new(Rc::new(table.load_full())),
            tables: RefCell::new(Cache::new(table)),
            upstream_tls,
            ambient,
            config,
        }
    }

    /// The table of this moment.
    pub fn table(&self) -> TableRef {
        let mut tables = self.tables.borrow_mut();
        let newest = tables.load();
        let mut current = self.table.borrow_mut();
        if !Arc::ptr_eq(newest, &current) {
            *current = Rc::new(Arc::clone(newest));
        }
        Rc::clone(&current)
    }

    pub fn next_turn(&self) -> usize {
        let turn = self.turn.get();
        self.turn.set(turn.wrapping_add(1));
        turn
    }
}
