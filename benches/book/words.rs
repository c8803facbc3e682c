//! Words as a book has them: a few are everywhere and most are rare (Zipf's law), so that an index of words is of a real shape.

use std::collections::BTreeSet;

use super::chance::Chance;

/// How many words the book knows.
const KNOWN: usize = 6000;

/// The commonest words come first and stay real ones; what follows are the nouns and verbs of the trade.
const REAL: &str = "the of and to in that was for by it with as on not at from which had were but this be is an they or their \
    his are one all its no would than after when there who more between upon under other into been only during so if until \
    both each without before whose through against where same while also both such any these over some most since first last \
    about treaty article peace war government between party frontier territory island governor court minister envoy convention \
    consul harbour mission letter year port states right trade ships coast line subject authority sovereignty signed ratified \
    empire province claim negotiation agreement fleet council river border north south east west text note map survey garrison \
    customs tariff fishery archive copy original translation seal clause protocol ambassador commission delegate instruction \
    report dispatch crown senate emperor king prince chancellor cabinet parliament assembly office order law decree proclamation \
    occupation cession exchange conquest annexation restitution lease evacuation administration title control possession \
    settlement colony village town capital fortress castle strait gulf bay cape peninsula mountain valley forest road bridge \
    merchant company pilot captain officer soldier sailor prisoner settler fisherman hunter priest scholar interpreter witness \
    agreed refused proposed accepted declared granted ceded held claimed crossed landed sailed returned waited wrote read spoke \
    answered asked sent received opened closed drew built burned left entered reached followed preceded confirmed denied changed \
    amended superseded ended began continued lasted remained became made took gave found lost won kept sought hoped feared \
    expected demanded offered promised threatened informed instructed recorded published printed quoted cited compared dated \
    early late former later next second third several many few great small large long short high low old new good common \
    separate joint secret public private formal informal general special certain uncertain possible likely foreign domestic \
    northern southern eastern western maritime continental local central distant neighbouring mutual perpetual provisional \
    winter spring summer autumn month week day night morning century decade reign period age time term date moment occasion \
    money silver gold copper grain rice salt timber fur whale herring salmon coal iron cloth silk tea gun powder horse boat";

const ONSETS: &[&str] = &[
    "b", "br", "d", "dr", "f", "g", "gr", "h", "k", "kl", "l", "m", "n", "p", "pr", "r", "s", "sh", "st", "t", "tr", "v",
    "z", "",
];
const VOWELS: &[&str] = &["a", "e", "i", "o", "u", "ai", "ei", "ou"];
const CODAS: &[&str] = &["", "", "", "n", "r", "l", "s", "m", "nd", "rt", "k", "th"];

const CYRILLIC: [(&str, &str); 20] = [
    ("ба", "バ"),
    ("ви", "ヴィ"),
    ("го", "ゴ"),
    ("ду", "ドゥ"),
    ("жа", "ジャ"),
    ("за", "ザ"),
    ("ки", "キ"),
    ("ло", "ロ"),
    ("ма", "マ"),
    ("ни", "ニ"),
    ("по", "ポ"),
    ("ру", "ル"),
    ("са", "サ"),
    ("ти", "ティ"),
    ("фо", "フォ"),
    ("ха", "ハ"),
    ("цу", "ツ"),
    ("чи", "チ"),
    ("ше", "シェ"),
    ("яр", "ヤル"),
];

/// The vocabulary of a book, the same for all its pages.
#[derive(Debug)]
pub(crate) struct Words {
    all: Vec<String>,
    /// The sum of the shares up to each word, so that a throw finds its word by halving.
    shares: Vec<f64>,
}

impl Words {
    pub(crate) fn new(seed: u64) -> Self {
        let mut chance = Chance::new(seed, 1);
        let mut seen = BTreeSet::new();
        let mut all: Vec<String> =
            REAL.split_whitespace().filter(|word| seen.insert((*word).to_owned())).map(str::to_owned).collect();
        while all.len() < KNOWN {
            let word = made_up(&mut chance);
            if seen.insert(word.clone()) {
                all.push(word);
            }
        }
        let mut sum = 0.0;
        let share = |rank: usize| {
            // Mandelbrot's form of the law, which flattens its head.
            sum += 1.0 / (f64::from(u32::try_from(rank).unwrap_or(u32::MAX)) + 2.7);
            sum
        };
        let shares = (0..all.len()).map(share).collect();
        Self { all, shares }
    }

    /// A word, as often as it is common.
    pub(crate) fn word(&self, chance: &mut Chance) -> &str {
        const STEPS: usize = 1 << 30;
        let all = self.shares.last().copied().unwrap_or_default();
        let throw = f64::from(u32::try_from(chance.below(STEPS)).unwrap_or(0)) / f64::from(1_u32 << 30) * all;
        let at = self.shares.partition_point(|share| *share <= throw);
        &self.all[at.min(self.all.len() - 1)]
    }

    /// A word that is not among the commonest.
    pub(crate) fn rare(&self, chance: &mut Chance) -> &str {
        let common = 120;
        &self.all[common + chance.low(self.all.len() - common)]
    }
}

/// A word that nobody has used and everybody can pronounce.
pub(crate) fn made_up(chance: &mut Chance) -> String {
    let mut word = String::new();
    for _ in 0..chance.between(2, 3) {
        word.push_str(chance.pick::<&str>(ONSETS));
        word.push_str(chance.pick::<&str>(VOWELS));
    }
    word.push_str(chance.pick::<&str>(CODAS));
    word
}

/// The name of a place or a person.
pub(crate) fn name(chance: &mut Chance) -> String {
    capitalised(&made_up(chance))
}

/// A name in Cyrillic and the same in Katakana.
pub(crate) fn foreign(chance: &mut Chance) -> (String, String) {
    let (mut ru, mut ja) = (String::new(), String::new());
    for _ in 0..chance.between(2, 4) {
        let (cyrillic, kana) = chance.pick(&CYRILLIC);
        ru.push_str(cyrillic);
        ja.push_str(kana);
    }
    (capitalised(&ru), ja)
}

pub(crate) fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
