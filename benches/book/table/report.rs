//! The table as Markdown for people, and as JSON for keeping.

use std::fmt::Write;

use super::figure::{Measured, size, time};
use super::rows::Row;
use super::{Options, machine};

/// What was measured, with what and on what.
pub(crate) struct Report<'a> {
    pub(crate) options: &'a Options,
    /// How busy the machine was before we began.
    pub(crate) load: Option<f64>,
    pub(crate) results: &'a [(&'static Row, Result<Measured, String>)],
}

impl Report<'_> {
    pub(crate) fn markdown(&self) -> String {
        let Options { pages, seed, runs, .. } = self.options;
        let mut out = format!(
            "\n{} · {} · {} · {pages} pages, seed {seed}, {runs} runs each{}\n\n",
            machine::describe(),
            machine::today(),
            self.program(),
            self.load.map_or_else(String::new, |load| format!(", load {load:.1} at the start")),
        );
        out.push_str("| what | bar | aim | measured (median, spread) | processors | memory | | notes |\n");
        out.push_str("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        for (row, measured) in self.results {
            let Row { what, bar, aim, .. } = row;
            let _ = match measured {
                Err(fault) => {
                    writeln!(out, "| {what} | {bar} | {aim} | failed | | | | {} |", fault.replace(['\n', '|'], " "))
                }
                Ok(measured) => {
                    let wall = &measured.wall;
                    let spread = if row.id == "edit" {
                        format!("{}, {}", time(wall.median()), time(wall.p95()))
                    } else {
                        time(wall.median())
                    };
                    let range = if wall.count() > 1 {
                        format!(" ({}–{})", time(wall.least()), time(wall.most()))
                    } else {
                        String::new()
                    };
                    let busy = measured.busy.map_or_else(String::new, |busy| {
                        // It is counted in steps of ten milliseconds.
                        if busy < 10.0 { "< 10 ms".to_owned() } else { time(busy) }
                    });
                    let peak = measured.peak.map_or_else(String::new, size);
                    let met = match self.met(row, measured) {
                        Some(true) => "met",
                        Some(false) => "missed",
                        None => "",
                    };
                    writeln!(
                        out,
                        "| {what} | {bar} | {aim} | {spread}{range} | {busy} | {peak} | {met} | {} |",
                        measured.note
                    )
                }
            };
        }
        out
    }

    pub(crate) fn json(&self) -> String {
        let rows: Vec<String> = self.results.iter().map(|(row, measured)| self.row(row, measured)).collect();
        let number = |number: Option<f64>| number.map_or_else(|| "null".to_owned(), |number| number.to_string());
        format!(
            "{{\n  \"machine\": {},\n  \"date\": \"{}\",\n  \"program\": {},\n  \"pages\": {},\n  \"seed\": {},\n  \"load\": {},\n  \"rows\": [\n{}\n  ]\n}}\n",
            text(&machine::describe()),
            machine::today(),
            text(&self.program()),
            self.options.pages,
            self.options.seed,
            number(self.load),
            rows.join(",\n")
        )
    }

    fn row(&self, row: &Row, measured: &Result<Measured, String>) -> String {
        let head = format!(
            "    {{\"id\": \"{}\", \"what\": {}, \"bar\": {}, \"aim\": {}",
            row.id,
            text(row.what),
            text(row.bar),
            text(row.aim)
        );
        let measured = match measured {
            Err(fault) => return format!("{head}, \"failed\": {}}}", text(fault)),
            Ok(measured) => measured,
        };
        let number = |number: Option<f64>| {
            number.filter(|number| number.is_finite()).map_or_else(|| "null".to_owned(), |number| format!("{number:.3}"))
        };
        let wall = &measured.wall;
        format!(
            "{head}, \"met\": {}, \"runs\": {}, \"median_ms\": {}, \"min_ms\": {}, \"max_ms\": {}, \"p95_ms\": {}, \"cpu_ms\": {}, \"peak_bytes\": {}, \"ratio\": {}, \"note\": {}}}",
            self.met(row, measured).map_or_else(|| "null".to_owned(), |met| met.to_string()),
            wall.count(),
            number(Some(wall.median())),
            number(Some(wall.least())),
            number(Some(wall.most())),
            number(Some(wall.p95())),
            number(measured.busy),
            measured.peak.map_or_else(|| "null".to_owned(), |peak| peak.to_string()),
            number(measured.ratio),
            text(&measured.note)
        )
    }

    /// Which program was measured.
    fn program(&self) -> String {
        if self.options.named {
            "a program of unknown commit".to_owned()
        } else {
            format!("commit {}", machine::commit(&self.options.root))
        }
    }

    /// Whether the bar is met; `None` where the bar speaks of another size of book, or there is none.
    fn met(&self, row: &Row, measured: &Measured) -> Option<bool> {
        let speaks = !row.bar.is_empty() && (row.pages == 0 || row.pages == self.options.pages);
        speaks.then(|| (row.met)(measured))
    }
}

/// A string of JSON.
fn text(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => {
                out.push('\\');
                out.push(letter);
            }
            letter if letter.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(letter));
            }
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}
