import { recordAudit } from '@/lib/audit/service'
import type { AccountAccess } from '@/lib/authz/access'
import { changeAccount } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { enforceRule } from '@/lib/authz/refusal-codes'
import { isUniqueViolation, type Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { featuresOfPlans } from '@/lib/plans/service'
import { decideCustomRolePermissions } from '@/lib/policy/custom-roles'
import { isPermission, permissionDefinitions, withImplied, type Permission } from '@/lib/policy/permissions'
import { findBuiltInRole, permissionsOfRole } from '@/lib/policy/roles'
import { enforceUpdate } from './enforce'
import { roleFactsOf } from './facts'
import { decideContent, decideCreation, decideVersion, type RoleActor } from './rules'
import type { CreateRoleInput, UpdateRoleInput } from './schema'
import * as store from './store'
import { countUses } from './uses-store'

/**
 * Makes a custom role. Needs `create:role`, every permission the role will have (R1) and a plan with custom roles (R12). Permissions are
 * stored with those they imply. `invalid_input` for an unknown or reserved one, `conflict`/`role_name_taken` for a name that a role of
 * the account has, whatever its case; built-in roles keep all their names. With `inheritedRoleId` it holds what that role of the account
 * (`not_found` for none such) holds now, besides its own; what becomes of that one later does not touch it.
 */
export async function createRole(ctx: Ctx, input: CreateRoleInput): Promise<{ id: string; name: string }> {
  const { accountId, name, description } = input
  const change = changeOf(accountId, accountId, 'create:role', `create the role ${name}`)
  return changeAccount(ctx, { ...change, objectTable: 'account' }, async (tx, access) => {
    const inheritedRoleId = input.inheritedRoleId ?? null
    const permissions = readPermissions([
      ...input.permissions,
      ...(await inheritedPermissions(tx, accountId, inheritedRoleId)),
    ])
    enforceRule(decideCreation(actorOf(access)))
    enforceRule(decideContent(actorOf(access), new Set(permissions)))
    await requireFreeName(tx, { accountId, name, exceptId: null })
    const id = await refusingTakenName(() =>
      store.createRole(tx, { accountId, name, description, permissions, inheritedRoleId }),
    )
    await recordAudit(tx, ctx, {
      accountId,
      action: 'role.created',
      message: `${access.actor.name} created the role ${name}`,
      objectTable: 'role',
      objectId: id,
      info: { after: { name, description, permissions } },
    })
    return { id, name }
  })
}

/**
 * Changes a custom role for everybody who has it, at once. Needs `update:role`, every permission the role has (R3) and will have (R1), and
 * to add any a plan with custom roles (R12, `plan_required`). `built_in_role` (R4), `role_granted_on_workspaces` (R6),
 * `precondition_failed`/`changed_meanwhile` when it is no longer the version that was shown (R13). What is the same already changes
 * nothing.
 */
export async function updateRole(ctx: Ctx, input: UpdateRoleInput): Promise<{ id: string; version: number }> {
  const { accountId, roleId, expectedVersion } = input
  const change = changeOf(accountId, roleId, 'update:role', 'edit a role')
  return changeAccount(ctx, change, async (tx, access) => {
    const row = await store.getRole(tx, accountId, roleId)
    const facts = { ...actorOf(access), role: roleFactsOf(row) }
    const { name = row.name, description = row.description } = input
    const { inheritedRoleId = row.inheritedRoleId } = input
    const permissions = readPermissions([
      ...(input.permissions ?? row.permissions),
      ...(input.inheritedRoleId ? await inheritedPermissions(tx, accountId, input.inheritedRoleId) : []),
    ])
    enforceUpdate(facts, permissions, await countUses(tx, accountId, roleId))
    enforceRule(decideVersion(row.version, expectedVersion))
    await requireFreeName(tx, { accountId, name, exceptId: row.id })
    const difference = differenceOf(row.permissions, permissions)
    const isSame =
      row.name === name && row.description === description && row.inheritedRoleId === inheritedRoleId
    if (isSame && difference.added.length === 0 && difference.removed.length === 0)
      return { id: roleId, version: row.version }
    await refusingTakenName(() =>
      store.updateRole(tx, accountId, roleId, { name, description, permissions, inheritedRoleId }),
    )
    await recordAudit(tx, ctx, {
      accountId,
      action: 'role.updated',
      message: `${access.actor.name} changed the role ${row.name}${row.name === name ? '' : `, now ${name}`}`,
      objectTable: 'role',
      objectId: roleId,
      info: {
        before: { name: row.name, description: row.description },
        after: { name, description },
        permissions: difference,
      },
    })
    return { id: roleId, version: row.version + 1 }
  })
}

/** The permissions a custom role will have, implied ones included, in the catalogue's order; throws `invalid_input` for others. */
export function readPermissions(ids: readonly string[]): Permission[] {
  const decision = decideCustomRolePermissions(ids)
  if (!decision.allowed) {
    throw new AppError('invalid_input', decision.reason, {
      message: decision.message,
      fields: { permissions: decision.message },
    })
  }
  const held = withImplied(ids.filter(isPermission))
  return permissionDefinitions.flatMap(({ id }) => (held.has(id) ? [id] : []))
}

async function inheritedPermissions(tx: Tx, accountId: string, roleId: string | null) {
  return roleId ? permissionsOfRole(roleFactsOf(await store.getRole(tx, accountId, roleId))) : []
}

/** Who changes a role, for the rules. */
export function actorOf({ account, membership }: AccountAccess): RoleActor {
  return { accountKind: account.kind, plan: account.plan, features: featuresOfPlans(), actor: membership }
}

/** A change of a role as `changeAccount` takes it. */
export function changeOf<Permitted extends string>(
  accountId: string,
  objectId: string,
  permission: Permitted,
  attempt: string,
) {
  return { accountId, permission, attempt, objectTable: 'role' as const, objectId }
}

function differenceOf(before: readonly string[], after: readonly string[]) {
  return {
    added: after.filter((permission) => !before.includes(permission)),
    removed: before.filter((permission) => !after.includes(permission)),
  }
}

type Name = { accountId: string; name: string; exceptId: string | null }

async function requireFreeName(tx: Tx, { accountId, name, exceptId }: Name): Promise<void> {
  if (findBuiltInRole(name)) throw nameTaken(`“${name}” is the name of a built-in role. Choose another.`)
  const id = await store.findRoleByName(tx, accountId, name)
  if (id && id !== exceptId) throw nameTaken()
}

async function refusingTakenName<Result>(write: () => Promise<Result>): Promise<Result> {
  return write().catch((error: unknown) => {
    throw isUniqueViolation(error) ? nameTaken() : error
  })
}

function nameTaken(sentence = 'Another role of this organization has this name. Choose another.'): AppError {
  return new AppError('conflict', 'role_name_taken', { message: sentence, fields: { name: sentence } })
}
