import { createHash, createPublicKey, verify } from 'node:crypto'
import { canonicalize } from 'json-canonicalize'
import { afterEach, expect, test, vi } from 'vitest'

const claim = {
  accountId: '0193fd5c-7d52-7c4f-a0cf-2f4a3b5c6d7e',
  sequence: 48_211n,
  hash: new Uint8Array(32).fill(7),
  createdAt: new Date('2026-11-21T10:00:00.123Z'),
  standsForRemoved: false,
}

afterEach(() => {
  vi.unstubAllEnvs()
})

async function signingWith(key: string) {
  vi.stubEnv('AUDIT_SIGNING_KEY', key)
  vi.resetModules()
  return import('./signing')
}

test('a signature is of the canonical JSON of what is downloaded, by the key that is downloaded with it', async () => {
  const { signCheckpoint, signingKey } = await signingWith('')
  const { id, publicKey } = signingKey()
  const { keyId, signature } = signCheckpoint(claim)
  expect(id).toBe(createHash('sha256').update(publicKey).digest('hex').slice(0, 16))
  expect(keyId).toBe(id)
  const text = canonicalize({
    type: 'roster audit checkpoint',
    account_id: claim.accountId,
    sequence: 48_211,
    hash: '07'.repeat(32),
    created_at: '2026-11-21T10:00:00.123Z',
    stands_for_removed: false,
    key_id: id,
  })
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') },
    format: 'jwk',
  })
  expect(verify(null, Buffer.from(text), key, signature)).toBe(true)
})

test('a checkpoint that says anything else, or was signed by another key, is not signed', async () => {
  const { signCheckpoint, signingKey, isSignedBy } = await signingWith('')
  const { publicKey } = signingKey()
  const signed = { ...claim, ...signCheckpoint(claim) }
  expect(isSignedBy(publicKey, signed)).toBe(true)
  for (const change of [
    { accountId: claim.accountId.replace('7e', '7f') },
    { sequence: 48_210n },
    { hash: new Uint8Array(32).fill(8) },
    { createdAt: new Date(claim.createdAt.getTime() + 1) },
    { standsForRemoved: true },
    { signature: new Uint8Array(64) },
    { keyId: '0000000000000000' },
  ])
    expect(isSignedBy(publicKey, { ...signed, ...change })).toBe(false)
  const other = await signingWith(Buffer.alloc(32, 1).toString('base64url'))
  expect(other.isSignedBy(other.signingKey().publicKey, signed)).toBe(false)
})

test('the key is the one that is set, in either spelling of base64, and otherwise always the same', async () => {
  const seed = Buffer.alloc(32, 250)
  const { id } = (await signingWith(seed.toString('base64url'))).signingKey()
  expect((await signingWith(seed.toString('base64'))).signingKey().id).toBe(id)
  const derived = (await signingWith('')).signingKey().id
  expect(derived).not.toBe(id)
  expect((await signingWith('')).signingKey().id).toBe(derived)
  const { signingKey } = await signingWith('too-short')
  expect(() => signingKey()).toThrow('AUDIT_SIGNING_KEY must be 32 bytes in base64')
})

test('a checkpoint of this installation’s key is checked with that key, whatever stands in the database under its name', async () => {
  const { isRightlySigned, signCheckpoint } = await signingWith('')
  const publicKey = new Uint8Array(32).fill(1)
  const signed = { ...claim, ...signCheckpoint(claim), publicKey }
  expect(isRightlySigned(signed)).toBe(true)
  expect(isRightlySigned({ ...signed, sequence: 48_212n })).toBe(false)
  expect(isRightlySigned({ ...signed, keyId: '0123456789abcdef' })).toBe(false)
})
