import type { z } from 'zod'
import { lockAuditChains, recordAudit, recordingRefusals } from '@/lib/audit/service'
import { authorizeAccount, requireUser, type AccountAccess } from '@/lib/authz/access'
import { enforce } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { requireUnchanged } from '@/lib/authz/expected'
import { enforceRule } from '@/lib/authz/refusal-codes'
import { authorizeWorkspace, type WorkspaceStanding } from '@/lib/authz/workspace-standing'
import { database, lockAccount, withTransaction, type Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { runsKeptUntil, runsNote } from '@/lib/plans/retention'
import type { RoleFacts } from '@/lib/policy/roles'
import { grantInfo, grantsNamed } from './grant-info'
import { countWorkspacePlaces, refusingTakenHandle, requireFreeHandle } from './manage'
import { decideTransferFrom, decideTransferTo } from './rules'
import type { previewTransferInput, TransferPreview, TransferWorkspaceInput } from './schema'
import { planTransfer, revisionOf, type TransferPlan } from './transfer-plan'
import { loadTransfer, moveWorkspace } from './transfer-store'

const changedMeanwhile =
  'The access changed meanwhile. Look at what moves and what ends now, then transfer again.'

/**
 * What transferring a workspace to an account would do: which grants move and which end, with the reason. For Administrators of both
 * accounts; the other account is `not_found` to anybody who does not belong to it.
 */
export async function previewTransfer(
  ctx: Ctx,
  input: z.output<typeof previewTransferInput>,
): Promise<TransferPreview> {
  const { source, target } = await authorizeBoth(ctx, database(), { ...input, toAccountId: input.to })
  const { plan, isHandleTaken, invitations } = await loadPlan(database(), ctx, {
    source,
    target,
    handle: source.workspace.handle,
  })
  const { id, kind, name, handle } = target.account
  return {
    account: { id, kind, name, handle },
    moving: plan.moving.length,
    lost: plan.lost.slice(0, grantsNamed).map(({ name, role, reason }) => ({ name, role, reason })),
    lostCount: plan.lost.length,
    default_role: plan.defaultRole?.name ?? null,
    default_role_note: plan.defaultRoleNote,
    invitations,
    is_handle_taken: isHandleTaken,
    runs_note: runsNote({ from: source.account.plan, to: target.account.plan }),
    revision: revisionOf(plan),
  }
}

/**
 * Moves a workspace with its id to another account of which the signed-in user is Administrator too, in one transaction with an event in
 * each account. Grants move where their person belongs to the other account and the role is built in; the others end, and so does what
 * pending invitations said of it. `conflict`/`plan_limit_reached` (R12), `handle_taken`, `same_account`;
 * `precondition_failed`/`changed_meanwhile` when it would do something else than the preview of `expectedRevision` said (R13).
 */
export async function transferWorkspace(
  ctx: Ctx,
  input: TransferWorkspaceInput,
): Promise<{ organization: string; handle: string }> {
  const { accountId, workspaceId, toAccountId, handle, expectedRevision } = input
  const { userId } = requireUser(ctx)
  const refusal = {
    accountId,
    objectTable: 'workspace',
    objectId: workspaceId,
    attempt: 'transfer a workspace',
  } as const
  return recordingRefusals(ctx, refusal, async () => {
    await authorizeBoth(ctx, database(), input)
    return withTransaction(async (tx) => {
      // In one order for all transfers, so that two in opposite directions wait rather than deadlock.
      for (const id of [accountId, toAccountId].toSorted())
        if (!(await lockAccount(tx, id))) throw new AppError('not_found')
      const { source, target } = await authorizeBoth(ctx, tx, input)
      const { plan, invitations } = await loadPlan(tx, ctx, { source, target, handle })
      requireUnchanged(revisionOf(plan), expectedRevision, changedMeanwhile)
      await requireFreeHandle(tx, { accountId: toAccountId, handle, exceptId: null })
      const keptUntil = runsKeptUntil({ from: source.account.plan, to: target.account.plan, now: ctx.now })
      const move = { accountId, workspaceId, toAccountId, handle, runsKeptUntil: keptUntil }
      const defaultRoleId = plan.defaultRole?.id ?? null
      await refusingTakenHandle(() => moveWorkspace(tx, { ...move, defaultRoleId, grants: plan.moving }))
      await lockAuditChains(tx, userId, accountId)
      await recordTransfer(tx, ctx, { source, target, plan, handle, invitations })
      return { organization: target.account.handle, handle }
    })
  })
}

type Both = { source: WorkspaceStanding; target: AccountAccess }
type Asked = { accountId: string; workspaceId: string; toAccountId: string }

async function authorizeBoth(ctx: Ctx, tx: Tx, asked: Asked): Promise<Both> {
  const { accountId, workspaceId, toAccountId } = asked
  const source = await authorizeWorkspace(ctx, tx, { accountId, workspaceId }, 'read:workspace')
  enforce(decideTransferFrom(source.membership))
  if (accountId === toAccountId) throw sameAccount()
  const target = await authorizeAccount(ctx, tx, toAccountId, 'read:organization')
  enforceRule(decideTransferTo(target.membership, await countWorkspacePlaces(tx, target)))
  return { source, target }
}

async function loadPlan(tx: Tx, ctx: Ctx, { source, target, handle }: Both & { handle: string }) {
  const facts = await loadTransfer(tx, {
    accountId: source.account.id,
    workspaceId: source.workspace.id,
    toAccountId: target.account.id,
    handle,
    now: ctx.now,
  })
  const names = { from: source.account.name, to: target.account.name }
  return { ...facts, plan: planTransfer(facts, source.workspace.defaultRole, names) }
}

type Transfer = Both & { plan: TransferPlan; handle: string; invitations: number }

async function recordTransfer(
  tx: Tx,
  ctx: Ctx,
  { source, target, plan, handle, invitations }: Transfer,
): Promise<void> {
  const { workspace, account, actor } = source
  const object = { objectTable: 'workspace' as const, objectId: workspace.id }
  const changed = {
    before: defaultRoleInfo(workspace.defaultRole),
    after: defaultRoleInfo(plan.defaultRole),
    grants_moved: plan.moving.length,
    invitations_changed: invitations,
  }
  await recordAudit(tx, ctx, {
    ...object,
    accountId: account.id,
    action: 'workspace.transferred_away',
    message: `${actor.name} transferred the workspace ${workspace.name} to ${target.account.name}`,
    info: {
      to_account_id: target.account.id,
      handle: workspace.handle,
      ...changed,
      grants_ended: plan.lost.length,
      // Codes: the sentence for who transfers may tell somebody's role in the other account, and many read this log.
      ended: plan.lost.slice(0, grantsNamed).map((grant) => ({ ...endedInfo(grant), reason: grant.code })),
    },
  })
  await recordAudit(tx, ctx, {
    ...object,
    accountId: target.account.id,
    action: 'workspace.transferred_here',
    message: `${actor.name} transferred the workspace ${workspace.name} here from ${account.name}`,
    info: {
      from_account_id: account.id,
      handle,
      ...changed,
      moved: plan.moving.slice(0, grantsNamed).map(grantInfo),
    },
  })
}

function endedInfo(grant: TransferPlan['lost'][number]) {
  const { membership_id, member, ...role } = grantInfo(grant)
  return grant.code === 'group'
    ? { group_mapping_id: membership_id, group: member, ...role }
    : { membership_id, member, ...role }
}

function defaultRoleInfo(role: RoleFacts | null) {
  return { default_role: role?.name ?? null, default_role_id: role?.id ?? null }
}

function sameAccount(): AppError {
  const sentence = 'The workspace is in this account already. Choose another.'
  return new AppError('conflict', 'same_account', { message: sentence, fields: { toAccountId: sentence } })
}
