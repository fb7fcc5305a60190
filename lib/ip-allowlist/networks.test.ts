import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressOf, readNetwork } from './networks'

describe('a network', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7/32'],
    [' 203.0.113.7 ', '203.0.113.7/32'],
    ['203.0.113.7/32', '203.0.113.7/32'],
    ['203.0.113.0/24', '203.0.113.0/24'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:db8::7', '2001:db8::7/128'],
    ['2001:DB8:0:0:0:0:0:0/32', '2001:db8::/32'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1/128'],
    ['::/0', '::/0'],
    ['::1', '::1/128'],
    // IPv4-mapped: the IPv4 network that it stands for.
    ['::ffff:203.0.113.7', '203.0.113.7/32'],
    ['::ffff:cb00:7107', '203.0.113.7/32'],
    ['::FFFF:203.0.113.0/120', '203.0.113.0/24'],
    ['::ffff:0.0.0.0/96', '0.0.0.0/0'],
  ])('%s is kept as %s', (text, network) => {
    expect(readNetwork(text)).toEqual({ network })
  })

  test.each([
    ['', 'Give an address'],
    ['office', '“office” is no address'],
    ['203.0.113', 'no address'],
    ['203.0.113.256', 'no address'],
    ['0313.0.0.1', 'no address'],
    ['0x7f.1', 'no address'],
    ['3405803783', 'no address'],
    ['203.0.113.0/24/8', 'no address'],
    ['fe80::1%eth0', 'no address'],
    ['203.0.113.7:443', 'no address'],
    ['2001:db8::1::2', 'no address'],
    ['203.0.113.0/33', 'from 0 to 32'],
    ['203.0.113.0/', 'from 0 to 32'],
    ['203.0.113.0/024', 'from 0 to 32'],
    ['203.0.113.0/-1', 'from 0 to 32'],
    ['203.0.113.0/255.255.255.0', 'from 0 to 32'],
    ['2001:db8::/129', 'from 0 to 128'],
    ['203.0.113.7/24', '203.0.113.0/24 for the whole network, or 203.0.113.7 for the one address'],
    ['2001:db8::7/64', '2001:db8::/64 for the whole network, or 2001:db8::7'],
    ['::ffff:203.0.113.7/120', '203.0.113.0/24 for the whole network'],
    ['1\u00002.0.0.1', 'no address'],
  ])('%j is refused with a sentence', (text, sentence) => {
    expect(readNetwork(text).problem).toContain(sentence)
    expect(readNetwork(text).network).toBeUndefined()
  })

  test('reads whatever it kept as the same', () => {
    const lists = fc.oneof(
      fc.tuple(fc.ipV4(), fc.nat(32)).map(([address, length]) => `${address}/${length}`),
      fc.tuple(fc.ipV6(), fc.nat(128)).map(([address, length]) => `${address}/${length}`),
      fc.ipV4(),
      fc.ipV6(),
      fc.string(),
    )
    fc.assert(
      fc.property(lists, (text) => {
        const { network } = readNetwork(text)
        if (network !== undefined) expect(readNetwork(network)).toEqual({ network })
      }),
    )
  })
})

describe('the address of a request', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['2001:DB8::0:7', '2001:db8::7'],
    ['fe80::1%eth0', 'fe80::1'],
    ['', null],
    ['unknown', null],
    [null, null],
  ])('%s counts as %s', (text, address) => {
    expect(addressOf(text)).toBe(address)
  })
})
