import type { Route } from '@/lib/http/define-route'
import {
  addressOf,
  exampleQuery,
  exampleRequest,
  namesInPath,
  searchOf,
  type RouteRequest,
} from './route-requests'
import type { RouteIds } from './route-world'

/** What is wrong with a request, for the sentence of a failure, and the request. */
export type HostileRequest = RouteRequest & { what: string }

const long = 'x'.repeat(100_000)

/** Texts that no id, number, time or name should let through, or that some layer below cannot bear. */
const hostileTexts: Record<string, string> = {
  empty: '',
  NUL: 'a\u0000b',
  'half a character': 'a\ud800b',
  'a long text': long.slice(0, 8_000),
  'beyond 64 bits': '99999999999999999999',
  'beyond any number': '1e400',
  negative: '-1',
  'no number': 'NaN',
  SQL: `' or 1=1; drop table account; --`,
  'a format': '%s%n%x{0}${1}',
  'an emoji': '😀',
  'a time beyond all calendars': '+275760-09-14T00:00:00Z',
}

const hostileValues: Record<string, unknown> = {
  ...hostileTexts,
  'a long text': long,
  null: null,
  zero: 0,
  'a fraction': 1.5,
  'beyond 32 bits': 2 ** 31,
  'beyond 53 bits': 2 ** 63,
  'a huge number': 1e308,
  'less than nothing': -(2 ** 53),
  true: true,
  'an empty list': [],
  'a list of null': [null],
  'a long list': Array.from({ length: 5_000 }, (_, index) => `x${index}`),
  'a list of objects': Array.from({ length: 300 }, () => ({})),
  'an empty object': {},
  'an object with odd names': { 'a\u0000b': 'a\u0000b', 'a\ud800': 'a\ud800', '': '', toString: 1 },
  'a deep list': deepList(500),
}

const wholeBodies: Record<string, string> = {
  'no JSON': '{"name": ',
  'a list': '[]',
  null: 'null',
  text: '"x"',
  'a number': '1',
  nothing: '',
  'deep lists': '['.repeat(100_000) + ']'.repeat(100_000),
  'deep objects': `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
  'names of prototypes':
    '{"__proto__": {"isOperator": true}, "constructor": {"prototype": {}}, "toString": 1}',
}

/**
 * Requests that differ from the example of a route in one thing that is missing, of another type, oversized or another account's; the same
 * ones for the same seed, at most as many as `limit`.
 */
export function hostileRequests(
  route: Route,
  { ids, foreign, seed, limit }: { ids: RouteIds; foreign: RouteIds; seed: number; limit: number },
): HostileRequest[] {
  const all = [
    ...hostilePaths(route, ids, foreign),
    ...hostileQueries(route, ids, foreign),
    ...hostileBodies(route, ids, foreign),
  ]
  return [{ ...exampleRequest(route, ids), what: 'the example' }, ...shuffled(all, seed).slice(0, limit)]
}

function hostilePaths(route: Route, ids: RouteIds, foreign: RouteIds): HostileRequest[] {
  const example = exampleRequest(route, ids)
  return namesInPath(route).flatMap((name) => {
    const texts = Object.entries(hostileTexts).filter(([, text]) => text !== '')
    const values: [string, string][] = [
      ...texts.map(([what, text]): [string, string] => [
        what,
        encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\ufffd')),
      ]),
      ['bytes that are no text', '%ED%A0%80'],
      ['another account’s', foreign[name] ?? 'x'],
      ['in upper case', (ids[name] ?? 'x').toUpperCase()],
    ]
    const search = searchOf(exampleQuery(route, ids))
    return values.map(([what, value]) => ({
      ...example,
      address: addressOf(route, { ...ids, [name]: value }) + search,
      what: `${name} ${what}`,
    }))
  })
}

function hostileQueries(route: Route, ids: RouteIds, foreign: RouteIds): HostileRequest[] {
  const example = exampleRequest(route, ids)
  const address = addressOf(route, ids)
  const query = exampleQuery(route, ids)
  const without = Object.fromEntries(Object.entries(query).slice(1))
  const fields = Object.keys(route.schemas.query?.shape ?? {})
  return [
    { ...example, address: address + searchOf(without), what: 'the first parameter missing' },
    { ...example, address: `${address}?a=%ED%A0%80&__proto__=1&%00=%00&a[b]=c`, what: 'odd parameters' },
    ...fields.flatMap((name) => [
      ...Object.entries({ ...hostileTexts, foreign: foreign['membershipId'] ?? '' }).map(([what, text]) => ({
        ...example,
        address: address + searchOf({ ...query, [name]: text }),
        what: `${name} ${what}`,
      })),
      {
        ...example,
        address: `${address}${searchOf(query) || '?'}&${name}=1&${name}=2`,
        what: `${name} twice`,
      },
    ]),
  ]
}

function hostileBodies(route: Route, ids: RouteIds, foreign: RouteIds): HostileRequest[] {
  const example = exampleRequest(route, ids)
  const whole = Object.entries(wholeBodies).map(([what, body]) => ({
    ...example,
    body,
    what: `the body ${what}`,
  }))
  // What has no body is sent one too, where HTTP lets it.
  if (route.method === 'get') return []
  if (!route.schemas.body || example.body === undefined) return whole
  const sent = recordOf(JSON.parse(example.body))
  const shape = 'shape' in route.schemas.body ? recordOf(route.schemas.body.shape) : {}
  const fields = new Set([...Object.keys(shape), ...Object.keys(sent)])
  const changed = [...fields].flatMap((name) =>
    Object.entries({ ...hostileValues, 'another account’s': foreignValue(name, foreign) }).map(
      ([what, value]) => ({
        ...example,
        body: JSON.stringify({ ...sent, [name]: value }),
        what: `${name} ${what}`,
      }),
    ),
  )
  const missing = [...fields].map((name) => ({
    ...example,
    body: JSON.stringify({ ...sent, [name]: undefined }),
    what: `${name} missing`,
  }))
  return [...whole, ...missing, ...changed]
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function foreignValue(name: string, foreign: RouteIds): unknown {
  const camel = name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
  const id = foreign[camel.replace(/Ids$/, 'Id')] ?? foreign['roleId']
  return camel.endsWith('Ids') ? [id] : id
}

function deepList(depth: number): unknown {
  let list: unknown = []
  for (let level = 0; level < depth; level += 1) list = [list]
  return list
}

/** The same order for the same seed (mulberry32). */
function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  let state = seed
  const random = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return items
    .map((item) => ({ item, place: random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item)
}
