import {
  GraphQLInputObjectType,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLInputType,
  type GraphQLNullableType,
} from 'graphql'
import type { z } from 'zod'
import { snakeCase } from '@/lib/snake-case'
import { pascalCase } from './names'
import { simpleType } from './simple-types'
import type { TypeRegistry } from './type-registry'
import { shapeOf, type Known, type Shape } from './zod-shape'

type Named = { name: string; except: readonly string[] }

/** The arguments of a field: one for each field of a schema, some left out. */
export function argumentTypes(
  registry: TypeRegistry,
  schema: z.core.$ZodType,
  { name, except }: Named,
): GraphQLFieldConfigArgumentMap {
  return fieldsOf(registry, objectFields(schema, except), { owner: name, prefix: name })
}

/** The type of the one input object that a change takes. */
export function inputObjectType(
  registry: TypeRegistry,
  schema: z.core.$ZodType,
  { name, except }: Named,
): GraphQLInputType {
  return new GraphQLNonNull(objectType(registry, objectFields(schema, except), name))
}

/** What a client wrote, as the schema of the service reads it: names in camel case, lists that are written as text as text. */
export function inputValue(schema: z.core.$ZodType, given: object): Record<string, unknown> {
  return objectValue(objectFields(schema, []), given)
}

type Fields = ReadonlyMap<string, Known>

function objectFields(schema: z.core.$ZodType, except: readonly string[]): Fields {
  const { shape } = shapeOf(schema, 'input')
  if (shape.kind !== 'object') throw new Error('the input of an operation is an object')
  return new Map([...shape.fields].filter(([key]) => !except.includes(key)))
}

function typeOf(registry: TypeRegistry, known: Known, name: string): GraphQLInputType {
  const type = nullableType(registry, known, name)
  return known.isNullable || known.isOptional ? type : new GraphQLNonNull(type)
}

function nullableType(
  registry: TypeRegistry,
  { shape, schema }: Known,
  name: string,
): GraphQLNullableType & GraphQLInputType {
  if (shape.kind === 'list') return new GraphQLList(typeOf(registry, shape.item, name))
  if (shape.kind === 'object') return objectType(registry, shape.fields, `${name}Input`)
  return simpleType(registry, { shape, schema }, name)
}

function objectType(registry: TypeRegistry, fields: Fields, name: string): GraphQLInputObjectType {
  const prefix = name.replace(/Input$/, '')
  return registry.once(
    name,
    () =>
      new GraphQLInputObjectType({
        name,
        description: registry.describe(name),
        fields: () => fieldsOf(registry, fields, { owner: name, prefix }),
      }),
  )
}

// An argument and a field of an input object are written alike.
function fieldsOf(
  registry: TypeRegistry,
  fields: Fields,
  { owner, prefix }: { owner: string; prefix: string },
) {
  const entries = [...fields].map(([key, field]) => {
    const name = inputName(key)
    const type = typeOf(registry, field, `${prefix}${pascalCase(name)}`)
    return [name, { type, description: registry.describe(owner, name), ...defaultOf(field) }] as const
  })
  return Object.fromEntries(entries)
}

// A default that is written out is one more thing that clients can see; null and an empty list say nothing.
function defaultOf({ default: value, shape }: Known): { defaultValue?: unknown } {
  const isTold = value !== undefined && value !== null && shape.kind !== 'list' && shape.kind !== 'object'
  return isTold ? { defaultValue: value } : {}
}

function objectValue(fields: Fields, given: object): Record<string, unknown> {
  const values = new Map<string, unknown>(Object.entries(given))
  const entries = [...fields].flatMap(([key, field]) => {
    const value = values.get(inputName(key))
    // Of what may be left out null says just that, but where null means something.
    const isLeftOut = value === undefined || (value === null && !field.isNullable)
    return isLeftOut ? [] : [[key, valueOf(field.shape, value)] as const]
  })
  return Object.fromEntries(entries)
}

function valueOf(shape: Shape, value: unknown): unknown {
  if (shape.kind === 'object' && typeof value === 'object' && value !== null)
    return objectValue(shape.fields, value)
  if (shape.kind !== 'list' || !Array.isArray(value)) return value
  const items = value.map((item: unknown) => valueOf(shape.item.shape, item))
  return shape.isWrittenAsText ? items.join(',') : items
}

/** How a client writes a field: where a page goes on is `after` in every list. */
function inputName(key: string): string {
  return key === 'cursor' ? 'after' : snakeCase(key)
}
