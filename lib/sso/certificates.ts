import { createHash, generateKeyPairSync, X509Certificate, type KeyObject } from 'node:crypto'
import { AppError } from '@/lib/errors'
import { selfSignedCertificate } from './self-signed'

export type Certificate = { fingerprint: string; pem: string; notBefore: Date; notAfter: Date }

/**
 * Reads a certificate of a provider: PEM, or the base64 in the middle of it alone. Throws `invalid_input` naming the field for what is none, and
 * for keys whose signatures are not checked here: RSA of at least 2,048 bits only.
 */
export function readCertificate(text: string, field: string): Certificate {
  const parsed = parseCertificate(text)
  if (!parsed)
    throw notTaken(field, 'This is not a certificate. Paste it as PEM, with its first and last line.')
  const { publicKey } = parsed
  if (publicKey.asymmetricKeyType !== 'rsa' || !isLongEnough(publicKey))
    throw notTaken(field, 'The certificate is to have an RSA key of at least 2,048 bits.')
  return {
    fingerprint: createHash('sha256').update(parsed.raw).digest('hex'),
    pem: parsed.toString().trim(),
    notBefore: new Date(parsed.validFrom),
    notAfter: new Date(parsed.validTo),
  }
}

/** A new key of ours with a certificate, which providers check what we sign with. */
export function newSigningKey(
  commonName: string,
  now: Date,
): { privateKey: string; certificate: string; notAfter: Date } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const notBefore = new Date(now.getTime() - 3_600_000)
  const notAfter = new Date(now.getTime() + validDays * 86_400_000)
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: selfSignedCertificate({ commonName, notBefore, notAfter, publicKey, privateKey }),
    notAfter,
  }
}

const validDays = 5 * 365

function parseCertificate(text: string): X509Certificate | null {
  const bare = text.replaceAll(/-----(?:BEGIN|END) CERTIFICATE-----/g, '').replaceAll(/\s+/g, '')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(bare)) return null
  try {
    return new X509Certificate(Buffer.from(bare, 'base64'))
  } catch {
    return null
  }
}

function isLongEnough({ asymmetricKeyDetails }: KeyObject): boolean {
  return (asymmetricKeyDetails?.modulusLength ?? 0) >= 2_048
}

function notTaken(field: string, sentence: string): AppError {
  return new AppError('invalid_input', 'certificate_refused', {
    message: sentence,
    fields: { [field]: sentence },
  })
}
