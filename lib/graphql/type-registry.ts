import type { GraphQLNullableType } from 'graphql'
import type { z } from 'zod'

/** What the types are called and what is said about them. */
export type Wording = {
  /** Names of the object types that several operations answer. */
  names: ReadonlyMap<z.core.$ZodType, string>
  /** The sentence about a type, or about a field, argument or value of it. */
  describe: (owner: string, field?: string) => string
}

/** The types of one GraphQL schema: each name stands for one. */
export type TypeRegistry = {
  once: <Type extends GraphQLNullableType>(name: string, make: () => Type) => Type
  /** The name of what a schema is the type of: its own, else the first that was asked for. */
  nameOf: (schema: z.core.$ZodType, name: string) => string
  describe: Wording['describe']
}

export function createTypeRegistry({ names, describe }: Wording): TypeRegistry {
  const made = new Map<string, GraphQLNullableType>()
  const known = new Map(names)
  return {
    describe,
    once: <Type extends GraphQLNullableType>(name: string, make: () => Type) => {
      const type = made.get(name) ?? make()
      made.set(name, type)
      return type as Type // made by the same maker: names of inputs, of answers and of enums do not meet
    },
    nameOf: (schema, name) => {
      const own = known.get(schema) ?? name
      known.set(schema, own)
      return own
    },
  }
}
