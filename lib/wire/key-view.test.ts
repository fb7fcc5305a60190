import { expect, test } from 'vitest'
import { keyViewOf } from './key-view'

const row = {
  id: 'x',
  name: 'Laptop',
  prefix: 'rst_u_abcd',
  createdAt: '2026-01-01T01:00:00+01:00',
  expiresAt: null,
}

test('a key is told by its first characters, and its times in UTC wherever they come from', () => {
  const told = { id: 'x', created: '2026-01-01T00:00:00.000Z', name: 'Laptop', expiration: null }
  expect(keyViewOf(row)).toEqual({ ...told, masked_key: 'rst_u_abcd********' })
  expect(keyViewOf({ ...row, createdAt: new Date(row.createdAt) })).toEqual(keyViewOf(row))
  expect(keyViewOf({ ...row, expiresAt: '2099-01-01T00:00:00Z' }).expiration).toBe('2099-01-01T00:00:00.000Z')
})
