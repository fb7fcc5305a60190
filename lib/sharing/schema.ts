import { z } from 'zod'
import { capabilityView } from '@/lib/capability'
import { membershipOutcome } from '@/lib/outcome'
import { roleEffects, type AssignableRole } from '@/lib/roles/schema'
import { searchText } from '@/lib/text'
import { uuid } from '@/lib/uuid'
import { accessSummary, type WorkspaceDetail } from '@/lib/workspaces/schema'

/** How many members and service accounts one change may name. */
export const sharingLimit = 1_000

const workspace = { accountId: uuid(), workspaceId: uuid() }

/** The moment from which a grant gives nothing any more, RFC 3339 with a zone; null is never. */
const expiry = z
  .union([
    z.iso.datetime({ offset: true, error: 'Give a date and time, such as 2026-12-31T23:59:59Z.' }),
    z.null(),
  ])
  .transform((text) => (text === null ? null : new Date(text)))
  .refine((date) => date === null || date.getTime() < Date.UTC(10_000, 0), {
    error: 'There is no such date.',
  })

/** `roleId` null is *No access*; `expectedRoleId` is what the page showed (R13); left out, nothing is compared. */
export const setDefaultRoleInput = z.strictObject({
  ...workspace,
  roleId: uuid('Choose a workspace role.').nullable(),
  expectedRoleId: uuid().nullable().optional(),
})
export type SetDefaultRoleInput = z.output<typeof setDefaultRoleInput>

/** Adds members and service accounts of the account to a workspace with one role. */
export const addAccessInput = z.strictObject({
  ...workspace,
  membershipIds: z
    .array(uuid())
    .min(1, { error: 'Choose at least one member or service account.' })
    .max(sharingLimit, { error: `Add at most ${sharingLimit} at once.` }),
  roleId: uuid('Choose a workspace role.'),
  expiresAt: expiry.default(null),
})
export type AddAccessInput = z.output<typeof addAccessInput>

/** Gives each of these members and service accounts a role, whether they have one there or not. */
export const setAccessInput = z.strictObject({
  ...workspace,
  grants: z
    .array(z.strictObject({ membershipId: uuid(), roleId: uuid('Choose a workspace role.') }))
    .min(1)
    .max(200, { error: 'Name at most 200 at once.' })
    .refine((given) => new Set(given.map(({ membershipId }) => membershipId)).size === given.length, {
      error: 'A member or service account is named twice.',
    }),
})
export type SetAccessInput = z.output<typeof setAccessInput>

const grant = z.strictObject({
  membershipId: uuid(),
  /** The revision of the grant that the page showed (R13); left out, nothing is compared. */
  revision: z.string().max(100).optional(),
})
const grants = z
  .array(grant)
  .min(1)
  .max(sharingLimit, { error: `Change at most ${sharingLimit} at once.` })

/** Gives other roles or other ends to grants; what is left out stays. `expiresAt` null is no end. */
export const changeAccessInput = z.strictObject({
  ...workspace,
  changes: z
    .array(grant.extend({ roleId: uuid().optional(), expiresAt: expiry.optional() }))
    .min(1)
    .max(sharingLimit, { error: `Change at most ${sharingLimit} at once.` }),
})
export type ChangeAccessInput = z.output<typeof changeAccessInput>

export const removeAccessInput = z.strictObject({ ...workspace, grants })
export type RemoveAccessInput = z.output<typeof removeAccessInput>

/**
 * What became of one member or service account, with what undoing needs: how it was before, null where there was no grant, and the revision it
 * has now.
 */
export const accessOutcome = membershipOutcome.extend({
  before: z.object({ roleId: z.uuid(), expiresAt: z.iso.datetime().nullable() }).nullish(),
  revision: z.string().optional(),
})
export type AccessOutcome = z.infer<typeof accessOutcome>
export const accessOutcomes = z.object({ outcomes: z.array(accessOutcome) })
export const defaultRoleView = z.object({ roleId: z.uuid().nullable() })

