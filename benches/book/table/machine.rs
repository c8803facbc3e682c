//! On what, when and with what it was measured.

use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use super::figure::size;
use crate::calendar::{Date, new_year};

/// `2 × AMD EPYC, 25.2 GB, Linux 6.1`, as far as the system tells.
pub(crate) fn describe() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).and_then(|line| line.split(": ").nth(1));
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let memory = read("/proc/meminfo");
    let memory =
        memory.lines().find_map(|line| line.strip_prefix("MemTotal:")).and_then(|line| line.split_whitespace().next());
    let memory = memory.and_then(|kilobytes| kilobytes.parse::<u64>().ok()).map(|kilobytes| size(kilobytes * 1024));
    let kernel = read("/proc/sys/kernel/osrelease");
    let system = if kernel.is_empty() { std::env::consts::OS.to_owned() } else { format!("Linux {}", kernel.trim()) };
    let model = model.unwrap_or(std::env::consts::ARCH).trim();
    format!("{cores} × {model}, {}, {system}", memory.as_deref().unwrap_or("memory unknown"))
}

/// How many programs wanted a processor in the last minute: more than the cores, and the figures mean little.
pub(crate) fn load() -> Option<f64> {
    std::fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()
}

/// Today, in UTC.
pub(crate) fn today() -> String {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs() / 86_400);
    Date::on(new_year(1970) + i64::try_from(since).unwrap_or(0)).to_string()
}

/// The commit of the repository, with `+` where files differ from it.
pub(crate) fn commit(root: &Path) -> String {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").arg("-C").arg(root).args(arguments).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let Some(commit) = git(&["rev-parse", "--short", "HEAD"]) else { return "unknown".to_owned() };
    let clean = git(&["status", "--porcelain", "--untracked-files=no"]).is_some_and(|changes| changes.is_empty());
    if clean { commit } else { format!("{commit}+") }
}
