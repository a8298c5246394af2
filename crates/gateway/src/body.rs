//! Bodies in both directions. They stream: nothing is held back, and what breaks off breaks off on the other side too.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::time::{Sleep, sleep};

use crate::phases::account::Account;
use crate::upstream::pool::Lease;

pub mod held;

use held::Held;

/// Why a body broke off.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    #[error("the body made no progress in time")]
    Stalled,
    #[error(transparent)]
    Http(#[from] hyper::Error),
}

/// A client's body on its way to the back end.
pub enum RequestBody {
    Empty,
    /// Read whole before.
    Whole {
        bytes: Option<Bytes>,
        _held: Held,
    },
    Stream {
        incoming: Incoming,
        progress: Rc<Progress>,
        stall: Stall,
    },
}

/// How far a request's body has come.
#[derive(Debug, Default)]
pub struct Progress {
    /// Bytes taken from the client.
    pub bytes: Cell<u64>,
    /// The client's side broke.
    pub failed: Cell<bool>,
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        match self.get_mut() {
            Self::Empty => Poll::Ready(None),
            Self::Whole { bytes, .. } => Poll::Ready(bytes.take().map(|b| Ok(Frame::data(b)))),
            Self::Stream { incoming, progress, stall } => {
                let frame = ready!(stall.poll_frame(incoming, cx));
                match &frame {
                    Some(Ok(frame)) => {
                        let bytes = frame.data_ref().map_or(0, Bytes::len) as u64;
                        progress.bytes.set(progress.bytes.get() + bytes);
                    }
                    Some(Err(_)) => progress.failed.set(true),
                    None => {}
                }
                Poll::Ready(frame)
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Whole { bytes, .. } => bytes.is_none(),
            Self::Stream { incoming, .. } => incoming.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Empty => SizeHint::with_exact(0),
            Self::Whole { bytes, .. } => SizeHint::with_exact(bytes.as_ref().map_or(0, Bytes::len) as u64),
            Self::Stream { incoming, .. } => incoming.size_hint(),
        }
    }
}

/// A response's body on its way to the client; when it ends or is dropped the request is accounted for.
pub struct ResponseBody {
    inner: Inner,
    account: Option<Account>,
    /// Room that the bytes take.
    held: Option<Held>,
}

enum Inner {
    Full(Option<Bytes>),
    Relay { incoming: Incoming, lease: Option<Lease>, stall: Stall },
}

impl ResponseBody {
    pub fn full(bytes: Bytes) -> Self {
        Self { inner: Inner::Full(Some(bytes).filter(|b| !b.is_empty())), account: None, held: None }
    }

    /// A body that was read whole.
    pub fn held(bytes: Bytes, held: Held) -> Self {
        let mut body = Self::full(bytes);
        body.held = Some(held);
        body
    }

    /// The connection of `lease` is used again when the body has come whole.
    pub fn relay(incoming: Incoming, lease: Lease, idle: Duration) -> Self {
        Self {
            inner: Inner::Relay { incoming, lease: Some(lease), stall: Stall::new(idle) },
            account: None,
            held: None,
        }
    }

    pub fn account(&mut self, account: Account) {
        self.account = Some(account);
    }
}

impl Inner {
    fn is_end(&self) -> bool {
        match self {
            Self::Full(bytes) => bytes.is_none(),
            Self::Relay { incoming, .. } => incoming.is_end_stream(),
        }
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let this = self.get_mut();
        let frame = match &mut this.inner {
            Inner::Full(bytes) => bytes.take().map(|b| Ok(Frame::data(b))),
            Inner::Relay { incoming, lease, stall } => {
                let frame = ready!(stall.poll_frame(incoming, cx));
                if frame.is_none()
                    && let Some(lease) = lease.take()
                {
                    lease.give_back();
                }
                frame
            }
        };
        if let Some(account) = &mut this.account {
            match &frame {
                Some(Ok(frame)) => account.sent(frame.data_ref().map_or(0, Bytes::len)),
                Some(Err(_)) => account.broken(),
                None => {}
            }
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end()
    }

    fn size_hint(&self) -> SizeHint {
        match &self.inner {
            Inner::Full(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, Bytes::len) as u64),
            Inner::Relay { incoming, .. } => incoming.size_hint(),
        }
    }
}

impl Drop for ResponseBody {
    fn drop(&mut self) {
        let whole = self.inner.is_end();
        if let Inner::Relay { lease, .. } = &mut self.inner
            && whole
            && let Some(lease) = lease.take()
        {
            lease.give_back();
        }
        if let Some(account) = &mut self.account
            && whole
        {
            account.whole();
        }
    }
}

/// Ends a body that makes no progress. The timer exists only while a body has to be waited for.
pub struct Stall {
    after: Duration,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Stall {
    pub const fn new(after: Duration) -> Self {
        Self { after, timer: None }
    }

    fn poll_frame(
        &mut self,
        incoming: &mut Incoming,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        match Pin::new(incoming).poll_frame(cx) {
            Poll::Ready(frame) => {
                self.timer = None;
                Poll::Ready(frame.map(|f| f.map_err(BodyError::Http)))
            }
            Poll::Pending => {
                let after = self.after;
                let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(after)));
                ready!(timer.as_mut().poll(cx));
                Poll::Ready(Some(Err(BodyError::Stalled)))
            }
        }
    }
}
