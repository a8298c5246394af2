//! The table.

use crate::load::Outcome;
use crate::routing::Size;

#[derive(Default)]
pub struct Report {
    pub rows: Vec<Row>,
    pub routing: Vec<Size>,
    memory: Vec<(&'static str, f64)>,
    /// Seconds, sorted.
    pub start_up: Vec<f64>,
}

/// One case and its rounds.
pub struct Row {
    name: String,
    micros: Vec<f64>,
    per_second: f64,
    p99: String,
}

impl Row {
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), micros: Vec::new(), per_second: 0.0, p99: String::new() }
    }
    pub fn add(&mut self, micros: f64, outcome: &Outcome) {
        self.micros.push(micros);
        self.micros.sort_by(f64::total_cmp);
        self.per_second = self.per_second.max(outcome.per_second);
        self.p99.clone_from(&outcome.p99);
    }
    fn median(&self) -> f64 {
        self.micros[self.micros.len() / 2]
    }
}

impl Report {
    pub fn memory(&mut self, name: &'static str, mib: f64) {
        self.memory.push((name, mib));
    }

    /// Prints Markdown. A row is compared with the last nginx row above it.
    pub fn print(&self) {
        println!(
            "| case | CPU us/request, median (min-max) | x nginx | requests/s | p99 |\n|---|---|---|---|---|"
        );
        let mut nginx = f64::NAN;
        for row in &self.rows {
            if row.name.starts_with("nginx") {
                nginx = row.median();
            }
            let (low, high) = (row.micros[0], row.micros[row.micros.len() - 1]);
            println!(
                "| {} | {:.1} ({low:.1}-{high:.1}) | {:.2} | {:.0} | {} |",
                row.name,
                row.median(),
                row.median() / nginx,
                row.per_second,
                row.p99
            );
        }
        println!("\n| memory | MiB |\n|---|---|");
        for (name, mib) in &self.memory {
            println!("| {name} | {mib:.1} |");
        }
        println!("\n| APIs | CPU us/managed call, median (min-max) | x 10 APIs | MiB |\n|---|---|---|---|");
        let middle = |size: &Size| size.micros[size.micros.len() / 2];
        let first = self.routing.first().map_or(f64::NAN, middle);
        for size in &self.routing {
            let (low, high) = (size.micros[0], size.micros[size.micros.len() - 1]);
            let micros = middle(size);
            println!(
                "| {} | {micros:.1} ({low:.1}-{high:.1}) | {:.2} | {:.1} |",
                size.apis,
                micros / first,
                size.mib
            );
        }
        let n = self.start_up.len();
        println!(
            "\nStart to ready, all-in-one over existing data: median {:.0} ms, worst {:.0} ms of {n}.",
            self.start_up[n / 2] * 1e3,
            self.start_up[n - 1] * 1e3
        );
    }
}
