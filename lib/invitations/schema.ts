import { z } from 'zod'
import { capabilityView } from '@/lib/capability'
import { multiLineText, searchText } from '@/lib/text'
import { uuid } from '@/lib/uuid'
import { splitAddresses } from './addresses'

export { addressesOfRows, splitAddresses } from './addresses'

/** Most addresses that one request may invite. */
export const addressesAtMost = 500

/** Most workspaces that one invitation may name. */
export const workspacesAtMost = 50

const workspaceOffer = z.strictObject({
  workspaceId: uuid('Choose a workspace.'),
  roleId: uuid('Choose a workspace role.'),
})

/** Workspaces with the role that accepting gives in each. */
const workspaceOffers = z
  .array(workspaceOffer)
  .max(workspacesAtMost, { error: `Name at most ${workspacesAtMost} workspaces.` })
  .superRefine((offers, context) => {
    const ids = offers.map(({ workspaceId }) => workspaceId)
    for (const [index, id] of ids.entries()) {
      if (ids.indexOf(id) === index) continue
      const message = 'This workspace is listed already. Choose another, or remove it.'
      context.addIssue({ code: 'custom', path: [index, 'workspaceId'], message })
    }
  })

export const invitationMessage = multiLineText({ label: 'message', maximum: 1_000 })

/**
 * The addresses as a list or as one text, separated as people separate them. They are checked one by one by the service, so that a
 * bad one, however bad, does not stop the others; here they only have to be strings.
 */
export const inviteMembersInput = z.strictObject({
  accountId: uuid(),
  emails: z
    .union([z.string().max(200_000).transform(splitAddresses), z.array(z.string()).max(50_000)], {
      error: 'Give the email addresses as text or as a list.',
    })
    .pipe(
      z
        .array(z.string())
        .min(1, { error: 'Give at least one email address.' })
        .max(addressesAtMost, { error: `Invite at most ${addressesAtMost} addresses at once.` }),
    ),
  /** The organization role; null, which has to be said, is Member. */
  roleId: uuid('Choose an organization role.').nullable(),
  workspaces: workspaceOffers.default([]),
  message: invitationMessage.default(''),
})
export type InviteMembersInput = z.output<typeof inviteMembersInput>

export const invitationOutcomes = [
  'invited',
  'reinvited',
  'already_member',
  'invalid_email',
  'plan_limit_reached',
  'outranked',
  'rate_limited',
] as const
export type InvitationOutcome = (typeof invitationOutcomes)[number]

/** What became of one address, in the order they were given. */
export type AddressOutcome = {
  email: string
  outcome: InvitationOutcome
  message: string
  invitationId: string | null
}

export const invitationInput = z.strictObject({ accountId: uuid(), invitationId: uuid() })
export type InvitationInput = z.infer<typeof invitationInput>

/** The secret of an invitation's link; any string, because a broken link deserves a sentence of its own. */
export const invitationTokenInput = z.strictObject({ token: z.string().max(2_000) })
export type InvitationTokenInput = z.infer<typeof invitationTokenInput>

/** Where accepting leads. */
export type AcceptedInvitation = {
  handle: string
  organizationName: string
  accountKind: 'PERSONAL' | 'ORGANIZATION'
}

export const listInvitationsInput = z.object({
  accountId: uuid(),
  search: searchText,
  cursor: z.string().max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(50),
})

/** An invitation that was neither accepted, declined nor revoked. Times are RFC 3339 in UTC. */
export const invitationView = z.object({
  id: z.uuid(),
  email: z.string(),
  role_name: z.string(),
  /** What accepting gives, of the workspaces that the viewer can open; others are neither named nor counted. */
  workspaces: z.array(z.object({ id: z.uuid(), name: z.string(), role_name: z.string() })),
  state: z.enum(['PENDING', 'EXPIRED']),
  invited_by: z.string(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  /** How the current link travels: by mail (and what became of it), or copied by an administrator. */
  delivery: z.object({
    kind: z.enum(['MAILED', 'COPIED']),
    status: z.enum(['QUEUED', 'SENT', 'FAILED', 'KEPT', 'CANCELLED']).nullable(),
    /** The mail server's last answer. */
    response: z.string().nullable(),
    at: z.iso.datetime().nullable(),
  }),
  can: z.object({ resend: capabilityView, copyLink: capabilityView, revoke: capabilityView }),
})
export type InvitationView = z.infer<typeof invitationView>

export const listOfferedRolesInput = z.object({
  accountId: uuid(),
  /** The organization role that the invitation has; without it that is Member. */
  organization_role_id: uuid().optional(),
})

/** What the page behind an invitation's link shows. */
export type InvitationPage =
  | { state: 'unknown' }
  | {
      state: 'replaced' | 'suspended' | 'accepted' | 'declined' | 'revoked' | 'expired'
      organizationName: string
      organizationHandle: string | null
    }
  | (OpenInvitation & { state: 'open' })

export type OpenInvitation = {
  /** Whoever is invited to a personal account becomes a guest of its workspaces. */
  accountKind: 'PERSONAL' | 'ORGANIZATION'
  organizationName: string
  invitedBy: string
  email: string
  roleName: string
  roleDescription: string
  /** What accepting gives besides, by name. */
  workspaces: { name: string; roleName: string }[]
  message: string
  expiresAt: string
  /** Who looks: nobody signed in, the invited person, the invited person who has to verify the address first, or somebody else. */
  viewer: 'anonymous' | 'invited' | 'unverified' | 'somebody_else'
  viewerEmail: string | null
}
