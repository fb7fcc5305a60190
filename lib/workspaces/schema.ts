import { z } from 'zod'
import { searchText } from '@/lib/text'

/** A workspace by name. */
export const workspaceReference = z.object({ id: z.uuid(), name: z.string(), handle: z.string() })
export type WorkspaceReference = z.infer<typeof workspaceReference>

/** What a list of the workspaces that a member can open may be asked for; by name. */
export const listMemberWorkspacesInput = z.object({
  accountId: z.uuid(),
  membershipId: z.uuid(),
  search: searchText,
  cursor: z.string().max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(20),
})

/** A workspace that a member can open, and where the access comes from. Only workspaces that the viewer can open are listed. */
export const memberWorkspaceView = z.object({
  workspace: workspaceReference,
  /** "Read-only Collaborator by default + Runner directly". */
  summary: z.string(),
  /** The roles that add up, those without effect left out. */
  sources: z.array(
    z.object({
      kind: z.enum(['organization_role', 'default_role', 'grant']),
      role: z.object({ id: z.uuid(), name: z.string() }),
      expires_at: z.iso.datetime().nullable(),
    }),
  ),
  /** How many workspace permissions they give together. */
  permissions: z.number(),
})
export type MemberWorkspaceView = z.infer<typeof memberWorkspaceView>

/** What a choice of workspaces is asked for: those the viewer can open, by name. */
export const listWorkspacesInput = listMemberWorkspacesInput.omit({ membershipId: true })
