import type { z } from 'zod'
import type { Ctx } from '@/lib/authz/context'
import { database } from '@/lib/db/transaction'
import { authorizeReport } from '@/lib/authz/authorize-report'
import type { WorkspaceOf } from '@/lib/workspaces/schema'
import { insertLogs } from './logs-store'
import type { logsInput } from './report-schema'

/**
 * Keeps lines that runs of the workspace wrote, in their order; lines of no run, or of one that is not there, are dropped: whoever sent them
 * could do nothing about it. Needs `update:flow_run`.
 */
export async function writeLogs(
  ctx: Ctx,
  input: WorkspaceOf & { logs: z.output<typeof logsInput> },
): Promise<void> {
  await authorizeReport(ctx, input, 'update:flow_run', 'write logs')
  const lines = input.logs.flatMap(({ flow_run_id: flowRunId, task_run_id: taskRunId, ...line }) =>
    flowRunId ? [{ ...line, flowRunId, taskRunId: taskRunId ?? null }] : [],
  )
  if (lines.length > 0) await insertLogs(database(), input.workspaceId, lines, ctx.now)
}
