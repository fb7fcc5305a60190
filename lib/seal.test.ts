import { expect, test } from 'vitest'
import { newToken } from '@/lib/tokens'
import { seal, unseal, type SealedFor } from './seal'

const authSecret = 'a secret of more than thirty-two characters'
const mail: SealedFor = { kind: 'mail token', id: '3f1d6b1e-6f0c-4c2a-9a53-7a0f4c1f2b11' }

test('what was sealed is read again with the same AUTH_SECRET for the same row', async () => {
  const { token } = newToken()
  const sealed = await seal(token, mail, authSecret)
  expect(sealed).not.toContain(token)
  expect(await unseal(sealed, mail, authSecret)).toBe(token)
})

test('it cannot be read with another AUTH_SECRET, for another row or kind of row, or when it was changed', async () => {
  const sealed = await seal('token', mail, authSecret)
  expect(await unseal(sealed, mail, `${authSecret}.`)).toBeNull()
  const other = { ...mail, id: '00000000-0000-4000-8000-000000000000' }
  expect(await unseal(sealed, other, authSecret)).toBeNull()
  expect(await unseal(sealed, { ...mail, kind: 'webhook secret' }, authSecret)).toBeNull()
  expect(await unseal(`${sealed.slice(0, -2)}xx`, mail, authSecret)).toBeNull()
  expect(await unseal('', mail, authSecret)).toBeNull()
})

test('sealing twice gives two different texts', async () => {
  expect(await seal('token', mail, authSecret)).not.toBe(await seal('token', mail, authSecret))
})

// Links that wait in the outbox are opened by the next version, too.
test('what an earlier version sealed is still read', async () => {
  const sealed = 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..IaUCnF6Fgb08j0BJ.7HJ9UHE.hQE_G42V5o1wpZOURM7DlA'
  expect(await unseal(sealed, mail, authSecret)).toBe('token')
})
