import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { newUserApiKey } from './api-keys'
import type { Person } from './organizations'
import { createRouter } from '@/lib/http/router'
import { apiPaths } from '@/lib/paths'

const router = createRouter(() => Promise.resolve(null))

const answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        path: z.array(z.union([z.string(), z.number()])).optional(),
        extensions: z.record(z.string(), z.unknown()),
      }),
    )
    .optional(),
})

export type GraphqlTestAnswer = z.infer<typeof answer> & { status: number; headers: Headers }

type Asking = {
  /** Of whoever asks; without one nobody does. */
  key?: string | null
  /** The organization that is meant. */
  organization?: string
  variables?: Record<string, unknown>
  headers?: Record<string, string>
}

/** Sends one operation as a client does. */
export async function askGraphql(query: string, asking: Asking = {}): Promise<GraphqlTestAnswer> {
  const { variables } = asking
  return sendGraphql(JSON.stringify({ query, ...(variables ? { variables } : {}) }), asking)
}

/** Sends a body as it is. */
export async function sendGraphql(
  body: string | Uint8Array<ArrayBuffer>,
  { key, organization, headers }: Asking = {},
): Promise<GraphqlTestAnswer> {
  const response = await router.request(apiPaths.graphql(), {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-roster-client-address': anyAddress(),
      ...(key ? { authorization: `Bearer ${key}` } : {}),
      ...(organization ? { 'x-organization': organization } : {}),
      ...headers,
    },
  })
  return { status: response.status, headers: response.headers, ...answer.parse(await response.json()) }
}

/** Asks the address itself, as a browser does. */
export async function getGraphql(
  parameters: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return router.request(`${apiPaths.graphql()}?${new URLSearchParams(parameters)}`, { headers })
}

/** The data of an answer without errors. */
export function dataOf({ data, errors }: GraphqlTestAnswer): Record<string, unknown> {
  if (errors || !data) throw new Error(`GraphQL answered ${JSON.stringify(errors ?? data)}`)
  return data
}

/** What refuses an answer: the code and the reason of its first error. */
export function refusalOf({ errors }: GraphqlTestAnswer): string {
  const { code, reason } = errors?.[0]?.extensions ?? {}
  return [code, reason].filter(Boolean).join('/')
}

/** A new key of a person, for all of their accounts. */
export async function keyOf({ ctx }: Person): Promise<string> {
  return (await newUserApiKey(ctx)).key
}

/** An operation as it is printed, with its ids in turn put in the place of those that are printed. */
export function printed(name: string, ids: Record<string, string> = {}): string {
  const text = readFileSync(new URL(`../graphql/fixtures/${name}.graphql`, import.meta.url), 'utf8')
  return text.replaceAll(/(\w+)( ?: ?)"[\da-f-]{36}"/g, (_, argument: string, colon: string) => {
    const id = ids[argument]
    if (!id) throw new Error(`${name} needs an id for ${argument}`)
    return `${argument}${colon}"${id}"`
  })
}

// Nobody else in the tests, so that no rate limit is shared.
function anyAddress(): string {
  return `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`
}
