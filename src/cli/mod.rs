//! The command line.
//!
//! In: arguments. Out: an exit code: 0 ready for press, 1 not for press, 2 could not run.
//! Does not know: how a page is made.

mod build;
mod explain_page;
mod flags;
mod kept;
mod lines;
mod names;
mod plates;
pub mod preflight;
mod proof;
mod release;
mod run;
mod schema;
mod write;

use crate::diag::{self, Report, human, json};
use crate::files::Disk;
use clap::Parser;
use flags::{Cli, Command, Common};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Everything was done and nothing stops the press.
const READY: u8 = 0;
/// Something of severity error was found.
const NOT_FOR_PRESS: u8 = 1;
/// The command could not do its work.
const COULD_NOT_RUN: u8 = 2;

/// Runs the command that the process was called with.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers; everything else is a call that cannot run.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { COULD_NOT_RUN } else { READY });
        }
    };
    ExitCode::from(match cli.command {
        Command::Build(args) => build::build(&args),
        Command::Check(args) => build::check(&args),
        Command::Lines(args) => lines::lines(&args, &disk()),
        Command::Proof(args) => proof::proof(&args),
        Command::Preflight(options) => {
            let (text, trouble, code) = preflight::run(&options);
            print!("{text}");
            eprint!("{trouble}");
            code
        }
        Command::Release(args) => release::release(&args),
        Command::ExplainPage(args) => explain_page::explain_page(&args),
        Command::Schema { file } => schema::schema(&file),
        Command::Explain { code } => explain(&code),
    })
}

/// The door to files: shipped pieces replaced from `BANXIN_DATA`, converted pictures kept in the
/// user's cache or in `BANXIN_CACHE`.
fn disk() -> Disk {
    let folder = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let cache = folder("BANXIN_CACHE")
        .or_else(|| folder("XDG_CACHE_HOME").map(|f| f.join("banxin")))
        .or_else(|| folder("LOCALAPPDATA").map(|f| f.join("banxin").join("cache")))
        .or_else(|| folder("HOME").map(|f| f.join(".cache").join("banxin")));
    Disk::new(folder("BANXIN_DATA"), cache)
}

/// A file that was named on the command line. Pipes and devices may have no end, and are refused.
fn read_file(path: &Path) -> std::io::Result<Vec<u8>> {
    match std::fs::metadata(path)?.is_file() {
        true => std::fs::read(path),
        false => Err(std::io::Error::other("it is a folder, a pipe or a device, not a file")),
    }
}

/// Shows a report: for people on the error stream, or as JSON lines on the output stream.
fn show(report: &Report, common: &Common) {
    if common.json {
        let _ = std::io::stdout().write_all(json::render(report).as_bytes());
    } else {
        let color = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let _ = std::io::stderr().write_all(human::render(report, color).as_bytes());
    }
}

/// Says why a command could not run.
fn fail(message: &str) -> u8 {
    eprintln!("banxin: {message}");
    COULD_NOT_RUN
}

fn explain(code: &str) -> u8 {
    match diag::explain::explain(code) {
        Some(text) => {
            let _ = std::io::stdout().write_all(text.as_bytes());
            READY
        }
        None => fail(&format!("there is no code “{code}”; codes look like R003, names like unknown-key")),
    }
}
