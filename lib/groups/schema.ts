import { z } from 'zod'
import { capabilityView } from '@/lib/capability'
import { uuid } from '@/lib/uuid'
import { workspaceReference } from '@/lib/workspaces/schema'

/** How many groups an organization can map, and in how many workspaces one can give a role. */
export const mappingsAtMost = 500
export const workspacesAtMost = 200
/** How many members' organization roles one change of a mapping may change, as they change with it. */
export const membersAtMost = 10_000
/** How many groups of one member are kept from one provider, and how long the name of one may be. */
export const groupsAtMost = 2_000
export const groupLength = 500

const group = z
  .string({ error: 'Give the name of the group as the identity provider sends it.' })
  .trim()
  .min(1, { error: 'Give the name of the group as the identity provider sends it.' })
  .max(groupLength, { error: `The name of a group has at most ${groupLength} characters.` })
  // Compared as it is written: only what no database text holds is refused.
  .refine((text) => !text.includes('\0'), { error: 'The name of a group has no NUL character.' })

/** What stands for SCIM where a connection is named by its id. */
export const scimProvider = 'SCIM'

const provider = z
  .string({ error: 'Choose the provider whose word counts.' })
  .overwrite((text) => (text === scimProvider ? text : text.toLowerCase()))
  .refine((text) => text === scimProvider || uuid().safeParse(text).success, {
    error: 'Choose the provider whose word counts.',
  })

const workspaces = z
  .array(z.strictObject({ workspaceId: uuid(), roleId: uuid() }))
  .max(workspacesAtMost, { error: `A group gives roles in at most ${workspacesAtMost} workspaces.` })
  .refine((all) => new Set(all.map(({ workspaceId }) => workspaceId)).size === all.length, {
    error: 'A workspace is named twice. Leave one of them out.',
  })

const ofMapping = z.strictObject({ accountId: uuid(), mappingId: uuid() })

export const listGroupMappingsInput = z.object({ accountId: uuid() })

/**
 * `role_id` is an organization role, never Administrator; null for none. `provider` is whose word counts: a connection's id or `SCIM`; null for
 * any. A new mapping comes last: of several roles that of the first counts.
 */
export const createGroupMappingInput = z.strictObject({
  accountId: uuid(),
  group,
  provider: provider.nullable().default(null),
  roleId: uuid().nullable().default(null),
  workspaces: workspaces.default([]),
})
export type CreateGroupMappingInput = z.output<typeof createGroupMappingInput>

/** What is left out stays. `position` counts from 1; `expected_version` is what the page showed (R13). */
export const updateGroupMappingInput = ofMapping.extend({
  group: group.optional(),
  provider: provider.nullable().optional(),
  roleId: uuid().nullable().optional(),
  workspaces: workspaces.optional(),
  position: z.int().min(1).max(mappingsAtMost).optional(),
  expectedVersion: z.int().optional(),
})
export type UpdateGroupMappingInput = z.output<typeof updateGroupMappingInput>

export const groupMappingParams = z.object({ accountId: uuid(), mappingId: uuid() })
export const deleteGroupMappingInput = ofMapping
export type DeleteGroupMappingInput = z.output<typeof deleteGroupMappingInput>

export const mappedRoleView = z.object({ id: z.uuid(), name: z.string() })

/** A role that a group gives in a workspace. */
export const mappedWorkspaceView = z.object({ workspace: workspaceReference, role: mappedRoleView })

/** Who tells of groups: a connection by its id, or `SCIM`. A connection that is not active, or gone, is not heard. */
export const groupProviderView = z.object({ id: z.string(), name: z.string(), is_active: z.boolean() })
export type GroupProviderView = z.infer<typeof groupProviderView>

/** What a group gives; `members` counts who is in it, to 10,000. `provider` is the only one whose word counts, null for any. */
export const groupMappingView = z.object({
  id: z.uuid(),
  group: z.string(),
  provider: groupProviderView.nullable(),
  position: z.int(),
  version: z.int(),
  role: mappedRoleView.nullable(),
  workspaces: z.array(mappedWorkspaceView),
  members: z.int(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
})
export type GroupMappingView = z.infer<typeof groupMappingView>

/** Every mapping in the order in which they count, who tells of groups, and whether the viewer may add and change any. */
export const groupMappingsView = z.object({
  mappings: z.array(groupMappingView),
  providers: z.array(groupProviderView),
  can: z.object({ create: capabilityView, update: capabilityView, delete: capabilityView }),
})
export type GroupMappingsView = z.infer<typeof groupMappingsView>

/** What a change of a mapping did: how many members got another organization role by it; after the end of one more may follow. */
export const changedMappingView = z.object({ id: z.uuid(), version: z.int(), roles_changed: z.int() })
export type ChangedMapping = z.infer<typeof changedMappingView>
