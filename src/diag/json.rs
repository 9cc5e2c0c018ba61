//! Diagnostics as JSON lines.
