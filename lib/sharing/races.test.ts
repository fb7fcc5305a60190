import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { verifyAuditChain } from '@/lib/audit/service'
import { AppError } from '@/lib/errors'
import { removeMember } from '@/lib/members/manage'
import { resetLimit } from '@/lib/rate-limits/service'
import { deleteRole } from '@/lib/roles/delete'
import { createRole } from '@/lib/roles/manage'
import { isEmbeddedDatabase, query } from '@/lib/testing/database'
import { newMember, newOrganization, type Organization } from '@/lib/testing/organizations'
import { newGrant, newWorkspace } from '@/lib/testing/workspaces'
import { changeName } from '@/lib/users/service'
import { pinWorkspace } from '@/lib/workspaces/home'
import { createWorkspace, deleteWorkspace } from '@/lib/workspaces/manage'
import { transferWorkspace } from '@/lib/workspaces/transfer'
import { revisionOf } from '@/lib/workspaces/transfer-plan'
import { addAccess, changeAccess, removeAccess, setDefaultRole } from './manage'

// The embedded database runs one transaction at a time: there the rounds only show that the tests are right.
const rounds = isEmbeddedDatabase() ? 4 : 200
const timeout = 120_000
// As the preview of a workspace that nobody was added to says it.
const nobodyMoves = revisionOf({ moving: [], lost: [], defaultRole: null })

let organization: Organization
let other: Awaited<ReturnType<typeof newMember>>
beforeEach(async () => {
  organization = await newOrganization()
  other = await newMember(organization, organization.roles.ADMINISTRATOR)
})

