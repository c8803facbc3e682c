//! Style sheets and scripts as the site has them: smaller than they are written, under names that change with what they hold, and
//! with a digest by which a browser knows that it got what the page meant (Subresource Integrity).
//!
//! Only files directly in `static/` are treated so, since nothing but templates names them, and templates ask for the name. Style
//! sheets lose comments and white space, by the tokens of a CSS parser. Of scripts only the theme's own are made smaller: that a script
//! is the same program afterwards is known for these, because a test compares the syntax trees (`tests/site/scripts.mjs`); a book's own
//! scripts stay as they are.

use std::collections::BTreeMap;

use base64::Engine as _;
use cssparser::{ParseError, Parser, Token};
use sha2::{Digest as _, Sha384};

use crate::source::Sources;
use crate::theme;

/// A style sheet or a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asset {
    /// Its path on the site: `treatise.5f2c9d01ab.css`.
    pub(crate) path: String,
    /// `sha384-…`, for the `integrity` attribute.
    pub(crate) integrity: String,
    /// What it holds.
    pub(crate) bytes: Vec<u8>,
}

/// The style sheets and scripts of a book, by the path below `static/` under which they are written.
pub(crate) fn of(sources: &Sources) -> BTreeMap<String, Asset> {
    let mut assets = BTreeMap::new();
    for (path, bytes) in sources.assets() {
        let Some(name) = path.strip_prefix("static/") else { continue };
        if name.contains('/') {
            continue;
        }
        let Some((stem, ending)) = name.rsplit_once('.') else { continue };
        let text = std::str::from_utf8(bytes);
        let bytes = match (ending, text) {
            ("css", Ok(text)) => minify_css(text).into_bytes(),
            ("js", Ok(text)) if theme::files().any(|(built_in, own)| built_in == path && own == bytes.as_slice()) => {
                minifier::js::minify(text).map_or_else(|_| bytes.to_vec(), |small| small.to_string().into_bytes())
            }
            ("css" | "js", _) => bytes.to_vec(),
            _ => continue,
        };
        let fingerprint = blake3::hash(&bytes).to_hex();
        let integrity = format!("sha384-{}", base64::engine::general_purpose::STANDARD.encode(Sha384::digest(&bytes)));
        let asset = Asset { path: format!("{stem}.{}.{ending}", &fingerprint[..10]), integrity, bytes };
        assets.insert(name.to_owned(), asset);
    }
    assets
}

/// A style sheet without comments and without white space that means nothing. One that the parser refuses stays as it is.
fn minify_css(text: &str) -> String {
    let mut parser = Parser::new(text);
    let mut out = String::with_capacity(text.len());
    match block(&mut parser, &mut out, 0) {
        Ok(()) => out,
        Err(_) => text.to_owned(),
    }
}

/// Beyond this depth nobody nests, and a parser that calls itself would fall.
const DEEPEST: usize = 64;

fn block(parser: &mut Parser<'_>, out: &mut String, depth: usize) -> Result<(), ParseError<()>> {
    let mut space = false;
    loop {
        let start = parser.position();
        let Ok(token) = parser.next_including_whitespace_and_comments().cloned() else { return Ok(()) };
        let written = parser.slice_from(start);
        let close = match &token {
            // A comment divides words as white space does.
            Token::WhiteSpace(_) | Token::Comment(_) => {
                space = true;
                continue;
            }
            Token::BadUrl(_) | Token::BadString(_) => return Err(ParseError::custom(())),
            Token::CurlyBracketBlock => "}",
            Token::SquareBracketBlock => "]",
            Token::ParenthesisBlock | Token::Function(_) => ")",
            _ => "",
        };
        // White space matters between words and before a colon (`a :hover`), but nowhere beside these.
        let after = out.ends_with(['{', '}', ';', ',', ':', '(']) || out.is_empty();
        let before = matches!(token, Token::CurlyBracketBlock | Token::Semicolon | Token::Comma);
        if space && !after && !before {
            out.push(' ');
        }
        space = false;
        out.push_str(written);
        if !close.is_empty() {
            if depth == DEEPEST {
                return Err(ParseError::custom(()));
            }
            parser.parse_nested_block(|inner| block(inner, out, depth + 1))?;
            if close == "}" && out.ends_with(';') {
                out.pop();
            }
            out.push_str(close);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_goes_where_it_means_nothing() {
        for (given, expected) in [
            ("/* a */\na  ,\n b { color : red ; margin: 0 auto; }\n", "a,b{color :red;margin:0 auto}"),
            (".a :is(b, c) > d:hover { x: y }", ".a :is(b,c) > d:hover{x:y}"),
            (
                "a { width: clamp( 1rem, 1.3rem + 2vw, calc(100% - 2px) ) }",
                "a{width:clamp(1rem,1.3rem + 2vw,calc(100% - 2px))}",
            ),
            (
                "@media (44rem <= width < 60rem) and (hover) { a { b: c } }",
                "@media (44rem <= width < 60rem) and (hover){a{b:c}}",
            ),
            ("a::after { content: \"a  /* b */\" url( x.svg ) }", "a::after{content:\"a  /* b */\" url( x.svg )}"),
            (":root { --empty: ; --x:  a/**/b }", ":root{--empty:;--x:a b}"),
        ] {
            assert_eq!(minify_css(given), expected);
        }
    }

    #[test]
    fn a_style_sheet_that_is_broken_stays_as_it_is() {
        let broken = "a { content: \"never closed\n }";
        assert_eq!(minify_css(broken), broken);
        let deep = "(".repeat(10_000);
        assert_eq!(minify_css(&deep), deep);
    }

    #[test]
    fn names_change_with_what_files_hold() {
        let of =
            |css: &str| super::of(&Sources::from_files([("static/treatise.css", css), ("static/deep/own.css", "a {}")]));
        let (one, other) = (of("a { b: c }"), of("a { b: d }"));
        assert_ne!(one["treatise.css"].path, other["treatise.css"].path);
        assert_eq!(one["treatise.css"], of("a {\n  b: c;\n}\n")["treatise.css"], "the same in fewer words");
        assert!(!one.contains_key("deep/own.css"), "nobody but its author knows who names it");
        // The digest of an empty text is known (FIPS 180-4, by any other program).
        let empty = of("")["treatise.css"].integrity.clone();
        assert_eq!(empty, "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb");
    }

    #[test]
    fn the_themes_own_scripts_become_smaller() {
        let assets = super::of(&Sources::from_files([("static/own.js", "// mine\nlet a = 1;\n")]));
        assert_eq!(assets["own.js"].bytes, b"// mine\nlet a = 1;\n");
        let of_theme = theme::files().filter_map(|(path, bytes)| Some((path.strip_prefix("static/")?, bytes)));
        for (path, written) in of_theme.filter(|(path, _)| path.ends_with(".js")) {
            let small = &assets[path].bytes;
            assert!(small.len() < written.len() * 8 / 10, "{path} is not made smaller");
        }
    }
}
