//! Pictures made ready for press (图片制版).
//!
//! In: a picture, its place on a page, the press settings. Out: [`PressPicture`].
//! Does not know: what else stands on the page.
//!
//! The order of work: cut out → resample to the press resolution → sharpen → source profile → output profile
//! (relative colorimetric, black point compensation) → ink limit → JPEG or Flate. Sharpening comes before the
//! conversion, so that no edge gets more ink than the limit. The finished stream is kept under a hash of
//! everything that it depends on.

use crate::art::bilevel;
use crate::art::decode::{self, Model, Samples};
use crate::art::encode::{self, Packing, PressPicture};
use crate::art::head::{Format, Head, Space, Trouble, broken};
use crate::art::profile::{Device, Profile};
use crate::art::resample::{Crop, Raster, resample, sharpen, stored_part, upright};
use crate::art::table::{Plate, Table, Tone};
use crate::display::ArtUse;
use crate::files::{Bytes, Files};
use crate::geom::Len;
use crate::model::issue::Plates;
use crate::model::layout::PressSettings;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

/// Changes whenever the same input gives other bytes, so that no old work is taken from a cache.
const VERSION: u32 = 1;
/// A picture that is larger by less than this stays as it is: so little resampling only blurs.
const TOLERANCE: f64 = 1.05;
/// More pixels an inch than this no plate setter shows in line art.
const LINE_ART_MOST: f64 = 1200.0;
/// Supplied CMYK JPEGs with up to this many times the press resolution pass as they are.
const PASS_MOST: f64 = 1.5;

/// An output profile, read and evaluated when it is first needed.
pub struct Output {
    bytes: Bytes,
    hash: blake3::Hash,
    profile: OnceLock<Option<(Profile, Tone)>>,
}

impl Output {
    /// The profile and its tone scales; `None` when it is not one to print with.
    pub fn profile(&self) -> Option<&(Profile, Tone)> {
        let read = || {
            let profile = Profile::new(&self.bytes).filter(Profile::is_output)?;
            let tone = Tone::new(&profile);
            Some((profile, tone))
        };
        self.profile.get_or_init(read).as_ref()
    }
}

/// Tables and output profiles of this run.
#[derive(Default)]
pub struct Tables {
    tables: Mutex<BTreeMap<String, Arc<OnceLock<Table>>>>,
    outputs: Mutex<BTreeMap<String, Arc<Output>>>,
}

impl Tables {
    /// The output profile that the layout names.
    pub fn output(&self, files: &dyn Files, press: &PressSettings) -> Option<Arc<Output>> {
        let known = self.outputs.lock().ok().and_then(|outputs| outputs.get(&press.profile).cloned());
        if known.is_some() {
            return known;
        }
        let bytes = output_profile(files, press)?;
        let hash = blake3::hash(&bytes);
        let output = Arc::new(Output { bytes, hash, profile: OnceLock::new() });
        if let Ok(mut outputs) = self.outputs.lock() {
            outputs.insert(press.profile.clone(), Arc::clone(&output));
        }
        Some(output)
    }
    /// The table under a key: from memory, the cache, or made now, once even when several pictures ask for it.
    fn get(&self, key: String, files: &dyn Files, make: impl FnOnce() -> Table) -> Arc<OnceLock<Table>> {
        let slot = match self.tables.lock() {
            Ok(mut tables) => Arc::clone(tables.entry(key.clone()).or_default()),
            Err(_) => Arc::default(),
        };
        slot.get_or_init(|| {
            files.cached(&key).and_then(|bytes| Table::from_bytes(&bytes)).unwrap_or_else(|| {
                let table = make();
                files.keep(&key, &table.to_bytes());
                table
            })
        });
        slot
    }
}

/// The bytes of the output profile that the layout names: one that ships, or a file.
pub fn output_profile(files: &dyn Files, press: &PressSettings) -> Option<Bytes> {
    let name = &press.profile;
    files.shipped(&format!("layouts/profiles/{name}")).or_else(|| files.read(name).ok())
}

/// What a picture is turned into, worked out before any pixel is touched.
struct Plan {
    /// Part of the stored picture, in pixels.
    crop: Crop,
    /// Size of the result, as stored.
    size: (usize, usize),
    /// Whether the whole picture is used.
    whole: bool,
    /// Pixels an inch on paper before resampling.
    ppi: f64,
    /// The same in the direction that has fewer.
    least: f64,
}

