import { describe, expect, test } from 'vitest'
import { isPublic } from './public-address'

describe('an address that is not on the public internet', () => {
  test.each([
    '127.0.0.1',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '192.0.2.1',
    '198.18.0.1',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'fd12::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    'ff02::1',
    'fec0::1',
  ])('%s is one', (address) => {
    expect(isPublic(address)).toBe(false)
  })

  test.each(['93.184.216.34', '1.1.1.1', '2606:4700:4700::1111'])('%s is none', (address) => {
    expect(isPublic(address)).toBe(true)
  })
})
