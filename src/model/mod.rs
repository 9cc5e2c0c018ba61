//! What an issue and a layout are: everything read, nothing placed.
//!
//! Plain values without behaviour beyond look-ups. Field names are the keys that
//! users write (`docs/formats.md`) wherever there is such a key.

pub mod issue;
pub mod layout;
pub mod story;
pub mod style;