const kind = z.enum(['USER', 'SERVICE_ACCOUNT'])

/**
 * What a list of who can open a workspace may be asked for: those with a grant, by name, then those whose organization role lets them in, then
 * those whom a group of the identity provider does.
 * Whoever comes in by the default role alone is not listed: that is everybody.
 */
export const listAccessInput = z.object({
  ...workspace,
  search: searchText,
  source: z.enum(['grant', 'organization_role', 'group']).optional(),
  kind: kind.optional(),
  cursor: z.string().max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(50),
})

/** Somebody who can open a workspace, or has a grant in it that gives nothing at the moment. */
export const accessView = accessSummary.extend({
  membership_id: z.uuid(),
  /** Null for a member. */
  service_account_id: z.uuid().nullable(),
  kind,
  name: z.string(),
  /** Null for a service account. */
  email: z.string().nullable(),
  status: z.enum(['ACTIVE', 'SUSPENDED']),
  organization_role: z.string(),
  is_viewer: z.boolean(),
  /** What they were given in this workspace; null for one who comes in by the organization role alone. */
  grant: z
    .object({
      role_id: z.uuid(),
      role_name: z.string(),
      expires_at: z.iso.datetime().nullable(),
      is_expired: z.boolean(),
      /** Names how it is now; a change says which revision it is a change of. */
      revision: z.string(),
    })
    .nullable(),
  can: z.object({ change: capabilityView, remove: capabilityView }),
})
export type AccessView = z.infer<typeof accessView>

/** The same over REST, where clients of the wire format look for who it is by the id of the actor. */
export const listedAccessView = accessView.extend({
  id: z.uuid(),
  type: z.enum(['user', 'service_account']),
})
export type ListedAccessView = z.infer<typeof listedAccessView>

/** What the picker may be asked for: everybody of the account, by name, with what they hold in the workspace already. */
export const listCandidatesInput = z.object({
  ...workspace,
  search: searchText,
  limit: z.coerce.number().int().min(1).max(50).default(20),
})

/** Somebody who may be added. */
export const candidateView = z.object({
  membership_id: z.uuid(),
  kind,
  name: z.string(),
  email: z.string().nullable(),
  organization_role: z.string(),
  /** "Runner directly"; empty for no access. */
  summary: z.string(),
  /** Whether a grant that is in force makes adding them again pointless. */
  is_added: z.boolean(),
  /** Whether nothing beyond reading takes effect for them (R11). */
  is_read_only: z.boolean(),
})
export type CandidateView = z.infer<typeof candidateView>

/** Comma-separated ids of memberships whose grants would be removed, at most 200. */
export const previewRemovalInput = z.object({
  ...workspace,
  ids: z
    .string()
    .transform((text) => text.split(',').filter((id) => id !== ''))
    .pipe(z.array(uuid()).min(1).max(200)),
})

/** The default role that would be set; `none` is *No access*. */
export const previewDefaultRoleInput = z.object({
  ...workspace,
  role_id: z.union([z.literal('none').transform(() => null), uuid()]),
})

/** What a change of sharing would do, computed by the evaluation that enforces. */
export const accessEffects = roleEffects.omit({ invitations: true }).extend({
  /** Distinct people and service accounts that will not see the workspace any more, or see it then. */
  lostSight: z.number(),
  gainedSight: z.number(),
})
export type AccessEffects = z.infer<typeof accessEffects>

/** What the page of a workspace's sharing offers besides the list. */
export type SharingEditor = {
  workspace: Pick<WorkspaceDetail, 'id' | 'name' | 'handle' | 'default_role' | 'account'>
  /** Whether the viewer may change anything, and why not. */
  share: z.infer<typeof capabilityView>
  /** The roles that can be given, each with the reason when the viewer may not give it. */
  roles: AssignableRole[]
}
