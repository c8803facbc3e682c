//! Rows of `serve`: what an open page gets to see, and when.

use std::fs;
use std::time::{Duration, Instant};

use super::bench::{Bench, remove, write};
use super::figure::{Measured, Spread, time};
use super::http::{self, Events};
use crate::model::{Facts, Page};
use crate::ours;

impl Bench {
    pub(crate) fn first_page(&self) -> Result<Measured, String> {
        let (mut times, mut peak) = (Vec::new(), None);
        for _ in 0..self.options.runs {
            let server = self.server()?;
            times.push(server.first_page);
            peak = peak.max(server.memory());
        }
        Ok(Measured { peak, ..Measured::times(times, "") })
    }

    /// A page is saved, the open page hears of it and asks again: until the new words have come.
    pub(crate) fn edit(&self) -> Result<Measured, String> {
        let server = self.server()?;
        let mut events = Events::listen(server.port)?;
        let mut times = Vec::new();
        for save in 0..self.options.saves {
            let number = self.treaty(save);
            let address = ours::address(&self.book.pages[number]);
            let words = format!("Saved for time {save}.");
            self.still(save);
            let began = Instant::now();
            self.save(number, &words)?;
            events.wait("reload")?;
            while !http::shows(server.port, &address, &words)? {
                events.wait("reload")?;
            }
            times.push(began.elapsed());
        }
        Ok(Measured { peak: server.memory(), ..Measured::times(times, "from the save to the last byte") })
    }

    /// A party is renamed; every page that names it must have the new name at once.
    pub(crate) fn title(&self) -> Result<Measured, String> {
        let server = self.server()?;
        let mut events = Events::listen(server.port)?;
        let named = self.book.widely_shown;
        let shows = |page: &&Page| matches!(&page.facts, Facts::Act(act) if act.parties.contains(&named));
        let pages: Vec<String> = self.book.pages.iter().filter(shows).map(ours::address).collect();
        let page = &self.book.pages[named];
        let file = self.folder.join(ours::path(page));
        let text = ours::text(&self.book, &self.words, named);
        let (mut times, mut alone) = (Vec::new(), Vec::new());
        for round in 0..self.options.runs {
            let title = format!("{} of round {round}", page.title);
            let changed = text.replacen(&page.title, &title, 1);
            self.still(round);
            let began = Instant::now();
            write(&file, &changed)?;
            events.wait("reload")?;
            let heard = began.elapsed();
            let mut slowest = Duration::ZERO;
            for address in &pages {
                let asked = Instant::now();
                if !http::shows(server.port, address, &title)? {
                    return Err(format!("{address} still has the old title"));
                }
                slowest = slowest.max(asked.elapsed());
                alone.push(asked.elapsed());
            }
            times.push(heard + slowest);
        }
        write(&file, &text)?;
        let alone = time(Spread::new(alone).median());
        Ok(Measured::times(times, format!("{} pages asked, the slowest counts; a request takes {alone}", pages.len())))
    }

    /// The book overlays the theme's style sheet and its basic template, and changes them in turn.
    pub(crate) fn style(&self) -> Result<Measured, String> {
        let theme = |path: &str| {
            let file = self.options.root.join(path);
            fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))
        };
        let overlays =
            [("templates/base.html", theme("templates/base.html")?), ("static/treatise.css", theme("static/treatise.css")?)];
        for (path, text) in &overlays {
            write(&self.folder.join(path), text)?;
        }
        let measured = self.restyle(&overlays);
        for folder in ["templates", "static"] {
            remove(&self.folder.join(folder))?;
        }
        measured
    }

    fn restyle(&self, overlays: &[(&str, String); 2]) -> Result<Measured, String> {
        let server = self.server()?;
        let mut events = Events::listen(server.port)?;
        let address = ours::address(&self.book.pages[self.treaty(0)]);
        let mut times = [Vec::new(), Vec::new()];
        for save in 0..self.options.saves.div_ceil(2).min(20) {
            let mark = format!("mark-{save}");
            self.still(save);
            let began = Instant::now();
            let template = overlays[0].1.replacen("</body>", &format!("<!-- {mark} --></body>"), 1);
            write(&self.folder.join(overlays[0].0), &template)?;
            events.wait("reload")?;
            if !http::shows(server.port, &address, &mark)? {
                return Err("the template changed, and the page did not".to_owned());
            }
            times[0].push(began.elapsed());
            self.still(save);
            let began = Instant::now();
            write(&self.folder.join(overlays[1].0), &format!("{}\n.{mark} {{ color: red }}\n", overlays[1].1))?;
            events.wait("css")?;
            let (_, page) = http::get(server.port, &address)?;
            let sheet = sheet(&page).ok_or("the page names no style sheet `treatise…css`")?;
            if !http::shows(server.port, &sheet, &mark)? {
                return Err(format!("the style changed, and {sheet} did not"));
            }
            times[1].push(began.elapsed());
        }
        let [template, style] = times.map(Spread::new);
        let note = format!("template {}, style {}; the slower counts", time(template.median()), time(style.median()));
        let wall = if template.median() > style.median() { template } else { style };
        Ok(Measured { wall, note, ..Measured::default() })
    }
}

/// The address of the theme's style sheet on a page, which carries a fingerprint.
fn sheet(page: &[u8]) -> Option<String> {
    let page = String::from_utf8_lossy(page);
    let at = page.find("treatise.")?;
    let rest = &page[at..];
    let name = &rest[..rest.find(".css")? + 4];
    (!name.contains(['"', '<', ' '])).then(|| format!("/{name}"))
}
