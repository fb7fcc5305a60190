import { beforeEach, expect, test } from 'vitest'
import { verifyAuditChain } from '@/lib/audit/service'
import { AppError } from '@/lib/errors'
import { actionsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import {
  inviteTo,
  newOrganization,
  type Invited,
  type Organization,
  type Person,
} from '@/lib/testing/organizations'
import { newPerson } from '@/lib/testing/people'
import { newWorkspace } from '@/lib/testing/workspaces'
import { deleteWorkspace } from '@/lib/workspaces/manage'
import { acceptInvitation } from './answer'
import { revokeInvitation } from './service'

const rounds = Array.from({ length: 20 }, (_, round) => round)

let organization: Organization
beforeEach(async () => {
  organization = await newOrganization()
})

test(
  'accepting while a workspace is deleted gives the other grant, and in the deleted one nothing',
  { timeout: 120_000 },
  async () => {
    for (const round of rounds) {
      const { guest, token, first, second } = await invited(round)
      const remove = () =>
        deleteWorkspace(organization.administrator.ctx, {
          accountId: organization.accountId,
          workspaceId: first,
          handle: first,
        })
      const accept = () => acceptInvitation(guest.ctx, { token })
      expect(await settle(round % 2 ? [accept, remove] : [remove, accept])).toEqual(['done', 'done'])
      expect(await grantsOf(guest)).toEqual([{ workspace_id: second }])
    }
    expect(await verifyAuditChain(organization.accountId)).toMatchObject({ intact: true })
  },
)

test('accepting twice gives each grant once, with one event each', { timeout: 120_000 }, async () => {
  for (const round of rounds) {
    const { guest, token, first, second } = await invited(round)
    const accept = () => acceptInvitation(guest.ctx, { token })
    expect((await settle([accept, accept])).toSorted()).toEqual(['done', 'invitation_accepted'])
    expect((await grantsOf(guest)).map(({ workspace_id }) => workspace_id).toSorted()).toEqual(
      [first, second].toSorted(),
    )
  }
  const created = (await actionsOf(organization.accountId)).filter((action) => action === 'grant.created')
  expect(created).toHaveLength(2 * rounds.length)
})

test('accepting while it is revoked gives both grants or none', { timeout: 120_000 }, async () => {
  for (const round of rounds) {
    const { guest, token, invitationId } = await invited(round)
    const accept = () => acceptInvitation(guest.ctx, { token })
    const revoke = () =>
      revokeInvitation(organization.administrator.ctx, { accountId: organization.accountId, invitationId })
    const answers = await settle(round % 2 ? [accept, revoke] : [revoke, accept])
    const [accepted, revoked] = round % 2 ? answers : answers.toReversed()
    expect([accepted, revoked]).toEqual(
      accepted === 'done' ? ['done', 'invitation_accepted'] : ['invitation_revoked', 'done'],
    )
    expect(await grantsOf(guest)).toHaveLength(accepted === 'done' ? 2 : 0)
  }
})

async function invited(round: number): Promise<Invited & { guest: Person; first: string; second: string }> {
  const guest = await newPerson()
  const first = await newWorkspace(organization, `First ${round}`)
  const second = await newWorkspace(organization, `Second ${round}`)
  const { OWNER, RUNNER } = organization.roles
  const workspaces = [
    { workspaceId: first, roleId: OWNER },
    { workspaceId: second, roleId: RUNNER },
  ]
  return { guest, first, second, ...(await inviteTo(organization, { email: guest.user.email, workspaces })) }
}

/** Starts all at once; each ends as "done" or with the reason of its refusal. */
async function settle(tries: (() => Promise<unknown>)[]): Promise<string[]> {
  return Promise.all(
    tries.map(async (attempt) => {
      try {
        await attempt()
        return 'done'
      } catch (error) {
        if (error instanceof AppError) return error.reason ?? error.code
        throw error
      }
    }),
  )
}

async function grantsOf({ user }: Person) {
  return query<{ workspace_id: string }>(
    `select g.workspace_id from workspace_grant g join membership m on m.id = g.membership_id where m.user_id = $1`,
    [user.id],
  )
}
