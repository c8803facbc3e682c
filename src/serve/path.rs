//! What a request may ask for: a path of plain names, decoded once, without anything that climbs, hides or deceives.

use std::fmt::Write as _;

use super::response::Status;

/// A path on this server, without its query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SitePath {
    segments: Vec<String>,
    /// Whether it ends with `/`.
    folder: bool,
}

impl SitePath {
    /// Reads the target of a request, such as `/treaties/?party=japan`.
    ///
    /// Errors are the status to answer with: 400 for what no browser sends by itself, 404 for what is no place of a site.
    pub(super) fn parse(target: &str) -> Result<Self, Status> {
        let path = target.split_once('?').map_or(target, |(path, _)| path);
        let path = path.strip_prefix('/').ok_or(Status::BadRequest)?;
        // `%2F` is refused before it could be taken for a border between names.
        let segments = path.split('/').map(decode).collect::<Option<Vec<_>>>().ok_or(Status::BadRequest)?;
        Self::new(segments)
    }

    /// The path at which a site stands, as people and `book.toml` write it: `/`, `repository`, `/repository/`.
    pub(super) fn base(written: &str) -> Option<Self> {
        let trimmed = written.trim_matches('/');
        let target = if trimmed.is_empty() { "/".to_owned() } else { format!("/{trimmed}/") };
        if target.contains('?') { None } else { Self::parse(&target).ok() }
    }

    fn new(mut segments: Vec<String>) -> Result<Self, Status> {
        let folder = segments.last().is_some_and(String::is_empty);
        if folder {
            segments.pop();
        }
        if segments.iter().any(|name| is_deceptive(name)) {
            return Err(Status::BadRequest);
        }
        // No file of a site begins with a dot but such as we do not serve (`.git`, `.nojekyll`, `.treatise.json`).
        if segments.iter().any(|name| name.is_empty() || name.starts_with('.')) {
            return Err(Status::NotFound);
        }
        Ok(Self { segments, folder })
    }

    /// The path below another one. None where it lies elsewhere.
    pub(super) fn below(&self, base: &Self) -> Option<Self> {
        let segments = self.segments.strip_prefix(base.segments.as_slice())?;
        Some(Self { segments: segments.to_vec(), folder: self.folder })
    }

    /// The same path as a folder: `/treaties` becomes `/treaties/`. None where it is one.
    pub(super) fn as_folder(&self) -> Option<Self> {
        (!self.folder).then(|| Self { segments: self.segments.clone(), folder: true })
    }

    /// The file below the site's root: `treaties/index.html`.
    pub(super) fn file(&self) -> String {
        let mut file = self.segments.join("/");
        if self.folder && !file.is_empty() {
            file.push('/');
        }
        if self.folder {
            file.push_str("index.html");
        }
        file
    }

    /// The path as it stands in a URL. It begins with a single `/` and a name, so that it cannot lead to another host.
    pub(super) fn encoded(&self) -> String {
        let mut url = String::new();
        for name in &self.segments {
            url.push('/');
            for &byte in name.as_bytes() {
                if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                    url.push(char::from(byte));
                } else {
                    let _ = write!(url, "%{byte:02X}");
                }
            }
        }
        if self.folder {
            url.push('/');
        }
        url
    }
}

/// Undoes percent-encoding. None where it is broken, not UTF-8, or was done twice.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        rest = tail;
        if first == b'%' {
            let (digits, tail) = rest.split_at_checked(2)?;
            bytes.push(hex(digits)?);
            rest = tail;
        } else {
            bytes.push(first);
        }
    }
    let twice = bytes.windows(3).any(|three| three[0] == b'%' && hex(&three[1..]).is_some());
    if twice { None } else { String::from_utf8(bytes).ok() }
}

fn hex(digits: &[u8]) -> Option<u8> {
    digits.iter().try_fold(0, |value, &digit| {
        let digit = char::from(digit).to_digit(16)?;
        Some(value * 16 + u8::try_from(digit).ok()?)
    })
}