impl Plan {
    fn new(head: &Head, place: &ArtUse, ppi: f64) -> Plan {
        let part = place.crop.map(|c| f64::from(c.min(1_000_000)) / 1_000_000.0);
        let [l, t, r, b] = stored_part(part, head.orientation);
        let (w, h) = (f64::from(head.width), f64::from(head.height));
        let crop = Crop { x0: l * w, y0: t * h, x1: (r * w).max(l * w + 1.0), y1: (b * h).max(t * h + 1.0) };
        let inches = |len: Len| (len.0 as f64 / 914_400.0).max(1e-6);
        let (mut wide, mut high) = (inches(place.area.w), inches(place.area.h));
        if head.orientation >= 5 {
            std::mem::swap(&mut wide, &mut high);
        }
        let (cut_w, cut_h) = (crop.x1 - crop.x0, crop.y1 - crop.y0);
        let target = |cut: f64, inches: f64| {
            let wanted = (inches * ppi).ceil().max(1.0);
            if cut > wanted * TOLERANCE { wanted as usize } else { cut.round().max(1.0) as usize }
        };
        Plan {
            crop,
            size: (target(cut_w, wide), target(cut_h, high)),
            whole: place.crop == [0, 0, 1_000_000, 1_000_000],
            ppi: (cut_w / wide).max(cut_h / high),
            least: (cut_w / wide).min(cut_h / high),
        }
    }
}

/// Pixels an inch of a picture at its place, in the direction that has fewer.
pub fn least_ppi(head: &Head, place: &ArtUse) -> f64 {
    Plan::new(head, place, f64::INFINITY).least
}

/// Everything that a conversion depends on.
pub struct Job<'a> {
    /// The picture's head.
    pub head: &'a Head,
    /// The picture.
    pub bytes: &'a [u8],
    /// Its place.
    pub place: &'a ArtUse,
    /// Plates of the page.
    pub plates: Plates,
    /// Settings of the layout.
    pub press: &'a PressSettings,
    /// The output profile.
    pub output: &'a Output,
}