describe(`${rounds} times`, () => {
  test('who is removed while they are added is not there, and has no grant', { timeout }, async () => {
    const { accountId, roles, administrator } = organization
    const workspaceId = await newWorkspace(organization, 'Analytics')
    const seen = new Set<string>()
    const person = await newMember(organization, roles.MEMBER)
    await query('delete from membership where id = $1', [person.membershipId])
    for (let round = 0; round < rounds; round += 1) {
      const { membershipId } = await newMember(organization, roles.MEMBER, { person })
      const add = async () => outcomeOf(await addAccess(other.ctx, adding(workspaceId, membershipId)))
      const remove = () => removeMember(administrator.ctx, { accountId, membershipId })
      const [added, removed] = await inTurn(round, add, remove)
      expect(removed).toBe('done')
      expect(['changed', 'not_a_member']).toContain(added)
      expect(await query('select 1 from workspace_grant where membership_id = $1', [membershipId])).toEqual(
        [],
      )
      seen.add(added)
    }
    expectBoth(seen)
    expect(await verifyAuditChain(accountId)).toMatchObject({ intact: true })
  })

  test(
    'a grant that is made while its person is renamed is listed by the new name',
    { timeout },
    async () => {
      const { roles } = organization
      const person = await newMember(organization, roles.MEMBER)
      for (let round = 0; round < rounds; round += 1) {
        const workspaceId = await newWorkspace(organization, 'Analytics')
        const add = () => addAccess(other.ctx, adding(workspaceId, person.membershipId))
        await inTurn(round, add, () => changeName(person.ctx, { name: `Name ${round}` }))
        const keys = await query<{ grant: string; member: string }>(
          `select g.name_key as grant, m.name_key as member from workspace_grant g
         join membership m on m.account_id = g.account_id and m.id = g.membership_id where g.workspace_id = $1`,
          [workspaceId],
        )
        expect(keys).toEqual([{ grant: `name ${round}`, member: `name ${round}` }])
      }
    },
  )

  test(
    'a workspace that is deleted while it is shared or pinned is gone, with all of it',
    { timeout },
    async () => {
      const { accountId, roles, administrator } = organization
      const { membershipId } = await newMember(organization, roles.MEMBER)
      const seen = new Set<string>()
      for (let round = 0; round < rounds; round += 1) {
        const workspaceId = await newWorkspace(organization, 'Analytics')
        const add = async () => outcomeOf(await addAccess(other.ctx, adding(workspaceId, membershipId)))
        const remove = () =>
          deleteWorkspace(administrator.ctx, { accountId, workspaceId, handle: workspaceId })
        const pin = settled(() => pinWorkspace(other.ctx, { accountId, workspaceId, isPinned: true }))
        const [added, removed] = await inTurn(round, add, remove)
        expect(removed).toBe('done')
        expect(['changed', 'workspace_not_found']).toContain(added)
        expect(['done', 'workspace_not_found']).toContain(await pin)
        for (const table of ['workspace_grant', 'workspace_visit'])
          expect(await query(`select 1 from ${table} where workspace_id = $1`, [workspaceId])).toEqual([])
        seen.add(added)
      }
      expectBoth(seen)
      expect(await verifyAuditChain(accountId)).toMatchObject({ intact: true })
    },
  )

  test(
    'of two edits of one grant one wins, and the other is told and overwrites nothing',
    { timeout },
    async () => {
      const { accountId, roles, administrator } = organization
      const workspaceId = await newWorkspace(organization, 'Analytics')
      const { membershipId } = await newMember(organization, roles.MEMBER)
      const grantId = await newGrant(organization, { workspaceId, membershipId, roleId: roles.RUNNER })
      const winners = new Set<string>()
      for (let round = 1; round <= rounds; round += 1) {
        const revision = `${grantId}:${round}`
        const choices =
          round % 2 === 0 ? [roles.RUNNER, roles.COLLABORATOR] : [roles.OWNER, roles.READ_ONLY_COLLABORATOR]
        const edit =
          (ctx: typeof other.ctx, roleId = '') =>
          async () =>
            outcomeOf(
              await changeAccess(ctx, {
                accountId,
                workspaceId,
                changes: [{ membershipId, revision, roleId }],
              }),
            )
        // Never the roles of the round before: one of the two would change nothing.
        const [first, second] = choices
        const outcome = await inTurn(round, edit(administrator.ctx, first), edit(other.ctx, second))
        expect(outcome.toSorted()).toEqual(['changed', 'changed_meanwhile'])
        const [row] = await query<{ role_id: string; version: number }>(
          'select role_id, version from workspace_grant where id = $1',
          [grantId],
        )
        expect(row).toEqual({ role_id: outcome[0] === 'changed' ? first : second, version: round + 1 })
        winners.add(outcome[0])
      }
      expectBoth(winners)
      expect(await verifyAuditChain(accountId)).toMatchObject({ intact: true })
    },
  )

  test('of an edit and a removal of one grant one wins, and the other is told', { timeout }, async () => {
    const { accountId, roles, administrator } = organization
    const workspaceId = await newWorkspace(organization, 'Analytics')
    const { membershipId } = await newMember(organization, roles.MEMBER)
    for (let round = 0; round < rounds; round += 1) {
      const grantId = await newGrant(organization, { workspaceId, membershipId, roleId: roles.OWNER })
      const grant = { membershipId, revision: `${grantId}:1` }
      const changes = [{ ...grant, roleId: roles.RUNNER }]
      const edit = async () =>
        outcomeOf(await changeAccess(administrator.ctx, { accountId, workspaceId, changes }))
      const remove = async () =>
        outcomeOf(await removeAccess(other.ctx, { accountId, workspaceId, grants: [grant] }))
      const [edited, removed] = await inTurn(round, edit, remove)
      const left = await query('select 1 from workspace_grant where id = $1', [grantId])
      expect([edited, removed, left.length]).toEqual(
        edited === 'changed' ? ['changed', 'changed_meanwhile', 1] : ['not_added', 'changed', 0],
      )
      await query('delete from workspace_grant where id = $1', [grantId])
    }
  })

  test(
    'of two who create a workspace with one handle one does, and the other is told',
    { timeout },
    async () => {
      const { accountId, administrator } = organization
      for (let round = 0; round < rounds; round += 1) {
        const create = (ctx: typeof other.ctx) => () =>
          createWorkspace(ctx, {
            accountId,
            name: 'New',
            handle: `new-${round}`,
            description: '',
            defaultRoleId: null,
          })
        await forgetHandles(administrator, other)
        const outcome = await inTurn(round, create(administrator.ctx), create(other.ctx))
        expect(outcome.toSorted()).toEqual(['done', 'handle_taken'])
      }
      expect(await query('select 1 from workspace where account_id = $1', [accountId])).toHaveLength(rounds)
    },
  )

  test('of two who take the last place of the plan one does (R12)', { timeout }, async () => {
    const { accountId, administrator } = organization
    await query(`update account set plan = 'STANDARD' where id = $1`, [accountId])
    for (let index = 0; index < 4; index += 1) await newWorkspace(organization, `W ${index}`)
    for (let round = 0; round < rounds; round += 1) {
      const create = (ctx: typeof other.ctx) => () =>
        createWorkspace(ctx, {
          accountId,
          name: 'New',
          handle: `new-${randomUUID().slice(0, 8)}`,
          description: '',
          defaultRoleId: null,
        })
      await forgetHandles(administrator, other)
      const outcome = await inTurn(round, create(administrator.ctx), create(other.ctx))
      expect(outcome.toSorted()).toEqual(['done', 'plan_limit_reached'])
      await query(`delete from workspace where account_id = $1 and name = 'New'`, [accountId])
    }
  })

  test(
    'two transfers in opposite directions both happen, and neither waits for ever',
    { timeout },
    async () => {
      const { administrator } = organization
      const partner = await newOrganization({ administrator })
      await newMember(partner, partner.roles.ADMINISTRATOR, { person: other })
      const [one, two] = [await newWorkspace(organization, 'One'), await newWorkspace(partner, 'Two')]
      let [from, to] = [organization.accountId, partner.accountId]
      for (let round = 0; round < rounds; round += 1) {
        const move =
          (ctx: typeof other.ctx, workspaceId: string, [accountId, toAccountId]: [string, string]) =>
          () =>
            transferWorkspace(ctx, {
              accountId,
              toAccountId,
              workspaceId,
              handle: workspaceId.slice(0, 40),
              expectedRevision: nobodyMoves,
            })
        const outcome = await inTurn(
          round,
          move(administrator.ctx, one, [from, to]),
          move(other.ctx, two, [to, from]),
        )
        expect(outcome).toEqual(['done', 'done'])
        ;[from, to] = [to, from]
      }
      const rows = await query('select id from workspace where account_id = any($1)', [[from, to]])
      expect(rows).toHaveLength(2)
      for (const accountId of [from, to])
        expect(await verifyAuditChain(accountId)).toMatchObject({ intact: true })
    },
  )

  test(
    'a workspace that is transferred while it is shared takes the grant along or leaves it, and loses none unsaid',
    { timeout },
    async () => {
      const { accountId, roles, administrator } = organization
      const partner = await newOrganization({ administrator })
      const { membershipId } = await newMember(organization, roles.MEMBER)
      const seen = new Set<string>()
      for (let round = 0; round < rounds; round += 1) {
        const workspaceId = await newWorkspace(organization, 'Analytics')
        const add = async () => outcomeOf(await addAccess(other.ctx, adding(workspaceId, membershipId)))
        const move = () =>
          transferWorkspace(administrator.ctx, {
            accountId,
            workspaceId,
            toAccountId: partner.accountId,
            handle: `moved-${round}`,
            expectedRevision: nobodyMoves,
          })
        const outcome = await inTurn(round, add, move)
        expect([
          ['changed', 'changed_meanwhile'],
          ['workspace_not_found', 'done'],
        ]).toContainEqual(outcome)
        seen.add(outcome[0])
      }
      expectBoth(seen)
    },
  )

  test(
    'a role that is deleted while it becomes a default role is either gone or in use',
    { timeout },
    async () => {
      const { accountId, administrator } = organization
      const workspaceId = await newWorkspace(organization, 'Analytics')
      const seen = new Set<string>()
      for (let round = 0; round < rounds; round += 1) {
        const content = { name: `Role ${round}`, description: '', permissions: ['read:flow'] }
        const { id: roleId } = await createRole(administrator.ctx, { accountId, ...content })
        const set = () => setDefaultRole(other.ctx, { accountId, workspaceId, roleId, expectedRoleId: null })
        const remove = () => deleteRole(administrator.ctx, { accountId, roleId, expectedVersion: 1 })
        const outcome = await inTurn(round, set, remove)
        expect([
          ['done', 'role_in_use'],
          ['role_not_found', 'done'],
        ]).toContainEqual(outcome)
        const uses = await query('select 1 from workspace where default_role_id = $1', [roleId])
        expect(uses).toHaveLength(outcome[0] === 'done' ? 1 : 0)
        seen.add(outcome[0])
        await query('update workspace set default_role_id = null where id = $1', [workspaceId])
      }
      expectBoth(seen)
    },
  )
})

