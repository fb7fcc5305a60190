import type { Context } from 'hono'
import { principalIdOf, requirePrincipal } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { AppError } from '@/lib/errors'
import { answerOnce } from '@/lib/idempotency/service'
import type { Demand } from './demand'
import { requireDemand } from './require-demand'

type Answering = { ctx: Ctx; demand: Demand; context: Context; respond: () => Promise<Response> }

/**
 * Answers a request that makes something. With an `Idempotency-Key` it is done once: what comes again is answered as the first was, with the
 * header `Idempotent-Replayed`, as long as whoever asks may still do it.
 */
export async function respondOnce({ ctx, demand, context, respond }: Answering): Promise<Response> {
  const header = context.req.header('idempotency-key')
  if (header === undefined) return respond()
  const actor = requirePrincipal(ctx)
  const request = {
    principalId: principalIdOf(actor),
    key: readKey(header),
    parts: [
      context.req.method,
      new URL(context.req.url).pathname.replace(/\/$/, ''),
      new URL(context.req.url).search,
      await context.req.text(),
      // A key of one account is not told what another key of the same person was.
      actor.apiKey?.accountId ?? '',
    ],
    now: ctx.now,
  }
  let response: Response | undefined
  const { status, text, isRepetition } = await answerOnce(request, async () => {
    response = await respond()
    return { status: response.status, text: await response.clone().text() }
  })
  if (!isRepetition && response) return response
  // What they could do yesterday they may not be told today: removed from the account, without the permission, from another address.
  await requireDemand(ctx, demand, context.req.param())
  return new Response(text === '' ? null : text, {
    status,
    headers: { 'content-type': 'application/json', 'idempotent-replayed': 'true' },
  })
}

/**
 * The key in the header: a string of RFC 9651, section 3.3.3, as the draft has it, or the same without quotation marks, as most clients send
 * it. Throws `invalid_input`/`invalid_idempotency_key` for what is empty, longer than 255 characters, or no visible ASCII.
 */
export function readKey(header: string): string {
  const quoted = /^"((?:[^"\\]|\\["\\])*)"$/.exec(header.trim())?.[1]
  const key = quoted === undefined ? header.trim() : quoted.replaceAll(/\\(["\\])/g, '$1')
  if (/^[\x21-\x7E](?:[\x20-\x7E]{0,253}[\x21-\x7E])?$/.test(key)) return key
  throw new AppError('invalid_input', 'invalid_idempotency_key', {
    message: 'The Idempotency-Key is 1 to 255 visible ASCII characters, such as a UUID. Nothing was changed.',
  })
}
