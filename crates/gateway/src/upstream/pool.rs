//! Idle connections of one core, by origin.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use http::HeaderValue;
use hyper::client::conn::http1::SendRequest;

use crate::body::RequestBody;
use crate::table::endpoints::Origin;

/// The connections of one core.
pub struct Pool {
    /// By number of origin.
    origins: RefCell<Vec<Option<Rc<Idle>>>>,
    /// Kept per origin.
    most: usize,
    /// Kept for so long.
    longest: Duration,
}

/// What a core knows of one origin.
pub struct Idle {
    /// `Host` for requests to it. Own to the core: a shared one would bounce between caches.
    pub host: HeaderValue,
    /// The newest last.
    connections: RefCell<Vec<(SendRequest<RequestBody>, Duration)>>,
    /// Monotonic time until which the origin is passed over while there is another.
    ejected_until: Cell<Duration>,
    most: usize,
}

/// A connection in use. Dropped without [`give_back`](Self::give_back) it is closed.
pub struct Lease {
    pub sender: SendRequest<RequestBody>,
    home: Rc<Idle>,
    now: Duration,
}

impl Pool {
    pub const fn new(most: usize, longest: Duration) -> Self {
        Self { origins: RefCell::new(Vec::new()), most, longest }
    }

    pub fn of(&self, origin: &Origin) -> Rc<Idle> {
        let at = origin.number as usize;
        let mut origins = self.origins.borrow_mut();
        if origins.len() <= at {
            origins.resize_with(at + 1, || None);
        }
        let slot = &mut origins[at];
        Rc::clone(slot.get_or_insert_with(|| {
            Rc::new(Idle {
                // An authority made of a parsed URL is always a header value.
                host: HeaderValue::from_str(&origin.authority)
                    .unwrap_or(HeaderValue::from_static("localhost")),
                connections: RefCell::new(Vec::new()),
                ejected_until: Cell::new(Duration::ZERO),
                most: self.most,
            })
        }))
    }

    /// Closes what has been idle for too long or was closed by the back end.
    pub fn sweep(&self, now: Duration) {
        for idle in self.origins.borrow().iter().flatten() {
            idle.connections
                .borrow_mut()
                .retain(|(s, since)| !s.is_closed() && now.saturating_sub(*since) < self.longest);
        }
    }

    /// Closes every idle connection.
    pub fn clear(&self) {
        self.origins.borrow_mut().clear();
    }

    /// Number of idle connections.
    pub fn len(&self) -> usize {
        self.origins.borrow().iter().flatten().map(|i| i.connections.borrow().len()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Idle {
    /// The connection used last that is still open. It may need a moment to be ready.
    pub fn take(self: &Rc<Self>, now: Duration) -> Option<Lease> {
        loop {
            let (sender, _) = self.connections.borrow_mut().pop()?;
            if !sender.is_closed() {
                return Some(Lease { sender, home: Rc::clone(self), now });
            }
        }
    }

    pub fn lease(self: &Rc<Self>, sender: SendRequest<RequestBody>, now: Duration) -> Lease {
        Lease { sender, home: Rc::clone(self), now }
    }

    pub fn eject(&self, until: Duration) {
        self.ejected_until.set(until);
    }

    pub fn ejected(&self, now: Duration) -> bool {
        self.ejected_until.get() > now
    }
}

impl Lease {
    /// The response has come whole: the connection may serve another request.
    pub fn give_back(self) {
        let mut connections = self.home.connections.borrow_mut();
        if !self.sender.is_closed() && connections.len() < self.home.most {
            connections.push((self.sender, self.now));
        }
    }
}
