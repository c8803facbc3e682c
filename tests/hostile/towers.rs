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
    let half = size() / 2;
    let list = |key: &str, item: &str| format!("title: A\n{key}:\n{}", repeat(&format!("- {item}\n")));
    let laughs: String =
        (1..9).map(|level| format!("a{level}: &a{level} [{}]\n", format!("*a{}, ", level - 1).repeat(10))).collect();
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
        ("corrections", list("corrections", "{date: 2020-01-01, note: a}")),
        ("corrections of no day", list("corrections", "{date: x, note: a}")),
        ("corrections of nothing", list("corrections", "1")),
        ("comments of YAML", format!("title: A\n{}", repeat("# a\n"))),
        ("a folded title", format!("title: |\n{}", repeat("  a\n"))),
        ("questions", format!("title: A\n{}", repeat("? "))),
        ("questions and dashes", format!("title: A\n{}", repeat("? - "))),
        ("colons", format!("title: A\n{}", repeat(": "))),
        ("questions in brackets", format!("title: A\n{}", repeat("? ["))),
        ("dashes, questions, colons", format!("title: A\n{}", repeat("- ? : "))),
        ("maps by indentation", {
            let levels = 0..size().isqrt() * 7 / 5;
            format!("title: A\n{}", levels.map(|depth| format!("{}a:\n", " ".repeat(depth))).collect::<String>())
        }),
        ("tags of tags", format!("title: A\nx: {}", repeat("!a "))),
        ("anchors of anchors", format!("title: A\nx: {}", repeat("&a\n "))),
        ("lists that quotes hide", format!("title: A\nx: {}", repeat("[\"]\", "))),
        ("maps that quotes hide", format!("title: A\nx: {}", repeat("{a: '}', b: "))),
        ("maps that comments hide", format!("title: A\nx: {}", repeat("{a: # }\n "))),
        ("lists that tags hide", format!("title: A\nx: {}", repeat("[!<]> a, "))),
        ("lists that a mark of order hides", format!("title: A\nx: [{}", repeat("\n\u{feff}\"]\", ["))),
        ("lists as keys", format!("title: A\nx: {{{}}}", repeat("? [a] : b, "))),
        ("directives", format!("{}--- \ntitle: A", numbered(15, |number| format!("%TAG !a{number}! x\n")))),
        ("aliases", format!("title: &a A\ncite: [{}]", repeat("*a, "))),
        ("aliases of a map", format!("title: A\ncorrections:\n- &a {{date: 2020-01-01, note: b}}\n{}", repeat("- *a\n"))),
        ("aliases of a long text", format!("title: &a {}\nx: [{}]", "b".repeat(half), "*a, ".repeat(half / 4))),
        ("aliases of a long list", format!("title: A\nx: &a [{}]\ny: [{}]", "b,".repeat(half / 2), "*a, ".repeat(half / 4))),
        ("aliases of aliases", format!("title: A\na0: &a0 [b]\n{laughs}y: [{}]", repeat("b,"))),
        ("old addresses", format!("title: A\naliases: [{}]", numbered(7, |number| format!("/a{number}/, ")))),
        (
            "claims",
            format!(
                "title: A\nclaims:\n{}",
                numbered(70, |number| {
                    format!("- {{id: c{number}, claim: a, verdict: wrong, finding: \"b [@a]\", cite: [a]}}\n")
                })
            ),
        ),
        ("changes", format!("date: 1900\n{}", list("changes", "{territory: i, to: japan, mode: cession, cite: [a]}"))),
        ("positions", format!("about: [i]\n{}", list("positions", "{by: japan, since: 1900, text: a, cite: [a]}"))),
        ("ratifications", format!("signed: 1900\nparties: [japan]\n{}", list("ratified", "{party: japan, date: 1901}"))),
        ("parts", format!("title: A\nparts: [{}]", repeat("i, "))),
    ]
}