/// Names that mean something else to some system than they say.
fn is_deceptive(name: &str) -> bool {
    name == "." || name == ".." || name.chars().any(|sign| matches!(sign, '/' | '\\') || sign.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_a_file() {
        for (target, file) in [
            ("/", "index.html"),
            ("/?a=/../b", "index.html"),
            ("/treaties/", "treaties/index.html"),
            ("/treaties/?party=japan&sort=date", "treaties/index.html"),
            ("/treaties", "treaties"),
            ("/a/style.css?build=1", "a/style.css"),
            ("/100%25.html", "100%.html"),
            ("/%e9%9c%b2/", "露/index.html"),
            ("/a%20b..c/d.", "a b..c/d."),
        ] {
            assert_eq!(SitePath::parse(target).map(|path| path.file()).as_deref(), Ok(file), "{target}");
        }
    }

    #[test]
    fn what_deceives_is_refused() {
        for target in [
            "",
            "x",
            "*",
            "http://a/",
            "/..",
            "/../x",
            "/a/../b",
            "/a/./b",
            "/.",
            "/%2e%2e/x",
            "/%2E%2e/x",
            "/.%2e/x",
            "/a/..%2fb",
            "/a%2fb",
            "/a%5cb",
            "/a\\b",
            "/..\\x",
            "/%00",
            "/a%0d%0ab",
            "/a%7f",
            "/%C2%85",
            "/%",
            "/%2",
            "/%zz",
            "/%+1",
            "/%ff",
            "/%c0%ae/",
            "/%252e%252e/x",
            "/%252e",
            "/%2500",
            "/%25%32%65",
        ] {
            assert_eq!(SitePath::parse(target), Err(Status::BadRequest), "{target}");
        }
    }

    #[test]
    fn what_is_hidden_or_empty_does_not_exist() {
        for target in
            ["/.git/config", "/%2egit/", "/a/.b", "/.treatise.json", "//", "//example.org/", "/a//b", "/...", "/a//"]
        {
            assert_eq!(SitePath::parse(target), Err(Status::NotFound), "{target}");
        }
    }

    #[test]
    fn a_base_is_written_in_several_ways() {
        for (written, encoded) in [("/", "/"), ("", "/"), ("repo", "/repo/"), ("/repo/", "/repo/"), ("/a/b", "/a/b/")] {
            assert_eq!(SitePath::base(written).map(|base| base.encoded()).as_deref(), Some(encoded), "{written}");
        }
        assert_eq!(SitePath::base("/a?b/"), None);
    }

    #[test]
    fn what_lies_below_a_base_is_found() {
        let base = SitePath::base("/repo/").unwrap();
        let below = |target: &str| SitePath::parse(target).unwrap().below(&base).map(|path| path.file());
        assert_eq!(below("/repo/"), Some("index.html".to_owned()));
        assert_eq!(below("/repo/a/b.css"), Some("a/b.css".to_owned()));
        assert_eq!(below("/repository/"), None);
        assert_eq!(below("/"), None);
    }

    #[test]
    fn a_location_is_encoded_again() {
        assert_eq!(SitePath::parse("/%e9%9c%b2/a%20b").unwrap().as_folder().unwrap().encoded(), "/%E9%9C%B2/a%20b/");
        assert_eq!(SitePath::parse("/a/").unwrap().as_folder(), None);
    }

    #[test]
    fn no_combination_of_dangerous_signs_gets_through() {
        let mut targets = vec!["/".to_owned()];
        let mut longest = targets.clone();
        for _ in 0..5 {
            let longer = longest.iter().flat_map(|target| "%./\\25efc".chars().map(move |sign| format!("{target}{sign}")));
            longest = longer.collect();
            targets.extend_from_slice(&longest);
        }
        for target in targets {
            let Ok(path) = SitePath::parse(&target) else { continue };
            assert!(path.segments.iter().all(|name| !name.is_empty() && !name.starts_with('.')), "{target}");
            assert!(!path.segments.iter().any(|name| name.contains(['/', '\\'])), "{target}");
            assert_eq!(SitePath::parse(&path.encoded()).as_ref(), Ok(&path), "{target}");
        }
    }
}
