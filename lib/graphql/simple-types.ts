import { GraphQLBoolean, GraphQLEnumType, GraphQLFloat, GraphQLID, GraphQLInt, GraphQLString } from 'graphql'
import { enumName } from './names'
import { dateTime, json } from './scalars'
import type { TypeRegistry } from './type-registry'
import type { Shape } from './zod-shape'

/** The type of one value that is neither a list nor an object. `number` says what other numbers than whole ones are. */
export function simpleType(
  registry: TypeRegistry,
  shape: Exclude<Shape, { kind: 'list' | 'object' }>,
  name: string,
) {
  if (shape.kind === 'enum') return enumType(registry, shape.values, name)
  return scalars[shape.kind]
}

const scalars = {
  id: GraphQLID,
  text: GraphQLString,
  time: dateTime,
  integer: GraphQLInt,
  number: GraphQLFloat,
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
