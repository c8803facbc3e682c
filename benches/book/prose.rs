//! The body of a page: 600 to 900 words of prose with eight links to other pages, citations, headings, now and then a table, notes, code.

use super::chance::Chance;
use super::model::{Book, Cite, Facts, Kind, Number};
use super::words::{Words, capitalised};

/// Links to other pages in each body.
const LINKS: usize = 8;

/// A part of a body.
#[derive(Debug)]
pub(crate) enum Block {
    Heading(String),
    /// The heading of an article of a treaty.
    Article(usize, String),
    Paragraph(Vec<Inline>),
    List(Vec<Vec<Inline>>),
    Quote(Vec<Inline>),
    Table {
        head: Vec<String>,
        rows: Vec<Vec<String>>,
    },
    Code {
        language: &'static str,
        text: String,
    },
    Footnote(usize, Vec<Inline>),
}

/// A part of a line.
#[derive(Debug)]
pub(crate) enum Inline {
    Text(String),
    Emphasis(String),
    Link(Link),
    Cite(Vec<Cite>),
    Note(usize),
}

/// A link to another page, or to an article of a treaty.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) to: Number,
    pub(crate) article: Option<usize>,
    pub(crate) text: LinkText,
}

/// What a link says.
#[derive(Debug)]
pub(crate) enum LinkText {
    Words(String),
    /// The title of the page it leads to, wherever that is known.
    Title,
    /// The same, in the short form where there is one.
    Short,
}

/// The body of a page; it depends on the book's facts, its seed and the page's number, and on no other body.
pub(crate) fn body(book: &Book, words: &Words, number: Number) -> Vec<Block> {
    let mut writer =
        Writer { book, words, number, chance: Chance::new(book.seed, 1000 + number as u64), links: 0, notes: 0 };
    writer.body()
}

struct Writer<'a> {
    book: &'a Book,
    words: &'a Words,
    number: Number,
    chance: Chance,
    links: usize,
    notes: usize,
}

