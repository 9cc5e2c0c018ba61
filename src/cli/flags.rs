//! What can be typed.
//!
//! In: nothing. Out: the shape of the command line, from which help is made. Does not know: what
//! commands do.

use crate::model::layout::{Flavour, PressSettings};
use crate::read::schema::FILES;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Turns a newspaper's copy into print-ready pages.
#[derive(Parser)]
#[command(name = "banxin", version, about, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Subcommand)]
pub enum Command {
    /// Typeset an issue and write its pages
    #[command(after_help = EXITS)]
    Build(BuildArgs),
    /// Typeset an issue and report, writing nothing
    #[command(after_help = EXITS)]
    Check(CheckArgs),
    /// Compose standard input and say what was done to each line
    Lines(crate::cli::lines::LinesArgs),
    /// Draw pages as PNG, to look at: the PDF that `build` writes, or one that stands somewhere
    #[command(after_help = "Exit codes: 0 drawn, whatever the report says, 2 could not run.")]
    Proof(ProofArgs),
    /// Check finished PDF files, of whatever maker
    #[command(after_help = EXITS)]
    Preflight(crate::cli::preflight::Options),
    /// Say that a page has been sent to the press: it is never written again, and what it relies on stays
    Release(ReleaseArgs),
    /// Say why a page looks as it does, show what else it could be, and pin one of those
    ExplainPage(ExplainPageArgs),
    /// Print the JSON Schema of a kind of file, for editors
    Schema {
        /// Which kind
        #[arg(value_name = "KIND", value_parser = clap::builder::PossibleValuesParser::new(FILES))]
        file: String,
    },
    /// Say what a diagnostic means on paper
    Explain {
        /// A code such as R003, or its name
        code: String,
    },
}

const EXITS: &str = "Exit codes: 0 ready for press, 1 something of severity error was found, 2 could not run.";

/// What all commands share that typeset an issue.
#[derive(Args)]
pub struct Common {
    /// Folder of the issue
    #[arg(value_name = "FOLDER", value_parser = slashed)]
    pub issue: String,
    /// Layout to use instead of the issue's: a name or a path
    #[arg(long, value_name = "NAME", value_parser = slashed)]
    pub layout: Option<String>,
    /// Write pages of this kind instead of the layout's
    #[arg(long, value_enum, value_name = "KIND")]
    pub press: Option<Press>,
    /// Leave out the marks around the trim
    #[arg(long)]
    pub no_marks: bool,
    /// Let pages go to press in spite of this error (repeatable)
    #[arg(long, value_name = "CODE")]
    pub allow: Vec<String>,
    /// Report as JSON lines on the output stream
    #[arg(long)]
    pub json: bool,
    /// Say how long each step took
    #[arg(long)]
    pub timings: bool,
}

/// Kinds of files, as a layout's `flavour` names them.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Press {
    /// PDF/X-4:2010
    X4,
    /// PDF/X-1a:2003
    X1a,
    /// A plain PDF with bookmarks and links
    Screen,
}

impl Common {
    /// What the command line asks of the press in place of the layout.
    pub fn press(&self, press: &mut PressSettings) {
        press.flavour = match self.press {
            Some(Press::X4) => Flavour::X4,
            Some(Press::X1a) => Flavour::X1a,
            Some(Press::Screen) => Flavour::Screen,
            None => press.flavour,
        };
        press.marks &= !self.no_marks;
    }
}

/// Where results go.
#[derive(Args)]
pub struct Output {
    /// Folder to write into
    #[arg(long, value_name = "FOLDER", default_value = "output")]
    pub out: PathBuf,
}

/// Which pages are meant.
#[derive(Args)]
pub struct Pages {
    /// Only this page; the whole issue is composed and checked all the same (repeatable)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=9999))]
    pub page: Vec<u32>,
}

/// The engine's paths have `/` between their parts on every system.
fn slashed(path: &str) -> Result<String, std::convert::Infallible> {
    Ok(if cfg!(windows) { path.replace('\\', "/") } else { path.to_string() })
}

/// Arguments of `build`.
#[derive(Args)]
pub struct BuildArgs {
    /// What to typeset.
    #[command(flatten)]
    pub common: Common,
    /// Where the pages go.
    #[command(flatten)]
    pub to: Output,
    /// Which are written.
    #[command(flatten)]
    pub only: Pages,
    /// Write all pages into one file besides one file a page
    #[arg(long, conflicts_with = "page")]
    pub one_file: bool,
    /// Make up the pages without looking at where stories stood the last time
    #[arg(long)]
    pub fresh: bool,
    /// Call this page back from the press and make it anew (repeatable)
    #[arg(long, value_name = "N")]
    pub recall: Vec<u32>,
}

/// Arguments of `release`.
#[derive(Args)]
pub struct ReleaseArgs {
    /// Folder of the issue
    pub issue: String,
    /// Number of the page
    pub page: u32,
    /// Folder that it was written into
    #[arg(long, value_name = "FOLDER", default_value = "output")]
    pub out: PathBuf,
}

/// Arguments of `check`.
#[derive(Args)]
pub struct CheckArgs {
    /// What to typeset.
    #[command(flatten)]
    pub common: Common,
}

/// Arguments of `proof`.
#[derive(Args)]
pub struct ProofArgs {
    /// What to typeset, or a PDF.
    #[command(flatten)]
    pub common: Common,
    /// Where the pictures go.
    #[command(flatten)]
    pub to: Output,
    /// Which are drawn.
    #[command(flatten)]
    pub only: Pages,
    /// Dots per inch
    #[arg(long, value_name = "DPI", default_value_t = 100, value_parser = clap::value_parser!(u16).range(10..=1200))]
    pub dpi: u16,
    /// What to lay over the page
    #[arg(long, value_delimiter = ',', value_enum)]
    pub overlay: Vec<Overlays>,
}

/// Arguments of `explain-page`.
#[derive(Args)]
pub struct ExplainPageArgs {
    /// What to typeset.
    #[command(flatten)]
    pub common: Common,
    /// Number of the page
    #[arg(value_parser = clap::value_parser!(u32).range(1..=9999))]
    pub page: u32,
    /// Draw so many of the best pages as PNG
    #[arg(long, value_name = "K")]
    pub alternatives: Option<usize>,
    /// Write this alternative into issue.toml as pins
    #[arg(long, value_name = "K", conflicts_with = "alternatives")]
    pub pin: Option<usize>,
    /// Where the proofs go.
    #[command(flatten)]
    pub to: Output,
    /// Dots per inch
    #[arg(long, value_name = "DPI", default_value_t = 60, value_parser = clap::value_parser!(u16).range(10..=1200))]
    pub dpi: u16,
}

/// What can be laid over a proof.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Overlays {
    /// Lines and columns of the grid
    Grid,
    /// Outlines of the stories
    Frames,
}
