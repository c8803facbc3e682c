//! Text in lines: where it may break, how large it can be, what is left out where there is no room.

use super::font::Fonts;

/// A text broken into lines, at a size.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Paragraph {
    pub(super) lines: Vec<String>,
    /// Size of the letters in pixels.
    pub(super) size: f32,
}

/// Sets a text as large as it can be: at the first of the sizes at which it has room, otherwise at the last, cut short.
///
/// `leading` is the distance of baselines in units of the size.
pub(super) fn fit(fonts: &Fonts<'_>, text: &str, (width, height): (f32, f32), sizes: &[f32], leading: f32) -> Paragraph {
    let most = |size: f32| ((height / (size * leading)) as usize).max(1);
    for &size in sizes {
        let pieces = pieces(text);
        // A word that would have to be torn apart is a reason to go smaller.
        let torn = pieces.iter().any(|piece| fonts.set(piece.trim_end(), size).width > width);
        let lines = filled(fonts, &pieces, size, width);
        if !torn && lines.len() <= most(size) {
            return Paragraph { lines: balanced(fonts, &pieces, size, width, lines), size };
        }
    }
    let size = sizes.last().copied().unwrap_or(16.0);
    let pieces = split_long(fonts, pieces(text), size, width);
    let mut lines = filled(fonts, &pieces, size, width);
    if lines.len() > most(size) {
        lines.truncate(most(size));
        if let Some(last) = lines.last_mut() {
            *last = shortened(fonts, last, size, width);
        }
    }
    Paragraph { lines, size }
}

/// A text on one line: as it is where it has room, otherwise cut short.
pub(super) fn one_line(fonts: &Fonts<'_>, text: &str, size: f32, width: f32) -> String {
    if fonts.set(text, size).width <= width { text.to_owned() } else { shortened(fonts, text, size, width) }
}

/// As much of a text as has room together with an ellipsis.
fn shortened(fonts: &Fonts<'_>, text: &str, size: f32, width: f32) -> String {
    let mut kept: Vec<char> = text.chars().collect();
    loop {
        let start: String = kept.iter().collect();
        let line = format!("{}…", start.trim_end_matches([' ', ',', ':', ';', '(', '、', '–']));
        if kept.is_empty() || fonts.set(&line, size).width <= width {
            return line;
        }
        kept.pop();
    }
}

/// The parts between which a line may break, each with the space after it.
fn pieces(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut pieces: Vec<String> = Vec::new();
    let mut open = String::new();
    for (at, &c) in letters.iter().enumerate() {
        open.push(c);
        if letters.get(at + 1).is_some_and(|&next| may_break(c, next)) {
            pieces.push(std::mem::take(&mut open));
        }
    }
    if !open.is_empty() {
        pieces.push(open);
    }
    pieces
}

/// Whether a line may end between two characters: after a space or a dash, and between those of Japanese, though no line begins
/// with what closes or goes on, nor ends with what opens (JIS X 4051).
fn may_break(before: char, after: char) -> bool {
    if after == ' ' {
        return false;
    }
    match before {
        // A dash stays with what is before it.
        ' ' => !matches!(after, '–' | '—'),
        '–' | '—' => true,
        // Not within `-5` nor before the second of two hyphens.
        '-' | '/' => after.is_alphabetic(),
        _ => (is_wide(before) || is_wide(after)) && !is_closing(after) && !is_opening(before),
    }
}

/// Whether a character is one of those between which Japanese breaks.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{2_0000}'..='\u{3_ffff}')
}

fn is_closing(c: char) -> bool {
    "、。，．・：；？！ー々ゝゞヽヾ」』）】〕〉》〟’”)]}｝］,.:;?!…‥ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ゛゜％"
        .contains(c)
}

fn is_opening(c: char) -> bool {
    "「『（【〔〈《〝‘“([{｛［".contains(c)
}

/// Lines as full as they can be.
fn filled(fonts: &Fonts<'_>, pieces: &[String], size: f32, width: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for piece in pieces {
        let longer = format!("{line}{piece}");
        if !line.is_empty() && fonts.set(longer.trim_end(), size).width > width {
            lines.push(line.trim_end().to_owned());
            line.clone_from(piece);
        } else {
            line = longer;
        }
    }
    if !line.trim_end().is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// The same lines, none of them much shorter than the others: the narrowest column that needs no more lines.
