//! banxin (版心) turns a newspaper's copy into print-ready pages.
#![deny(unsafe_code)]
#![warn(missing_docs)]

pub mod art;
pub mod cli;
pub mod compose;
pub mod diag;
pub mod display;
pub mod files;
pub mod fonts;
pub mod geom;
pub mod ids;
pub mod ink;
pub mod makeup;
pub mod model;
pub mod pdf;
pub mod preflight;
pub mod read;
pub mod source;
pub mod text;
