import { beforeEach, expect, test } from 'vitest'
import { randomUUID } from 'node:crypto'
import { query } from '@/lib/testing/database'
import { newMember, newOrganization, type Organization } from '@/lib/testing/organizations'
import { mailsTo } from '@/lib/testing/outbox'
import { newConnectionRow } from '@/lib/testing/sso'
import { mailCertificateNotices } from './certificate-notices'

const day = 86_400_000
const now = new Date()
const inDays = (days: number) => new Date(now.getTime() + days * day)

let organization: Organization
let connectionId: string
beforeEach(async () => {
  organization = await newOrganization()
  connectionId = await newConnectionRow(organization)
  await query(`update sso_connection set kind = 'SAML' where id = $1`, [connectionId])
})

async function certificateUntil(notAfter: Date): Promise<void> {
  await query(
    `insert into sso_certificate (account_id, connection_id, fingerprint, pem, not_before, not_after) values ($1, $2, $3, '', now(), $4)`,
    [organization.accountId, connectionId, randomUUID(), notAfter],
  )
}

async function keyUntil(notAfter: Date, isCurrent = true): Promise<void> {
  await query(
    `insert into sso_key (account_id, id, connection_id, sealed_private_key, certificate, is_current, not_after) values ($1, $2, $3, '', '', $4, $5)`,
    [organization.accountId, randomUUID(), connectionId, isCurrent, notAfter],
  )
}

async function told(email = organization.administrator.user.email) {
  const mails = await mailsTo(email)
  return mails.filter(({ template }) => template === 'sso_certificate_ending')
}

test('Administrators are told 30, 14 and 3 days before the last certificate of a provider ends, each time once', async () => {
  const member = await newMember(organization, organization.roles.MEMBER)
  await certificateUntil(inDays(10))
  await certificateUntil(inDays(40))
  await mailCertificateNotices(now)
  expect(await told()).toEqual([])
  const counts: number[] = []
  for (const passed of [10, 11, 26, 27, 36, 37.5, 39, 41]) {
    await mailCertificateNotices(inDays(passed))
    counts.push((await told()).length)
  }
  expect(counts).toEqual([1, 1, 2, 2, 2, 3, 3, 3])
  expect(await told(member.user.email)).toEqual([])
  await certificateUntil(inDays(60))
  await mailCertificateNotices(inDays(41))
  expect(await told()).toHaveLength(4)
})

test('they are told of our own as well, unless the next one is prepared', async () => {
  await keyUntil(inDays(2))
  await mailCertificateNotices(now)
  expect(await told()).toMatchObject([{ props: { isOurs: true, connectionId } }])
  await keyUntil(inDays(1_000), false)
  await query('update sso_key set noticed_days = null where connection_id = $1', [connectionId])
  await mailCertificateNotices(now)
  expect(await told()).toHaveLength(1)
})

test('nobody is told of a connection that nobody signs in through, nor two at once twice', async () => {
  await certificateUntil(inDays(5))
  await query(`update sso_connection set state = 'DISABLED' where id = $1`, [connectionId])
  await mailCertificateNotices(now)
  expect(await told()).toEqual([])
  await query(`update sso_connection set state = 'ACTIVE' where id = $1`, [connectionId])
  await Promise.all([mailCertificateNotices(now), mailCertificateNotices(now)])
  expect(await told()).toHaveLength(1)
})
