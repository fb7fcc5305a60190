import { z } from '@hono/zod-openapi'

// Services and pages write `roleId`, the APIs `role_id`.

/** `membershipIds` as the APIs write it: `membership_ids`. */
export function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

type SnakeCaseOf<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeCaseOf<Rest>}`
  : ''

/** A value with the names of its fields in snake case, however deep. */
export type InSnakeCase<Value> = Value extends Date
  ? Value
  : Value extends readonly (infer Item)[]
    ? InSnakeCase<Item>[]
    : Value extends object
      ? { [Name in keyof Value as Name extends string ? SnakeCaseOf<Name> : Name]: InSnakeCase<Value[Name]> }
      : Value

/** What a service answers as the APIs write it. */
export function inSnakeCase<Value>(value: Value): InSnakeCase<Value> {
  // What the type says of each of its levels, which TypeScript cannot follow through a value.
  return renamed(value) as InSnakeCase<Value>
}

function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [snakeCase(name), renamed(held)]))
}

/** A service's own input as a body of the APIs: the same checks, with the fields of all its objects in snake case. */
export function snakeCaseInput<Schema extends z.ZodObject>(
  schema: Schema,
): z.ZodType<z.output<Schema>, InSnakeCase<z.input<Schema>>> {
  // As above; the fields go in under one name and come out under the other.
  return rebuilt(schema) as z.ZodType<z.output<Schema>, InSnakeCase<z.input<Schema>>>
}

function rebuilt(schema: z.core.$ZodType): z.core.$ZodType {
  const { def } = schema._zod as z.core.$ZodTypes['_zod'] // every schema is one of zod's own kinds
  switch (def.type) {
    case 'object':
      return rebuiltObject(def.shape)
    case 'array': {
      const renamedItems = { ...def, element: rebuilt(def.element) }
      return z.core.clone(schema, renamedItems)
    }
    case 'optional':
    case 'nullable':
    case 'default': {
      const renamedWithin = { ...def, innerType: rebuilt(def.innerType) }
      return z.core.clone(schema, renamedWithin)
    }
    default:
      return schema
  }
}

function rebuiltObject(shape: Readonly<Record<string, z.core.$ZodType>>): z.core.$ZodType {
  const names = new Map(Object.keys(shape).map((name) => [snakeCase(name), name]))
  const fields = Object.entries(shape).map(([name, field]) => [snakeCase(name), rebuilt(field)] as const)
  return z
    .strictObject(Object.fromEntries(fields))
    .transform((given) =>
      Object.fromEntries(Object.entries(given).map(([name, value]) => [names.get(name) ?? name, value])),
    )
}
