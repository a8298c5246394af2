//! A client's socket on the control plane's ports: refuses messages that a proxy in front may read differently, by the
//! same rules as the gateway, and lets a refused client read its answer.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use framing::Framing;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// No head with these bytes in it is one: hyper answers 400 and closes.
const POISON: &[u8] = b"\0\r\n\r\n";
/// How long, and with how many bytes, a client may go on sending after our end.
const LINGER: Duration = Duration::from_secs(2);
const MOST_DRAINED: usize = 4 * 1024 * 1024;

/// A socket under guard. HTTP/2 frames are not looked at; hyper refuses what is malformed in them.
pub struct Guard<S> {
    socket: S,
    framing: Option<Framing>,
    /// What is left to say in place of a refused message; afterwards nothing more is read.
    poison: Option<&'static [u8]>,
    drained: usize,
    linger: Option<Pin<Box<Sleep>>>,
}

impl<S> Guard<S> {
    pub fn new(socket: S, h2: bool) -> Self {
        let framing = (!h2).then(Framing::default);
        Self { socket, framing, poison: None, drained: 0, linger: None }
    }
}

impl<S: AsyncRead + Unpin> Guard<S> {
    /// Reads and forgets, until the client has heard that we have ended.
    fn drain(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let linger = self.linger.get_or_insert_with(|| Box::pin(sleep(LINGER)));
        if linger.as_mut().poll(cx).is_ready() {
            return Poll::Ready(());
        }
        let mut sink = [0u8; 16 * 1024];
        while self.drained < MOST_DRAINED {
            let mut buf = ReadBuf::new(&mut sink);
            match ready!(Pin::new(&mut self.socket).poll_read(cx, &mut buf)) {
                Ok(()) if !buf.filled().is_empty() => self.drained += buf.filled().len(),
                _ => break,
            }
        }
        Poll::Ready(())
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Guard<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if let Some(poison) = &mut this.poison {
            let (now, later) = poison.split_at(poison.len().min(buf.remaining()));
            buf.put_slice(now);
            *poison = later;
            return Poll::Ready(Ok(()));
        }
        let before = buf.filled().len();
        ready!(Pin::new(&mut this.socket).poll_read(cx, buf))?;
        let Some(framing) = &mut this.framing else { return Poll::Ready(Ok(())) };
        if let Err(violation) = framing.feed(&buf.filled()[before..]) {
            tracing::debug!(why = violation.why, "a message was refused");
            if violation.in_body {
                return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, violation.why)));
            }
            buf.set_filled(before + violation.at);
            let (now, later) = POISON.split_at(POISON.len().min(buf.remaining()));
            buf.put_slice(now);
            this.poison = Some(later);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Guard<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().socket).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().socket).poll_write_vectored(cx, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().socket).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.linger.is_none() {
            ready!(Pin::new(&mut this.socket).poll_shutdown(cx))?;
        }
        if this.poison.is_some() || this.framing.as_ref().is_some_and(|f| !f.between()) {
            // The client is still sending. Closing now would make its system drop our answer unread.
            ready!(this.drain(cx));
        }
        Poll::Ready(Ok(()))
    }
}
