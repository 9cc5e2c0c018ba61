//! `release`: a page has been sent to the press.
//!
//! In: an issue's name, a page, the folder of pages. Out: an entry in `release.json`. Does not know: how pages are
//! made; what stands on the page was written down when it was built.

use super::flags::ReleaseArgs;
use super::kept::{Kept, KeptPage, LAYOUT, RELEASE};
use super::write::{OutFolder, Press, Trouble, sha256};
use super::{COULD_NOT_RUN, READY, build, fail};
use std::path::Path;

/// `banxin release`.
pub fn release(args: &ReleaseArgs) -> u8 {
    let out = args.out.display().to_string();
    if !args.out.is_dir() {
        return fail(&format!("there is no folder {out}; build the issue first, or name its folder with --out"));
    }
    let folder = match OutFolder::open(&args.out, || eprintln!("banxin: a build writes into {out}; waiting for it")) {
        Ok(folder) => folder,
        Err(trouble) => return could_not(trouble, &out),
    };
    let (mut kept, pages) = match entries(args) {
        Ok(found) => found,
        Err(message) => return fail(&message),
    };
    let said: Vec<String> = pages.iter().map(|p| format!("{out}/{}  page {} is in print", p.file, p.page)).collect();
    pages.into_iter().for_each(|page| kept.set(page));
    match folder.put_text(RELEASE, &kept.text()) {
        Ok(()) => {
            said.iter().for_each(|line| println!("{line}"));
            READY
        }
        Err(trouble) => could_not(trouble, &out),
    }
}

fn could_not(trouble: Trouble, out: &str) -> u8 {
    fail(&build::complaint(trouble, out).message);
    COULD_NOT_RUN
}

/// The pages in print so far, and the new one; of a spread both, for neither can be made anew without the other.
fn entries(args: &ReleaseArgs) -> Result<(Kept, Vec<KeptPage>), String> {
    let out = &args.out;
    let issue = std::fs::canonicalize(&args.issue).map_err(|_| format!("there is no folder {}", args.issue))?;
    let name = issue.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let press = std::fs::read_to_string(out.join("press.json")).ok();
    let press: Option<Press> = press.and_then(|text| serde_json::from_str(&text).ok());
    let press = press
        .filter(|press| press.issue == name)
        .ok_or_else(|| format!("{} holds no pages of {name}; build it first", out.display()))?;
    let release = Kept::read(out, RELEASE, &press.issue, &press.date);
    let layout = Kept::read(out, LAYOUT, &press.issue, &press.date);
    let mut numbers = vec![args.page];
    numbers.extend(layout.page(args.page).and_then(|page| page.spread));
    let pages = numbers.iter().map(|&number| entry(out, number, &name, &press, (&release, &layout)));
    let pages: Vec<KeptPage> = pages.collect::<Result<_, _>>()?;
    Ok((release, pages))
}

fn entry(
    out: &Path,
    number: u32,
    name: &str,
    press: &Press,
    (release, layout): (&Kept, &Kept),
) -> Result<KeptPage, String> {
    let listed = press.pages.iter().find(|page| page.pages == [number]);
    let listed = listed.ok_or_else(|| format!("page {number} of {name} was not built into {}", out.display()))?;
    if listed.status != "ready" {
        return Err(format!("page {number} is not fit for press: {} must not be sent", listed.file));
    }
    let path = out.join(&listed.file);
    let sha256 = sha256(&std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?);
    if sha256 != listed.sha256 {
        return Err(format!("{} is not the file that was built: build page {number} again", listed.file));
    }
    if release.page(number).is_some_and(|sent| sent.sha256 != sha256) {
        return Err(format!("page {number} is in print already, and another file: build with --recall {number} first"));
    }
    let made = layout.page(number).ok_or_else(|| format!("{LAYOUT} does not know page {number}: build it again"))?;
    Ok(KeptPage { file: listed.file.clone(), sha256, places: Vec::new(), ..made.clone() })
}
