import { z } from 'zod'
import { singleLineText } from '@/lib/text'
import { uuid } from '@/lib/uuid'
import { workspaceParams } from '@/lib/workspaces/schema'

/** A run to be scheduled: now where `expectedStart` is null or left out, with a name made for it where there is none. */
export const startFlowRunInput = z.strictObject({
  ...workspaceParams.shape,
  flowId: uuid('Choose the flow.'),
  name: singleLineText({ label: 'name', maximum: 100 }).optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
  tags: z
    .array(singleLineText({ label: 'tag', maximum: 100 }))
    .max(50)
    .optional(),
  expectedStart: z.iso.datetime({ offset: true, error: 'Give a time.' }).nullish(),
})
export type StartFlowRunInput = z.input<typeof startFlowRunInput>

/** Runs that one order names. */
export const flowRunsInput = z.strictObject({
  ...workspaceParams.shape,
  flowRunIds: z.array(uuid()).min(1).max(200),
})
export type FlowRunsInput = z.output<typeof flowRunsInput>

/** What became of one of the runs that an order named. */
export type FlowRunOutcome = {
  flowRunId: string
  /** Empty where there is no such run. */
  name: string
  outcome: 'changed' | 'unchanged' | 'refused'
  reason?: string | undefined
  message: string
}
