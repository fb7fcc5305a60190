import { expect } from 'vitest'
import { z } from 'zod'
import { askRoute, sent } from './route-requests'

const object = z.record(z.string(), z.unknown())

/**
 * A client of the REST API as the infrastructure-as-code provider is one: a key, a JSON content type on every request, a body or none. Each
 * call fails unless the answer has the status that the client accepts, and returns its JSON: `list` and
 * `find` an array of objects, the others an object.
 */
export function wireClient(key: string | null, more: Record<string, string> = {}) {
  const send = async (
    method: string,
    path: string,
    { status, body }: { status: number; body?: unknown },
  ): Promise<unknown> => {
    const headers = { accept: 'application/json', ...more }
    const request = { address: `/api${path}`, body: sent(body), key: key ?? undefined, headers }
    const answer = await askRoute({ method }, request)
    const { text } = answer
    expect({ request: `${method} ${path}`, status: answer.status, text }).toMatchObject({ status })
    if (status === 204) expect(text).toBe('')
    return answer.body
  }
  return {
    send,
    get: async (path: string, status = 200) => object.parse(await send('GET', path, { status })),
    list: async (path: string) => z.array(object).parse(await send('GET', path, { status: 200 })),
    find: async (path: string, body?: unknown) =>
      z.array(object).parse(await send('POST', path, { status: 200, body })),
    post: async (path: string, status: number, body?: unknown) =>
      object.parse(await send('POST', path, { status, body })),
    patch: (path: string, status: number, body?: unknown) => send('PATCH', path, { status, body }),
    delete: (path: string, status: number) => send('DELETE', path, { status }),
  }
}
