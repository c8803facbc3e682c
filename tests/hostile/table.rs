//! How a class of bad input is written down: Markdown that shows each book as its files, and what is said of it.
//!
//! A case begins with a heading of the second level. A line that holds nothing but a path in backquotes names a file; the fenced blocks
//! after it are its bytes, one after the other:
//!
//! ```text
//! `content/a.md`
//! ~~~
//! plain lines
//! ~~~
//! ~~~ escaped            \n \r \t \0 \\ \xNN \u{NNNN} are read, and line ends are not
//! ~~~ 100000 times       the block, repeated
//! ~~~ each               rows: each line, with its escapes read, takes the place of `{}` in the files of the case, which is run for each
//! ~~~ finds              what `check --format short` says; for rows, behind the number of the row. Without it the book is accepted
//! ~~~ shown              what `build` says of the first row, in full
//! ```
//!
//! Lines that begin with `- ` do something else to the folder: `- link A -> B`, `- fifo A`, `- socket A`, `- large A` (100 MiB), `- folder A`, `- mode 000 A`,
//! `- many 10000 content/page-{n}.md` (small sound pages), `- remove A`, `- remove-folder A`, `- device A`, `- as nobody` (not as root), `- argument --drafts`.

use std::fmt::Write as _;

use super::promise::Answer;

/// A class.
pub(crate) struct Table {
    head: Vec<String>,
    pub(crate) cases: Vec<Case>,
}

/// A book, or several that differ in one place.
pub(crate) struct Case {
    pub(crate) name: String,
    /// Its lines but for the blocks `finds` and `shown`.
    lines: Vec<String>,
    /// Paths and bytes.
    pub(crate) files: Vec<(Vec<u8>, Vec<u8>)>,
    pub(crate) acts: Vec<String>,
    /// What takes the place of `{}`; a single `None` where there are no rows.
    pub(crate) rows: Vec<Option<Vec<u8>>>,
    pub(crate) finds: String,
    pub(crate) shown: Option<String>,
}

/// A report of this many lines is told in full; of a longer one the first lines are.
const MOST_LINES: usize = 12;

impl Table {
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let mut table = Self { head: Vec::new(), cases: Vec::new() };
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            if let Some(name) = line.strip_prefix("## ") {
                table.cases.push(Case::new(name));
                continue;
            }
            let Some(case) = table.cases.last_mut() else {
                table.head.push(line.to_owned());
                continue;
            };
            let Some(info) = line.strip_prefix("~~~") else {
                case.line(line)?;
                continue;
            };
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "~~~").collect();
            case.block(info.trim(), &block, line)?;
        }
        for case in &mut table.cases {
            while case.lines.last().is_some_and(String::is_empty) {
                case.lines.pop();
            }
            if case.rows.is_empty() {
                case.rows.push(None);
            }
        }
        Ok(table)
    }

    /// The text again, with what is expected now.
    pub(crate) fn written(&self) -> String {
        let mut out = String::new();
        for line in &self.head {
            let _ = writeln!(out, "{line}");
        }
        for case in &self.cases {
            let _ = writeln!(out, "## {}", case.name);
            for line in &case.lines {
                let _ = writeln!(out, "{line}");
            }
            if !case.finds.is_empty() {
                let _ = write!(out, "~~~ finds\n{}~~~\n", case.finds);
            }
            if let Some(shown) = &case.shown {
                let _ = write!(out, "~~~ shown\n{shown}~~~\n");
            }
            out.push('\n');
        }
        out.truncate(out.trim_end().len());
        out + "\n"
    }
}

