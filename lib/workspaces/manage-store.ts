import type { Tx } from '@/lib/db/transaction'

type NewWorkspace = {
  accountId: string
  name: string
  handle: string
  description: string
  defaultRoleId: string | null
}

export async function createWorkspace(tx: Tx, workspace: NewWorkspace): Promise<string> {
  const { id } = await tx.workspace.create({ data: workspace, select: { id: true } })
  return id
}

export async function updateWorkspace(
  tx: Tx,
  { accountId, id, name, description }: { accountId: string; id: string; name: string; description: string },
): Promise<void> {
  await tx.workspace.update({
    where: { accountId_id: { accountId, id } },
    data: { name, description },
    select: { id: true },
  })
}

export async function updateHandle(
  tx: Tx,
  { accountId, id, handle }: { accountId: string; id: string; handle: string },
): Promise<void> {
  await tx.workspace.update({
    where: { accountId_id: { accountId, id } },
    data: { handle },
    select: { id: true },
  })
}

export async function deleteWorkspace(tx: Tx, accountId: string, id: string): Promise<void> {
  await tx.workspace.delete({ where: { accountId_id: { accountId, id } }, select: { id: true } })
}

/** The first grants of a workspace by the names of those who have them, those that are over included. */
export async function listFirstGrants(
  tx: Tx,
  { accountId, workspaceId, limit }: { accountId: string; workspaceId: string; limit: number },
): Promise<{ membershipId: string; name: string; role: string; roleId: string }[]> {
  return tx.$queryRaw`
    SELECT m.id AS "membershipId", m.principal_name AS name, r.name AS role, r.id AS "roleId"
    FROM workspace_grant g
    JOIN membership m ON m.account_id = g.account_id AND m.id = g.membership_id
    JOIN role r ON r.account_id = g.account_id AND r.id = g.role_id
    WHERE g.account_id = ${accountId}::uuid AND g.workspace_id = ${workspaceId}::uuid
    ORDER BY g.name_key, g.id LIMIT ${limit}`
}

/** The workspace of the account that has this handle, whatever its case. */
export async function findByHandle(tx: Tx, accountId: string, handle: string): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM workspace WHERE account_id = ${accountId}::uuid AND lower(handle) = lower(${handle})`
  return row?.id ?? null
}

/** How many workspaces an account has, counted no further than `atMost`. */
export async function countWorkspaces(tx: Tx, accountId: string, atMost: number): Promise<number> {
  const rows = await tx.workspace.findMany({ where: { accountId }, select: { id: true }, take: atMost })
  return rows.length
}
