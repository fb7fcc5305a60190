import type { AccountAccess } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { enforceRule } from '@/lib/authz/refusal-codes'
import { loadVisibleWorkspaces, workspaceNotFound } from '@/lib/authz/workspace-standing'
import type { Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import type { RoleFacts } from '@/lib/policy/roles'
import { getRoleForAccount, getRolesFacts, requireRole } from '@/lib/roles/service'
import { decideMapping } from './rules'

/** What a mapping is to say: null for any provider, and for no role. */
export type Wanted = {
  group: string
  provider: { id: string; name: string } | null
  roleId: string | null
  workspaces: { workspaceId: string; roleId: string }[]
}

/**
 * What somebody wants a group to give, as their events tell it. Throws what `decideMapping` refuses, `not_found` for a role or workspace that is
 * not theirs to see, and `invalid_input`/`nothing_given`.
 */
export async function loadWanted(tx: Tx, ctx: Ctx, access: AccountAccess, wanted: Wanted) {
  const { account, membership } = access
  const { group, provider, roleId, workspaces } = wanted
  const role = roleId ? await getRoleForAccount(tx, account.id, roleId) : null
  const roles = await getRolesFacts(
    tx,
    account.id,
    workspaces.map((one) => one.roleId),
  )
  const seen = await loadVisibleWorkspaces(
    tx,
    access,
    workspaces.map(({ workspaceId }) => workspaceId),
    ctx.now,
  )
  const given = workspaces.map((one) => {
    const workspace = seen.get(one.workspaceId)
    if (!workspace) throw workspaceNotFound()
    return { workspace, role: requireRole(roles, one.roleId) }
  })
  const asked = { group, role, workspaces: given.map((one) => one.role) }
  enforceRule(decideMapping(membership, asked))
  if (!role && given.length === 0) throw nothingGiven()
  return { text: textOf(role, given), info: infoOf({ group, provider, role, workspaces: given }) }
}

function textOf(role: RoleFacts | null, given: { workspace: { name: string }; role: RoleFacts }[]): string {
  const places = given.map((one) => `${one.role.name} in ${one.workspace.name}`)
  return [...(role ? [role.name] : []), ...places].slice(0, 10).join(', ')
}

type Told = {
  group: string
  provider: { id: string; name: string } | null
  role: { id: string; name: string } | null
  workspaces: readonly { workspace: { id: string; name: string }; role: { id: string; name: string } }[]
}

/** A mapping as events tell it. */
export function infoOf({ group, provider, role, workspaces }: Told) {
  return {
    group,
    provider: provider?.name ?? null,
    provider_id: provider?.id ?? null,
    role: role?.name ?? null,
    role_id: role?.id ?? null,
    workspaces: workspaces.map((one) => ({
      workspace: one.workspace.name,
      workspace_id: one.workspace.id,
      role: one.role.name,
      role_id: one.role.id,
    })),
  }
}

function nothingGiven(): AppError {
  const sentence = 'Choose what the group gives: an organization role, or a role in a workspace.'
  return new AppError('invalid_input', 'nothing_given', { message: sentence, fields: { roleId: sentence } })
}