impl Case {
    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            lines: Vec::new(),
            files: Vec::new(),
            acts: Vec::new(),
            rows: Vec::new(),
            finds: String::new(),
            shown: None,
        }
    }

    fn line(&mut self, line: &str) -> Result<(), String> {
        self.lines.push(line.to_owned());
        if let Some(act) = line.strip_prefix("- ") {
            self.acts.push(act.to_owned());
        } else if let Some(path) = line.strip_prefix('`').and_then(|line| line.strip_suffix('`')) {
            self.files.push((unescape(path)?, Vec::new()));
        }
        Ok(())
    }

    fn block(&mut self, info: &str, block: &[&str], opening: &str) -> Result<(), String> {
        let text: String = block.iter().map(|line| format!("{line}\n")).collect();
        if info == "finds" {
            self.finds = text;
            return Ok(());
        }
        if info == "shown" {
            self.shown = Some(text);
            return Ok(());
        }
        self.lines.push(opening.to_owned());
        self.lines.extend(block.iter().map(|line| (*line).to_owned()));
        self.lines.push("~~~".to_owned());
        if info == "each" {
            self.rows = block.iter().map(|line| unescape(line).map(Some)).collect::<Result<_, _>>()?;
            return Ok(());
        }
        let mut words = info.split(' ').filter(|word| !word.is_empty()).peekable();
        let mut times = 1;
        if let Some(number) = words.peek().and_then(|word| word.parse::<usize>().ok()) {
            (times, _) = (number, words.next());
            if words.next() != Some("times") {
                return Err(format!("{}: `{info}`", self.name));
            }
        }
        let bytes = match words.next() {
            None => text.into_bytes(),
            Some("escaped") => unescape(&block.concat())?,
            Some(other) => return Err(format!("{}: what is `{other}`?", self.name)),
        };
        let (_, file) = self.files.last_mut().ok_or_else(|| format!("{}: a block of no file", self.name))?;
        file.extend(bytes.repeat(times));
        Ok(())
    }

    /// The bytes of a file in a row.
    pub(crate) fn bytes(&self, file: usize, row: usize) -> Vec<u8> {
        replace(&self.files[file].1, self.rows[row].as_deref())
    }

    /// The path of a file in a row.
    pub(crate) fn path(&self, file: usize, row: usize) -> Vec<u8> {
        replace(&self.files[file].0, self.rows[row].as_deref())
    }
}

fn replace(bytes: &[u8], by: Option<&[u8]>) -> Vec<u8> {
    let Some(by) = by else { return bytes.to_owned() };
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = rest.windows(2).position(|two| two == b"{}") {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(by);
        rest = &rest[at + 2..];
    }
    out.extend_from_slice(rest);
    out
}

/// Reads the escapes of a text.
fn unescape(text: &str) -> Result<Vec<u8>, String> {
    let wrong = || format!("what escape is in `{text}`?");
    let mut out = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        match chars.next().ok_or_else(wrong)? {
            'n' => out.push(b'\n'),
            'r' => out.push(b'\r'),
            't' => out.push(b'\t'),
            '0' => out.push(0),
            '\\' => out.push(b'\\'),
            'x' => {
                let digits: String = chars.by_ref().take(2).collect();
                out.push(u8::from_str_radix(&digits, 16).map_err(|_| wrong())?);
            }
            'u' => {
                let digits: String = chars.by_ref().skip(1).take_while(|c| *c != '}').collect();
                let code = u32::from_str_radix(&digits, 16).map_err(|_| wrong())?;
                out.extend_from_slice(char::from_u32(code).ok_or_else(wrong)?.encode_utf8(&mut [0; 4]).as_bytes());
            }
            _ => return Err(wrong()),
        }
    }
    Ok(out)
}

/// What is said of each row, as the table has it.
pub(crate) fn finds(answers: &[&Answer]) -> String {
    let mut out = String::new();
    for (number, answer) in answers.iter().enumerate() {
        let row = if answers.len() == 1 { String::new() } else { format!("{}: ", number + 1) };
        for line in answer.finds.iter().take(MOST_LINES) {
            let _ = writeln!(out, "{row}{line}");
        }
        if let Some(more) = answer.finds.len().checked_sub(MOST_LINES + 1) {
            let _ = writeln!(out, "{row}… {} more", more + 1);
        }
    }
    out
}
