//! The command `banxin`.

fn main() -> std::process::ExitCode {
    banxin::cli::run()
}
