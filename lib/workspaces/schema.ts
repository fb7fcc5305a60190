import { z } from 'zod'
import { capabilityView } from '@/lib/capability'
import { assignableRoleView } from '@/lib/roles/schema'
import { handleFromName, handleText, multiLineText, searchText, singleLineText } from '@/lib/text'
import { uuid } from '@/lib/uuid'

export const workspaceName = singleLineText({ label: 'name', maximum: 100 })
const workspaceDescription = multiLineText({ label: 'description', maximum: 500 })

const workspace = { accountId: uuid(), workspaceId: uuid() }
export const workspaceParams = z.object(workspace)
/** One workspace of an account. */
export type WorkspaceOf = z.output<typeof workspaceParams>

/** `defaultRoleId` is what "Anyone at ACCOUNT" will hold; null is *No access*. */
export const createWorkspaceInput = z.strictObject({
  accountId: uuid('Choose where the workspace goes.'),
  name: workspaceName,
  /** Unique in the account. */
  handle: handleText,
  description: workspaceDescription.default(''),
  defaultRoleId: uuid().nullable().default(null),
})
export type CreateWorkspaceInput = z.output<typeof createWorkspaceInput>

/** A handle made from a name: what the form suggests. Empty when nothing of the name can be in a handle. */
export function suggestWorkspaceHandle(name: string): string {
  const words = handleFromName(name)
  return words === '' || words.length >= 3 ? words : `${words}-workspace`
}

/** What is left out stays as it is. `expected` is what the page showed (R13); left out, nothing is compared. */
export const updateWorkspaceInput = z.strictObject({
  ...workspace,
  name: workspaceName.optional(),
  description: workspaceDescription.optional(),
  handle: handleText.optional(),
  /** What "Anyone at ACCOUNT" will hold; null is *No access*. */
  defaultRoleId: uuid().nullable().optional(),
  expected: z.strictObject({ name: z.string(), description: z.string() }).optional(),
})
export type UpdateWorkspaceInput = z.output<typeof updateWorkspaceInput>

export const changeWorkspaceHandleInput = z.strictObject({
  ...workspace,
  handle: handleText,
  /** What the page showed (R13); left out, nothing is compared. */
  expectedHandle: z.string().optional(),
})
export type ChangeWorkspaceHandleInput = z.output<typeof changeWorkspaceHandleInput>

export const deleteWorkspaceInput = z.strictObject({
  ...workspace,
  /** The handle, typed to confirm. */
  handle: z.string({ error: 'Type the handle to confirm.' }),
})
export type DeleteWorkspaceInput = z.output<typeof deleteWorkspaceInput>

export const pinWorkspaceInput = z.strictObject({ ...workspace, isPinned: z.boolean() })
export type PinWorkspaceInput = z.output<typeof pinWorkspaceInput>

/** `handle` is the workspace's handle there: its own unless that is taken. */
export const transferWorkspaceInput = z.strictObject({
  ...workspace,
  toAccountId: uuid('Choose the account that it goes to.'),
  handle: handleText,
  /** The revision of the preview that was shown (R13): another one needs another look. Left out, nothing is compared. */
  expectedRevision: z.string().max(100).optional(),
})
export type TransferWorkspaceInput = z.output<typeof transferWorkspaceInput>

export const previewTransferInput = z.object({ ...workspace, to: uuid() })

/** A workspace by name. */
export const workspaceReference = z.object({ id: z.uuid(), name: z.string(), handle: z.string() })
export type WorkspaceReference = z.infer<typeof workspaceReference>

const rolesName = z.object({ id: z.uuid(), name: z.string() })

/** What somebody's access to one workspace is made of. */
export const accessSummary = z.object({
  /** "Read-only Collaborator by default + Runner directly"; empty for no access. */
  summary: z.string(),
  /** The roles that add up, those without effect left out. */
  sources: z.array(
    z.object({
      kind: z.enum(['organization_role', 'default_role', 'grant', 'group']),
      /** The group at the identity provider that gives it; null for every other kind. */
      group: z.string().nullable(),
      role: rolesName,
      expires_at: z.iso.datetime().nullable(),
    }),
  ),
  /** How many workspace permissions they give together. */
  permissions: z.number(),
})
export type AccessSummary = z.infer<typeof accessSummary>

/** A workspace that a member can open, and where the access comes from. Only workspaces that the viewer can open are listed. */
export const memberWorkspaceView = accessSummary.extend({ workspace: workspaceReference })
export type MemberWorkspaceView = z.infer<typeof memberWorkspaceView>

