import { z } from 'zod'
import type { MyWorkspaceView } from '@/lib/workspaces/schema'

/**
 * What the command line reads of each workspace when it signs in, lists workspaces and chooses one: all of it text that is there, as it
 * stops at the first null. The workspace's own address is made of the two ids, and `account_handle/workspace_handle` is how it is chosen.
 */
export const workspaceReferenceView = z.object({
  account_id: z.uuid(),
  account_name: z.string(),
  account_handle: z.string(),
  workspace_id: z.uuid(),
  workspace_name: z.string(),
  workspace_description: z.string(),
  workspace_handle: z.string(),
})

/** A workspace of one's own list as that command line reads it. */
export function workspaceReferenceOf({
  id,
  name,
  handle,
  description,
  account,
}: Pick<MyWorkspaceView, 'id' | 'name' | 'handle' | 'description' | 'account'>): z.infer<
  typeof workspaceReferenceView
> {
  return {
    account_id: account.id,
    account_name: account.name,
    account_handle: account.handle,
    workspace_id: id,
    workspace_name: name,
    workspace_description: description,
    workspace_handle: handle,
  }
}
