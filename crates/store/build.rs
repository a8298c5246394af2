//! A new migration file makes the store build again.
fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