const page = {
  search: searchText,
  cursor: z.string().max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(20),
}

/** What a list of the workspaces of an account that the viewer can open may be asked for; by name. */
export const listWorkspacesInput = z.object({ accountId: uuid(), ...page })

/** The same for those of a member, and of a service account. */
export const listMemberWorkspacesInput = listWorkspacesInput.extend({ membershipId: uuid() })
export const listServiceAccountWorkspacesInput = listWorkspacesInput.extend({ serviceAccountId: uuid() })

/** The same for those of all the viewer's accounts: by account, personal first, then by name. */
export const listMyWorkspacesInput = z.object({
  ...page,
  // It names two things, each of up to 100 characters of four bytes.
  cursor: z.string().max(2_000).optional(),
  limit: page.limit.default(50),
})

/** What the viewer may do with a workspace, and why not. */
export const workspaceCapabilities = z.object({
  update: capabilityView,
  delete: capabilityView,
  readAccess: capabilityView,
  share: capabilityView,
})
export type WorkspaceCapabilities = z.infer<typeof workspaceCapabilities>

/** A workspace that the viewer can open, with what they hold there. */
export const workspaceView = workspaceReference.extend({
  description: z.string(),
  created_at: z.iso.datetime(),
  /** What "Anyone at ACCOUNT" holds; null is *No access*. */
  default_role: rolesName.nullable(),
  access: accessSummary,
  is_pinned: z.boolean(),
  can: workspaceCapabilities,
})
export type WorkspaceView = z.infer<typeof workspaceView>

export const accountReference = z.object({
  id: z.uuid(),
  kind: z.enum(['PERSONAL', 'ORGANIZATION']),
  name: z.string(),
  handle: z.string(),
})
export type AccountReference = z.infer<typeof accountReference>

/** A workspace in a list over several accounts. */
export const myWorkspaceView = workspaceReference.extend({
  description: z.string(),
  account: accountReference,
  access: accessSummary,
  is_pinned: z.boolean(),
})
export type MyWorkspaceView = z.infer<typeof myWorkspaceView>

/** The workspaces that the viewer keeps at hand: pinned ones by name, and those opened last, newest first; at most eight of each. */
export const workspaceShortcuts = z.object({
  pinned: z.array(myWorkspaceView),
  recent: z.array(myWorkspaceView),
})
export type WorkspaceShortcuts = z.infer<typeof workspaceShortcuts>

/** A workspace's own page. */
export const workspaceDetail = workspaceView.extend({
  updated_at: z.iso.datetime(),
  account: accountReference,
  /** What the viewer holds here, in the catalogue's order. */
  held: z.array(z.string()),
  /** What goes with it when it is deleted; counted to 10,000. */
  counts: z.object({ grants: z.number(), invitations: z.number() }),
  can: workspaceCapabilities.extend({
    transfer: capabilityView,
    readFlows: capabilityView,
    readRuns: capabilityView,
    startRuns: capabilityView,
  }),
})
export type WorkspaceDetail = z.infer<typeof workspaceDetail>

/** What creating a workspace in an account takes. */
export const workspaceEditor = z.object({
  create: capabilityView,
  /** The roles that may be the default, each with the reason when the viewer may not give it. */
  defaultRoles: z.array(assignableRoleView),
  /** How many workspaces the plan allows; null is unlimited. */
  limit: z.number().nullable(),
})
export type WorkspaceEditor = z.infer<typeof workspaceEditor>

/** What a transfer to an account would do. */
export const transferPreview = z.object({
  account: accountReference,
  /** Grants that move, as their people belong to the account too. */
  moving: z.number(),
  /** What cannot move and ends, the first hundred; `reason` is a sentence. */
  lost: z.array(z.object({ name: z.string(), role: z.string(), reason: z.string() })),
  lostCount: z.number(),
  /** The default role there; null is *No access*. */
  default_role: z.string().nullable(),
  /** What becomes of the default role where it does not stay as it is; null where it does. */
  default_role_note: z.string().nullable(),
  /** Pending invitations that will not name the workspace any more. */
  invitations: z.number(),
  is_handle_taken: z.boolean(),
  /** What becomes of its runs where the plan there keeps them for fewer days; null where it does not. */
  runs_note: z.string().nullable(),
  /** What tells this outcome from another: the transfer is asked for with it. */
  revision: z.string(),
})
export type TransferPreview = z.infer<typeof transferPreview>
