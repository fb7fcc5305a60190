import { recordAudit } from '@/lib/audit/service'
import {
  authorizeAccount,
  authorizeAccountByHandle,
  principalIdOf,
  requirePerson,
  type AccountAccess,
} from '@/lib/authz/access'
import { askerOf } from '@/lib/authz/admission'
import { changeAccount, changeOfAccount } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { requireConfirmed, requireUnchanged, type Confirmed } from '@/lib/authz/expected'
import { capabilityOf, type Capability } from '@/lib/capability'
import type { PrincipalKey } from '@/lib/db/principal'
import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { withdrawAccountMail } from '@/lib/mail/service'
import { plans } from '@/lib/plans/schema'
import { limitsOfPlan } from '@/lib/plans/service'
import { decideOrganizationPermission } from '@/lib/policy/evaluate'
import type { OrganizationPermission } from '@/lib/policy/permissions'
import { consume } from '@/lib/rate-limits/service'
import { changeName, moveToHandle, requireOrganization } from './naming'
import type {
  ChangeHandleInput,
  DeleteOrganizationInput,
  MyAccount,
  OrganizationProfile,
  RenameOrganizationInput,
} from './schema'
import * as store from './store'

const ownAtMost = 500

/**
 * The accounts the signed-in user belongs to, personal first, at most 500, and the one alone that their session opens; each says whether its IP
 * allowlist lets their address in, whether it is suspended, and what sign-in it asks for first.
 */
export async function listAccounts(ctx: Ctx): Promise<MyAccount[]> {
  return (await listMemberships(ctx)).map(
    ({ id, kind, name, handle, role, isAddressAllowed, isSuspended, signInNeeded }) => ({
      id,
      kind,
      name,
      handle,
      role_name: role.name,
      is_address_allowed: isAddressAllowed,
      is_suspended: isSuspended,
      sign_in_needed: signInNeeded,
    }),
  )
}

/** The same with their memberships there, for services. */
export async function listMemberships(ctx: Ctx): Promise<store.OwnAccountRow[]> {
  const person = requirePerson(ctx)
  const asked = { asker: askerOf(ctx, person), onlyId: person.boundAccountId, limit: ownAtMost }
  return store.listOwnAccounts(database(), asked)
}

/** An account's identity and plan for the shell around its pages. Throws `not_found` when the viewer cannot see it. */
export async function getAccount(ctx: Ctx, handle: string): Promise<AccountAccess> {
  return authorizeAccountByHandle(ctx, handle, 'read:organization')
}

/** What an organization's profile page shows. Needs `read:organization`. */
export async function getOrganizationProfile(ctx: Ctx, accountId: string): Promise<OrganizationProfile> {
  const access = await authorizeAccount(ctx, database(), accountId, 'read:organization')
  const row = await store.findProfile(database(), accountId, ctx.now)
  if (!row) throw new AppError('not_found')
  const { account, membership } = access
  const limits = limitsOfPlan(account.plan)
  const mayReadInvitations = access.permissions.has('read:invitation')
  return {
    id: account.id,
    kind: account.kind,
    name: account.name,
    handle: account.handle,
    role_name: membership.role.name,
    plan: {
      name: account.plan,
      title: plans[account.plan].title,
      memberLimit: limits.members,
      serviceAccountLimit: limits.serviceAccounts,
      workspaceLimit: limits.workspaces,
    },
    createdAt: row.createdAt.toISOString(),
    counts: {
      members: Math.max(row.members, row.estimatedMembers ?? 0),
      isEstimate: row.estimatedMembers !== null,
      serviceAccounts: row.serviceAccounts,
      workspaces: access.permissions.has('create:workspace') ? row.workspaces : null,
      pendingInvitations: mayReadInvitations ? row.pendingInvitations : 0,
      unanswered: mayReadInvitations ? row.unanswered : 0,
      failedMails: mayReadInvitations ? row.failedMails : 0,
    },
    countLimit: store.countLimit,
    can: {
      update: capability(access, 'update:organization'),
      delete: capability(access, 'delete:organization'),
      invite: capability(access, 'create:invitation'),
      readInvitations: capability(access, 'read:invitation'),
      createServiceAccount: capability(access, 'create:service_account'),
    },
  }
}

/** Whether the viewer holds a permission in the account and, if not, the sentence a disabled control shows. */
export function capability(access: AccountAccess, permission: OrganizationPermission): Capability {
  return capabilityOf(decideOrganizationPermission(access.membership, permission))
}

/** Renames an organization. Needs `update:organization`; `precondition_failed`/`changed_meanwhile` when it has another name by now. */
export async function renameOrganization(
  ctx: Ctx,
  { accountId, name, expectedName }: RenameOrganizationInput,
): Promise<{ name: string }> {
  const change = changeOfAccount(accountId, 'update:organization', 'rename the organization')
  return changeAccount(ctx, change, async (tx, access) => {
    requireOrganization(access)
    requireUnchanged(access.account.name, expectedName, changedTo(access.account.name))
    const event = await changeName(tx, access, name)
    if (event) await recordAudit(tx, ctx, { accountId, ...event })
    return { name }
  })
}

/**
 * Gives an organization another handle; the former ones keep leading to it. Needs `update:organization`; `conflict`/`handle_taken`
 * when another account has or had the handle.
 */
export async function changeHandle(
  ctx: Ctx,
  { accountId, handle, expectedHandle }: ChangeHandleInput,
): Promise<{ handle: string }> {
  const change = {
    ...changeOfAccount(accountId, 'update:organization', 'change the handle'),
    beforehand: ({ actor }: AccountAccess) => consume('handles', principalIdOf(actor)),
  }
  return changeAccount(ctx, change, async (tx, access) => {
    requireOrganization(access)
    requireUnchanged(access.account.handle, expectedHandle, changedTo(access.account.handle))
    const event = await moveToHandle(tx, access, handle)
    if (event) await recordAudit(tx, ctx, { accountId, ...event })
    return { handle }
  })
}

/**
 * Deletes an organization with everything in it but its audit log, for good. Needs `delete:organization` and the handle typed exactly
 * (`invalid_input`/`handle_mismatch`); mails of its invitations that have not left are withdrawn.
 */
export async function deleteOrganization(
  ctx: Ctx,
  input: Confirmed<DeleteOrganizationInput>,
): Promise<{ deleted: true }> {
  return changeAccount(
    ctx,
    changeOfAccount(input.accountId, 'delete:organization', 'delete the organization'),
    async (tx, access) => {
      requireOrganization(access)
      requireConfirmed(input.handle, access.account.handle)
      await withdrawAccountMail(tx, input.accountId)
      await store.deleteAccount(tx, input.accountId)
      await recordAudit(tx, ctx, {
        accountId: input.accountId,
        action: 'account.deleted',
        message: `${access.actor.name} deleted the organization ${access.account.name}`,
        objectTable: 'account',
        objectId: input.accountId,
        info: { name: access.account.name, handle: access.account.handle },
      })
      return { deleted: true }
    },
  )
}

/**
 * The account that a handle leads to, former ones too, of which the principal is an active member; null for none and for everybody else's,
 * so that nobody learns which handles there are. What the principal may do there is still to be asked.
 */
export async function findOwnAccountId(principal: PrincipalKey, handle: string): Promise<string | null> {
  return store.findHandleOfMember(database(), principal, handle.toLowerCase())
}

function changedTo(current: string): string {
  return `Somebody changed this to “${current}” meanwhile. Reload the page to continue from there.`
}
