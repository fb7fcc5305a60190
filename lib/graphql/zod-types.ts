import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLFieldConfigMap,
  type GraphQLInputFieldConfigMap,
  type GraphQLInputType,
  type GraphQLNullableType,
  type GraphQLOutputType,
} from 'graphql'
import type { z } from 'zod'
import { enumName, pascalCase, snakeCase } from './names'
import { dateTime, json } from './scalars'
import { shapeOf, type Known, type Shape } from './zod-shape'

/** What the types are called and what is said about them. */
export type Wording = {
  /** Names of the object types that several operations answer. */
  names: ReadonlyMap<z.core.$ZodType, string>
  /** The sentence about a field, argument or type; `owner` is the type or operation it is of. */
  describe: (owner: string, field?: string) => string
}

export type ZodTypes = {
  /** The type of what a schema answers; `name` is that of an object without a name of its own. */
  output: (schema: z.core.$ZodType, name: string) => GraphQLOutputType
  /** The arguments of a field, one for each field of a schema that is not left out. */
  args: (schema: z.core.$ZodType, name: string, except: readonly string[]) => GraphQLFieldConfigArgumentMap
  /** The one input object of a mutation. */
  input: (schema: z.core.$ZodType, name: string, except: readonly string[]) => GraphQLInputType
}

/** GraphQL types made from zod schemas, each once: what the pages and server actions parse and answer is what the API says. */
export function createZodTypes({ names, describe }: Wording): ZodTypes {
  const made = new Map<string, GraphQLNullableType>()
  const objectNames = new Map<z.core.$ZodType, string>(names)

  function once<Type extends GraphQLNullableType>(name: string, make: () => Type): Type {
    const known = made.get(name)
    if (known) return known as Type // made by the same call with the same name
    const type = make()
    made.set(name, type)
    return type
  }

  function enumOf(values: string[], name: string) {
    return once(name, () => {
      const entries = values.map(
        (value) => [enumName(value), { value, description: describe(name, value) }] as const,
      )
      return new GraphQLEnumType({ name, description: describe(name), values: Object.fromEntries(entries) })
    })
  }

  function outputOf(known: Known, name: string): GraphQLOutputType {
    const { shape } = known
    const type = (): GraphQLNullableType & GraphQLOutputType => {
      if (shape.kind === 'list') return new GraphQLList(outputOf(shape.item, name))
      if (shape.kind === 'enum') return enumOf(shape.values, name)
      if (shape.kind !== 'object') return scalarOf(shape)
      const own = nameOf(known.schema, name)
      return once(own, () => {
        const fields = (): GraphQLFieldConfigMap<Record<string, unknown>, unknown> =>
          Object.fromEntries([...shape.fields].map(([key, field]) => outputField(own, key, field)))
        return new GraphQLObjectType({ name: own, description: describe(own), fields })
      })
    }
    return known.isNullable || known.isOptional ? type() : new GraphQLNonNull(type())
  }

  function outputField(owner: string, key: string, field: Known) {
    const name = snakeCase(key)
    const type = outputOf(field, `${owner}${pascalCase(name)}`)
    const resolve = (source: Record<string, unknown>) => source[key]
    return [name, { type, description: describe(owner, name), resolve }] as const
  }

  // An object type is one however often its schema is used; the first to use it gives it a name when it has none.
  function nameOf(schema: z.core.$ZodType, name: string): string {
    const known = objectNames.get(schema)
    if (known) return known
    objectNames.set(schema, name)
    return name
  }

  function inputOf(known: Known, name: string): GraphQLInputType {
    const { shape } = known
    const type = (): GraphQLNullableType & GraphQLInputType => {
      if (shape.kind === 'list') return new GraphQLList(inputOf(shape.item, name))
      if (shape.kind === 'enum') return enumOf(shape.values, name)
      return shape.kind === 'object' ? inputObject(shape.fields, `${name}Input`, []) : scalarOf(shape)
    }
    return known.isNullable || known.isOptional ? type() : new GraphQLNonNull(type())
  }

  function inputFields(fields: ReadonlyMap<string, Known>, owner: string, except: readonly string[]) {
    const given = [...fields].filter(([key]) => !except.includes(key))
    return Object.fromEntries(given.map(([key, field]) => inputField(owner, key, field)))
  }

  function inputField(owner: string, key: string, field: Known) {
    const name = argumentName(key)
    const type = inputOf(field, `${owner.replace(/Input$/, '')}${pascalCase(name)}`)
    return [name, { type, description: describe(owner, name), ...defaultOf(field) }] as const
  }

  function inputObject(fields: ReadonlyMap<string, Known>, name: string, except: readonly string[]) {
    return once(name, () => {
      const config = (): GraphQLInputFieldConfigMap => inputFields(fields, name, except)
      return new GraphQLInputObjectType({ name, description: describe(name), fields: config })
    })
  }

  return {
    output: (schema, name) => outputOf(shapeOf(schema, 'output'), name),
    args: (schema, name, except) => inputFields(fieldsOf(schema), name, except),
    input: (schema, name, except) => new GraphQLNonNull(inputObject(fieldsOf(schema), name, except)),
  }
}

/** What a client wrote, as the schema of the service reads it: names in camel case, lists that are written as text as text. */
export function inputValue(schema: z.core.$ZodType, given: Record<string, unknown>): Record<string, unknown> {
  return valueOf(shapeOf(schema, 'input').shape, given) as Record<string, unknown> // an object of an object
}

function valueOf(shape: Shape, given: unknown): unknown {
  if (given === null || given === undefined) return given
  if (shape.kind === 'list' && Array.isArray(given)) {
    const items = given.map((item) => valueOf(shape.item.shape, item))
    return shape.isWrittenAsText ? items.join(',') : items
  }
  if (shape.kind !== 'object' || typeof given !== 'object') return given
  const values = new Map(Object.entries(given))
  const entries = [...shape.fields].flatMap(([key, field]) => {
    const name = argumentName(key)
    return values.has(name) ? [[key, valueOf(field.shape, values.get(name))] as const] : []
  })
  return Object.fromEntries(entries)
}

/** What goes on after a page is `after` in every list. */
function argumentName(key: string): string {
  return key === 'cursor' ? 'after' : snakeCase(key)
}

// A default that is written out is one more thing that clients can see; null says nothing.
function defaultOf({ default: value, shape }: Known): { defaultValue?: unknown } {
  const isSimple = shape.kind !== 'object' && value !== undefined && value !== null
  return isSimple && !Array.isArray(value) ? { defaultValue: value } : {}
}

function fieldsOf(schema: z.core.$ZodType): ReadonlyMap<string, Known> {
  const { shape } = shapeOf(schema, 'input')
  if (shape.kind !== 'object') throw new Error('the input of an operation is an object')
  return shape.fields
}

function scalarOf({ kind }: Shape) {
  const scalars = {
    id: GraphQLID,
    text: GraphQLString,
    time: dateTime,
    integer: GraphQLInt,
    number: GraphQLFloat,
    boolean: GraphQLBoolean,
    json,
  }
  if (kind === 'enum' || kind === 'list' || kind === 'object') throw new Error(`a ${kind} is no scalar`)
  return scalars[kind]
}
