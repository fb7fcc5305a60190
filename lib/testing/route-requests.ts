import { randomInt, randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Route } from '@/lib/http/define-route'
import { createRouter } from '@/lib/http/router'
import type { RouteIds } from './route-world'

const router = createRouter(() => Promise.resolve(null))

export type RouteRequest = {
  /** Below the host, with its query. */
  address: string
  /** As it is sent; undefined for none. */
  body?: string | undefined
  key?: string | undefined
  headers?: Record<string, string>
}

export type RouteAnswer = { status: number; text: string; body: unknown; headers: Headers }

/** Sends a request to a route as a client does, from an address that nobody else in the tests has. */
export async function askRoute({ method }: { method: string }, request: RouteRequest): Promise<RouteAnswer> {
  const { address, body, key, headers } = request
  const response = await router.fetch(
    new Request(`http://roster.test:3000${address}`, {
      method: method.toUpperCase(),
      ...(body === undefined ? {} : { body }),
      headers: {
        'content-type': 'application/json',
        'x-roster-client-address': `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`,
        ...(key ? { authorization: `Bearer ${key}` } : {}),
        ...headers,
      },
    }),
  )
  const text = await response.text()
  return { status: response.status, text, body: parsedOrNull(text), headers: response.headers }
}

/** A body as clients send it: text as it is, anything else as JSON, undefined for none. */
export function sent(body: unknown): string | undefined {
  return typeof body === 'string' ? body : JSON.stringify(body)
}

/** The method and path of a route, as a test is named for it. */
export function nameOf({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method.toUpperCase()} /api${path}`
}

/** A request that a route takes, about the things with these ids; what an address names besides does not exist. */
export function exampleRequest(route: Route, ids: RouteIds): RouteRequest {
  return {
    address: addressOf(route, ids) + searchOf(exampleQuery(route, ids)),
    body: route.example === undefined ? undefined : JSON.stringify(withIds(route.example, ids)),
  }
}

/** The address of a route with these ids in it. */
export function addressOf({ path }: Route, ids: RouteIds): string {
  return `/api${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? randomUUID())}`
}

/** The names of what varies in a route's path. */
export function namesInPath({ path }: Route): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? [])
}

/**
 * What a route's query needs: what its declaration gives, and for each other parameter without which it is refused the first of some
 * values that its schema takes.
 */
export function exampleQuery(route: Route, ids: RouteIds): Record<string, string> {
  const { schemas, path } = route
  const query: Record<string, string> = {}
  for (const [name, value] of Object.entries(route.exampleQuery)) query[name] = String(value)
  const shape: Record<string, z.core.$ZodType> = schemas.query?.shape ?? {}
  for (const [name, schema] of Object.entries(shape)) {
    if (name in query || z.safeParse(schema, undefined).success) continue
    const candidates = [
      idNamed(name, ids),
      randomUUID(),
      'read:flow',
      ...enumOf(schema),
      '1',
      'x',
      '2026-11-21T00:00:00Z',
    ]
    const taken = candidates.find((value) => value !== undefined && z.safeParse(schema, value).success)
    if (taken === undefined) throw new Error(`no value is known for ${name} of ${path}`)
    query[name] = taken
  }
  return query
}

export function searchOf(query: Record<string, string>): string {
  return Object.keys(query).length > 0 ? `?${new URLSearchParams(query)}` : ''
}

function enumOf(schema: z.core.$ZodType): string[] {
  return schema instanceof z.ZodEnum ? schema.options.map(String) : []
}

/** An example with the ids that things have instead of those that were made up. */
function withIds(example: unknown, ids: RouteIds, name = ''): unknown {
  if (Array.isArray(example)) return example.map((value) => withIds(value, ids, name))
  if (typeof example === 'object' && example !== null)
    return Object.fromEntries(Object.entries(example).map(([key, value]) => [key, withIds(value, ids, key)]))
  const isId = typeof example === 'string' && z.guid().safeParse(example).success
  return isId ? (idNamed(name, ids) ?? example) : example
}

/** `role_id`, `roleId` and `expectedRoleId` are all the role's. */
function idNamed(name: string, ids: RouteIds): string | undefined {
  const camel = name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()).replace(/Ids$/, 'Id')
  const known = Object.keys(ids).find(
    (id) => id === camel || camel.endsWith(id.charAt(0).toUpperCase() + id.slice(1)),
  )
  return known === undefined ? undefined : ids[known]
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
