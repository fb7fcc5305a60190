import {
  createHash,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto'
import { canonicalize } from 'json-canonicalize'
import { env } from '@/lib/env'
import { hexOf } from './chain'

/** What a checkpoint says: up to this event the chain of the account was found whole at that time, and its hash is this. */
export type CheckpointClaim = {
  accountId: string
  sequence: bigint
  hash: Uint8Array
  createdAt: Date
  /** Whether the events up to it were removed for their age, so that it stands for them. */
  standsForRemoved: boolean
}

export type SigningKey = { id: string; publicKey: Uint8Array<ArrayBuffer> }
export type Signed = { keyId: string; signature: Uint8Array<ArrayBuffer> }

// What precedes the 32 bytes of an Ed25519 key in PKCS #8 and in SubjectPublicKeyInfo (RFC 8410).
const privatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex')
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex')

type OwnKey = SigningKey & { privateKey: KeyObject }
let ownKey: OwnKey | undefined

/** The public half of the key with which this installation signs: `AUDIT_SIGNING_KEY`, or one that follows from `AUTH_SECRET`. */
export function signingKey(): SigningKey {
  const { id, publicKey } = loadOwnKey()
  return { id, publicKey }
}

/** Signs what a checkpoint says (Ed25519 over its canonical JSON, RFC 8032 and 8785). */
export function signCheckpoint(claim: CheckpointClaim): Signed {
  const { id, privateKey } = loadOwnKey()
  return { keyId: id, signature: new Uint8Array(sign(null, signedText(claim, id), privateKey)) }
}

/** Whether a checkpoint was signed by the key with this public half, and says what it said then. */
export function isSignedBy(publicKey: Uint8Array, claim: CheckpointClaim & Signed): boolean {
  if (keyIdOf(publicKey) !== claim.keyId) return false
  const key = createPublicKey({
    key: Buffer.concat([publicPrefix, publicKey]),
    format: 'der',
    type: 'spki',
  })
  return verify(null, signedText(claim, claim.keyId), key, claim.signature)
}

/** A checkpoint with the public half of its key as the database has it; empty where it has none. */
export type KeyedCheckpoint = CheckpointClaim & Signed & { publicKey: Uint8Array }

/** Whether a checkpoint was signed by the key that it names. This installation's own is not taken from the database, where it could be another. */
export function isRightlySigned(checkpoint: KeyedCheckpoint): boolean {
  return isSignedBy(publicKeyOf(checkpoint), checkpoint)
}

/** The public half of the key that a checkpoint names. */
export function publicKeyOf({ keyId, publicKey }: KeyedCheckpoint): Uint8Array {
  const own = loadOwnKey()
  return keyId === own.id ? own.publicKey : publicKey
}

/** A key's name: the first sixteen hexadecimal digits of the SHA-256 of its public half. */
function keyIdOf(publicKey: Uint8Array): string {
  return createHash('sha256').update(publicKey).digest('hex').slice(0, 16)
}

/** The text that is signed, in the fields in which a checkpoint is downloaded. */
function signedText(
  { accountId, sequence, hash, createdAt, standsForRemoved }: CheckpointClaim,
  keyId: string,
) {
  const claim = {
    type: 'roster audit checkpoint',
    account_id: accountId.toLowerCase(),
    sequence: Number(sequence),
    hash: hexOf(hash),
    created_at: createdAt.toISOString(),
    stands_for_removed: standsForRemoved,
    key_id: keyId,
  }
  return Buffer.from(canonicalize(claim))
}

function loadOwnKey(): OwnKey {
  ownKey ??= readOwnKey()
  return ownKey
}

function readOwnKey(): OwnKey {
  const { AUDIT_SIGNING_KEY, AUTH_SECRET } = env()
  const seed = AUDIT_SIGNING_KEY
    ? Buffer.from(AUDIT_SIGNING_KEY, 'base64url')
    : Buffer.from(hkdfSync('sha256', AUTH_SECRET, '', 'roster audit signing key', 32))
  const privateKey = createPrivateKey({
    key: Buffer.concat([privatePrefix, seed]),
    format: 'der',
    type: 'pkcs8',
  })
  const exported = createPublicKey(privateKey).export({ format: 'der', type: 'spki' })
  const publicKey = new Uint8Array(exported.subarray(publicPrefix.length))
  return { id: keyIdOf(publicKey), publicKey, privateKey }
}
