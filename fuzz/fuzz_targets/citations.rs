#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| treatise_fuzz::targets::citations(data));
