//! Which addresses may be reached. What is not of the public internet is refused, unless an operator allows it: from
//! here one reaches what users cannot, above all the platform's own services and a cloud's metadata.
//!
//! Ranges are those of the IANA registries of special-purpose addresses (RFC 6890 and successors).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use model::network::Network;

/// What an operator allows beside the public internet.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    allow: Vec<Network>,
}

impl Rules {
    /// Fails with the text that is no network.
    pub fn parse(allow: &[String]) -> Result<Self, String> {
        let allow = allow.iter().map(|text| Network::parse(text).ok_or_else(|| text.clone()));
        Ok(Self { allow: allow.collect::<Result<_, _>>()? })
    }

    /// The rule by which an address is refused.
    pub fn refuse(&self, address: IpAddr) -> Result<(), &'static str> {
        if self.allow.iter().any(|network| network.contains(address)) {
            return Ok(());
        }
        match address {
            IpAddr::V4(v4) => refuse_v4(v4),
            IpAddr::V6(v6) => refuse_v6(v6),
        }
        .map_or(Ok(()), Err)
    }
}

/// Services of clouds at addresses that look public.
const METADATA: [Ipv4Addr; 2] = [Ipv4Addr::new(168, 63, 129, 16), Ipv4Addr::new(100, 100, 100, 200)];

fn refuse_v4(address: Ipv4Addr) -> Option<&'static str> {
    let [a, b, c, _] = address.octets();
    if METADATA.contains(&address) || address == Ipv4Addr::new(169, 254, 169, 254) {
        return Some("metadata service");
    }
    Some(match (a, b, c) {
        (0, ..) => "unspecified",
        (127, ..) => "loopback",
        (10, ..) | (172, 16..=31, _) | (192, 168, _) => "private",
        (169, 254, _) => "link-local",
        (100, 64..=127, _) => "shared address space",
        (192, 0, 0 | 2) | (192, 88, 99) | (198, 18..=19, _) | (198, 51, 100) | (203, 0, 113) => {
            "special purpose"
        }
        (224..=239, ..) => "multicast",
        (240.., ..) => "reserved or broadcast",
        _ => return None,
    })
}

fn refuse_v6(address: Ipv6Addr) -> Option<&'static str> {
    let segments = address.segments();
    Some(match segments {
        [0, 0, 0, 0, 0, 0, 0, 0] => "unspecified",
        [0, 0, 0, 0, 0, 0, 0, 1] => "loopback",
        // Mapped, compatible, NAT64, 6to4 and Teredo: an IPv4 address by another name.
        [0, 0, 0, 0, 0 | 0xffff, ..] | [0x64, 0xff9b, ..] | [0x2002, ..] | [0x2001, 0, ..] => "IPv4 in IPv6",
        [0xfe80..=0xfebf, ..] => "link-local",
        [0xfec0..=0xfeff, ..] => "site-local",
        [0xfc00..=0xfdff, ..] => "unique-local",
        [0xff00..=0xffff, ..] => "multicast",
        [0x2001, 0..=0x01ff | 0xdb8, ..] | [0x3fff, 0..=0x0fff, ..] => "special purpose",
        [0x2000..=0x3fff, ..] => return None,
        _ => "not global",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(allow: &[&str], address: &str) -> Option<&'static str> {
        let allow: Vec<String> = allow.iter().map(ToString::to_string).collect();
        let rules = Rules::parse(&allow).expect("networks");
        rules.refuse(address.parse().expect(address)).err()
    }

    #[test]
    fn only_the_public_internet_is_reached() {
        for (address, expected) in [
            ("0.0.0.0", "unspecified"),
            ("127.0.0.1", "loopback"),
            ("127.255.255.254", "loopback"),
            ("10.1.2.3", "private"),
            ("172.16.0.1", "private"),
            ("172.31.255.255", "private"),
            ("192.168.1.1", "private"),
            ("169.254.169.254", "metadata service"),
            ("168.63.129.16", "metadata service"),
            ("169.254.1.1", "link-local"),
            ("100.64.0.1", "shared address space"),
            ("100.100.100.200", "metadata service"),
            ("198.18.0.1", "special purpose"),
            ("224.0.0.1", "multicast"),
            ("255.255.255.255", "reserved or broadcast"),
            ("::", "unspecified"),
            ("::1", "loopback"),
            ("::7f00:1", "IPv4 in IPv6"),
            ("::ffff:127.0.0.1", "IPv4 in IPv6"),
            ("::ffff:8.8.8.8", "IPv4 in IPv6"),
            ("64:ff9b::7f00:1", "IPv4 in IPv6"),
            ("64:ff9b:1::1", "IPv4 in IPv6"),
            ("2002:7f00:1::", "IPv4 in IPv6"),
            ("2001::1", "IPv4 in IPv6"),
            ("fe80::1", "link-local"),
            ("fd00:ec2::254", "unique-local"),
            ("ff02::1", "multicast"),
            ("2001:db8::1", "special purpose"),
            ("4000::1", "not global"),
            ("100::1", "not global"),
        ] {
            assert_eq!(rule(&[], address), Some(expected), "{address}");
        }
        for public in ["8.8.8.8", "172.15.0.1", "172.32.0.1", "100.63.0.1", "2606:4700::1111", "2a00::1"] {
            assert_eq!(rule(&[], public), None, "{public}");
        }
    }

    #[test]
    fn an_operator_allows_networks() {
        assert_eq!(rule(&["10.0.0.0/8"], "10.9.8.7"), None);
        assert_eq!(rule(&["10.0.0.0/8"], "192.168.0.1"), Some("private"));
        assert_eq!(rule(&["127.0.0.1", "::1"], "::1"), None);
        assert_eq!(rule(&["127.0.0.1"], "127.0.0.2"), Some("loopback"));
        assert_eq!(Rules::parse(&["ten".to_owned()]).err(), Some("ten".to_owned()));
    }
}
