import { randomUUID } from 'node:crypto'
import type { Ctx } from '@/lib/authz/context'
import { sessionCookieName } from '@/lib/authz/session-cookie'
import { AppError, toPublicError } from '@/lib/errors'
import { createRouter } from '@/lib/http/router'
import { actionsOf } from './audit'
import { query } from './database'
import { newMember, newOrganization, type Organization } from './organizations'
import { sessionCookieOf, visitor } from './people'
import { newGrant, newWorkspace } from './workspaces'

/** Everybody who may not, and the Owner, who may most. */
export const roleNames = [
  'anonymous',
  'Administrator of another organization',
  'Member without access',
  'Read-only Collaborator',
  'Runner',
  'Collaborator',
  'Owner of a sibling workspace',
  'suspended Owner',
  'expired Owner',
  'Owner',
] as const
export type RoleName = (typeof roleNames)[number]

export type Cast = {
  organization: Organization
  elsewhere: Organization
  /** Where those who have access have it; its default role is *No access*. */
  workspaceId: string
  siblingId: string
  /** The Runner's, and the revision of the grant. */
  target: { membershipId: string; revision: string }
  people: Record<RoleName, { ctx: Ctx; sessionId: string | null }>
}

/** An organization with everybody of `roleNames`, and another one. */
export async function newCast(): Promise<Cast> {
  const organization = await newOrganization()
  const elsewhere = await newOrganization()
  const { roles } = organization
  const workspaceId = await newWorkspace(organization, 'Analytics')
  const siblingId = await newWorkspace(organization, 'Sibling')
  const given = async (
    roleId: string | null,
    change: { in?: string; expiresAt?: Date; status?: 'ACTIVE' | 'SUSPENDED' } = {},
  ) => {
    const { in: place = workspaceId, expiresAt, status = 'ACTIVE' } = change
    const member = await newMember(organization, roles.MEMBER, { status })
    const { membershipId } = member
    const ends = expiresAt ? { expiresAt } : {}
    const grantId =
      roleId && (await newGrant(organization, { workspaceId: place, membershipId, roleId, ...ends }))
    return { ...member, revision: `${grantId}:1` }
  }
  const runner = await given(roles.RUNNER)
  const people = {
    anonymous: { ctx: visitor(), sessionId: null },
    'Administrator of another organization': elsewhere.administrator,
    'Member without access': await given(null),
    'Read-only Collaborator': await given(roles.READ_ONLY_COLLABORATOR),
    Runner: runner,
    Collaborator: await given(roles.COLLABORATOR),
    'Owner of a sibling workspace': await given(roles.OWNER, { in: siblingId }),
    'suspended Owner': await given(roles.OWNER, { status: 'SUSPENDED' }),
    'expired Owner': await given(roles.OWNER, { expiresAt: new Date(Date.now() - 1) }),
    Owner: await given(roles.OWNER),
  }
  const target = { membershipId: runner.membershipId, revision: runner.revision }
  return { organization, elsewhere, workspaceId, siblingId, target, people }
}

/** What somebody's request comes to: done, or the error that a client is told. */
export async function outcomeOf(change: Promise<unknown>): Promise<{ code: string }> {
  try {
    await change
    return { code: 'done' }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return toPublicError(error)
  }
}

const router = createRouter(() => Promise.resolve(null))

/** The answer to a data route, the same request id always. */
export async function ask(path: string, sessionId: string | null): Promise<{ status: number; body: string }> {
  const headers = new Headers({ 'x-request-id': 'request-1' })
  if (sessionId) headers.set('cookie', `${sessionCookieName()}=${await sessionCookieOf(sessionId)}`)
  const answer = await router.request(path, { headers })
  return { status: answer.status, body: (await answer.text()).replaceAll(/"request_?[iI]d":"[^"]*"/g, '') }
}

/** All that can be changed in workspaces, of both organizations; and the other one's events, where nothing may be said about it. */
export async function snapshotOf({ organization, elsewhere }: Cast): Promise<unknown> {
  const ids = [organization.accountId, elsewhere.accountId]
  const tables = ['workspace', 'workspace_grant', 'workspace_visit', 'invitation_workspace']
  const rows = await Promise.all(
    tables.map((table) =>
      query(`select t.* from ${table} t where account_id = any($1) order by t::text`, [ids]),
    ),
  )
  return { rows, events: await actionsOf(elsewhere.accountId) }
}

/** An id that nothing has. */
export function nowhere(): string {
  return randomUUID()
}
