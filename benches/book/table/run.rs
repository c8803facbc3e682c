//! A program run from cold and measured from outside: time on the clock, time on processors, and the most memory it held.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// What one run took.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) wall: Duration,
    /// User and system, of all threads; `None` where the system does not tell.
    pub(crate) busy: Option<Duration>,
    /// The most memory in use at once, in bytes; likewise.
    pub(crate) peak: Option<u64>,
    /// Standard output and standard error.
    pub(crate) said: String,
}

/// Runs a program to its end; an exit code other than 0 is an error, with what the program said.
pub(crate) fn run(program: &Path, arguments: &[&str], folder: &Path) -> Result<Run, String> {
    let began = Instant::now();
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{}: {error}", program.display()))?;
    let id = child.id();
    let (over, peak) = (AtomicBool::new(false), AtomicU64::new(0));
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let (said, wall) = thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                peak.fetch_max(memory(id).unwrap_or(0), Ordering::Relaxed);
                thread::sleep(Duration::from_millis(4));
            }
        });
        let errors = scope.spawn(move || text(err));
        let mut said = text(out);
        said.push_str(&errors.join().unwrap_or_default());
        // The output ends a little before the program does: a large one needs time to give its memory back.
        while state(id).is_some_and(|state| state != 'Z') {
            thread::sleep(Duration::from_micros(200));
        }
        let wall = began.elapsed();
        over.store(true, Ordering::Relaxed);
        (said, wall)
    });
    // It has ended and nobody has asked for its exit code yet, so that what it used is still on record.
    let busy = processor(id);
    let status = child.wait().map_err(|error| error.to_string())?;
    // Where the system has no such records, the end is only known now.
    let wall = if busy.is_some() { wall } else { began.elapsed() };
    if !status.success() {
        return Err(format!("`{} {}` failed ({status}):\n{said}", program.display(), arguments.join(" ")));
    }
    let peak = Some(peak.into_inner()).filter(|peak| *peak > 0);
    Ok(Run { wall, busy, peak, said })
}

fn text(from: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut from) = from {
        let _ = from.read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The most memory that a running program has held so far, in bytes.
pub(crate) fn memory(id: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

/// The fields of `/proc/ID/stat` behind the name, which may hold anything.
fn stat(id: u32) -> Option<Vec<String>> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    Some(stat.rsplit_once(')')?.1.split_whitespace().map(str::to_owned).collect())
}

fn state(id: u32) -> Option<char> {
    stat(id)?.first()?.chars().next()
}

/// Time on processors, which Linux counts in hundredths of a second for programs.
fn processor(id: u32) -> Option<Duration> {
    let stat = stat(id)?;
    let ticks = |field: usize| stat.get(field).and_then(|ticks| ticks.parse::<u64>().ok());
    Some(Duration::from_millis((ticks(11)? + ticks(12)?) * 10))
}
