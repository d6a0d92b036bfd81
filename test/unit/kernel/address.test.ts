import { addressClassOf } from '../../../src/kernel/address';

describe('the class of an address', () => {
  test.each([
    '8.8.8.8',
    '1.1.1.1',
    '172.15.255.255',
    '172.32.0.1',
    '223.5.5.5',
    '2400:3200::1',
    '2606:4700::1111',
  ])('%s is public', (address) => {
    expect(addressClassOf(address)).toBe('public');
  });

  test.each(['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', 'fc00::1', 'fdff::1'])(
    '%s is private',
    (address) => {
      expect(addressClassOf(address)).toBe('private');
    },
  );

  test.each(['127.0.0.1', '127.255.255.254', '::1', '0:0:0:0:0:0:0:1'])('%s is this machine', (address) => {
    expect(addressClassOf(address)).toBe('loopback');
  });

  test.each([
    ['unspecified', '0.0.0.0'],
    ['unspecified', '::'],
    ['link-local', '169.254.1.1'],
    ['cloud metadata', '169.254.169.254'],
    ['cloud metadata', '100.100.100.200'],
    ['cloud metadata', '168.63.129.16'],
    ['cloud metadata', 'fd00:ec2::254'],
    ['multicast', '224.0.0.1'],
    ['multicast', 'ff02::1'],
    ['broadcast', '255.255.255.255'],
    ['documentation', '203.0.113.1'],
    ['documentation', '2001:db8::1'],
    ['link-local', 'fe80::1'],
    ['scoped', 'fe80::1%eth0'],
    ['site-local', 'fec0::1'],
    ['mapped IPv4', '::ffff:127.0.0.1'],
    ['mapped IPv4', '::ffff:10.0.0.1'],
    ['mapped IPv4', '0:0:0:0:0:ffff:a00:1'],
    ['compatible IPv4', '::127.0.0.1'],
    ['translated IPv4', '64:ff9b::a00:1'],
    ['6to4', '2002:a00:1::'],
    ['Teredo', '2001:0:1::1'],
    ['no address', 'localhost'],
    ['no address', '127.1'],
    ['no address', ''],
  ])('%s: %s is special', (_why, address) => {
    expect(addressClassOf(address)).toBe('special');
  });
});
