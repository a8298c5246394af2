use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hub::MemoryHub;
use model::ambient::{Clock, Random, Timestamp};

use super::*;

/// Goes on when the test says so. Also the randomness: different every time.
struct Hands(AtomicU64);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp::from_secs(1_795_453_205).plus(self.monotonic())
    }
    fn monotonic(&self) -> Duration {
        Duration::from_millis(self.0.load(Ordering::SeqCst))
    }
}

impl Random for Hands {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}

struct Room {
    hands: Arc<Hands>,
    hub: SharedHub,
}

impl Room {
    fn new() -> Self {
        let hands = Arc::new(Hands(AtomicU64::new(0)));
        Self { hub: Arc::new(MemoryHub::new(hands.clone())), hands }
    }

    fn board(&self, node: &str) -> Board {
        let config = Config { node: node.to_owned(), ..Config::default() };
        let ambient = Ambient::new(self.hands.clone(), self.hands.clone());
        Board::new(config, self.hub.clone(), ambient, mpsc::channel(1).0)
    }

    /// Rounds for so long; after each, how many shards each board has.
    async fn pass(&self, time: Duration, boards: &mut [&mut Board]) -> Vec<Vec<usize>> {
        let mut seen = Vec::new();
        let end = self.hands.monotonic() + time;
        while self.hands.monotonic() < end {
            self.hands.0.fetch_add(200, Ordering::SeqCst);
            for board in boards.iter_mut() {
                board.round().await;
            }
            seen.push(boards.iter().map(|b| b.held()).collect());
        }
        seen
    }
}

const fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

#[tokio::test]
async fn shards_of_one_that_died_are_taken_in_time_and_kept_until_it_is_back() {
    let room = Room::new();
    let (mut one, mut other) = (room.board("tm-1"), room.board("tm-2"));
    let shared = room.pass(seconds(20), &mut [&mut one, &mut other]).await;
    let shared = shared.last().expect("rounds");
    assert!(shared.iter().all(|n| *n > 10) && shared.iter().sum::<usize>() == 64, "{shared:?}");

    // Dead: its locks stay until they lapse, and it is said to be present for longer than that.
    drop(one);
    room.pass(lock::TTL + seconds(1), &mut [&mut other]).await;
    let held = room.pass(seconds(12), &mut [&mut other]).await;
    assert!(held.iter().all(|n| n == &[64]), "none is given to the dead: {held:?}");

    let mut one = room.board("tm-1");
    let again = room.pass(seconds(20), &mut [&mut one, &mut other]).await;
    assert_eq!(again.last(), Some(shared), "it has its own again");
}
