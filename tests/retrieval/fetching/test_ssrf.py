import pytest

from retrieval.fetching.ssrf import is_public_address


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("100.64.0.1", "100.100.100.200", "192.0.0.192", "168.63.129.16", "224.0.0.1", "240.0.0.1"),
        *("255.255.255.255", "198.18.0.1", "192.0.2.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1"),
        *("fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254"),
        *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a00:1::1", "64:ff9b:1::1"),
        *(
            "3fff::1",
            "3fff:fff:ffff::1",
            "2001:2::1",
            "2001:3::1",
            "2001:20::1",
            "2001:30::1",
            "5f00::1",
            "100::1",
        ),
        *("192.31.196.1", "192.52.193.1", "192.175.48.1", "192.88.99.1", "2001:4:112::1", "2620:4f:8000::1"),
        *("::127.0.0.1", "2001:db8::1", "2001:0:4136:e378::1", "fec0::1", "not an address", ""),
    ],
)
def test_an_address_that_is_somebodys_own_is_not_public(address: str) -> None:
    assert not is_public_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "93.184.216.34",
        "1.1.1.1",
        "2606:4700::1111",
        "::ffff:1.1.1.1",
        "64:ff9b::101:101",
        "3fff:1000::1",
        "2001:4860::1",
    ],
)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public_address(address)
