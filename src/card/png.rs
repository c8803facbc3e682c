//! Pixels as a PNG file with a palette: a third of the bytes of full colour, and quicker to pack.

use png::{BitDepth, ColorType, DeflateCompression, Encoder, Filter};
use resvg::tiny_skia::{Pixmap, PremultipliedColorU8};

/// Colours of a card: more would show at no edge, and cost a tenth of its size.
const COLOURS: usize = 128;

/// The picture as a file. It must be opaque.
pub(super) fn encode(picture: &Pixmap) -> Vec<u8> {
    let (palette, indices) = indexed(picture.pixels());
    let mut out = Vec::with_capacity(32 * 1024);
    let mut encoder = Encoder::new(&mut out, picture.width(), picture.height());
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(palette);
    // Flat colours repeat as they are: with a filter, or packed quicker, a card is half as large again.
    encoder.set_deflate_compression(DeflateCompression::Level(3));
    encoder.set_filter(Filter::NoFilter);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&indices));
    debug_assert!(written.is_ok(), "memory takes all that is written to it");
    out
}

/// A colour in five, six and five bits: fine enough for drawings, and a table of all of them is small.
fn coarse(pixel: PremultipliedColorU8) -> u16 {
    (u16::from(pixel.red()) >> 3) << 11 | (u16::from(pixel.green()) >> 2) << 5 | u16::from(pixel.blue()) >> 3
}

/// A palette of [`COLOURS`] at most, and each pixel's place in it.
///
/// The colours that are there most often stand in it as they are; the others, halves and quarters at the edges of letters and
/// coasts, become the nearest of those.
fn indexed(pixels: &[PremultipliedColorU8]) -> (Vec<u8>, Vec<u8>) {
    let mut counts = vec![0_usize; 1 << 16];
    // The exact colour of each coarse one: that which was met first.
    let mut exact = vec![[0_u8; 3]; 1 << 16];
    // Pixels come in rows of the same: what is done for each is done for a row at once.
    let mut runs: Vec<(u16, usize)> = Vec::with_capacity(pixels.len() / 8);
    for run in pixels.chunk_by(|a, b| a == b) {
        let colour = coarse(run[0]);
        let count = &mut counts[usize::from(colour)];
        if *count == 0 {
            exact[usize::from(colour)] = [run[0].red(), run[0].green(), run[0].blue()];
        }
        *count += run.len();
        runs.push((colour, run.len()));
    }
    let mut met: Vec<u16> = (0..=u16::MAX).filter(|colour| counts[usize::from(*colour)] > 0).collect();
    met.sort_by_key(|colour| (std::cmp::Reverse(counts[usize::from(*colour)]), *colour));
    let chosen: Vec<[u8; 3]> = met.iter().take(COLOURS).map(|colour| exact[usize::from(*colour)]).collect();
    let mut table = vec![0_u8; 1 << 16];
    for (place, &colour) in met.iter().enumerate() {
        table[usize::from(colour)] =
            if place < chosen.len() { place as u8 } else { nearest(&chosen, exact[usize::from(colour)]) };
    }
    let mut indices = Vec::with_capacity(pixels.len());
    for (colour, length) in runs {
        indices.resize(indices.len() + length, table[usize::from(colour)]);
    }
    (chosen.concat(), indices)
}

fn nearest(palette: &[[u8; 3]], colour: [u8; 3]) -> u8 {
    let far = |other: &[u8; 3]| -> u32 { other.iter().zip(colour).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum() };
    let best = palette.iter().enumerate().min_by_key(|(_, other)| far(other));
    best.and_then(|(place, _)| u8::try_from(place).ok()).unwrap_or(0)
}
