import type { Tx } from '@/lib/db/transaction'
import { roleNotFound } from './role-not-found'
import type { BuiltInRoleKey } from '@/lib/policy/roles'

export type RoleRow = {
  id: string
  builtIn: string | null
  name: string
  description: string
  permissions: string[]
  version: number
  inheritedRoleId: string | null
}

const columns = {
  id: true,
  builtIn: true,
  name: true,
  description: true,
  permissions: true,
  version: true,
  inheritedRoleId: true,
} as const

export async function listRoles(tx: Tx, accountId: string, limit: number): Promise<RoleRow[]> {
  return tx.role.findMany({
    where: { accountId },
    select: columns,
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: limit,
  })
}

/** Those of these roles that are the account's. */
export async function findRoles(tx: Tx, accountId: string, roleIds: string[]): Promise<RoleRow[]> {
  return tx.role.findMany({ where: { accountId, id: { in: roleIds } }, select: columns })
}

/** A role of the account; throws `not_found` when it has none with this id. */
export async function getRole(tx: Tx, accountId: string, roleId: string): Promise<RoleRow> {
  const row = await tx.role.findUnique({
    where: { accountId_id: { accountId, id: roleId } },
    select: columns,
  })
  if (!row) throw roleNotFound()
  return row
}

/** The account's own row of a built-in role. */
export async function findBuiltIn(
  tx: Tx,
  accountId: string,
  builtIn: BuiltInRoleKey,
): Promise<RoleRow | null> {
  return tx.role.findFirst({ where: { accountId, builtIn }, select: columns })
}

/** The role that has this name, whatever its case. */
export async function findRoleByName(tx: Tx, accountId: string, name: string): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM role WHERE account_id = ${accountId}::uuid AND lower(name) = lower(${name})`
  return row?.id ?? null
}

type RoleContent = {
  name: string
  description: string
  permissions: string[]
  inheritedRoleId: string | null
}

export async function createRole(tx: Tx, role: RoleContent & { accountId: string }): Promise<string> {
  const { id } = await tx.role.create({ data: role, select: { id: true } })
  return id
}

export async function updateRole(tx: Tx, accountId: string, id: string, content: RoleContent): Promise<void> {
  await tx.role.update({
    where: { accountId_id: { accountId, id } },
    data: { ...content, version: { increment: 1 } },
    select: { id: true },
  })
}

export async function deleteRole(tx: Tx, accountId: string, id: string): Promise<void> {
  await tx.role.delete({ where: { accountId_id: { accountId, id } }, select: { id: true } })
}
