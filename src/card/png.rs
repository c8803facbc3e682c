//! Pixels as a PNG file with a palette: a third of the bytes of full colour, and quicker to pack.

use png::{BitDepth, ColorType, DeflateCompression, Encoder, Filter};

use super::{HEIGHT, WIDTH};

/// A picture of the size of a card as a file: red, green and blue of each colour, and for each pixel the place of its colour.
pub(super) fn encode(palette: &[u8], cells: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(64 * 1024);
    let mut encoder = Encoder::new(&mut out, WIDTH, HEIGHT);
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(palette);
    // Flat colours repeat as they are: with a filter, a card is larger.
    encoder.set_deflate_compression(DeflateCompression::Level(2));
    encoder.set_filter(Filter::NoFilter);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(cells));
    debug_assert!(written.is_ok(), "memory takes all that is written to it");
    out
}
