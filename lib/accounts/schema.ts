import { z } from 'zod'
import type { Capability } from '@/lib/capability'
import { planName } from '@/lib/plans/schema'
import { askedHandle, handleFromName, handleText, multiLineText, singleLineText } from '@/lib/text'
import { uuid } from '@/lib/uuid'

/** Words that a handle may not be: they are, or may become, addresses of the console, or would mislead people. */
const reservedHandles = new Set(
  `account accounts admin administrator api app assets auth billing console create dashboard default delete docs download edit
  enterprise error flows graphql health help home hooks internal invitation invitations invite legal login logout mail me members
  new none null operator organization organizations owner personal plan plans policy privacy profile public ready register root roster
  roles search security service-accounts settings share sharing sign-in sign-out sign-up signin signout signup sso static status
  support system team teams terms undefined user users verify-email workspace workspaces www`.split(/\s+/),
)

/** A handle that is not a reserved word. */
export const accountHandle = handleText.refine((handle) => !reservedHandles.has(handle), {
  error: 'This word is reserved. Choose another handle.',
})

export const organizationName = singleLineText({ label: 'name', maximum: 100 })

export const createOrganizationInput = z.strictObject({ name: organizationName, handle: accountHandle })
export type CreateOrganizationInput = z.infer<typeof createOrganizationInput>

/** The operator's: an organization for somebody else, who has an account. Left out, the plan is the installation's default. */
export const createOrganizationForPersonInput = createOrganizationInput.extend({
  administrator: z
    .string({ error: 'Give the address of the person who becomes its Administrator.' })
    .max(500),
  plan: planName.optional(),
})
export type CreateOrganizationForPersonInput = z.infer<typeof createOrganizationForPersonInput>

/** The operator's: an account by handle, and the plan it goes on. */
export const setPlanInput = z.strictObject({ handle: askedHandle, plan: planName })
export type SetPlanInput = z.infer<typeof setPlanInput>

/** The plan that an account is on now; `runs_note` and `audit_note` say what it means for runs and audit events where they are kept for fewer days. */
export const planChange = setPlanInput.extend({
  runs_note: z.string().nullable(),
  audit_note: z.string().nullable(),
})
export type PlanChange = z.infer<typeof planChange>

export const renameOrganizationInput = z.strictObject({
  accountId: uuid(),
  name: organizationName,
  /** What the page showed (R13); left out, nothing is compared. */
  expectedName: z.string().optional(),
})
export type RenameOrganizationInput = z.infer<typeof renameOrganizationInput>

export const changeHandleInput = z.strictObject({
  accountId: uuid(),
  handle: accountHandle,
  /** As for the name. */
  expectedHandle: z.string().optional(),
})
export type ChangeHandleInput = z.infer<typeof changeHandleInput>

export const deleteOrganizationInput = z.strictObject({
  accountId: uuid(),
  /** The handle, typed to confirm. */
  handle: z.string({ error: 'Type the handle to confirm.' }),
})
export type DeleteOrganizationInput = z.infer<typeof deleteOrganizationInput>

// Kept to the byte: clients compare what they read with what they wrote.
const keptText = z
  .string()
  .max(500, { error: 'Use at most 500 characters.' })
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, { error: 'Use one line, without control characters.' })

/** What an account says of itself; what is left out stays, and null clears. */
export const updateAccountInput = z.strictObject({
  accountId: uuid(),
  name: organizationName.optional(),
  handle: accountHandle.optional(),
  location: keptText.nullish(),
  link: keptText.nullish(),
  /** Clients send it with the others. */
  auth_expiration_seconds: z
    .null({ error: 'How long one stays signed in is set for the installation. Leave it out, or send null.' })
    .optional(),
})
export type UpdateAccountInput = z.infer<typeof updateAccountInput>

/**
 * Switches of clients for features that this product does not have: it keeps them and gives them back, so that a client finds what it
 * wrote. None of them does anything here.
 */