impl Writer<'_> {
    fn body(&mut self) -> Vec<Block> {
        let wanted = self.chance.between(560, 850);
        let mut blocks = Vec::new();
        let mut written = 0;
        let articles = match &self.book.pages[self.number].facts {
            Facts::Act(act) => act.treaty.as_ref().map_or(0, |treaty| treaty.articles),
            _ => 0,
        };
        let mut notes = Vec::new();
        written += self.paragraph(&mut blocks, &mut notes, 60);
        for article in 1..=articles {
            let title = self.title(2);
            blocks.push(Block::Article(article, title));
            let length = self.chance.between(40, 60);
            written += self.paragraph(&mut blocks, &mut notes, length);
        }
        let extras = [self.chance.percent(30), self.chance.percent(15), self.chance.percent(20), self.chance.percent(12)];
        let mut section = 0;
        while written < wanted {
            let title = self.title(3);
            blocks.push(Block::Heading(title));
            for _ in 0..self.chance.between(1, 3) {
                if written < wanted {
                    let length = self.chance.between(50, 100).min(wanted - written).max(20);
                    written += self.paragraph(&mut blocks, &mut notes, length);
                }
            }
            if let Some(true) = extras.get(section) {
                written += self.extra(section, &mut blocks);
            }
            section += 1;
        }
        // What is left over of the eight, on a short page.
        if self.links < LINKS {
            let items = (self.links..LINKS).map(|_| vec![Inline::Text("See ".to_owned()), self.link()]).collect();
            blocks.push(Block::Heading("See also".to_owned()));
            blocks.push(Block::List(items));
        }
        blocks.append(&mut notes);
        blocks
    }

    /// A paragraph; the number of its words.
    fn paragraph(&mut self, blocks: &mut Vec<Block>, notes: &mut Vec<Block>, length: usize) -> usize {
        let link = (self.links < LINKS).then(|| self.chance.below(length));
        let mut line = Vec::new();
        let mut text = String::new();
        let mut sentence = 0;
        let mut left = 0;
        for at in 0..length {
            if left == 0 {
                left = self.chance.between(8, 24).min(length - at);
                sentence = left;
            }
            if !text.is_empty() || !line.is_empty() {
                text.push(' ');
            }
            if link == Some(at) {
                line.push(Inline::Text(std::mem::take(&mut text)));
                line.push(self.link());
                text.push(' ');
            }
            let word = self.words.word(&mut self.chance);
            if left == sentence {
                text.push_str(&capitalised(word));
            } else if self.chance.below(120) == 0 {
                line.push(Inline::Text(std::mem::take(&mut text)));
                line.push(Inline::Emphasis(word.to_owned()));
            } else {
                text.push_str(word);
            }
            left -= 1;
            if left == 0 {
                if at + 1 < length {
                    text.push('.');
                }
            } else if self.chance.below(11) == 0 {
                text.push(',');
            }
        }
        line.push(Inline::Text(std::mem::take(&mut text)));
        if self.chance.percent(12) {
            self.notes += 1;
            line.push(Inline::Note(self.notes));
            let said = format!("{} ", capitalised(&self.phrase(14)));
            notes.push(Block::Footnote(self.notes, vec![Inline::Text(said), self.cite(1), Inline::Text(".".to_owned())]));
        }
        if blocks.is_empty() {
            // Every source is cited, by whichever page comes round to it.
            let source = (self.number + self.book.pages.len()) % self.book.sources.len();
            line.push(Inline::Text(" ".to_owned()));
            line.push(Inline::Cite(vec![Cite { source, locator: String::new() }]));
        } else if self.chance.percent(45) {
            line.push(Inline::Text(" ".to_owned()));
            let sources = 1 + usize::from(self.chance.percent(25));
            line.push(self.cite(sources));
        }
        line.push(Inline::Text(".".to_owned()));
        blocks.push(Block::Paragraph(line));
        length
    }

    fn extra(&mut self, which: usize, blocks: &mut Vec<Block>) -> usize {
        match which {
            0 => {
                let columns = self.chance.between(3, 5);
                let rows = self.chance.between(4, 10);
                let head = (0..columns).map(|_| capitalised(self.words.rare(&mut self.chance))).collect();
                let rows = (0..rows).map(|_| (0..columns).map(|column| self.cell(column)).collect()).collect();
                blocks.push(Block::Table { head, rows });
                columns * 8
            }
            1 => {
                blocks.push(self.code());
                20
            }
            2 => {
                let items = self.chance.between(3, 6);
                let items = (0..items).map(|_| vec![Inline::Text(format!("{}.", capitalised(&self.phrase(8))))]).collect();
                blocks.push(Block::List(items));
                32
            }
            _ => {
                blocks.push(Block::Quote(vec![Inline::Text(format!("“{}.”", capitalised(&self.phrase(30))))]));
                30
            }
        }
    }

    fn cell(&mut self, column: usize) -> String {
        if column == 0 { self.phrase(2) } else { self.chance.between(1, 99_999).to_string() }
    }

    fn code(&mut self) -> Block {
        let mut words = || self.words.rare(&mut self.chance).to_owned();
        let (a, b, c, d) = (words(), words(), words(), words());
        match self.chance.below(4) {
            0 => Block::Code {
                language: "json",
                text: format!(
                    "{{\n  \"{a}\": [1, 2, 3],\n  \"{b}\": {{\"{c}\": true, \"note\": \"{d}\"}},\n  \"until\": null\n}}\n"
                ),
            },
            1 => Block::Code {
                language: "python",
                text: format!(
                    "def {a}({b}, {c}=1):\n    \"\"\"Counts every {d}.\"\"\"\n    for item in {b}:\n        if item.{d} > {c}:\n            yield item, {c} * 2\n"
                ),
            },
            2 => Block::Code {
                language: "sql",
                text: format!(
                    "SELECT {a}, count(*) AS {b}\nFROM {c}\nWHERE {d} IS NOT NULL\nGROUP BY {a}\nORDER BY {b} DESC;\n"
                ),
            },
            _ => Block::Code {
                language: "yaml",
                text: format!(
                    "{a}:\n  - {{{b}: {c}, on: 1855-02-07}}\n  - {{{b}: {d}, on: 1875-05-07}}\nnote: \"{d} and {c}\"\n"
                ),
            },
        }
    }

    fn link(&mut self) -> Inline {
        let count = self.book.pages.len();
        // The first leads to the next page, so that each page is linked to from somewhere.
        let to = if self.links == 0 { (self.number + 1) % count } else { self.target() };
        self.links += 1;
        let articles = match &self.book.pages[to].facts {
            Facts::Act(act) => act.treaty.as_ref().map_or(0, |treaty| treaty.articles),
            _ => 0,
        };
        let article = (articles > 0 && self.chance.percent(20)).then(|| self.chance.between(1, articles.max(1)));
        let text = match self.chance.below(20) {
            0..=1 => LinkText::Title,
            2..=3 if article.is_none() => LinkText::Short,
            4..=11 => LinkText::Words(self.phrase(2)),
            _ => LinkText::Words(self.book.pages[to].title.clone()),
        };
        Inline::Link(Link { to, article, text })
    }

    /// Pages link to who acts and what is at stake, to what came shortly before and after, and to anything.
    fn target(&mut self) -> Number {
        let count = self.book.pages.len();
        let to = match self.chance.below(100) {
            0..=24 => self.one_of(Kind::Party),
            25..=44 => self.one_of(Kind::Territory),
            45..=74 => (self.number + count + self.chance.between(1, 60) - 30) % count,
            _ => self.chance.below(count),
        };
        // Who shows the title of that page is counted.
        if to == self.number || to == self.book.widely_shown { (self.number + 2) % count } else { to }
    }

    fn one_of(&mut self, kind: Kind) -> Number {
        let pages = &self.book.pages;
        let (first, end) = (pages.partition_point(|page| page.kind < kind), pages.partition_point(|page| page.kind <= kind));
        first + self.chance.low(end - first)
    }

    fn cite(&mut self, sources: usize) -> Inline {
        let cites = (0..sources)
            .map(|_| {
                let locator = match self.chance.below(4) {
                    0 => String::new(),
                    1 => format!("art. {}", self.chance.between(1, 12)),
                    2 => format!("p. {}", self.chance.between(1, 400)),
                    _ => {
                        let page = self.chance.between(1, 400);
                        format!("pp. {page}–{}", page + self.chance.between(1, 8))
                    }
                };
                Cite { source: self.chance.low(self.book.sources.len()), locator }
            })
            .collect();
        Inline::Cite(cites)
    }

    fn phrase(&mut self, words: usize) -> String {
        let words: Vec<&str> = (0..words).map(|_| self.words.word(&mut self.chance)).collect();
        words.join(" ")
    }

    fn title(&mut self, words: usize) -> String {
        let words: Vec<&str> = (0..words).map(|_| self.words.rare(&mut self.chance)).collect();
        capitalised(&words.join(" "))
    }
}
