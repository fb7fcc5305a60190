import { GraphQLBoolean, GraphQLEnumType, GraphQLFloat, GraphQLID, GraphQLInt, GraphQLString } from 'graphql'
import type { z } from 'zod'
import { enumName } from './names'
import { dateTime, json } from './scalars'
import type { TypeRegistry } from './type-registry'
import type { Shape } from './zod-shape'

/** The type of one value that is neither a list nor an object; `name` is that of an enum that has none yet. */
export function simpleType(
  registry: TypeRegistry,
  { shape, schema }: { shape: Exclude<Shape, { kind: 'list' | 'object' }>; schema: z.core.$ZodType },
  name: string,
) {
  if (shape.kind !== 'enum') return scalars[shape.kind]
  return enumType(registry, shape.values, registry.nameOf(schema, name))
}

const scalars = {
  id: GraphQLID,
  text: GraphQLString,
  time: dateTime,
  integer: GraphQLInt,
  number: GraphQLFloat,
  decimal: GraphQLFloat,
  boolean: GraphQLBoolean,
  json,
}

function enumType({ once, describe }: TypeRegistry, values: string[], name: string): GraphQLEnumType {
  return once(name, () => {
    const entries = values.map(
      (value) => [enumName(value), { value, description: describe(name, enumName(value)) }] as const,
    )
    return new GraphQLEnumType({ name, description: describe(name), values: Object.fromEntries(entries) })
  })
}
