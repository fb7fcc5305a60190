import type { z } from 'zod'
import type { Ctx } from '@/lib/authz/context'
import { AppError, toPublicError, type ActionResult } from '@/lib/errors'
import { logger } from '@/lib/log'
import { currentCtx } from './current-ctx'
import { parseInput } from './parse-input'

/**
 * The body of every server action: builds the context, parses the unknown input with the schema that the form uses
 * too, calls the service, and turns what it throws into an error the page can show.
 */
export async function runAction<Schema extends z.ZodType, Data>(
  schema: Schema,
  input: unknown,
  service: (ctx: Ctx, input: z.output<Schema>) => Promise<Data>,
): Promise<ActionResult<Data>> {
  let requestId: string | undefined
  try {
    const ctx = await currentCtx()
    requestId = ctx.requestId
    return { ok: true, data: await service(ctx, parseInput(schema, input)) }
  } catch (error) {
    if (!(error instanceof AppError)) logger().error({ error, requestId }, 'a server action failed')
    return { ok: false, error: toPublicError(error, requestId) }
  }
}