export const keptSettings = z.object({
  allow_public_workspaces: z.boolean().default(false),
  ai_log_summaries: z.boolean().default(false),
  managed_execution: z.boolean().default(false),
  enforce_webhook_authentication: z.boolean().default(false),
})
export type KeptSettings = z.output<typeof keptSettings>

/** An account's settings; without `enforce_ip_allowlist` where there is no IP allowlist, by which clients know. */
export const accountSettings = keptSettings.extend({ enforce_ip_allowlist: z.boolean().optional() })

/** Those that are left out stay. */
export const updateAccountSettingsInput = z.strictObject({
  accountId: uuid(),
  allow_public_workspaces: z.boolean().optional(),
  ai_log_summaries: z.boolean().optional(),
  managed_execution: z.boolean().optional(),
  enforce_webhook_authentication: z.boolean().optional(),
  enforce_ip_allowlist: z.boolean().optional(),
})
export type UpdateAccountSettingsInput = z.output<typeof updateAccountSettingsInput>

const domainName = z
  .string()
  .max(253, { error: 'A domain has at most 253 characters.' })
  .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/i, {
    error: 'Write a domain such as example.com.',
  })

/** The mail domains that an account calls its own, whole and in their order. */
export const setAccountDomainsInput = z.strictObject({
  accountId: uuid(),
  domain_names: z
    .array(domainName)
    .max(100, { error: 'An account has at most 100 domains.' })
    .refine((names) => new Set(names.map((name) => name.toLowerCase())).size === names.length, {
      error: 'A domain is in the list twice. Leave one of them out.',
    }),
})
export type SetAccountDomainsInput = z.infer<typeof setAccountDomainsInput>

/** Text of several lines that an account shows, such as a description. */
export const description = multiLineText({ label: 'description', maximum: 500 })

/** A handle made from a name: what the form suggests. Empty when nothing of the name can be in a handle. */
export function suggestHandle(name: string): string {
  const words = handleFromName(name)
  return words.length >= 3 && !reservedHandles.has(words) ? words : withSuffix(words)
}

function withSuffix(words: string): string {
  return words ? `${words}-org` : ''
}

/** An account as lists and switchers show it, with the role the viewer has in it. */
export const accountSummary = z.object({
  id: z.uuid(),
  kind: z.enum(['PERSONAL', 'ORGANIZATION']),
  name: z.string(),
  handle: z.string(),
  role_name: z.string(),
})
export type AccountSummary = z.infer<typeof accountSummary>
export type AccountKind = AccountSummary['kind']

/** Why an account asks its member to sign in another way, or once more. */
export const signInNeeded = z.enum(['sso_required', 'session_too_old'])

/** One of the viewer's own accounts; one that does not let their address in is listed all the same, and cannot be opened from it. */
export const myAccount = accountSummary.extend({
  is_address_allowed: z.boolean(),
  is_suspended: z.boolean(),
  /** What its members do before it opens to this session or key; null for nothing. */
  sign_in_needed: signInNeeded.nullable(),
})
export type MyAccount = z.infer<typeof myAccount>

/** An organization's profile page. */
export type OrganizationProfile = AccountSummary & {
  plan: {
    name: string
    title: string
    memberLimit: number | null
    serviceAccountLimit: number | null
    workspaceLimit: number | null
  }
  createdAt: string
  /**
   * `isEstimate` says that there are too many members to count. `unanswered` counts expired invitations too; `pendingInvitations` those
   * that reserve a place.
   */
  counts: {
    members: number
    isEstimate: boolean
    serviceAccounts: number
    /** All of them, also those that the viewer cannot open: null for whoever may create none. */
    workspaces: number | null
    pendingInvitations: number
    unanswered: number
    failedMails: number
  }
  /** Highest number the counts go to; a count of this much reads "10,000 or more". */
  countLimit: number
  can: {
    update: Capability
    delete: Capability
    invite: Capability
    readInvitations: Capability
    createServiceAccount: Capability
  }
}
