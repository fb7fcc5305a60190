import { z } from 'zod'
import { apiKeyExpiry, type CreatedKey } from '@/lib/api-keys/schema'
import { capabilityView, type Capability } from '@/lib/capability'
import type { AssignableRole } from '@/lib/roles/schema'
import { multiLineText, searchText, singleLineText } from '@/lib/text'
import { uuid } from '@/lib/uuid'

const serviceAccountName = singleLineText({ label: 'name', maximum: 100 })
const serviceAccountDescription = multiLineText({ label: 'description', maximum: 500 })

const serviceAccount = { accountId: uuid(), serviceAccountId: uuid() }
export const serviceAccountParams = z.object(serviceAccount)

/** How many workspaces one service account may be made with. */
export const workspacesAtMost = 50

/** A service account with its first key, which has its name. `roleId` left out is Member. */
export const createServiceAccountInput = z.strictObject({
  accountId: uuid(),
  /** Unique in the account, whatever its case. */
  name: serviceAccountName,
  description: serviceAccountDescription.default(''),
  roleId: uuid().optional(),
  /** When the first key ends. */
  expiresAt: apiKeyExpiry.default(null),
  workspaces: z
    .array(z.strictObject({ workspaceId: uuid('Choose a workspace.'), roleId: uuid('Choose a role.') }))
    .max(workspacesAtMost, { error: `Name at most ${workspacesAtMost} workspaces.` })
    .refine((chosen) => new Set(chosen.map(({ workspaceId }) => workspaceId)).size === chosen.length, {
      error: 'A workspace is named twice.',
    })
    .default([]),
})
export type CreateServiceAccountInput = z.output<typeof createServiceAccountInput>

/** What is left out stays as it is. `expected` is what the page showed (R13); left out, nothing is compared. */
export const updateServiceAccountInput = z.strictObject({
  ...serviceAccount,
  name: serviceAccountName.optional(),
  description: serviceAccountDescription.optional(),
  /** The role it has in the account. */
  roleId: uuid('Choose a role.').optional(),
  expected: z.strictObject({ name: z.string(), description: z.string() }).optional(),
})
export type UpdateServiceAccountInput = z.output<typeof updateServiceAccountInput>

export const serviceAccountInput = z.strictObject(serviceAccount)
export type ServiceAccountInput = z.output<typeof serviceAccountInput>

/** `expectedRoleId` is the role it had when the page showed it (R13); left out, nothing is compared. */
export const changeServiceAccountRoleInput = z.strictObject({
  ...serviceAccount,
  roleId: uuid('Choose a role.'),
  expectedRoleId: uuid().optional(),
})
export type ChangeServiceAccountRoleInput = z.output<typeof changeServiceAccountRoleInput>

const sortKeys = ['name', 'used', 'created'] as const

/** A sort of the list: `-` before the key turns the order around. */
const serviceAccountSort = z.enum([...sortKeys, ...sortKeys.map((key) => `-${key}` as const)])

/** The key and the direction of a sort. */
export function parseServiceAccountSort(sort: z.infer<typeof serviceAccountSort>): {
  sort: (typeof sortKeys)[number]
  descending: boolean
} {
  const key = sortKeys.find((known) => sort === known || sort === `-${known}`) ?? 'name'
  return { sort: key, descending: sort.startsWith('-') }
}

/** `search` matches any part of the name or description, whatever its case. `keys` narrows to those with a stale key, or with none that works. */
export const listServiceAccountsInput = z.object({
  accountId: uuid(),
  search: searchText,
  status: z.enum(['ACTIVE', 'SUSPENDED']).optional(),
  keys: z.enum(['stale', 'none']).optional(),
  sort: serviceAccountSort.default('name'),
  cursor: z.string().max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export type ListServiceAccountsInput = z.output<typeof listServiceAccountsInput>

/** A service account as the list shows it. Times are RFC 3339 in UTC. */
export const serviceAccountView = z.object({
  id: z.uuid(),
  membership_id: z.uuid(),
  name: z.string(),
  description: z.string(),
  role_id: z.uuid(),
  role_name: z.string(),
  status: z.enum(['ACTIVE', 'SUSPENDED']),
  created_at: z.iso.datetime(),
  /** Keys that work, how many of them are stale, and when the first of them ends. */
  keys: z.object({
    active: z.number(),
    stale: z.number(),
    next_expires_at: z.iso.datetime().nullable(),
  }),
  /** When any of its keys was last used. */
  last_used_at: z.iso.datetime().nullable(),
  /** Workspaces it can open, of those whose access the viewer may read. */
  workspaces: z.number(),
  can: z.object({
    update: capabilityView,
    changeRole: capabilityView,
    suspend: capabilityView,
    reactivate: capabilityView,
    delete: capabilityView,
    createKey: capabilityView,
  }),
})
export type ServiceAccountView = z.infer<typeof serviceAccountView>

/** A service account's own page. */
export const serviceAccountDetail = serviceAccountView.extend({
  created_by_name: z.string().nullable(),
  role_description: z.string(),
  role_is_built_in: z.boolean(),
  /** How many permissions the role holds, and whether nothing beyond it takes effect. */
  role_allows: z.object({ organization: z.number(), workspace: z.number(), is_ceiling: z.boolean() }),
})
export type ServiceAccountDetail = z.infer<typeof serviceAccountDetail>

/** A service account that was changed, as it is called now. */
export type ServiceAccountReference = { id: string; name: string }

/** The role before and after: what undoing needs. They are the same where nothing changed. */
export type ServiceAccountRoleChange = ServiceAccountReference & { roleId: string; previousRoleId: string }

/** What the page of service accounts offers the viewer. */
export type ServiceAccountEditor = {
  create: Capability
  /** How many there are, counted as far as the limit; 0 where there is none. */
  count: number
  /** The roles that one may have in the account, each with the reason when the viewer may not give it, or no service account may have it. */
  roles: AssignableRole[]
  /** How many the plan allows; null is unlimited. */
  limit: number | null
}

/** What creating one answers: the one time that its first key is told. */
export type CreatedServiceAccount = { id: string; membership_id: string; name: string; key: CreatedKey }

/** What suspending or deleting one ends; workspaces are those whose access the viewer may read. */
export const serviceAccountConsequences = z.object({ workspaces: z.number(), api_keys: z.number() })
export type ServiceAccountConsequences = z.infer<typeof serviceAccountConsequences>
