//! Figures: medians with their spread, and how they are written.

use std::time::Duration;

use super::run::Run;

/// Several measurements of one thing, in milliseconds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spread(Vec<f64>);

impl Spread {
    pub(crate) fn new(times: impl IntoIterator<Item = Duration>) -> Self {
        let mut all: Vec<f64> = times.into_iter().map(|time| time.as_secs_f64() * 1000.0).collect();
        all.sort_by(f64::total_cmp);
        Self(all)
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn least(&self) -> f64 {
        self.0.first().copied().unwrap_or(f64::NAN)
    }

    pub(crate) fn most(&self) -> f64 {
        self.0.last().copied().unwrap_or(f64::NAN)
    }

    pub(crate) fn median(&self) -> f64 {
        let (before, after) = (self.0.get(self.0.len().saturating_sub(1) / 2), self.0.get(self.0.len() / 2));
        before.zip(after).map_or(f64::NAN, |(before, after)| before.midpoint(*after))
    }

    /// The measurement that 95 of 100 do not exceed.
    pub(crate) fn p95(&self) -> f64 {
        let at = (self.0.len() * 95).div_ceil(100).saturating_sub(1);
        self.0.get(at).copied().unwrap_or(f64::NAN)
    }
}

/// What was found out about one row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Measured {
    /// Times on the clock.
    pub(crate) wall: Spread,
    /// The median of the time on processors, in milliseconds.
    pub(crate) busy: Option<f64>,
    /// The most memory in use at once, in bytes.
    pub(crate) peak: Option<u64>,
    /// Our time as a share of another's, or of another size of book.
    pub(crate) ratio: Option<f64>,
    /// What else there is to say.
    pub(crate) note: String,
}

impl Measured {
    pub(crate) fn of(runs: &[Run], note: impl Into<String>) -> Self {
        let busy: Option<Vec<Duration>> = runs.iter().map(|run| run.busy).collect();
        Self {
            wall: Spread::new(runs.iter().map(|run| run.wall)),
            busy: busy.map(|busy| Spread::new(busy).median()),
            peak: runs.iter().filter_map(|run| run.peak).max(),
            ratio: None,
            note: note.into(),
        }
    }

    pub(crate) fn times(wall: impl IntoIterator<Item = Duration>, note: impl Into<String>) -> Self {
        Self { wall: Spread::new(wall), note: note.into(), ..Self::default() }
    }
}

/// `1.35 s`, `40 ms`, `0.8 ms`
pub(crate) fn time(milliseconds: f64) -> String {
    if milliseconds.is_nan() {
        "–".to_owned()
    } else if milliseconds >= 1000.0 {
        format!("{:.2} s", milliseconds / 1000.0)
    } else if milliseconds >= 10.0 {
        format!("{milliseconds:.0} ms")
    } else {
        format!("{milliseconds:.1} ms")
    }
}

/// `412 MB`, `1.3 GB`, of a million bytes and of a thousand million.
pub(crate) fn size(bytes: u64) -> String {
    match bytes.div_ceil(100_000) {
        tenths @ 0..100 => format!("{}.{} MB", tenths / 10, tenths % 10),
        tenths @ 100..10_000 => format!("{} MB", tenths / 10),
        tenths => format!("{}.{} GB", tenths / 10_000, tenths / 1000 % 10),
    }
}
