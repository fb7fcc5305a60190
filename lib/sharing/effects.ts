import {
  workspacePermissions,
  type MembershipFacts,
  type RoleFacts,
  type WorkspaceFacts,
} from '@/lib/policy/evaluate'
import { permissionDefinitions, type WorkspacePermission } from '@/lib/policy/permissions'
import { effectWords } from '@/lib/roles/effects-text'
import type { AccessEffects } from './schema'

/** Members or service accounts who are alike as far as a workspace goes, and what it gives them before and after a change. */
export type AccessChange = {
  member: MembershipFacts
  before: WorkspaceFacts
  after: WorkspaceFacts
  count: number
}

type Count = { people: number; serviceAccounts: number }

/** Who gains and loses what in one workspace, by the functions that decide about access, asked once before and once after. */
export function computeAccessEffects(changes: readonly AccessChange[], now: Date): AccessEffects {
  const lost = new Map<WorkspacePermission, Count>()
  const gained = new Map<WorkspacePermission, Count>()
  let suspended = 0
  for (const { member, before, after, count } of changes) {
    const active: MembershipFacts = { ...member, status: 'ACTIVE' }
    const [had, has] = [workspacePermissions(active, before, now), workspacePermissions(active, after, now)]
    const losses = [...had].filter((permission) => !has.has(permission))
    const gains = [...has].filter((permission) => !had.has(permission))
    if (member.status === 'SUSPENDED') {
      if (losses.length + gains.length > 0) suspended += count
      continue
    }
    for (const permission of losses) add(lost, permission, member.kind, count)
    for (const permission of gains) add(gained, permission, member.kind, count)
  }
  return {
    effects: [...listEffects(lost, 'lose'), ...listEffects(gained, 'gain')],
    lostSight: total(lost.get('read:workspace')),
    gainedSight: total(gained.get('read:workspace')),
    suspended,
  }
}

/** How many members have one organization role and the same grants in the workspace, by hand or by groups. */
export type Combination = {
  roleId: string
  kind: MembershipFacts['kind']
  status: MembershipFacts['status']
  grants: { roleId: string; expiresAt: Date | null }[]
  count: number
}

/** What another default role changes, for everybody of the account. */
export function changesOfDefaultRole(
  combinations: readonly Combination[],
  {
    roles,
    from,
    to,
  }: { roles: ReadonlyMap<string, RoleFacts>; from: RoleFacts | null; to: RoleFacts | null },
): AccessChange[] {
  const roleOf = (id: string) => {
    const role = roles.get(id)
    if (!role) throw new Error('a member has a role that was not loaded')
    return role
  }
  return combinations.map(({ roleId, kind, status, count, ...given }) => {
    const grants = given.grants.map((grant) => ({ role: roleOf(grant.roleId), expiresAt: grant.expiresAt }))
    return {
      member: { kind, status, role: roleOf(roleId) },
      before: { defaultRole: from, grants },
      after: { defaultRole: to, grants },
      count,
    }
  })
}

function add(
  counts: Map<WorkspacePermission, Count>,
  permission: WorkspacePermission,
  kind: MembershipFacts['kind'],
  more: number,
): void {
  const count = counts.get(permission) ?? { people: 0, serviceAccounts: 0 }
  if (kind === 'USER') count.people += more
  else count.serviceAccounts += more
  counts.set(permission, count)
}

function total(count: Count | undefined): number {
  return count ? count.people + count.serviceAccounts : 0
}

function listEffects(counts: ReadonlyMap<string, Count>, effect: 'gain' | 'lose'): AccessEffects['effects'] {
  return permissionDefinitions.flatMap(({ id }) => {
    const count = counts.get(id)
    if (!count || total(count) === 0) return []
    const counted = { effect, ...count, workspaces: null }
    return [{ ...counted, permission: id, sentence: `${effectWords(counted).who} ${id}` }]
  })
}
