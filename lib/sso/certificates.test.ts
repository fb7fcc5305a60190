import { X509Certificate, generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { newSigningKey, readCertificate } from './certificates'

test('a key of ours comes with a certificate that names the installation and is of that key', () => {
  const now = new Date('2026-11-21T00:00:00Z')
  const { privateKey, certificate, notAfter } = newSigningKey('roster.test', now)
  const read = new X509Certificate(certificate)
  expect(read.subject).toBe('CN=roster.test')
  expect(notAfter.getFullYear()).toBe(2031)
  expect(privateKey).toContain('PRIVATE KEY')
  expect(read.verify(read.publicKey)).toBe(true)
  const pasted = certificate.replaceAll(/-----[^-]+-----|\s/g, '')
  expect(readCertificate(pasted, 'certificate')).toEqual(readCertificate(certificate, 'certificate'))
})

test('what is no certificate is refused, naming the field', () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  for (const text of ['', 'hello', 'aGVsbG8=', pem])
    expect(() => readCertificate(text, 'certificate')).toThrow(/not a certificate/)
})
