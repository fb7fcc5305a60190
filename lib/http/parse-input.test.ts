import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { AppError, toPublicError } from '@/lib/errors'
import { parseInput } from './parse-input'

const schema = z.strictObject({
  name: z.string({ error: 'Fill in the name.' }).trim().min(1, { error: 'Fill in the name.' }),
  people: z.array(z.strictObject({ email: z.email({ error: 'This is not an address.' }) })).default([]),
})

test('what is right comes back parsed', () => {
  expect(parseInput(schema, { name: ' Ada ' })).toEqual({ name: 'Ada', people: [] })
})

describe('what is wrong is refused', () => {
  test.each([
    ['a field that is missing', {}, { name: 'Fill in the name.' }, 'name: Fill in the name.'],
    ['a wrong type', { name: 7 }, { name: 'Fill in the name.' }, 'name: Fill in the name.'],
    [
      'a field inside a list',
      { name: 'Ada', people: [{ email: 'a@b.co' }, { email: 'nonsense' }] },
      { 'people.1.email': 'This is not an address.' },
      'people.1.email: This is not an address.',
    ],
    [
      'an unknown field',
      { name: 'Ada', isOperator: true },
      { isOperator: expect.any(String) },
      'isOperator: ',
    ],
    ['unknown fields', { name: 'Ada', a: 1, b: 2 }, { 'a, b': expect.any(String) }, 'a, b: '],
    [
      'an unknown field called constructor',
      { name: 'Ada', constructor: 1 },
      { constructor: expect.any(String) },
      'constructor: ',
    ],
    ['nothing', undefined, { input: expect.any(String) }, 'input: '],
    ['null', null, { input: expect.any(String) }, 'input: '],
    ['a text', '{"name":"Ada"}', { input: expect.any(String) }, 'input: '],
    ['a list', [{ name: 'Ada' }], { input: expect.any(String) }, 'input: '],
  ])('%s, naming the field with a sentence', (_, input, fields, message) => {
    const error = refusalOf(input)
    expect(error).toMatchObject({ code: 'invalid_input', message: expect.stringContaining(message) })
    expect(error.fields).toEqual(fields)
  })

  test('and every field has the first of its sentences', () => {
    const both = z.object({
      name: z
        .string()
        .min(3, { error: 'Too short.' })
        .regex(/^[a-z]*$/, { error: 'Small letters only.' }),
      age: z.number(),
    })
    expect(refusalOf({ name: 'A' }, both).fields).toEqual({ name: 'Too short.', age: expect.any(String) })
  })

  test('a thousand wrong fields are told by the first hundred', () => {
    const fields = refusalOf({ name: 'Ada', people: Array.from({ length: 1_000 }, () => 7) }).fields ?? {}
    expect(Object.keys(fields)).toHaveLength(100)
    expect(fields).toHaveProperty(['people.99'])
  })

  test('a field called __proto__ changes nothing', () => {
    const input: unknown = JSON.parse('{"name":"Ada","__proto__":{"isOperator":true}}')
    expect(() => parseInput(schema, input)).toThrow(AppError)
    expect({}).not.toHaveProperty('isOperator')
  })
})

function refusalOf(input: unknown, by: z.ZodType = schema) {
  try {
    parseInput(by, input)
  } catch (error) {
    expect(error).toBeInstanceOf(AppError)
    return toPublicError(error)
  }
  throw new Error('it was accepted')
}
