//! Whether the outline of a CFF glyph can be drawn at all (Adobe Technical Note 5177).
//!
//! In: a charstring and the subroutines it may call. Out: the first fault. Does not know: shapes, fonts.

/// Fetches a subroutine by its number in the call; `true` for those of the glyph's own part of the font.
pub type Fetch<'a> = dyn Fn(bool, i64) -> Option<&'a [u8]> + 'a;

/// What has been read of a glyph so far.
struct Check<'c, 'a> {
    fetch: &'c Fetch<'a>,
    stack: Vec<f64>,
    hints: usize,
    steps: usize,
    /// The first operator that clears the stack may have the width below its own numbers.
    begun: bool,
}

/// The first thing that is wrong with a glyph; `None` when it can be drawn.
pub fn fault<'a>(code: &[u8], fetch: &Fetch<'a>) -> Option<&'static str> {
    let mut check = Check { fetch, stack: Vec::new(), hints: 0, steps: 0, begun: false };
    match check.run(code, 0) {
        Ok(true) => None,
        Ok(false) => Some("it does not end"),
        Err(why) => Some(why),
    }
}

impl Check<'_, '_> {
    /// True when the glyph has ended.
    fn run(&mut self, code: &[u8], depth: usize) -> Result<bool, &'static str> {
        if depth > 10 {
            return Err("its parts are nested too deep");
        }
        let mut at = 0;
        while let Some(&v) = code.get(at) {
            at += 1;
            self.steps += 1;
            if self.steps > 200_000 {
                return Ok(true);
            }
            let byte = |i: usize| code.get(i).map(|b| i32::from(*b)).ok_or("a number is cut off");
            let number = match v {
                28 => {
                    at += 2;
                    f64::from((byte(at - 2)? << 8 | byte(at - 1)?) as i16)
                }
                32..=246 => f64::from(i32::from(v) - 139),
                247..=250 => {
                    at += 1;
                    f64::from((i32::from(v) - 247) * 256 + byte(at - 1)? + 108)
                }
                251..=254 => {
                    at += 1;
                    f64::from(-(i32::from(v) - 251) * 256 - byte(at - 1)? - 108)
                }
                255 => {
                    at += 4;
                    f64::from(byte(at - 4)? << 24 | byte(at - 3)? << 16 | byte(at - 2)? << 8 | byte(at - 1)?) / 65536.0
                }
                10 | 29 => {
                    let called = self.stack.pop().ok_or("it calls no part")? as i64;
                    let part = (self.fetch)(v == 10, called).ok_or("it calls a part that is not there")?;
                    if self.run(part, depth + 1)? {
                        return Ok(true);
                    }
                    continue;
                }
                11 => return Ok(false),
                14 => return Ok(true),
                12 => {
                    at += 1;
                    match byte(at - 1)? {
                        34 => self.clear(|n| n == 7)?,
                        35 => self.clear(|n| n == 13)?,
                        36 => self.clear(|n| n == 9)?,
                        37 => self.clear(|n| n == 11)?,
                        // What calculates is rare, and not followed.
                        3..=5 | 9..=12 | 14 | 15 | 18 | 20..=24 | 26..=30 => return Ok(true),
                        _ => return Err("it has an operator that there is not"),
                    }
                    continue;
                }
                19 | 20 => {
                    self.stems()?;
                    at += self.hints.div_ceil(8);
                    if at > code.len() {
                        return Err("its hints are cut off");
                    }
                    continue;
                }
                operator => {
                    self.operator(operator)?;
                    continue;
                }
            };
            self.stack.push(number);
            if self.stack.len() > 192 {
                return Err("it has too many numbers without an operator");
            }
        }
        Ok(false)
    }

    fn operator(&mut self, v: u8) -> Result<(), &'static str> {
        match v {
            1 | 3 | 18 | 23 => self.stems(),
            21 => self.clear(|n| n == 2),
            4 | 22 => self.clear(|n| n == 1),
            5 => self.clear(|n| n >= 2 && n % 2 == 0),
            6 | 7 => self.clear(|n| n >= 1),
            8 => self.clear(|n| n >= 6 && n % 6 == 0),
            24 => self.clear(|n| n >= 8 && (n - 2) % 6 == 0),
            25 => self.clear(|n| n >= 8 && n % 2 == 0),
            26 | 27 => self.clear(|n| n >= 4 && matches!(n % 4, 0 | 1)),
            30 | 31 => self.clear(|n| n >= 4 && matches!(n % 8, 0 | 1 | 4 | 5)),
            _ => Err("it has an operator that there is not"),
        }
    }

    fn stems(&mut self) -> Result<(), &'static str> {
        self.hints += self.stack.len() / 2;
        self.stack.clear();
        self.begun = true;
        Ok(())
    }

    fn clear(&mut self, fits: impl Fn(usize) -> bool) -> Result<(), &'static str> {
        let n = self.stack.len();
        let fine = fits(n) || !self.begun && n > 0 && fits(n - 1);
        self.begun = true;
        self.stack.clear();
        if fine { Ok(()) } else { Err("an operator has too few or too many numbers") }
    }
}
