import { beforeEach, describe, expect, test } from 'vitest'
import type { Ctx } from '@/lib/authz/context'
import { eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { newMember, newOrganization } from '@/lib/testing/organizations'
import { newPerson, visitor } from '@/lib/testing/people'
import { newDomain, newSsoOrganization, proveSession, type SsoOrganization } from '@/lib/testing/sso'
import {
  addSsoDomain,
  assignSsoDomain,
  checkSsoDomain,
  listSsoDomains,
  previewSsoDomainRemoval,
  removeSsoDomain,
} from './domains'
import {
  getSsoEnforcement,
  liftSingleSignOn,
  requireSingleSignOn,
  setBreakGlass,
  setSessionLength,
} from './enforcement'

type Target = { accountId: string; domainId: string }

let acme: SsoOrganization
let target: Target
beforeEach(async () => {
  acme = await newSsoOrganization()
  target = { accountId: acme.accountId, domainId: acme.domainId }
  await query('update account set session_minutes = 120 where id = $1', [acme.accountId])
})

describe('denials', () => {
  /** What the actions of these names call. */
  const changes: Record<string, (ctx: Ctx, of: Target) => Promise<unknown>> = {
    addSsoDomainAction: (ctx, { accountId }) => addSsoDomain(ctx, { accountId, domain: newDomain() }),
    checkSsoDomainAction: checkSsoDomain,
    assignSsoDomainAction: (ctx, of) => assignSsoDomain(ctx, { ...of, connectionId: null }),
    removeSsoDomainAction: removeSsoDomain,
    requireSingleSignOnAction: requireSingleSignOn,
    liftSingleSignOnAction: liftSingleSignOn,
    setSessionLengthAction: (ctx, { accountId }) => setSessionLength(ctx, { accountId, minutes: 60 }),
    setBreakGlassAction: (ctx, { accountId }) => setBreakGlass(ctx, { accountId, membershipIds: [] }),
  }
  const reads: typeof changes = { listSsoDomains, previewSsoDomainRemoval, getSsoEnforcement }
  const all = { ...changes, ...reads }

  test.each(Object.entries(all))('%s is an Administrator’s', async (name, ask) => {
    for (const role of ['USER', 'READ_ONLY_USER', 'MEMBER'] as const) {
      const { ctx } = await newMember(acme, acme.roles[role])
      const permission = name in changes ? 'update:sso' : 'read:sso'
      await expect(ask(ctx, target)).rejects.toMatchObject({
        code: 'forbidden',
        reason: 'missing_permission',
        permission,
      })
    }
    await isUnchanged()
  })

  test.each(Object.entries(all))('%s is nobody’s from elsewhere', async (_, ask) => {
    const { administrator } = await newOrganization()
    const stranger = await newPerson({ email: `eve@${acme.domain}` })
    await proveSession(acme, stranger.sessionId)
    for (const { ctx } of [administrator, stranger])
      await expect(ask(ctx, target)).rejects.toMatchObject({ code: 'not_found' })
    await expect(ask(visitor(), target)).rejects.toMatchObject({ code: 'unauthenticated' })
    await isUnchanged()
  })

  test.each([
    'checkSsoDomainAction',
    'assignSsoDomainAction',
    'removeSsoDomainAction',
    'previewSsoDomainRemoval',
  ])('%s of another organization’s domain finds none', async (name) => {
    const other = await newSsoOrganization()
    const ask = all[name]
    const foreign = { accountId: other.accountId, domainId: acme.domainId }
    await expect(ask?.(other.administrator.ctx, foreign)).rejects.toMatchObject({ code: 'not_found' })
    await isUnchanged()
  })

  test('a refused change is one event', async () => {
    const { ctx } = await newMember(acme, acme.roles.USER)
    await expect(removeSsoDomain(ctx, target)).rejects.toMatchObject({ code: 'forbidden' })
    expect((await eventsOf(acme.accountId)).at(-1)).toMatchObject({
      action: 'change.refused',
      object_id: acme.domainId,
      info: { permission: 'update:sso' },
    })
  })

  async function isUnchanged() {
    const [row] = await query(
      `select a.is_sso_required, a.session_minutes, d.connection_id, (select count(*)::int from sso_domain x where x.account_id = a.id) as domains
       from account a join sso_domain d on d.account_id = a.id where a.id = $1`,
      [acme.accountId],
    )
    const expected = {
      is_sso_required: false,
      session_minutes: 120,
      connection_id: acme.connectionId,
      domains: 1,
    }
    expect(row).toEqual(expected)
  }
})