/// Files of other kinds, by path.
fn files() -> Vec<(&'static str, &'static str, String)> {
    let (sources, drawing) = ("content/sources.yaml", "content/x.svg");
    let svg = |inside: &str| format!("<svg xmlns=\"http://www.w3.org/2000/svg\"{inside}</svg>");
    let references = |text: &str| format!("references:\n{text}");
    vec![
        ("many sources", sources, references(&numbered(40, |n| format!("- {{id: a{n}, type: book, title: A{n}}}\n")))),
        ("sources of one name", sources, references(&repeat("- {id: a, type: book, title: A}\n"))),
        ("sources without a name", sources, references(&repeat("- {}\n"))),
        (
            "sources of a wrong type",
            sources,
            references(&numbered(40, |n| format!("- {{id: a{n}, type: bok, titel: A}}\n"))),
        ),
        ("questions for sources", sources, references(&repeat("? "))),
        ("maps that quotes hide, for sources", sources, references(&repeat("{a: '}', b: "))),
        (
            "authors",
            sources,
            references(&format!("- id: a\n  type: book\n  title: A\n  author:\n{}", repeat("  - {family: B}\n"))),
        ),
        ("groups", drawing, svg(&format!(">{}", repeat("<g>")))),
        ("attributes of a drawing", drawing, svg(&format!(" {}>", numbered(9, |n| format!("a{n}='' "))))),
        ("names of namespaces", drawing, svg(&format!(" {}>", numbered(16, |n| format!("xmlns:a{n}='b' "))))),
        (
            "namespaces in namespaces",
            drawing,
            svg(&format!(">{}", numbered(24, |n| format!("<g xmlns:a{n}='b' a{n}:c=''>")))),
        ),
        ("brackets of outlines", "content/geometry.geojson", repeat("[")),
    ]
}

/// Books of many links that lead nowhere, each of which is compared with what is there.
fn missed() -> Vec<(&'static str, String)> {
    let half = size() / 2;
    vec![
        ("broken anchors", numbered(39, |number| format!("[a](#later)\n\n## Latter {number}\n\n"))),
        ("a long anchor", format!("[a](#{})\n\n# {}\n", "a".repeat(half), "a".repeat(half - 1))),
        ("unknown pages", numbered(10, |number| format!("[[ab{number}]] "))),
        ("unknown sources", numbered(10, |number| format!("[@ab{number}] "))),
    ]
}

/// Runs the program over a page, and tells the seconds of the processor that it took, or how it failed.
fn measure(path: &str, text: &str) -> Result<f64, String> {
    let folder = tempfile::tempdir().unwrap();
    let content = folder.path().join("content");
    fs::create_dir(&content).unwrap();
    fs::write(folder.path().join("book.toml"), "[book]\ntitle = \"X\"\n").unwrap();
    fs::write(content.join("index.md"), "---\ntitle: Home\n---\n[](a.md) [@a]\n").unwrap();
    fs::write(content.join("p.png"), "x").unwrap();
    fs::write(content.join("sources.yaml"), "references:\n  - {id: a, type: book, title: A}\n").unwrap();
    for (path, page) in [
        ("parties/japan.md", "title: Japan\nform: state"),
        ("territories/i.md", "title: I\nstart: {holder: japan, from: 1800, cite: [a]}"),
    ] {
        fs::create_dir_all(content.join(path).parent().unwrap()).unwrap();
        fs::write(content.join(path), format!("---\n{page}\n---\n")).unwrap();
    }
    fs::write(content.join("a.md"), "---\ntitle: A\n---\n![x](x.svg)\n").unwrap();
    fs::write(content.join("x.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>").unwrap();
    fs::create_dir_all(folder.path().join(path).parent().unwrap()).unwrap();
    fs::write(folder.path().join(path), text).unwrap();
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
    let bodies = bodies().into_iter().chain(missed());
    let bodies = bodies.map(|(name, body)| (name, "content/a.md", format!("---\ntitle: A\n---\n{body}\n")));
    let fronts = fronts().into_iter().map(|(name, front)| {
        // Facts of a kind stand on a page of that kind.
        let path = match name {
            "changes" => "content/events/b.md",
            "positions" => "content/disputes/b.md",
            "ratifications" => "content/treaties/b.md",
            "parts" => "content/territories/b.md",
            _ => "content/a.md",
        };
        (name, path, format!("---\n{front}\n---\n"))
    });
    let pages: Vec<(&str, &str, String)> = bodies.chain(fronts).chain(files()).collect();
    let mut taken = Vec::new();
    let mut slow = Vec::new();
    for (name, path, text) in &pages {
        match measure(path, text) {
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
