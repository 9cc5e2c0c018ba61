//! Numbers that are the same everywhere, for tests over seeded input: a failure names its seed and can be made again.
#![allow(dead_code)] // each test takes the one it needs

/// A small generator for days of copy (a linear congruential one, its upper half).
pub struct Dice(pub u64);

impl Dice {
    /// From 0, below `sides`.
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
    /// One of several.
    pub fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len() as u64) as usize]
    }
}

/// So many characters of copy, in paragraphs made of clauses.
pub fn copy(clauses: &[&str], seed: u64, characters: usize) -> String {
    let mut dice = Dice(seed);
    let (mut out, mut written) = (String::new(), 0);
    while written < characters {
        let mut para = String::new();
        while para.chars().count() < 130.min(characters - written) {
            para.push_str(dice.one(clauses));
            para.push('，');
        }
        para.pop();
        para.push('。');
        written += para.chars().count();
        out.push_str(&para);
        out.push_str("\n\n");
    }
    out
}

/// The next number of splitmix64.
pub fn splitmix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
