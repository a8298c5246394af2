//! The thread that writes the access log.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;
use std::sync::mpsc::{self, SyncSender};
use std::thread::JoinHandle;

use crate::error::StartError;

/// Batches that may wait to be written; more are dropped and counted.
const QUEUE: usize = 256;

/// Starts the writer, to a file that is appended to or to standard output. It ends when every core has.
pub fn start(file: Option<&Path>) -> Result<(SyncSender<String>, JoinHandle<()>), StartError> {
    let mut out: Box<dyn Write + Send> = match file {
        None => Box::new(io::stdout()),
        Some(path) => Box::new(
            OpenOptions::new()
                .create(true)
                .append(true)
                .open(path)
                .map_err(|source| StartError::AccessLog { path: path.to_owned(), source })?,
        ),
    };
    let (sender, batches) = mpsc::sync_channel::<String>(QUEUE);
    let thread = std::thread::Builder::new()
        .name("gateway-log".to_owned())
        .spawn(move || {
            let mut failing = false;
            while let Ok(lines) = batches.recv() {
                let written = out.write_all(lines.as_bytes()).and_then(|()| out.flush());
                if let Err(error) = &written
                    && !failing
                {
                    tracing::error!(%error, "the access log cannot be written; lines are lost until it can");
                }
                failing = written.is_err();
            }
        })
        .map_err(StartError::Thread)?;
    Ok((sender, thread))
}
