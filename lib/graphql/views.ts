import { z } from 'zod'
import { accountSummary, type OrganizationProfile } from '@/lib/accounts/schema'
import type { CreatedKey } from '@/lib/api-keys/schema'
import { capabilityView } from '@/lib/capability'
import type { EmailLink } from '@/lib/email-verifications/schema'
import {
  invitationOutcomes,
  type AcceptedInvitation,
  type AddressOutcome,
  type InvitationPage,
} from '@/lib/invitations/schema'
import { memberOutcome } from '@/lib/members/schema'
import type { ResetLinkState } from '@/lib/passwords/schema'
import { assignableRoleView, type RoleEditor } from '@/lib/roles/schema'
import type {
  CreatedServiceAccount,
  ServiceAccountEditor,
  ServiceAccountRoleChange,
} from '@/lib/service-accounts/schema'
import type { SharingEditor } from '@/lib/sharing/schema'
import { accountReference, workspaceReference } from '@/lib/workspaces/schema'

// What services answer to pages and actions alone, as the schemas that the API needs.

/** The answer of a change that has nothing else to say. */
export const success = z.object({ success: z.literal(true) })

export function done(_result: unknown): z.infer<typeof success> {
  return { success: true }
}

export const idOnly = z.object({ id: z.uuid() })
export const nameOnly = z.object({ name: z.string() })
export const handleOnly = z.object({ handle: z.string() })
export const emailOnly = z.object({ email: z.string() })
export const namedThing = z.object({ id: z.uuid(), name: z.string() })
export const createdUser = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  isOperator: z.boolean(),
})
export const createdAccount = z.object({ id: z.uuid(), handle: z.string() })
export const transferredWorkspace = z.object({ organization: z.string(), handle: z.string() })

export const memberOutcomes = z.object({ outcomes: z.array(memberOutcome) })

const addressOutcome = z.object({
  email: z.string(),
  outcome: z.enum(invitationOutcomes),
  message: z.string(),
  invitationId: z.uuid().nullable(),
}) satisfies z.ZodType<AddressOutcome>
export const invitedMembers = z.object({ outcomes: z.array(addressOutcome), sendsMail: z.boolean() })
export const invitationLink = z.object({ url: z.string(), email: z.string() })
export const declinedInvitation = z.object({ organizationName: z.string() })

const accountKind = z.enum(['PERSONAL', 'ORGANIZATION'])
export const acceptedInvitation = z.object({
  handle: z.string(),
  organizationName: z.string(),
  accountKind,
}) satisfies z.ZodType<AcceptedInvitation>

export const invitationPage = z.union([
  z.object({ state: z.literal('unknown') }),
  z.object({
    state: z.enum(['replaced', 'suspended', 'accepted', 'declined', 'revoked', 'expired']),
    organizationName: z.string(),
    organizationHandle: z.string().nullable(),
  }),
  z.object({
    state: z.literal('open'),
    accountKind,
    organizationName: z.string(),
    invitedBy: z.string(),
    email: z.string(),
    roleName: z.string(),
    roleDescription: z.string(),
    workspaces: z.array(z.object({ name: z.string(), roleName: z.string() })),
    message: z.string(),
    expiresAt: z.iso.datetime(),
    viewer: z.enum(['anonymous', 'invited', 'unverified', 'somebody_else']),
    viewerEmail: z.string().nullable(),
  }),
]) satisfies z.ZodType<InvitationPage>

/** What a mailed link would do, of all kinds that there are. */
export const emailLink = z.union([
  z.object({ state: z.enum(['open']), email: z.string() }),
  z.object({ state: z.literal('sign_up'), email: z.string(), needsPassword: z.boolean() }),
  z.object({ state: z.literal('address'), viewer: z.enum(['owner', 'anonymous', 'somebody_else']) }),
  z.object({ state: z.literal('dead'), message: z.string() }),
]) satisfies z.ZodType<EmailLink | ResetLinkState>

export const signUpOutcome = z.object({
  state: z.enum(['PENDING', 'SIGNED_UP']),
  email: z.string().nullable(),
})

export const createdKey = z.object({
  id: z.uuid(),
  name: z.string(),
  prefix: z.string(),
  key: z.string(),
  expires_at: z.iso.datetime().nullable(),
  command: z.string(),
  env_file: z.string(),
}) satisfies z.ZodType<CreatedKey>

export const createdServiceAccount = z.object({
  id: z.uuid(),
  membership_id: z.uuid(),
  name: z.string(),
  key: createdKey,
}) satisfies z.ZodType<CreatedServiceAccount>

export const serviceAccountRoleChange = z.object({
  id: z.uuid(),
  name: z.string(),
  roleId: z.uuid(),
  previousRoleId: z.uuid(),
}) satisfies z.ZodType<ServiceAccountRoleChange>

export const organizationProfile = accountSummary.extend({
  plan: z.object({
    name: z.string(),
    title: z.string(),
    memberLimit: z.number().nullable(),
    serviceAccountLimit: z.number().nullable(),
    workspaceLimit: z.number().nullable(),
  }),
  createdAt: z.iso.datetime(),
  counts: z.object({
    members: z.number(),
    isEstimate: z.boolean(),
    serviceAccounts: z.number(),
    workspaces: z.number().nullable(),
    pendingInvitations: z.number(),
    unanswered: z.number(),
    failedMails: z.number(),
  }),
  countLimit: z.number(),
  can: z.object({
    update: capabilityView,
    delete: capabilityView,
    invite: capabilityView,
    readInvitations: capabilityView,
    createServiceAccount: capabilityView,
  }),
}) satisfies z.ZodType<OrganizationProfile>

export const serviceAccountEditor = z.object({
  create: capabilityView,
  count: z.number(),
  roles: z.array(assignableRoleView),
  limit: z.number().nullable(),
}) satisfies z.ZodType<ServiceAccountEditor>

export const roleEditor = z.object({
  create: capabilityView,
  refusals: z.record(z.string(), z.string()),
}) satisfies z.ZodType<RoleEditor>

export const sharingEditor = z.object({
  workspace: workspaceReference.extend({ default_role: namedThing.nullable(), account: accountReference }),
  share: capabilityView,
  roles: z.array(assignableRoleView),
}) satisfies z.ZodType<SharingEditor>
