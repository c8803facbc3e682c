//! How long a large book's ledger takes: `cargo bench --bench ledger`.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::disallowed_methods, reason = "it reads the processor's clock")]

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use treatise::domain::ledger::{Act, Input, Ledger};
use treatise::domain::{
    Change, ChangeMode, Date, Day, ExtentReading, FieldPath, Holder, Layer, Located, Party, Start, StatedDate, Succession,
    SuccessionMode, Territory,
};

const LEAVES: usize = 1000;
const CHANGES: usize = 1000;
const LINES: usize = 4;

fn main() {
    for (reach, what) in
        [(1, "one leaf"), (20, "20 leaves"), (100, "100 leaves"), (500, "500 leaves"), (LEAVES, "all leaves")]
    {
        let book = Book::new(reach);
        let input = book.input();
        let mut times = Vec::new();
        for _ in 0..9 {
            let start = (Instant::now(), busy());
            let (ledger, faults) = Ledger::compute(&input);
            let on_processor = busy().zip(start.1).map(|(after, before)| after.saturating_sub(before));
            times.push(on_processor.unwrap_or_else(|| start.0.elapsed()));
            std::hint::black_box((ledger, faults));
        }
        times.sort();
        let (ledger, faults) = Ledger::compute(&input);
        let spells: usize = (0..LEAVES)
            .flat_map(|leaf| ledger.viewpoints().map(move |viewpoint| (leaf, viewpoint)))
            .map(|(leaf, viewpoint)| {
                ledger.history(&format!("leaf-{leaf}"), Layer::Title, viewpoint).len()
                    + ledger.history(&format!("leaf-{leaf}"), Layer::Control, viewpoint).len()
            })
            .sum();
        println!(
            "{LEAVES} leaves, {CHANGES} changes of {what} each, {} viewpoints: {:?} (best {:?}); {} faults, {spells} spells",
            ledger.viewpoints().len(),
            times[times.len() / 2],
            times[0],
            faults.len()
        );
        let start = Instant::now();
        let moments = ledger.moments().len();
        println!("    {moments} moments in {:?}", start.elapsed());
    }
}

/// Time that this thread was on a processor, where the system says so; on a busy machine the clock says little.
fn busy() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    stat.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

struct Book {
    territories: BTreeMap<String, Territory>,
    parties: BTreeMap<String, Party>,
    acts: Vec<(String, Date, Vec<Change>)>,
}

impl Book {
    /// Each line has two members; every fourth change is of one viewpoint alone; one group in ten is read in two ways.
    fn new(reach: usize) -> Self {
        let at = FieldPath::top();
        let located = |value: String| Located { value, at: at.clone() };
        let stated = |day: i64| {
            let date = Date::from_day(Day::from_number(day));
            Located { value: StatedDate { date, julian: None, as_written: None }, at: at.clone() }
        };
        let holder = |line: usize, late: bool| {
            let id = if late { format!("line-{line}-b") } else { format!("line-{line}-a") };
            Located { value: Holder::Parties(vec![id]), at: at.clone() }
        };
        let mut parties = BTreeMap::new();
        for line in 0..LINES {
            let succeeds = vec![Succession {
                party: located(format!("line-{line}-a")),
                on: stated(650_000 + i64::try_from(CHANGES).unwrap() * 5),
                mode: SuccessionMode::Continuation,
            }];
            parties.insert(format!("line-{line}-a"), Party::default());
            parties.insert(format!("line-{line}-b"), Party { succeeds, ..Party::default() });
        }
        let mut territories = BTreeMap::new();
        for leaf in 0..LEAVES {
            let start = Start {
                layer: None,
                holder: holder(0, false),
                from: stated(650_000),
                viewpoint: Vec::new(),
                cite: Vec::new(),
                note: None,
                at: at.clone(),
            };
            territories.insert(format!("leaf-{leaf}"), Territory { start: vec![start], ..Territory::default() });
        }
        let mut acts = Vec::new();
        for change in 0..CHANGES {
            let part = |n: usize| located(format!("leaf-{}", (change * 37 + n) % LEAVES));
            let parts: Vec<_> = (0..reach).map(part).collect();
            let mut group = Territory::default();
            if reach == LEAVES {
                // The same group each time: nobody writes out a thousand of them.
                group.parts = parts;
            } else if change % 10 == 0 {
                let by = |line: usize, parts| ExtentReading {
                    by: located(format!("line-{line}-a")),
                    parts,
                    cite: Vec::new(),
                    at: at.clone(),
                };
                group.extents = vec![by(0, parts[..reach.div_ceil(2)].to_vec()), by(1, parts)];
            } else {
                group.parts = parts;
            }
            let number = if reach == LEAVES { 0 } else { change };
            territories.entry(format!("group-{number}")).or_insert(group);
            let own = change % 4 == 3;
            let late = change >= CHANGES / 2;
            let item = Change {
                territory: located(format!("group-{number}")),
                from: None,
                to: holder((change + 1) % LINES, late),
                mode: Located { value: ChangeMode::Cession, at: at.clone() },
                layer: own.then(|| Located { value: Layer::Title, at: at.clone() }),
                viewpoint: if own { vec![located(format!("line-{}-a", change / 4 % LINES))] } else { Vec::new() },
                on: None,
                article: None,
                cite: Vec::new(),
                note: None,
                at: at.clone(),
            };
            let on = Date::from_day(Day::from_number(650_010 + i64::try_from(change).unwrap() * 10));
            acts.push((format!("act-{change:04}"), on, vec![item]));
        }
        Self { territories, parties, acts }
    }

    fn input(&self) -> Input<'_> {
        Input {
            territories: self.territories.iter().map(|(id, territory)| (id.as_str(), territory)).collect(),
            parties: self.parties.iter().map(|(id, party)| (id.as_str(), party)).collect(),
            acts: self.acts.iter().map(|(id, date, changes)| Act { id, date: Some(date), changes }).collect(),
            in_dispute: self.territories.keys().map(String::as_str).collect::<BTreeSet<_>>(),
        }
    }
}
