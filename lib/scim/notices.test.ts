import { expect, test } from 'vitest'
import { query } from '@/lib/testing/database'
import { day, newMember, newOrganization } from '@/lib/testing/organizations'
import { mailsTo } from '@/lib/testing/outbox'
import { mailTokenNotices } from './notices'
import { createScimToken } from './tokens'

test('Administrators are told once 14 and once 3 days before a token ends, and nobody of one that does not', async () => {
  const organization = await newOrganization()
  const { accountId, administrator, roles } = organization
  const user = await newMember(organization, roles.USER)
  const now = Date.now()
  const make = (name: string, days: number | null) =>
    createScimToken(administrator.ctx, {
      accountId,
      name,
      expiresAt: days === null ? null : new Date(now + days * day),
    })
  await make('Entra ID', 30)
  await make('Okta', null)
  const told = async () => (await mailsTo(administrator.user.email)).length
  for (const [daysOn, mails] of [
    [0, 0],
    [15.9, 0],
    [16.1, 1],
    [17, 1],
    [26.9, 1],
    [27.1, 2],
    [29.9, 2],
    [31, 2],
  ] as const) {
    await mailTokenNotices(new Date(now + daysOn * day))
    expect([daysOn, await told()]).toEqual([daysOn, mails])
  }
  expect(await mailsTo(user.user.email)).toEqual([])
})

test('whoever makes a token that ends soon knows of it, and a suspended organization is told nothing', async () => {
  const { accountId, administrator } = await newOrganization()
  const now = Date.now()
  const expiresAt = new Date(now + 10 * day)
  await createScimToken(administrator.ctx, { accountId, name: 'Short', expiresAt })
  await mailTokenNotices(new Date(now + day))
  expect(await mailsTo(administrator.user.email)).toEqual([])
  await query('update account set suspended_at = now() where id = $1', [accountId])
  await mailTokenNotices(new Date(now + 8 * day))
  expect(await mailsTo(administrator.user.email)).toEqual([])
  await query('update account set suspended_at = null where id = $1', [accountId])
  await mailTokenNotices(new Date(now + 8 * day))
  expect(await mailsTo(administrator.user.email)).toMatchObject([
    { template: 'scim_token_expiring', props: { tokenName: 'Short', endsAt: expiresAt.toISOString() } },
  ])
})
