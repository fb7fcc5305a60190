import { createSign, randomBytes, type KeyObject } from 'node:crypto'

type Content = {
  commonName: string
  notBefore: Date
  notAfter: Date
  publicKey: KeyObject
  privateKey: KeyObject
}

/**
 * A certificate for an RSA key, signed with that key itself (X.509 v3, SHA-256), in PEM. It says nothing but the key, a name and a time: what
 * SAML providers ask for to check our signatures. Read again by Node's own parser before it is handed out.
 */
export function selfSignedCertificate({
  commonName,
  notBefore,
  notAfter,
  publicKey,
  privateKey,
}: Content): string {
  const algorithm = sequence(oid('2a864886f70d01010b'), der(0x05))
  const name = sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(commonName.slice(0, 64))))))
  // The first byte keeps the number positive and without a leading zero.
  const serial = der(0x02, Buffer.of(0x40), randomBytes(15))
  const body = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    serial,
    algorithm,
    name,
    sequence(time(notBefore), time(notAfter)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = createSign('sha256').update(body).sign(privateKey)
  const certificate = sequence(body, algorithm, der(0x03, Buffer.of(0), signature))
  const lines = certificate.toString('base64').replaceAll(/.{64}/g, '$&\n').trimEnd()
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, ...parts)
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'))
}

// GeneralizedTime is for 2050 and later only (RFC 5280, section 4.1.2.5).
function time(at: Date): Buffer {
  const digits = at.toISOString().replaceAll(/\D/g, '').slice(0, 14)
  return at.getUTCFullYear() < 2050
    ? der(0x17, Buffer.from(`${digits.slice(2)}Z`))
    : der(0x18, Buffer.from(`${digits}Z`))
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.of(tag), lengthOf(content.length), content])
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length)
  const bytes = length < 0x100 ? Buffer.of(length) : Buffer.of(length >> 8, length & 0xff)
  return Buffer.concat([Buffer.of(0x80 | bytes.length), bytes])
}
