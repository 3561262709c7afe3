import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addressKey } from './address-key.js';

const group = fc.nat(0xffff).map((value) => value.toString(16));
const groups = (count: number) => fc.array(group, { minLength: count, maxLength: count });

describe('an address counts', () => {
  it('alone, when it is IPv4', () => {
    fc.assert(fc.property(fc.ipV4(), (ip) => expect(addressKey(ip)).toBe(ip)));
  });

  it('alone, when it is IPv4 in the clothes of IPv6', () => {
    expect(addressKey('::ffff:203.0.113.7')).not.toBe(addressKey('::ffff:203.0.113.8'));
    expect(addressKey('::ffff:203.0.113.7')).not.toBe(addressKey('::1'));
  });

  it('with its whole /64, when it is IPv6', () => {
    fc.assert(
      fc.property(groups(4), groups(4), groups(4), (network, one, other) => {
        const key = addressKey([...network, ...one].join(':'));
        expect(addressKey([...network, ...other].join(':'))).toBe(key);
      }),
    );
  });

  it('not with its neighbours in another /64', () => {
    fc.assert(
      fc.property(groups(4), groups(4), fc.nat(3), (network, host, at) => {
        const changed = (parseInt(network[at] ?? '0', 16) ^ 1).toString(16);
        const neighbour = network.with(at, changed);
        expect(addressKey([...neighbour, ...host].join(':'))).not.toBe(
          addressKey([...network, ...host].join(':')),
        );
      }),
    );
  });

  it.each([
    ['2001:db8:1:2::', '2001:db8:1:2:ffff:ffff:ffff:ffff'],
    ['2001:db8:1:2::5', '2001:db8:1:2:3:4:5:6'],
    ['2001:db8::1', '2001:db8:0:0:1:2:3:4'],
    ['2001:db8::', '2001:db8:0:0:1::'],
    ['2001:db8:1::5:6:7:8', '2001:db8:1:0::'],
    ['2001::6:7:8', '2001:0:0:0:1:2:3:4'],
    ['fe80::1%eth0', 'fe80::2%eth0'],
  ])('the same in short and in long: %s and %s', (short, long) => {
    expect(addressKey(short)).toBe(addressKey(long));
  });

  it.each([
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:203.0.113.7', '203.0.113.7'],
    ['0:0:0:0:0:ffff:203.0.113.7', '203.0.113.7'],
    ['2001:DB8::1', '2001:db8::1'],
    ['2001:0db8::1', '2001:db8::1'],
  ])('does not mind how %s is spelt', (one, other) => {
    expect(addressKey(one)).toBe(addressKey(other));
  });

  it.each([
    ['2001:db8::1', '2001:db8:0:1::1'],
    ['2001:db8:1::', '2001:db8:2::'],
    ['::1', '1::'],
  ])('apart: %s and %s', (one, other) => {
    expect(addressKey(one)).not.toBe(addressKey(other));
  });
});
