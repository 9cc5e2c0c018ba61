//! The command `banxin`.

fn main() {}
