//! Rows beside Hugo: the same content, by turns, on the same machine.

use std::time::{Duration, Instant};

use super::bench::{Bench, remove, weigh, write};
use super::figure::{Measured, Spread, size, time};
use super::http;
use super::run::run;
use super::server::Server;
use crate::hugo;

impl Bench {
    pub(crate) fn hugo_build(&self) -> Result<Measured, String> {
        let (hugo, folder) = self.hugo()?;
        let (site, theirs) = (self.options.memory.join("site"), self.options.memory.join("hugo"));
        let arguments = [folder.to_string_lossy(), theirs.to_string_lossy()];
        let arguments = ["--quiet", "--source", &*arguments[0], "--destination", &*arguments[1]];
        let (mut our_runs, mut their_runs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..self.options.runs {
            remove(&site)?;
            remove(&theirs)?;
            let ours = self.build(&self.folder, &site, &["--no-search"])?;
            let theirs = run(hugo, &arguments, &self.options.disk)?;
            ratios.push(ours.wall.div_duration_f64(theirs.wall));
            our_runs.push(ours);
            their_runs.push(theirs);
        }
        ratios.sort_by(f64::total_cmp);
        let ratio = ratios.get(ratios.len() / 2).copied();
        let their = Measured::of(&their_runs, "");
        let (files, bytes) = weigh(&theirs)?;
        let busy = their.busy.map_or_else(String::new, |busy| format!(" ({} on processors)", time(busy)));
        let peak = their.peak.map_or_else(String::new, |peak| format!(", {}", size(peak)));
        let note = format!(
            "Hugo {}{busy}{peak}; {files} files, {}; ratio {:.2}",
            time(their.wall.median()),
            size(bytes),
            ratio.unwrap_or(f64::NAN)
        );
        remove(&theirs)?;
        Ok(Measured { ratio, note, ..Measured::of(&our_runs, "") })
    }

    pub(crate) fn hugo_edit(&self) -> Result<Measured, String> {
        let (hugo, folder) = self.hugo()?;
        let mine = self.edit()?;
        let number = self.treaty(0);
        let address = hugo::address(&self.book.pages[number]);
        let server = Server::hugo(hugo, folder, &address, &self.book.pages[number].title)?;
        let mut times = Vec::new();
        for save in 0..self.options.saves.min(8) {
            let number = self.treaty(save);
            let address = hugo::address(&self.book.pages[number]);
            let words = format!("Saved for time {save}.");
            let text = format!("{}\n{words}\n", hugo::text(&self.book, &self.words, number));
            std::thread::sleep(Duration::from_secs(1));
            let began = Instant::now();
            write(&folder.join(hugo::path(&self.book.pages[number])), &text)?;
            // Its open pages hear by another way than ours, so we ask again and again, seldom enough to cost it nothing.
            http::wait_for(server.port, &address, &words, Duration::from_millis(10))?;
            times.push(began.elapsed());
        }
        let theirs = Spread::new(times);
        let ratio = mine.wall.median() / theirs.median();
        let first = time(server.first_page.as_secs_f64() * 1000.0);
        let peak = server.memory().map_or_else(String::new, |peak| format!(", {}", size(peak)));
        let note = format!("Hugo {}, its server starts in {first}{peak}; ratio 1/{:.0}", time(theirs.median()), 1.0 / ratio);
        Ok(Measured { ratio: Some(ratio), note, ..mine })
    }
}
