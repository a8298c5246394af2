//! What the kernel says of a process.

use anyhow::{Context, Result};

/// Clock ticks per second of `/proc/<pid>/stat` (Linux: always 100 for user space).
const TICKS: u64 = 100;

/// User and system time of processes, in microseconds; schedstat where there is one, as it is finer than ticks.
pub fn cpu_micros(pids: &[u32]) -> Result<u64> {
    pids.iter().map(|pid| cpu(*pid)).sum()
}

fn cpu(pid: u32) -> Result<u64> {
    let mut nanos = 0;
    for task in std::fs::read_dir(format!("/proc/{pid}/task")).context("the process has ended")? {
        let Ok(text) = std::fs::read_to_string(task?.path().join("schedstat")) else { return ticks(pid) };
        nanos += text.split(' ').next().and_then(|n| n.parse::<u64>().ok()).unwrap_or(0);
    }
    if nanos == 0 { ticks(pid) } else { Ok(nanos / 1_000) }
}

fn ticks(pid: u32) -> Result<u64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let after_name = text.rsplit_once(')').context("stat")?.1;
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    let ticks: u64 = fields[11].parse::<u64>()? + fields[12].parse::<u64>()?;
    Ok(ticks * 1_000_000 / TICKS)
}

/// Resident memory in MiB.
pub fn resident_mib(pid: u32) -> Result<f64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = text.lines().find(|l| l.starts_with("VmRSS:")).context("VmRSS")?;
    let kib: f64 = line.split_whitespace().nth(1).context("VmRSS")?.parse()?;
    Ok(kib / 1_024.0)
}
