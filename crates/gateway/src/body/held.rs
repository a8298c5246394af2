//! Bodies that are read whole: bounded one by one, and all together on a core.

use std::cell::Cell;
use std::rc::Rc;

use bytes::{Bytes, BytesMut};
use http_body::Body;

use super::BodyError;

/// How many bytes of whole bodies a core holds.
#[derive(Debug, Clone, Default)]
pub struct Room {
    held: Rc<Cell<usize>>,
    most: usize,
}

/// Room taken; given back when dropped.
#[derive(Debug)]
pub struct Held {
    room: Rc<Cell<usize>>,
    bytes: usize,
}

/// Why a body was not read whole.
#[derive(Debug)]
pub enum Unread {
    TooLarge,
    NoRoom,
    Broken(BodyError),
}

impl Room {
    pub fn of(most: usize) -> Self {
        Self { held: Rc::default(), most }
    }

    fn take(&self, held: &mut Held, bytes: usize) -> Result<(), Unread> {
        let sum = self.held.get().saturating_add(bytes);
        if sum > self.most {
            return Err(Unread::NoRoom);
        }
        self.held.set(sum);
        held.bytes += bytes;
        Ok(())
    }

    /// Reads a body of at most `most` bytes to its end; trailers are left out.
    pub async fn gather<B>(&self, body: &mut B, most: usize) -> Result<(Bytes, Held), Unread>
    where
        B: Body<Data = Bytes, Error = BodyError> + Unpin,
    {
        let mut held = Held { room: Rc::clone(&self.held), bytes: 0 };
        if body.size_hint().lower() > most as u64 {
            return Err(Unread::TooLarge);
        }
        let mut first = Bytes::new();
        let mut all = BytesMut::new();
        while let Some(frame) = std::future::poll_fn(|cx| std::pin::Pin::new(&mut *body).poll_frame(cx)).await
        {
            let Ok(data) = frame.map_err(Unread::Broken)?.into_data() else { continue };
            if first.len() + all.len() + data.len() > most {
                return Err(Unread::TooLarge);
            }
            self.take(&mut held, data.len())?;
            if first.is_empty() && all.is_empty() {
                first = data;
            } else {
                if all.is_empty() {
                    all.extend_from_slice(&std::mem::take(&mut first));
                }
                all.extend_from_slice(&data);
            }
        }
        Ok((if all.is_empty() { first } else { all.freeze() }, held))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.room.set(self.room.get().saturating_sub(self.bytes));
    }
}
