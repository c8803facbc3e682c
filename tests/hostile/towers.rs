//! Pathological text of a megabyte: no pass over it takes more than linear time, ours included.
//!
//! What is promised is 2 seconds of work and 512 MB for a megabyte in the released program:
//! `cargo test --release --test hostile -- towers --nocapture`. In a program that is not optimised, an eighth of it must do in the same
//! time. Memory is limited by the system (`ulimit -d`), so that too much of it ends the program.

use std::fs;
use std::process::{Command, Stdio};

/// Seconds of processor time.
const MOST_SECONDS: f64 = 2.0;
const MOST_KILOBYTES: usize = 512 * 1024;

const fn size() -> usize {
    if cfg!(debug_assertions) { 125_000 } else { 1_000_000 }
}

fn repeat(text: &str) -> String {
    text.repeat(size() / text.len() + 1)
}

/// As many numbers as fill the size with texts of this length.
fn numbered(length: usize, text: impl Fn(usize) -> String) -> String {
    (0..size() / length).map(text).collect()
}

/// Bodies.
fn bodies() -> Vec<(&'static str, String)> {
    let wide = "a|".repeat(2000);
    let half = size() / 2;
    let root = size().isqrt();
    let mut all: Vec<(&'static str, String)> = vec![
        ("lists by indentation", (0..root * 7 / 5).map(|depth| format!("{}- a\n", " ".repeat(depth))).collect()),
        ("brackets, closed", format!("{}{}", "[".repeat(half), "]".repeat(half))),
        ("wide table", format!("|{wide}\n|{}\n{}", "-|".repeat(2000), format!("|{wide}\n").repeat(size() / 4000))),
        ("short rows", format!("|{}\n|{}\n{}", "a|".repeat(10_000), "-|".repeat(10_000), "|\n".repeat(size() / 3))),
        ("long table", format!("|a|\n|-|\n{}", repeat("|b|\n"))),
        ("references to a note", format!("{}\n\n[^1]: x\n", repeat("[^1]"))),
        ("notes", numbered(25, |number| format!("a[^{number}]\n\n[^{number}]: x\n\n"))),
        ("references to a link", format!("[a]: index.md\n\n{}", repeat("[a] "))),
        ("definitions of links", numbered(18, |number| format!("[a{number}]: index.md\n"))),
        ("attributes", format!("<a {}", repeat("a=b "))),
        ("different headings", numbered(12, |number| format!("# h{number}\n"))),
        ("headings with anchors", numbered(15, |number| format!("# h {{#a{number}}}\n"))),
        ("runs of backticks", (0..root * 7 / 5).map(|length| format!("{} ", "`".repeat(length))).collect()),
        ("a line of code", format!("```js\na({}\n```\n", repeat("(\""))),
        ("code", format!("```rust\n{}```\n", repeat("let x = \"a\";\n"))),
        ("tags as code", format!("```html\n{}\n```\n", repeat("<b>"))),
        ("YAML as code", format!("```yaml\n{}\n```\n", repeat("- a: ["))),
        ("a word", "a".repeat(size())),
        ("marks on a letter", format!("a{}", "\u{301}".repeat(half))),
        ("one long citation", format!("[{}@a]", repeat("@a; "))),
        ("pictures in pictures", format!("{}](p.png)", repeat("![a"))),
        ("an underline", format!("a\n{}", "-".repeat(size()))),
    ];
    for (name, sign) in [
        ("quotes", ">"),
        ("quotes with spaces", "> "),
        ("quotes of lists", "> - "),
        ("lists", "- "),
        ("numbered lists", "1. "),
        ("list items", "- a\n"),
        ("brackets", "["),
        ("picture brackets", "!["),
        ("wiki brackets", "[["),
        ("wiki links", "[[a]] "),
        ("emphasis", "*a "),
        ("strong", "**a"),
        ("mixed emphasis", "_a*b"),
        ("asterisks", "*"),
        ("emphasis that never closes", "*a_ "),
        ("strikes", "~a"),
        ("pipes", "|"),
        ("tables", "a|b\n-|-\n\n"),
        ("open notes", "[^"),
        ("notes in notes", "[^a]: "),
        ("links", "[a](index.md) "),
        ("open links", "[a]("),
        ("broken links", "[a](b.md) "),
        ("open titles", "[a](index.md \""),
        ("autolinks", "<https://a.b/> "),
        ("angles", "<"),
        ("addresses", "<a@b.cc> "),
        ("entities", "&amp;"),
        ("ampersands", "&"),
        ("open entities", "&#x"),
        ("long entities", "&aaaaaaaa"),
        ("bold", "<b>"),
        ("divisions", "<div>\n"),
        ("anchors", "<a href=\"x\">"),
        ("comments", "<!-- "),
        ("CDATA", "<![CDATA["),
        ("instructions", "<?"),
        ("foreign elements", "<svg><math>"),
        ("HTML tables", "<table><tr><td>"),
        ("templates", "<template>"),
        ("paragraphs of HTML", "<p>\n\n"),
        ("choices", "<select><option>"),
        ("formatting", "<b><i><u><s><em><a>"),
        ("formatting across paragraphs", "<b><p>"),
        ("no breaks", "<nobr>"),
        ("ends", "</p>"),
        ("details", "<details><summary>"),
        ("superscripts", "<sup>a</sup>"),
        ("headings", "# a\n"),
        ("Japanese headings", "## 第二条\n"),
        ("headings with attributes", "# a {#b .c x=y}\n"),
        ("underlined headings", "a\n=\n"),
        ("code spans", "`a"),
        ("fences", "```\na\n```\n"),
        ("code blocks", "```rust\nlet x=1;\n```\n"),
        ("fences in quotes", "> ```\n"),
        ("breaks", "a\\\n"),
        ("backslashes", "\\"),
        ("words", "a "),
        ("empty lines", "\n"),
        ("spaces", " "),
        ("tabs", "\t"),
        ("rules", "---\n\n"),
        ("paragraphs", "a\n\n"),
        ("Japanese", "択捉島は"),
        ("Russian", "Итуруп "),
        ("joiners", "\u{200d}"),
        ("Hebrew", "\u{5d0}"),
        ("citations", "[@a] "),
        ("open citations", "[@a;"),
        ("citations in citations", "[see @a, [p. "),
        ("terms", "a\n: b\n\n"),
        ("definitions", ": "),
        ("tasks", "- [ ] a\n"),
        ("alerts", "> [!NOTE]\n> a\n\n"),
        ("pictures", "![a](p.png) "),
        ("dollars", "$a$ "),
    ] {
        all.push((name, repeat(sign)));
    }
    all
}

