//! What is shown at this moment, and who wants to hear when that changes.
//!
//! There is no queue of events. A stream remembers what it last told of, and what it is to tell is the difference to what
//! stands now: a slow browser that missed three reloads is told of one, and nothing ever piles up.

use std::collections::{BTreeSet, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::book::Pages;
use super::events::Event;

/// Streams of events at the same time. The oldest gives way to a new one: most likely its page has been left, which is
/// noticed only when something is sent; if not, its script asks again.
const STREAMS: usize = 32;

/// What came of reading the book.
pub(super) struct Outcome {
    /// The new pages. None: those before remain.
    pub(super) pages: Option<Arc<dyn Pages>>,
    /// What is wrong, without control characters.
    pub(super) report: String,
    /// How many errors.
    pub(super) errors: usize,
    /// How many warnings.
    pub(super) warnings: usize,
}

/// What sort of files changed since the pages before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Anything.
    Pages,
    /// Style sheets and nothing else.
    Styles,
}

impl Change {
    /// What a set of changed files amounts to.
    pub(super) fn of(files: &BTreeSet<PathBuf>) -> Self {
        let is_style = |path: &PathBuf| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("css"));
        if !files.is_empty() && files.iter().all(is_style) { Self::Styles } else { Self::Pages }
    }
}

/// What is shown.
#[derive(Clone)]
pub(super) enum Contents {
    /// The book.
    Book(Arc<dyn Pages>),
    /// What is wrong with it: it had errors when it was first read, and they are not mended yet.
    Faults(Arc<str>),
}

/// What is shown at one moment.
#[derive(Clone)]
pub(super) struct Edition {
    /// Identifies it, also among those of other runs of the server.
    pub(super) build: String,
    /// What is shown.
    pub(super) contents: Contents,
}

/// How often each thing has changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    pages: u64,
    styles: u64,
    notice: u64,
}

struct State {
    contents: Contents,
    count: Count,
    /// The errors of the book, where what is shown is older than they are.
    notice: Option<Event>,
    streams: VecDeque<u64>,
    next_stream: u64,
}

/// What is shown at this moment.
pub(super) struct Current {
    /// Tells this run of the server from others, so that pages of an earlier one know that they are out of date.
    run: u64,
    state: Mutex<State>,
    changed: Condvar,
}

impl Current {
    /// What the first load came to.
    pub(super) fn new(outcome: Outcome) -> Self {
        let state = State {
            contents: Contents::Faults(Arc::from("")),
            count: Count::default(),
            notice: None,
            streams: VecDeque::new(),
            next_stream: 0,
        };
        let run = RandomState::new().hash_one(std::process::id());
        let current = Self { run, state: Mutex::new(state), changed: Condvar::new() };
        current.publish(outcome, Change::Pages);
        current
    }

    /// Puts what a load came to in the place of what was shown.
    pub(super) fn publish(&self, outcome: Outcome, change: Change) {
        let mut state = self.lock();
        let Outcome { pages, report, errors, warnings } = outcome;
        let had_book = matches!(state.contents, Contents::Book(_));
        // What was shown is let go after everybody was told: a large book takes a while.
        let mut old = None;
        match pages {
            Some(pages) => {
                old = Some(std::mem::replace(&mut state.contents, Contents::Book(pages)));
                if had_book && change == Change::Styles {
                    state.count.styles += 1;
                } else {
                    state.count.pages += 1;
                }
            }
            None if had_book => {}
            None => {
                state.contents = Contents::Faults(Arc::from(report.as_str()));
                state.count.pages += 1;
            }
        }
        // Where there is no book yet, the report is all that there is to see, and need not be shown on top of itself.
        let notice = (errors > 0 && matches!(state.contents, Contents::Book(_))).then_some(Event::Errors {
            errors,
            warnings,
            report,
        });
        if state.notice != notice {
            state.notice = notice;
            state.count.notice += 1;
        }
        drop(state);
        self.changed.notify_all();
        drop(old);
    }

    /// What is shown now.
    pub(super) fn edition(&self) -> Edition {
        let state = self.lock();
        Edition { build: self.build(state.count), contents: state.contents.clone() }
    }

    /// Begins a stream of events.
    pub(super) fn subscribe(current: &Arc<Self>) -> Subscription {
        let mut state = current.lock();
        let stream = state.next_stream;
        state.next_stream += 1;
        state.streams.push_back(stream);
        if state.streams.len() > STREAMS {
            state.streams.pop_front();
            current.changed.notify_all();
        }
        drop(state);
        Subscription { current: Arc::clone(current), stream, told: None }
    }