fn balanced(fonts: &Fonts<'_>, pieces: &[String], size: f32, width: f32, full: Vec<String>) -> Vec<String> {
    if full.len() < 2 {
        return full;
    }
    let mut best = full;
    let (mut narrow, mut wide) = (width * 0.5, width);
    for _ in 0..6 {
        let middle = f32::midpoint(narrow, wide);
        let lines = filled(fonts, pieces, size, middle);
        let fits = lines.len() <= best.len() && lines.iter().all(|line| fonts.set(line, size).width <= middle);
        if fits {
            best = lines;
            wide = middle;
        } else {
            narrow = middle;
        }
    }
    best
}

/// Words wider than a line in pieces that are not.
fn split_long(fonts: &Fonts<'_>, pieces: Vec<String>, size: f32, width: f32) -> Vec<String> {
    let mut split = Vec::new();
    for piece in pieces {
        let mut open = String::new();
        for c in piece.chars() {
            let longer = format!("{open}{c}");
            if !open.is_empty() && fonts.set(longer.trim_end(), size).width > width {
                split.push(std::mem::take(&mut open));
            }
            open.push(c);
        }
        split.push(open);
    }
    split
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fonts() -> Fonts<'static> {
        Fonts::new(None).unwrap()
    }

    #[test]
    fn lines_break_where_the_script_lets_them() {
        for (text, parts) in [
            ("Treaty of Shimoda", vec!["Treaty ", "of ", "Shimoda"]),
            ("Russo-Japanese 1904–1905", vec!["Russo-", "Japanese ", "1904–", "1905"]),
            ("1904 – 1905", vec!["1904 – ", "1905"]),
            ("-5 to C-3", vec!["-5 ", "to ", "C-3"]),
            ("日露（和親）条約。", vec!["日", "露", "（和", "親）", "条", "約。"]),
            ("ポーツマス条約", vec!["ポー", "ツ", "マ", "ス", "条", "約"]),
            ("1855年", vec!["1855", "年"]),
        ] {
            assert_eq!(pieces(text), parts, "{text}");
        }
    }

    #[test]
    fn no_line_is_wider_than_its_column_and_nothing_is_lost() {
        let fonts = fonts();
        for text in [
            "Convention on Embodying Basic Rules of the Relations between Japan and the USSR",
            "Договор о разграничении между Россией и Японией и об обмене территориями",
            "日本国とソヴィエト連邦との間の関係を律する基本的法則に関する条約",
        ] {
            let set = fit(&fonts, text, (480.0, 300.0), &[64.0, 56.0, 48.0, 42.0, 36.0], 1.2);
            assert!(set.lines.iter().all(|line| fonts.set(line, set.size).width <= 480.0), "{set:?}");
            let together: String = set.lines.concat().replace(' ', "");
            assert_eq!(together, text.replace(' ', ""));
            assert!(set.lines.len() as f32 * set.size * 1.2 <= 300.0);
        }
    }

    #[test]
    fn a_short_text_is_large_and_an_endless_one_is_cut() {
        let fonts = fonts();
        let sizes = [64.0, 40.0];
        assert_eq!(fit(&fonts, "Iturup", (480.0, 300.0), &sizes, 1.2).size, 64.0);
        let long = fit(&fonts, &"word ".repeat(400), (480.0, 300.0), &sizes, 1.2);
        assert_eq!((long.size, long.lines.len()), (40.0, 6));
        assert!(long.lines[5].ends_with("word…"), "{long:?}");
        let endless = fit(&fonts, &"w".repeat(400), (480.0, 300.0), &sizes, 1.2);
        assert!(endless.lines.iter().all(|line| fonts.set(line, 40.0).width <= 480.0), "{endless:?}");
        assert!(endless.lines.last().is_some_and(|line| line.ends_with('…')));
        assert_eq!(fit(&fonts, "", (480.0, 300.0), &sizes, 1.2).lines, Vec::<String>::new());
    }

    #[test]
    fn no_line_is_much_shorter_than_the_others() {
        let fonts = fonts();
        let set = fit(&fonts, "Russia and Japan in the age of empires", (500.0, 400.0), &[64.0], 1.2);
        let widths: Vec<f32> = set.lines.iter().map(|line| fonts.set(line, set.size).width).collect();
        assert!(widths.iter().all(|width| *width > 250.0), "{set:?} {widths:?}");
    }
}
