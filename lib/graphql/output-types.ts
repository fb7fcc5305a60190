import {
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLNullableType,
  type GraphQLOutputType,
} from 'graphql'
import type { z } from 'zod'
import { snakeCase } from '@/lib/snake-case'
import { pascalCase } from './names'
import { simpleType } from './simple-types'
import type { TypeRegistry } from './type-registry'
import { shapeOf, type Known } from './zod-shape'

/** The type of what a schema answers; `name` is that of an object without a name of its own. */
export function outputType(registry: TypeRegistry, schema: z.core.$ZodType, name: string): GraphQLOutputType {
  return typeOf(registry, shapeOf(schema, 'output'), name)
}

function typeOf(registry: TypeRegistry, known: Known, name: string): GraphQLOutputType {
  const type = nullableType(registry, known, name)
  return known.isNullable || known.isOptional ? type : new GraphQLNonNull(type)
}

function nullableType(
  registry: TypeRegistry,
  { shape, schema }: Known,
  name: string,
): GraphQLNullableType & GraphQLOutputType {
  if (shape.kind === 'list') return new GraphQLList(typeOf(registry, shape.item, name))
  if (shape.kind === 'object') return objectType(registry, shape.fields, registry.nameOf(schema, name))
  // Every number that is answered counts something.
  return shape.kind === 'number' ? GraphQLInt : simpleType(registry, { shape, schema }, name)
}

function objectType(
  registry: TypeRegistry,
  fields: ReadonlyMap<string, Known>,
  name: string,
): GraphQLObjectType {
  const fieldOf = (key: string, field: Known) => {
    const fieldName = snakeCase(key)
    return {
      type: typeOf(registry, field, `${name}${pascalCase(fieldName)}`),
      description: registry.describe(name, fieldName),
      resolve: (source: Record<string, unknown>) => source[key],
    }
  }
  return registry.once(
    name,
    () =>
      new GraphQLObjectType({
        name,
        description: registry.describe(name),
        fields: () =>
          Object.fromEntries([...fields].map(([key, field]) => [snakeCase(key), fieldOf(key, field)])),
      }),
  )
}
