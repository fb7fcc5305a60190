import { outboundRequest, type OutboundPolicy } from './request'

type FetchOptions = {
  body?: unknown
  headers?: HeadersInit
  method?: string
  signal?: AbortSignal | null | undefined
}

/**
 * `fetch` for libraries that take one, by requests that are held to a policy and all end by the same moment: a provider that is slow in each of
 * several answers is no slower than in one.
 */
export function outboundFetch(
  policy: OutboundPolicy,
): (url: string, options: FetchOptions) => Promise<Response> {
  const deadline = AbortSignal.timeout(policy.patienceSeconds * 1_000)
  return async (url, { body, headers, method, signal }) => {
    const answered = await outboundRequest(
      {
        url,
        method: method === 'POST' ? 'POST' : 'GET',
        headers: Object.fromEntries(new Headers(headers)),
        ...(body === undefined || body === null ? {} : { body: textOf(body) }),
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      },
      policy,
    )
    const hasBody = answered.status !== 204 && answered.status !== 304
    return new Response(hasBody ? new Uint8Array(answered.body) : null, {
      status: answered.status,
      headers: answered.headers,
    })
  }
}

function textOf(body: unknown): string | Uint8Array {
  if (typeof body === 'string' || body instanceof Uint8Array) return body
  if (body instanceof URLSearchParams) return body.toString()
  throw new Error('a body of another kind was to be sent')
}
