import { z } from 'zod'
import { outcome } from '@/lib/outcome'
import { uuid } from '@/lib/uuid'
import { workspaceParams } from '@/lib/workspaces/schema'
import { flowRunsLimit } from '../limits'
import { parameters, runName, tags } from '../reports/report-schema'
import { wireTime as time } from '../wire-time'

// What people order from the console, and programs through GraphQL.

const place = workspaceParams.shape

/** A run of a flow, now or at `expectedStart` (RFC 3339). Without a name it is given one. */
export const startFlowRunInput = z.strictObject({
  ...place,
  flowId: uuid('Choose the flow.'),
  name: runName.optional(),
  parameters: parameters.optional(),
  tags: tags.optional(),
  expectedStart: time.nullable().optional(),
})
export type StartFlowRunInput = z.output<typeof startFlowRunInput>

/** One run. */
export const flowRunInput = z.strictObject({ ...place, flowRunId: uuid() })

/** 1 to 200 runs. */
export const flowRunsInput = z.strictObject({
  ...place,
  flowRunIds: z
    .array(uuid())
    .min(1, { error: 'Choose at least one run.' })
    .max(flowRunsLimit, { error: `Choose at most ${flowRunsLimit} runs at a time.` }),
})
export type FlowRunsInput = z.output<typeof flowRunsInput>

/** What became of one of the runs that an order named, in the order they were given. */
export const flowRunOutcome = outcome.extend({ flowRunId: z.uuid() })
export type FlowRunOutcome = z.infer<typeof flowRunOutcome>
