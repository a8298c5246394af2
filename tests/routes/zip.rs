//! Zip archives whose files are stored as they are.

/// An archive of files by path.
pub fn of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    let u16 = |n: usize| u16::try_from(n).expect("small").to_le_bytes();
    let u32 = |n: usize| u32::try_from(n).expect("small").to_le_bytes();
    for (name, content) in files {
        let at = archive.len();
        let sizes = [crc32(content).to_le_bytes(), u32(content.len()), u32(content.len())].concat();
        let name_and_extra = [u16(name.len()), u16(0)].concat();
        archive.extend(b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0");
        archive.extend([&sizes, &name_and_extra, name.as_bytes(), content].concat());
        directory.extend(b"PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0");
        directory.extend([&sizes, &name_and_extra, &[0; 10][..], &u32(at), name.as_bytes()].concat());
    }
    let (start, count) = (archive.len(), u16(files.len()));
    archive.extend(&directory);
    archive.extend(
        [b"PK\x05\x06\0\0\0\0", &[count, count].concat()[..], &u32(directory.len()), &u32(start), &[0; 2]]
            .concat(),
    );
    archive
}

/// APPNOTE.TXT 6.3, section 4.4.7.
fn crc32(content: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
    !content.iter().fold(!0, |crc: u32, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}
