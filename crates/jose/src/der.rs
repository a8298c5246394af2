//! Just enough DER (X.690) to take the numbers out of key documents: definite, minimal lengths.

use crate::Error;

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OID: u8 = 0x06;
const SEQUENCE: u8 = 0x30;

pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(der: &'a [u8]) -> Self {
        Self { rest: der }
    }

    pub(crate) fn sequence(&mut self) -> Result<Self, Error> {
        self.value(SEQUENCE).map(Self::new)
    }

    pub(crate) fn oid(&mut self) -> Result<&'a [u8], Error> {
        self.value(OID)
    }

    /// A bit string of whole bytes.
    pub(crate) fn bit_string(&mut self) -> Result<&'a [u8], Error> {
        match self.value(BIT_STRING)?.split_first() {
            Some((0, bytes)) => Ok(bytes),
            _ => Err(Self::fail()),
        }
    }

    /// A number that is not negative, big-endian without leading zeros; zero is empty.
    pub(crate) fn unsigned(&mut self) -> Result<&'a [u8], Error> {
        match self.value(INTEGER)? {
            [0, rest @ ..] => Ok(rest),
            number @ [high, ..] if *high < 0x80 => Ok(number),
            _ => Err(Self::fail()),
        }
    }

    fn value(&mut self, tag: u8) -> Result<&'a [u8], Error> {
        let (&[found, first], after) = self.rest.split_first_chunk().ok_or(Self::fail())?;
        if found != tag {
            return Err(Self::fail());
        }
        let (len, after) = match first {
            0..=0x7f => (usize::from(first), after),
            0x81 => match after {
                [len @ 0x80..=0xff, after @ ..] => (usize::from(*len), after),
                _ => return Err(Self::fail()),
            },
            0x82 => match after {
                [high @ 1..=0xff, low, after @ ..] => (usize::from(*high) << 8 | usize::from(*low), after),
                _ => return Err(Self::fail()),
            },
            _ => return Err(Self::fail()),
        };
        let (value, rest) = after.split_at_checked(len).ok_or(Self::fail())?;
        self.rest = rest;
        Ok(value)
    }

    const fn fail() -> Error {
        Error::malformed("key document", "not the DER of a key")
    }
}
