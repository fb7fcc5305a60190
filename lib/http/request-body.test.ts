import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { toPublicError } from '@/lib/errors'
import { requestBody } from './request-body'

async function read(body: string | undefined): Promise<unknown> {
  const app = new Hono()
  let result: unknown
  app.post('/', async (context) => {
    result = await requestBody(context).catch((error: unknown) => toPublicError(error).reason)
    return context.body(null)
  })
  await app.request('/', { method: 'POST', ...(body === undefined ? {} : { body }) })
  return result
}

test.each([
  [undefined, {}],
  ['', {}],
  [' \n', {}],
  ['{"a": [1]}', { a: [1] }],
  ['null', null],
  ['{', 'not_json'],
  ["{'a': 1}", 'not_json'],
])('a body %j is %j', async (sent, read_) => {
  expect(await read(sent)).toEqual(read_)
})

test('what lies too deep is refused, what is merely long is not', async () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  expect(await read(nested(200))).toBeInstanceOf(Array)
  expect(await read(nested(202))).toBe('too_deep')
  expect(await read(nested(400_000))).toBe('too_deep')
  expect(await read(`${'{"a":'.repeat(201)}{}${'}'.repeat(201)}`)).toBe('too_deep')
  expect(await read(JSON.stringify(Array.from({ length: 100_000 }, () => [])))).toHaveLength(100_000)
})

test('half characters are replaced wherever they are, whole ones kept', async () => {
  expect(await read(String.raw`{"a\ud800": ["x\uDC00y", "\ud83d\ude00"], "b": {"c": "\uD83D"}}`)).toEqual({
    'a\uFFFD': ['x\uFFFDy', '😀'],
    b: { c: '\uFFFD' },
  })
})