function adding(workspaceId: string, membershipId: string) {
  const { accountId, roles } = organization
  return { accountId, workspaceId, membershipIds: [membershipId], roleId: roles.RUNNER, expiresAt: null }
}

function outcomeOf({ outcomes }: { outcomes: { outcome: string; reason?: string }[] }): string {
  const [first] = outcomes
  return first?.reason ?? first?.outcome ?? ''
}

// More rounds than anybody takes handles in an hour.
async function forgetHandles(...people: Pick<typeof other, 'user'>[]): Promise<void> {
  for (const { user } of people) await resetLimit('handles', user.id)
}

/** Two at the same time, begun in one order or the other: what became of the first and of the second. */
async function inTurn(
  round: number,
  one: () => Promise<unknown>,
  two: () => Promise<unknown>,
): Promise<[string, string]> {
  // Now and then one after the other, as whichever asks more questions first would lose each time.
  if (round % 10 === 8) return [await settled(one), await settled(two)]
  if (round % 10 === 9) {
    const second = await settled(two)
    return [await settled(one), second]
  }
  if (round % 2 === 0) return Promise.all([settled(one), settled(two)])
  const [second, first] = await Promise.all([settled(two), settled(one)])
  return [first, second]
}

/** What became of it: what it says itself, done, or the reason that it was refused with. */
async function settled(work: () => Promise<unknown>): Promise<string> {
  try {
    const result = await work()
    return typeof result === 'string' ? result : 'done'
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return error.reason ?? error.code
  }
}

/** That both orders were seen, where there are two at a time. */
function expectBoth(seen: ReadonlySet<string>): void {
  if (!isEmbeddedDatabase()) expect(seen.size).toBeGreaterThan(1)
}
