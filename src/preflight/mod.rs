//! Checks of finished bytes.