    fn build(&self, count: Count) -> String {
        format!("{:016x}.{}.{}", self.run, count.pages, count.styles)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a stream of events is to send next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum News {
    /// These.
    Events(Vec<Event>),
    /// Nothing happened.
    Quiet,
    /// It must end: there are too many.
    Over,
}

/// A stream of events.
pub(super) struct Subscription {
    current: Arc<Current>,
    stream: u64,
    told: Option<Count>,
}

impl Subscription {
    /// Waits for news, but not longer than the given time.
    pub(super) fn next(&mut self, patience: Duration) -> News {
        let deadline = Instant::now() + patience;
        let mut state = self.current.lock();
        loop {
            if !state.streams.contains(&self.stream) {
                return News::Over;
            }
            let now = state.count;
            if self.told != Some(now) {
                let told = self.told.replace(now);
                return News::Events(self.events(told, &state));
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return News::Quiet;
            }
            state = self.current.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// What there is to tell to a page that knows how things stood at `told`.
    fn events(&self, told: Option<Count>, state: &State) -> Vec<Event> {
        let now = state.count;
        let build = self.current.build(now);
        let Some(told) = told else {
            return [Event::Hello { build }].into_iter().chain(state.notice.clone()).collect();
        };
        let notice = (told.notice != now.notice).then(|| state.notice.clone().unwrap_or(Event::Ok));
        let change = if told.pages != now.pages {
            Some(Event::Reload { build })
        } else if told.styles != now.styles {
            Some(Event::Css { build })
        } else {
            None
        };
        notice.into_iter().chain(change).collect()
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.current.lock().streams.retain(|stream| *stream != self.stream);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::book::Served;

    struct Empty;

    impl Pages for Empty {
        fn file(&self, _: &str) -> Option<Served> {
            None
        }
    }

    fn good() -> Outcome {
        Outcome { pages: Some(Arc::new(Empty)), report: String::new(), errors: 0, warnings: 0 }
    }

    fn bad(report: &str) -> Outcome {
        Outcome { pages: None, report: report.to_owned(), errors: 1, warnings: 0 }
    }

    /// The names of the events that a stream sends for what is published.
    fn told(first: Outcome, then: impl FnOnce(&Current)) -> Vec<&'static str> {
        let current = Arc::new(Current::new(first));
        let mut stream = Current::subscribe(&current);
        assert!(matches!(stream.next(Duration::ZERO), News::Events(_)));
        then(&current);
        match stream.next(Duration::ZERO) {
            News::Events(events) => events.iter().map(name).collect(),
            News::Quiet | News::Over => Vec::new(),
        }
    }

    fn name(event: &Event) -> &'static str {
        match event {
            Event::Hello { .. } => "hello",
            Event::Reload { .. } => "reload",
            Event::Css { .. } => "css",
            Event::Errors { .. } => "errors",
            Event::Ok => "ok",
        }
    }

    #[test]
    fn a_stream_tells_what_changed_and_no_more() {
        assert_eq!(told(good(), |_| {}), [""; 0]);
        assert_eq!(told(good(), |current| current.publish(good(), Change::Pages)), ["reload"]);
        assert_eq!(told(good(), |current| current.publish(good(), Change::Styles)), ["css"]);
        assert_eq!(told(good(), |current| current.publish(bad("a"), Change::Pages)), ["errors"]);
    }

    #[test]
    fn what_was_missed_is_told_once() {
        let both = told(good(), |current| {
            current.publish(good(), Change::Styles);
            current.publish(good(), Change::Pages);
            current.publish(good(), Change::Styles);
        });
        assert_eq!(both, ["reload"]);
        let mended = told(good(), |current| {
            current.publish(bad("a"), Change::Pages);
            current.publish(good(), Change::Pages);
        });
        assert_eq!(mended, ["ok", "reload"]);
    }

    #[test]
    fn the_same_errors_are_told_once() {
        let current = Arc::new(Current::new(good()));
        let mut stream = Current::subscribe(&current);
        let _ = stream.next(Duration::ZERO);
        current.publish(bad("a"), Change::Pages);
        let _ = stream.next(Duration::ZERO);
        current.publish(bad("a"), Change::Pages);
        assert_eq!(stream.next(Duration::ZERO), News::Quiet);
    }

    #[test]
    fn before_there_is_a_book_errors_are_the_page() {
        assert_eq!(told(bad("a"), |current| current.publish(bad("b"), Change::Pages)), ["reload"]);
        // Even if a style sheet mends it, nothing of the page before can stay.
        assert_eq!(told(bad("a"), |current| current.publish(good(), Change::Styles)), ["reload"]);
    }

    #[test]
    fn a_new_stream_is_greeted_and_told_of_errors() {
        let current = Arc::new(Current::new(good()));
        current.publish(bad("a"), Change::Pages);
        let News::Events(events) = Current::subscribe(&current).next(Duration::ZERO) else { panic!("no greeting") };
        assert_eq!(events.iter().map(name).collect::<Vec<_>>(), ["hello", "errors"]);
        assert_eq!(events[0], Event::Hello { build: current.edition().build });
    }

    #[test]
    fn the_oldest_stream_gives_way() {
        let current = Arc::new(Current::new(good()));
        let mut streams: Vec<_> = (0..=STREAMS).map(|_| Current::subscribe(&current)).collect();
        assert_eq!(streams[0].next(Duration::ZERO), News::Over);
        assert!(matches!(streams[1].next(Duration::ZERO), News::Events(_)));
        streams.truncate(2);
        assert_eq!(current.lock().streams.len(), 1);
    }

    #[test]
    fn only_style_sheets_make_a_change_of_style() {
        let of = |files: &[&str]| Change::of(&files.iter().map(PathBuf::from).collect());
        assert_eq!(of(&["static/a.css", "static/b.CSS"]), Change::Styles);
        assert_eq!(of(&["static/a.css", "content/a.md"]), Change::Pages);
        assert_eq!(of(&["static/css"]), Change::Pages);
        assert_eq!(of(&[]), Change::Pages);
    }

    #[test]
    fn runs_of_the_server_differ() {
        assert_ne!(Current::new(good()).edition().build, Current::new(good()).edition().build);
    }
}
