import { authorizeAccount } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { capabilityOf } from '@/lib/capability'
import { database } from '@/lib/db/transaction'
import { decideSsoChange, decideSsoUse } from '@/lib/sso/use'
import { providerOf, providerView } from './providers'
import { mappingsAtMost, type GroupMappingsView, type GroupMappingView } from './schema'
import { listMappings, type MappingRow, type ProviderRow } from './store'

/**
 * What the groups of an organization's identity providers give here, in the order in which they count, with how many members are in each,
 * and who these providers are. Needs `read:sso`.
 */
export async function listGroupMappings(
  ctx: Ctx,
  { accountId }: { accountId: string },
): Promise<GroupMappingsView> {
  const access = await authorizeAccount(ctx, database(), accountId, 'read:sso')
  const { mappings, providers } = await listMappings(database(), accountId, mappingsAtMost)
  const mayUse = capabilityOf(decideSsoUse(access))
  return {
    mappings: mappings.map((row) => viewOf(accountId, row, providers)),
    providers: providers.map((one) => providerView(accountId, one)),
    can: { create: mayUse, update: mayUse, delete: capabilityOf(decideSsoChange(access)) },
  }
}

function viewOf(accountId: string, row: MappingRow, providers: readonly ProviderRow[]): GroupMappingView {
  const { id, group, position, version, members, role, workspaces, createdAt, updatedAt } = row
  return {
    id,
    group,
    provider: providerOf(accountId, row.providerId, providers),
    position,
    version,
    members,
    role: role && { id: role.id, name: role.name },
    workspaces: workspaces.map((one) => ({
      workspace: one.workspace,
      role: { id: one.role.id, name: one.role.name },
    })),
    created_at: createdAt.toISOString(),
    updated_at: updatedAt.toISOString(),
  }
}