impl Job<'_> {
    /// Line art and black pages need one plate; so do grey pictures everywhere: black ink alone has no cast.
    fn plate(&self) -> Plate {
        match (self.plates, self.head.space) {
            (Plates::Cmyk, Space::Rgb | Space::Cmyk | Space::Lab) => Plate::Cmyk,
            _ => Plate::Black,
        }
    }
    fn plan(&self) -> Plan {
        let ppi = f64::from(self.press.ppi.0.max(1));
        let line_art = self.head.space == Space::Bilevel;
        Plan::new(self.head, self.place, if line_art { LINE_ART_MOST } else { ppi })
    }
    /// The key of the finished stream.
    fn key(&self, plan: &Plan) -> String {
        let mut hash = blake3::Hasher::new();
        hash.update(&VERSION.to_le_bytes());
        hash.update(blake3::hash(self.bytes).as_bytes());
        hash.update(self.output.hash.as_bytes());
        for edge in self.place.crop {
            hash.update(&edge.to_le_bytes());
        }
        for n in [plan.size.0 as u32, plan.size.1 as u32, self.press.total_ink.0, self.press.total_ink.1] {
            hash.update(&n.to_le_bytes());
        }
        hash.update(&[u8::from(self.plate() == Plate::Black), self.press.jpeg_quality]);
        hash.update(&self.press.sharpen.to_le_bytes());
        hash.update(&[u8::from(plan.ppi > f64::from(self.press.ppi.0) * PASS_MOST)]);
        format!("picture-{}", hash.finalize().to_hex())
    }
    /// The finished stream, from the cache or made now.
    pub fn run(&self, tables: &Tables, files: &dyn Files) -> Result<PressPicture, Trouble> {
        let plan = self.plan();
        let key = self.key(&plan);
        if let Some(kept) = files.cached(&key).and_then(|bytes| PressPicture::from_bytes(&bytes)) {
            return Ok(kept);
        }
        let picture =
            if self.head.space == Space::Bilevel { self.line_art(&plan)? } else { self.picture(&plan, tables, files)? };
        files.keep(&key, &picture.to_bytes());
        Ok(picture)
    }
    fn line_art(&self, plan: &Plan) -> Result<PressPicture, Trouble> {
        let bits = bilevel::decode(self.head, self.bytes)?;
        let bits = bilevel::fit(&bits, plan.crop, plan.size.0, plan.size.1);
        let (width, height, rows) = bilevel::pack(&bits, self.head.orientation);
        Ok(encode::pack_bits(&rows, width, height))
    }
    fn picture(&self, plan: &Plan, tables: &Tables, files: &dyn Files) -> Result<PressPicture, Trouble> {
        let (output, _) = self
            .output
            .profile()
            .ok_or_else(|| Trouble::Broken("cannot be converted: the layout's profile is not one for CMYK".into()))?;
        let pixels = decode::decode(self.head, self.bytes)?;
        if let Samples::Eight(samples) = &pixels.samples
            && pixels.model == Model::Cmyk
            && self.passes(plan, samples)
        {
            return Ok(PressPicture {
                width: self.head.width,
                height: self.head.height,
                components: 4,
                bits: 8,
                packing: Packing::Dct,
                bytes: self.bytes.to_vec(),
                inverted: self.head.inverted,
            });
        }
        let mut raster = resample(&pixels, plan.crop, plan.size.0, plan.size.1);
        drop(pixels);
        sharpen(&mut raster, self.press.sharpen);
        let raster = self.upright_rgb(raster);
        let slot = self.table(raster.model, output, tables, files);
        let Some(table) = slot.get() else { return broken("cannot be converted: its colour table was not made") };
        let mut ink = Vec::with_capacity(raster.width * raster.height * table.outputs());
        table.apply(raster.model, &raster.samples, &mut ink);
        Ok(encode::pack(ink, raster.width, raster.height, table.outputs(), self.press.jpeg_quality))
    }
    /// Turns upright, and JPEG's luma and chroma into RGB.
    fn upright_rgb(&self, mut raster: Raster) -> Raster {
        if raster.model == Model::Ycc {
            for p in raster.samples.chunks_exact_mut(3) {
                p.copy_from_slice(&decode::ycc_to_rgb([p[0], p[1], p[2]]));
            }
            raster.model = Model::Rgb;
        }
        if self.head.orientation > 1 {
            let (w, h) = (raster.width, raster.height);
            raster.samples = upright(&raster.samples, w, h, raster.model.channels(), self.head.orientation);
            if self.head.orientation >= 5 {
                (raster.width, raster.height) = (h, w);
            }
        }
        raster
    }
    /// Whether a CMYK JPEG goes to press as it came: whole, upright, not much too large, made for these inks, and
    /// nowhere above the most ink that the press takes.
    fn passes(&self, plan: &Plan, samples: &[u8]) -> bool {
        let own = self.head.profile.as_deref().is_none_or(|p| *p == *self.output.bytes);
        let most = self.press.total_ink.1 * 255 / 1000;
        self.head.format == Format::Jpeg
            && self.plate() == Plate::Cmyk
            && self.head.orientation == 1
            && plan.whole
            && plan.ppi <= f64::from(self.press.ppi.0) * PASS_MOST
            && own
            && samples.chunks_exact(4).all(|p| p.iter().map(|&v| u32::from(v)).sum::<u32>() <= most)
    }
    /// The table for a source's pixels.
    fn table(&self, model: Model, output: &Profile, tables: &Tables, files: &dyn Files) -> Arc<OnceLock<Table>> {
        let device = match model {
            Model::Grey => Device::Grey,
            Model::Rgb | Model::Ycc => Device::Rgb,
            Model::Cmyk => Device::Cmyk,
            Model::Lab => Device::Lab,
        };
        // Lab files need no profile; one that does not describe the pixels is of no use.
        let embedded = self.head.profile.as_deref().filter(|_| model != Model::Lab);
        let plate = self.plate();
        let limit = self.press.total_ink.0;
        let mut hash = blake3::Hasher::new();
        hash.update(&VERSION.to_le_bytes());
        hash.update(&[device as u8, plate as u8]);
        hash.update(&limit.to_le_bytes());
        hash.update(self.output.hash.as_bytes());
        hash.update(blake3::hash(embedded.unwrap_or(&[])).as_bytes());
        let key = format!("table-{}", hash.finalize().to_hex());
        tables.get(key, files, || {
            let own = embedded.and_then(Profile::new).filter(|p| p.device == device);
            let source = match (own, device) {
                (Some(profile), _) => profile,
                (None, Device::Rgb) => Profile::srgb(),
                (None, Device::Grey) => Profile::grey(),
                (None, Device::Lab) => Profile::lab(),
                // CMYK that says nothing was separated for the press that the layout names.
                (None, Device::Cmyk) if plate == Plate::Cmyk => return Table::limit_only(limit),
                (None, Device::Cmyk) => return Table::build(output, output, plate, limit),
            };
            if device == Device::Cmyk && plate == Plate::Cmyk && embedded == Some(&*self.output.bytes) {
                return Table::limit_only(limit);
            }
            Table::build(&source, output, plate, limit)
        })
    }
}
