//! `proof`: the written PDF as a picture to look at.
//!
//! In: an issue or a PDF. Out: PNG files. Does not know: how a PDF is drawn.

use super::build::complaint;
use super::flags::{Overlays, ProofArgs};
use super::run::{Past, Run, in_parallel};
use super::write::{self, Finished};
use super::{COULD_NOT_RUN, READY, fail, show};
use crate::Typeset;
use crate::display::DisplayList;
use crate::geom::{Len, Point};
use crate::makeup::grid::PageGrid;
use crate::proof::{self, Overlay};
use std::path::{Path, PathBuf};

/// `banxin proof`.
pub fn proof(args: &ProofArgs) -> u8 {
    if args.common.issue.to_ascii_lowercase().ends_with(".pdf") {
        return of_file(args);
    }
    let mut run = match Run::start_after(&args.common, &Past { folder: Some(&args.to.out), ..Past::default() }) {
        Ok(run) => run,
        Err(code) => return code,
    };
    if let Err(code) = run.chosen(&args.only.page) {
        return code;
    }
    let files = run.finish_all(&args.only.page);
    let pictures = in_parallel(files.len(), |i| {
        let page = run.typeset.pages.iter().find(|page| files[i].pages.contains(&page.page));
        let overlays = page.map(|page| overlays(&run.typeset, page, &args.overlay)).unwrap_or_default();
        proof::render(&files[i].bytes, 0, f64::from(args.dpi), &overlays)
    });
    run.lap("draw");
    show(&run.report, &args.common);
    for (file, picture) in files.iter().zip(pictures) {
        match picture {
            Ok(png) => {
                if let Err(code) = put(&args.to.out, &name(file), &png) {
                    return code;
                }
            }
            Err(error) => return fail(&error.to_string()),
        }
    }
    READY
}

fn name(file: &Finished) -> String {
    if file.fit { format!("{}.png", file.stem) } else { format!("{}.rejected.png", file.stem) }
}

/// Pages of a PDF that stands somewhere; overlays need the issue.
fn of_file(args: &ProofArgs) -> u8 {
    let path = Path::new(&args.common.issue);
    let bytes = match super::read_file(path) {
        Ok(bytes) => bytes,
        Err(error) => return fail(&format!("{}: {error}", path.display())),
    };
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let first = [1];
    let pages: &[u32] = if args.only.page.is_empty() { &first } else { &args.only.page };
    for page in pages {
        let picture = proof::render(&bytes, page.saturating_sub(1) as usize, f64::from(args.dpi), &[]);
        let name = if args.only.page.is_empty() { format!("{stem}.png") } else { format!("{stem}-{page}.png") };
        match picture.map_err(|error| fail(&error.to_string())).and_then(|png| put(&args.to.out, &name, &png)) {
            Ok(()) => {}
            Err(code) => return code,
        }
    }
    READY
}

/// Writes a picture into a folder and says where.
pub fn put(out: &Path, name: &str, png: &[u8]) -> Result<(), u8> {
    let path: PathBuf = out.join(name);
    let written = std::fs::create_dir_all(out).and_then(|()| std::fs::write(&path, png));
    match written {
        Ok(()) => {
            println!("{}", path.display());
            Ok(())
        }
        Err(error) => {
            let diagnostic = complaint(write::Trouble::from(error), &out.display().to_string());
            Err(fail(&diagnostic.message)).map_err(|_: u8| COULD_NOT_RUN)
        }
    }
}

/// What is laid over a page: the grid's lines and columns, the stories' outlines.
fn overlays(typeset: &Typeset, page: &DisplayList, wanted: &[Overlays]) -> Vec<Overlay> {
    let mut out = Vec::new();
    if wanted.contains(&Overlays::Grid) {
        grid(typeset, &mut out);
    }
    if wanted.contains(&Overlays::Frames) {
        for area in page.outlines.iter().flat_map(|outline| &outline.areas) {
            out.push(Overlay::Frame { area: *area, color: [220, 30, 60, 200] });
        }
    }
    out
}

fn grid(typeset: &Typeset, out: &mut Vec<Overlay>) {
    let layout = &typeset.issue.layout;
    let page = PageGrid::new(layout);
    let whole = page.logical(0, 0, page.grid.columns, page.grid.lines);
    let on_paper = |x: Len, y: Len| page.axes.point(Point { x, y });
    for line in 0..=page.grid.lines {
        let y = page.line_y(line);
        // Every fifth line stronger, as on a dummy sheet (版样纸).
        let color = if line % 5 == 0 { [0, 120, 220, 150] } else { [0, 120, 220, 60] };
        out.push(Overlay::Line { from: on_paper(whole.x, y), to: on_paper(whole.right(), y), color });
    }
    for column in 0..page.grid.columns {
        let x = page.column_x(column);
        for x in [x, x + page.grid.column()] {
            let ends = (on_paper(x, whole.y), on_paper(x, whole.bottom()));
            out.push(Overlay::Line { from: ends.0, to: ends.1, color: [0, 160, 80, 150] });
        }
    }
}
