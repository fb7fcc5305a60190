import type { Ctx } from '@/lib/authz/context'
import type { WorkspaceOf } from '@/lib/workspaces/schema'
import type { RunsOverview } from './schema'

export async function getWorkspaceRuns(_ctx: Ctx, _of: WorkspaceOf): Promise<RunsOverview> {
  throw new Error('comes with the next commit')
}
