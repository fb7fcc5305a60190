import { v7 as newId } from 'uuid'
import type { AuditInput } from '@/lib/audit/schema'
import { recordAudits } from '@/lib/audit/service'
import type { AccountAccess } from '@/lib/authz/access'
import { changeAccount } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { enforceRule } from '@/lib/authz/refusal-codes'
import type { Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { decideSsoChange, decideSsoUse } from '@/lib/sso/use'
import { getProvider, providerIdOf, resolveProvider, type ChosenProvider } from './providers'
import { eventOf, settleRoles } from './reconcile'
import { decideMappingVersion } from './rules'
import {
  mappingsAtMost,
  membersAtMost,
  type ChangedMapping,
  type CreateGroupMappingInput,
  type DeleteGroupMappingInput,
  type UpdateGroupMappingInput,
} from './schema'
import { enqueueReturns } from './sources'
import { listStandings, listMembersByMapping, listMembersOfMapping, type StandingRow } from './standing-store'
import * as store from './store'
import { infoOf, loadWanted } from './wanted'

/**
 * Says what a group gives by the word of a provider, or of any: an organization role (never Administrator) and roles in workspaces. Needs
 * `update:sso`, a plan with single sign-on (R12) and every permission of the roles (R2; R11 among them). Members who are in the group get the
 * organization role in the same transaction: `conflict`/`too_many_members` where it would be more than 10,000. `conflict`/`group_taken` for
 * a group that is mapped already for this provider, `conflict`/`too_many_mappings` beyond 500; `not_found` for a role, workspace or connection
 * of another account.
 */
export async function createGroupMapping(
  ctx: Ctx,
  { accountId, group, provider: named, roleId, workspaces }: CreateGroupMappingInput,
  limit = membersAtMost,
): Promise<ChangedMapping> {
  const id = newId()
  const change = { accountId, mappingId: id, attempt: `say what the group ${group} gives` }
  return changeMappings(ctx, change, async (tx, access) => {
    const { mappings } = await store.listMappings(tx, accountId, mappingsAtMost)
    if (mappings.length >= mappingsAtMost) throw tooManyMappings()
    const { providerId, provider } = await resolveProvider(tx, accountId, named)
    requireFreeGroup(mappings, { id, group, providerId })
    const wanted = await loadWanted(tx, ctx, access, { group, provider, roleId, workspaces })
    const roles_changed = await settling(tx, ctx, access, {
      groups: roleId ? [group] : [],
      mappingId: id,
      limit,
      event: {
        action: 'group_mapping.created',
        message: `${access.actor.name} had the group ${group} give ${wanted.text}`,
        info: { after: wanted.info },
        ...objectOf(id),
      },
      write: async () => {
        const position = mappings.length + 1
        await store.createMapping(tx, { accountId, id, group, providerId, roleId, position })
        await store.replaceGrants(tx, { accountId, mappingId: id }, workspaces)
      },
    })
    return { id, version: 1, roles_changed }
  })
}

/**
 * Changes what a group gives, its name, its provider or its place; what is left out stays. Needs and refuses what creating one does, and
 * `precondition_failed`/`changed_meanwhile` when it is no longer the version that was shown (R13).
 */
export async function updateGroupMapping(
  ctx: Ctx,
  input: UpdateGroupMappingInput,
  limit = membersAtMost,
): Promise<ChangedMapping> {
  const { accountId, mappingId, expectedVersion, position } = input
  const change = { accountId, mappingId, attempt: 'change what a group gives' }
  return changeMappings(ctx, change, async (tx, access) => {
    const { mappings } = await store.listMappings(tx, accountId, mappingsAtMost)
    const before = requireMapping(mappings, mappingId)
    enforceRule(decideMappingVersion(before.version, expectedVersion))
    const given = before.workspaces.map((one) => ({ workspaceId: one.workspace.id, roleId: one.role.id }))
    const { group = before.group, roleId = before.role?.id ?? null, workspaces = given } = input
    const from = await getProvider(tx, accountId, before)
    const { providerId, provider } = await newProvider(tx, from, input)
    requireFreeGroup(mappings, { id: mappingId, group, providerId })
    const wanted = await loadWanted(tx, ctx, access, { group, provider, roleId, workspaces })
    const roles_changed = await settling(tx, ctx, access, {
      groups: before.role || roleId ? [before.group, group] : [],
      mappingId,
      limit,
      event: {
        action: 'group_mapping.updated',
        message: `${access.actor.name} changed what the group ${group} gives to ${wanted.text}`,
        info: {
          before: infoOf({ ...before, provider: from.provider }),
          after: wanted.info,
          ...(position ? { position } : {}),
        },
        ...objectOf(mappingId),
      },
      write: async () => {
        await store.updateMapping(tx, accountId, mappingId, { group, providerId, roleId })
        await store.replaceGrants(tx, { accountId, mappingId }, workspaces)
        if (position) await store.setOrder(tx, accountId, orderWith(mappings, mappingId, position))
      },
    })
    return { id: mappingId, version: before.version + 1, roles_changed }
  })
}

/**
 * Ends what a group gives; members get back the role they had by hand: ten thousand at once, the others by a job. Needs `update:sso`; on any
 * plan, as it adds to no excess (R12).
 */
export async function deleteGroupMapping(
  ctx: Ctx,
  input: DeleteGroupMappingInput,
  limit = membersAtMost,
): Promise<ChangedMapping> {
  const { accountId, mappingId } = input
  const change = { ...input, attempt: 'end what a group gives', isOnAnyPlan: true }
  return changeMappings(ctx, change, async (tx, access) => {
    const { mappings } = await store.listMappings(tx, accountId, mappingsAtMost)
    const ended = requireMapping(mappings, mappingId)
    const { provider } = await getProvider(tx, accountId, ended)
    const ids = await listMembersByMapping(tx, accountId, { mappingId, limit })
    const before = await listStandings(tx, accountId, ids)
    await store.deleteMapping(tx, accountId, mappingId)
    const left = mappings.filter(({ id }) => id !== mappingId).map(({ id }) => id)
    await store.setOrder(tx, accountId, left)
    if (ids.length === limit) await enqueueReturns(tx, { accountId, mappingId })
    const roles_changed = await settle(tx, ctx, access, {
      before,
      event: {
        action: 'group_mapping.deleted',
        message: `${access.actor.name} ended what the group ${ended.group} gives`,
        info: { before: infoOf({ ...ended, provider }) },
        ...objectOf(mappingId),
      },
    })
    return { id: mappingId, version: ended.version, roles_changed }
  })
}

type Change = { accountId: string; mappingId: string; attempt: string; isOnAnyPlan?: boolean }

async function changeMappings<Result>(
  ctx: Ctx,
  { accountId, mappingId, attempt, isOnAnyPlan }: Change,
  work: (tx: Tx, access: AccountAccess) => Promise<Result>,
): Promise<Result> {
  const change = { accountId, attempt, permission: 'update:sso', ...objectOf(mappingId) } as const
  return changeAccount(ctx, change, async (tx, access) => {
    enforceRule(isOnAnyPlan ? decideSsoChange(access) : decideSsoUse(access))
    return work(tx, access)
  })
}

type Settling = {
  /** Whose members' organization roles may change; none where the mapping gives no such role. */
  groups: string[]
  mappingId: string
  limit: number
  event: Omit<AuditInput, 'accountId'>
  write: () => Promise<void>
}

// With the event of each member whose role changed; who got or lost a role in a workspace is told by the event of the mapping.
async function settling(tx: Tx, ctx: Ctx, access: AccountAccess, settling: Settling): Promise<number> {
  const { groups, mappingId, limit, event, write } = settling
  const { id: accountId } = access.account
  const asked = { groups, mappingId, limit: limit + 1 }
  const ids = groups.length > 0 ? await listMembersOfMapping(tx, accountId, asked) : []
  if (ids.length > limit) throw tooManyMembers(limit)
  const before = await listStandings(tx, accountId, ids)
  await write()
  return settle(tx, ctx, access, { before, event })
}

type Settled = { before: StandingRow[]; event: Omit<AuditInput, 'accountId'> }

async function settle(
  tx: Tx,
  ctx: Ctx,
  { account }: AccountAccess,
  { before, event }: Settled,
): Promise<number> {
  const ids = before.map(({ membershipId }) => membershipId)
  const settled = await settleRoles(tx, account.id, {
    before,
    after: await listStandings(tx, account.id, ids),
  })
  const changed = settled.filter((one) => one.before.roleId !== one.after.roleId)
  await recordAudits(tx, ctx, account.id, [
    { ...event, info: { ...event.info, roles_changed: changed.length } },
    ...changed.map(eventOf),
  ])
  return changed.length
}

// One that is gone can stay, and nobody has to choose another to change something else.
async function newProvider(
  tx: Tx,
  from: ChosenProvider,
  { accountId, provider }: UpdateGroupMappingInput,
): Promise<ChosenProvider> {
  const isSame = provider === undefined || providerIdOf(accountId, provider) === from.providerId
  return isSame ? from : resolveProvider(tx, accountId, provider)
}

function orderWith(mappings: store.MappingRow[], id: string, position: number): string[] {
  const others = mappings.map((mapping) => mapping.id).filter((other) => other !== id)
  return others.toSpliced(position - 1, 0, id)
}

function requireMapping(mappings: store.MappingRow[], id: string): store.MappingRow {
  const mapping = mappings.find((one) => one.id === id)
  if (mapping) return mapping
  throw new AppError('not_found', 'group_mapping_not_found', {
    message: 'There is no such group here, or not any more. Reload the list of groups.',
  })
}

type Place = { id: string; group: string; providerId: string | null }

function requireFreeGroup(mappings: store.MappingRow[], { id, group, providerId }: Place): void {
  if (!mappings.some((one) => one.group === group && one.providerId === providerId && one.id !== id)) return
  const message = `It is said already what the group ${group} gives. Change that instead.`
  throw new AppError('conflict', 'group_taken', { message, fields: { group: message } })
}

function objectOf(objectId: string) {
  return { objectTable: 'group_mapping' as const, objectId }
}

function tooManyMappings(): AppError {
  return new AppError('conflict', 'too_many_mappings', {
    message: `At most ${mappingsAtMost} groups give something here. End one that is not used.`,
  })
}

function tooManyMembers(limit: number): AppError {
  return new AppError('conflict', 'too_many_members', {
    message: `More than ${limit} members are in the group, whose roles would change at once. Nothing was changed: use several smaller groups, or the role that the connection gives.`,
  })
}
