import type { Tx } from '@/lib/db/transaction'

export type RoleRow = {
  id: string
  builtIn: string | null
  name: string
  description: string
  permissions: string[]
}

const columns = { id: true, builtIn: true, name: true, description: true, permissions: true } as const

export async function listRoles(tx: Tx, accountId: string, limit: number): Promise<RoleRow[]> {
  return tx.role.findMany({
    where: { accountId },
    select: columns,
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: limit,
  })
}

export async function findRole(tx: Tx, accountId: string, roleId: string): Promise<RoleRow | null> {
  return tx.role.findUnique({ where: { accountId_id: { accountId, id: roleId } }, select: columns })
}

/** Those of these roles that are the account's. */
export async function findRoles(tx: Tx, accountId: string, roleIds: string[]): Promise<RoleRow[]> {
  return tx.role.findMany({ where: { accountId, id: { in: roleIds } }, select: columns })
}
