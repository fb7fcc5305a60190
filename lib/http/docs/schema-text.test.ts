import { expect, test } from 'vitest'
import { schemaText } from './schema-text'

test.each([
  [{ type: 'string' }, 'string'],
  [{ type: 'string', format: 'uuid' }, 'uuid'],
  [{ type: ['string', 'null'], format: 'date-time' }, 'date-time | null'],
  [{ type: 'string', enum: ['a', 'b', null] }, '"a" | "b" | null'],
  [{ $ref: '#/components/schemas/Error' }, 'Error'],
  [{ type: 'array', items: { type: 'string' } }, 'string[]'],
  [{ type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'number' }] } }, '(string | number)[]'],
  [{ anyOf: [{ type: 'string' }, { type: 'string' }] }, 'string'],
  [{ allOf: [{ $ref: '#/a/A' }, { $ref: '#/a/B' }] }, 'A & B'],
  [{ type: 'object' }, '{}'],
  [{}, 'any'],
  [null, 'any'],
])('%j reads %s', (schema, text) => {
  expect(schemaText(schema)).toBe(text)
})

test('objects are written as they nest, with what may be left out', () => {
  const schema = {
    type: 'object',
    properties: {
      id: { type: 'string', format: 'uuid' },
      roles: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } },
    },
    required: ['id'],
    additionalProperties: { type: 'number' },
  }
  expect(schemaText(schema)).toBe(
    '{\n  id: uuid\n  roles?: {\n    name?: string\n  }[]\n  [name: string]: number\n}',
  )
})
