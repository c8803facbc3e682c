//! The colours of a card: at most 256, so that a pixel is one byte.

use super::canvas::{INK, Ink, MUTED, OUTLINE, PAPER, SEAL, TINT, TINT_2};

/// As many colours as a picture with a palette can have.
const MOST: usize = 256;

/// Steps in which ink covers paper, from none to all. More would show at no edge.
pub(super) const LEVELS: u8 = 15;

/// Colours, each with its place.
///
/// They come in the order in which they are first wanted, which depends on nothing but what is drawn.
#[derive(Clone, Debug)]
pub(super) struct Palette {
    colours: Vec<Ink>,
    /// For each coarse colour the place of the one that stands for it, counted from 1; 0 where there is none yet.
    coarse: Vec<u16>,
    inks: Vec<Ink>,
    /// For each ink, ground and level the place of their mixture, counted from 1; 0 where it is not known yet.
    mixtures: Vec<u16>,
}

impl Palette {
    /// These colours, as they are.
    pub(super) fn of(colours: &[Ink]) -> Self {
        let mut palette =
            Self { colours: Vec::with_capacity(MOST), coarse: vec![0; 1 << 16], inks: Vec::new(), mixtures: Vec::new() };
        for colour in colours {
            palette.exact(*colour);
        }
        palette
    }

    /// Paper and all inks.
    pub(super) fn plain() -> Self {
        Self::of(&[PAPER, INK, MUTED, SEAL, TINT, TINT_2, OUTLINE])
    }

    /// The place of a colour that fills areas and therefore has to be met exactly, as long as there is room.
    pub(super) fn exact(&mut self, colour: Ink) -> u8 {
        match self.colours.iter().position(|known| *known == colour) {
            Some(place) => place as u8,
            None if self.colours.len() < MOST => self.push(colour),
            None => self.nearest(colour),
        }
    }

    /// The place of a colour at an edge, where one that is nearly the same is as good.
    pub(super) fn close(&mut self, colour: Ink) -> u8 {
        let known = self.coarse[coarse(colour)];
        if known > 0 {
            return (known - 1) as u8;
        }
        let place = if self.colours.len() < MOST { self.push(colour) } else { self.nearest(colour) };
        self.coarse[coarse(colour)] = u16::from(place) + 1;
        place
    }

    /// The number of an ink for [`Palette::mixture`].
    pub(super) fn ink(&mut self, ink: Ink) -> usize {
        self.inks.iter().position(|known| *known == ink).unwrap_or_else(|| {
            self.inks.push(ink);
            self.mixtures.resize(self.inks.len() * MOST * usize::from(LEVELS + 1), 0);
            self.inks.len() - 1
        })
    }

    /// The place of what an ink makes of the colour of a place, when it covers so many of [`LEVELS`] parts of it.
    pub(super) fn mixture(&mut self, ground: u8, ink: usize, level: u8) -> u8 {
        let at = (ink * MOST + usize::from(ground)) * usize::from(LEVELS + 1) + usize::from(level);
        if self.mixtures[at] == 0 {
            let place = match level {
                0 => ground,
                LEVELS => self.exact(self.inks[ink]),
                _ => self.close(self.inks[ink].over(self.colour(ground), level)),
            };
            self.mixtures[at] = u16::from(place) + 1;
        }
        (self.mixtures[at] - 1) as u8
    }

    /// The colour of a place.
    pub(super) fn colour(&self, place: u8) -> Ink {
        self.colours[usize::from(place)]
    }

    /// All colours: red, green and blue of one after the other.
    pub(super) fn bytes(&self) -> Vec<u8> {
        self.colours.iter().flat_map(|colour| [colour.0, colour.1, colour.2]).collect()
    }

    fn push(&mut self, colour: Ink) -> u8 {
        self.colours.push(colour);
        let place = self.colours.len();
        let known = &mut self.coarse[coarse(colour)];
        if *known == 0 {
            *known = place as u16;
        }
        (place - 1) as u8
    }

    /// The place of the colour that is nearest.
    pub(super) fn nearest(&self, colour: Ink) -> u8 {
        let far = |other: &Ink| {
            let parts = [(other.0, colour.0), (other.1, colour.1), (other.2, colour.2)];
            parts.into_iter().map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum::<u32>()
        };
        let best = self.colours.iter().enumerate().min_by_key(|(_, other)| far(other));
        best.map_or(0, |(place, _)| place as u8)
    }
}

/// A colour in five, six and five bits: fine enough for edges, and a table of all of them is small.
fn coarse(colour: Ink) -> usize {
    usize::from(u16::from(colour.0) >> 3 << 11 | u16::from(colour.1) >> 2 << 5 | u16::from(colour.2) >> 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_have_their_own_colour_and_edges_one_that_is_near() {
        let mut palette = Palette::of(&[Ink(252, 251, 248), Ink(0, 0, 0)]);
        assert_eq!(palette.exact(Ink(252, 251, 248)), 0);
        assert_eq!(palette.exact(Ink(253, 251, 248)), 2);
        assert_eq!(palette.close(Ink(255, 251, 248)), 0);
        assert_eq!(palette.close(Ink(100, 100, 100)), 3);
        assert_eq!(palette.bytes().len(), 12);
    }

    #[test]
    fn an_ink_covers_its_ground_step_by_step() {
        let mut palette = Palette::of(&[Ink(255, 255, 255)]);
        let ink = palette.ink(Ink(0, 0, 0));
        assert_eq!(palette.ink(Ink(0, 0, 0)), ink);
        let greys: Vec<u8> = (0..=LEVELS)
            .map(|level| {
                let place = palette.mixture(0, ink, level);
                palette.colour(place).0
            })
            .collect();
        assert!(greys.is_sorted_by(|a, b| a > b), "{greys:?}");
        assert_eq!((greys[0], greys[15]), (255, 0));
    }

    #[test]
    fn a_full_palette_gives_what_is_nearest() {
        let mut palette = Palette::of(&[]);
        for red in 0..=255 {
            palette.exact(Ink(red, 0, 0));
        }
        assert_eq!(palette.exact(Ink(77, 1, 0)), 77);
        assert_eq!(palette.close(Ink(200, 0, 9)), 200);
        assert_eq!(palette.bytes().len(), 768);
    }
}