/// Front matter.
fn fronts() -> Vec<(&'static str, String)> {
    vec![
        ("a title", format!("title: \"{}\"", repeat("a "))),
        ("names", format!("title: A\nnames:\n{}", numbered(11, |number| format!("  x-{number}: a\n")))),
        ("a tower", format!("title: {}", "[".repeat(size()))),
        ("maps in maps", format!("title: A\n{}", repeat("a: {"))),
        ("keys", format!("title: A\n{}", numbered(10, |number| format!("k{number}: 1\n")))),
        ("keys with anchors", format!("title: A\n{}", numbered(16, |number| format!("k{number}: &a{number} 1\n")))),
        ("sources", format!("title: A\ncite: [{}]", numbered(7, |number| format!("a{number},")))),
        ("dashes", format!("title: A\nx:\n{}", repeat("- "))),
        ("escapes", format!("title: \"{}\"", repeat("\\u00e9"))),
        ("corrections", format!("title: A\ncorrections:\n{}", repeat("- {date: 2020-01-01, note: a}\n"))),
        ("comments of YAML", format!("title: A\n{}", repeat("# a\n"))),
        ("a folded title", format!("title: |\n{}", repeat("  a\n"))),
        ("questions", format!("title: A\n{}", repeat("? "))),
        (
            "claims",
            numbered(70, |number| {
                format!("- {{id: c{number}, claim: a, verdict: wrong, finding: \"b [@a]\", cite: [a]}}\n")
            }),
        ),
    ]
    .into_iter()
    .map(|(name, text)| (name, if name == "claims" { format!("title: A\nclaims:\n{text}") } else { text }))
    .collect()
}

/// Runs the program over a page, and tells the seconds of the processor that it took, or how it failed.
fn measure(page: &str) -> Result<f64, String> {
    let folder = tempfile::tempdir().unwrap();
    let content = folder.path().join("content");
    fs::create_dir(&content).unwrap();
    fs::write(folder.path().join("book.toml"), "[book]\ntitle = \"X\"\n").unwrap();
    fs::write(content.join("index.md"), "---\ntitle: Home\n---\n[](a.md) [@a]\n").unwrap();
    fs::write(content.join("p.png"), "x").unwrap();
    fs::write(content.join("sources.yaml"), "references:\n  - {id: a, type: book, title: A}\n").unwrap();
    fs::write(content.join("a.md"), page).unwrap();
    // The shell counts the time of what it ran, of all its threads. In a pipe it would count for another shell.
    let script = format!("ulimit -d {MOST_KILOBYTES}; \"$@\" >out.txt 2>err.txt; code=$?; times >times.txt; exit $code");
    let output = Command::new("sh")
        .args(["-c", &script, "sh", env!("CARGO_BIN_EXE_treatise"), "build", "--dest-dir", "out"])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = fs::read_to_string(folder.path().join("err.txt")).unwrap_or_default();
    if !matches!(output.status.code(), Some(0 | 1)) {
        return Err(format!("{}: {}", output.status, said.chars().take(300).collect::<String>()));
    }
    let times = fs::read_to_string(folder.path().join("times.txt")).unwrap_or_default();
    // The first line is of the shell itself.
    let times = times.lines().nth(1).unwrap_or_default().to_owned();
    let seconds = |text: &str| {
        let (minutes, seconds) = text.trim_end_matches('s').split_once('m')?;
        Some(minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?)
    };
    times.split_whitespace().map(seconds).sum::<Option<f64>>().ok_or(times)
}

#[test]
fn towers_are_measured_and_done_in_time() {
    let pages = bodies().into_iter().map(|(name, body)| (name, format!("---\ntitle: A\n---\n{body}\n")));
    let fronts = fronts().into_iter().map(|(name, front)| (name, format!("---\n{front}\n---\n")));
    let pages: Vec<(&str, String)> = pages.chain(fronts).collect();
    let mut taken = Vec::new();
    let mut slow = Vec::new();
    for (name, page) in &pages {
        match measure(page) {
            Ok(seconds) => {
                taken.push((seconds, *name));
                if seconds > MOST_SECONDS {
                    slow.push(format!("{name}: {seconds:.2} s"));
                }
            }
            Err(what) => slow.push(format!("{name}: {what}")),
        }
    }
    assert!(taken.iter().map(|taken| taken.0).sum::<f64>() > 1.0, "no time is counted: {taken:?}");
    taken.sort_by(|a, b| b.0.total_cmp(&a.0));
    let slowest: Vec<String> = taken.iter().take(5).map(|(seconds, name)| format!("{name} {seconds:.2} s")).collect();
    println!("{} towers of {} kB, the slowest: {}", pages.len(), size() / 1000, slowest.join(", "));
    assert!(slow.is_empty(), "{} of {} are too slow or too large:\n{}", slow.len(), pages.len(), slow.join("\n"));
}
