import { expect, test } from 'vitest'
import { newToken } from '@/lib/tokens'
import { sealToken, unsealToken } from './seal'

const secret = 'a secret of more than thirty-two characters'
const mailId = '3f1d6b1e-6f0c-4c2a-9a53-7a0f4c1f2b11'

test('a sealed token is read again with the same secret for the same message', async () => {
  const { token } = newToken()
  const sealed = await sealToken(token, mailId, secret)
  expect(sealed).not.toContain(token)
  expect(await unsealToken(sealed, mailId, secret)).toBe(token)
})

test('a sealed token cannot be read with another AUTH_SECRET, for another message, or when it was changed', async () => {
  const sealed = await sealToken('token', mailId, secret)
  expect(await unsealToken(sealed, mailId, `${secret}.`)).toBeNull()
  expect(await unsealToken(sealed, '00000000-0000-4000-8000-000000000000', secret)).toBeNull()
  expect(await unsealToken(`${sealed.slice(0, -2)}xx`, mailId, secret)).toBeNull()
  expect(await unsealToken('', mailId, secret)).toBeNull()
})

test('sealing twice gives two different texts', async () => {
  expect(await sealToken('token', mailId, secret)).not.toBe(await sealToken('token', mailId, secret))
})
