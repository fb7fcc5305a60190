import { z } from 'zod'
import type { Capability } from '@/lib/capability'
import { planName } from '@/lib/plans/schema'
import { handleFromName, handleText, multiLineText, singleLineText } from '@/lib/text'
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
export const setPlanInput = z.strictObject({ handle: z.string().max(500), plan: planName })
export type SetPlanInput = z.infer<typeof setPlanInput>

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

/** An organization's profile page. */
export type OrganizationProfile = AccountSummary & {
  plan: { name: string; title: string; memberLimit: number | null; serviceAccountLimit: number | null }
  createdAt: string
  /**
   * `isEstimate` says that there are too many members to count. `unanswered` counts expired invitations too; `pendingInvitations` those
   * that reserve a place.
   */
  counts: {
    members: number
    isEstimate: boolean
    serviceAccounts: number
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
