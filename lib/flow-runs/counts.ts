import type { z } from 'zod'
import type { Ctx } from '@/lib/authz/context'
import type { RunTimeline, timelineInput } from './schema'

export async function getRunTimeline(
  _ctx: Ctx,
  _input: z.output<typeof timelineInput>,
): Promise<RunTimeline> {
  throw new Error('comes with the next commit')
}
