import type { z } from 'zod'

// What zod says of its own schemas. Everything below reads `_zod.def`, which zod 4 documents for libraries.

/** A schema of zod without the layers that only say what happens to a value. */
export type Shape =
  | { kind: 'id' | 'text' | 'time' | 'integer' | 'number' | 'decimal' | 'boolean' | 'json' }
  | { kind: 'enum'; values: string[] }
  | { kind: 'list'; item: Known; isWrittenAsText: boolean }
  | { kind: 'object'; fields: ReadonlyMap<string, Known> }

/** A shape, whether it may be null or left out, what it is when left out, and the schema that names it. */
export type Known = {
  shape: Shape
  isNullable: boolean
  isOptional: boolean
  default: unknown
  schema: z.core.$ZodType
}

type Direction = 'input' | 'output'

/** What a schema takes (`input`) or answers (`output`). Throws for one that GraphQL has no type for. */
export function shapeOf(schema: z.core.$ZodType, direction: Direction): Known {
  const { def } = schema._zod as z.core.$ZodTypes['_zod'] // every schema is one of zod's own kinds
  switch (def.type) {
    case 'optional':
      return { ...shapeOf(def.innerType, direction), isOptional: true }
    case 'nonoptional':
      return { ...shapeOf(def.innerType, direction), isOptional: false }
    case 'nullable':
      return { ...shapeOf(def.innerType, direction), isNullable: true }
    case 'default': {
      const isOptional = direction === 'input'
      return { ...shapeOf(def.innerType, direction), isOptional, default: def.defaultValue }
    }
    case 'pipe':
      return pipeShape(def, direction)
    case 'union':
      return { ...unionShape(def.options, direction), schema }
    case 'array': {
      const item = shapeOf(def.element, direction)
      return plain(schema, { kind: 'list', item, isWrittenAsText: false })
    }
    case 'object': {
      const fields = Object.entries(def.shape)
        .filter(([, field]) => !isForbidden(field))
        .map(([name, field]) => [name, shapeOf(field, direction)] as const)
      return plain(schema, { kind: 'object', fields: new Map(fields) })
    }
    default:
      return plain(schema, simpleShape(schema, def))
  }
}

/** A field that may only be left out: to GraphQL there is none. */
function isForbidden(schema: z.core.$ZodType): boolean {
  const { def } = schema._zod as z.core.$ZodTypes['_zod'] // as above
  return def.type === 'optional' ? isForbidden(def.innerType) : def.type === 'never'
}

type Def = z.core.$ZodTypes['_zod']['def']

function simpleShape(schema: z.core.$ZodType, def: Def): Shape {
  switch (def.type) {
    case 'string':
      return { kind: textKind('format' in def ? def.format : undefined) }
    case 'number':
      return { kind: numberKind(def) }
    case 'boolean':
      return { kind: 'boolean' }
    case 'enum':
      return { kind: 'enum', values: Object.values(def.entries).map(String) }
    case 'literal':
      return literalShape(def.values)
    case 'record':
    case 'unknown':
      return { kind: 'json' }
    default:
      throw new Error(`GraphQL has no type for a ${schema._zod.def.type} of zod`)
  }
}

function textKind(format: unknown): 'id' | 'time' | 'text' {
  if (format === 'uuid' || format === 'guid') return 'id'
  return format === 'datetime' ? 'time' : 'text'
}

function numberKind(def: {
  checks?: z.core.$ZodCheck<never>[] | undefined
  format?: unknown
}): 'integer' | 'number' | 'decimal' {
  const all = [def, ...(def.checks ?? []).map((check) => check._zod.def)]
  const formats = all.flatMap((one) => ('format' in one ? [one.format] : []))
  if (formats.some((format) => format === 'safeint' || format === 'int32')) return 'integer'
  return formats.includes('float64') ? 'decimal' : 'number'
}

function literalShape(values: readonly unknown[]): Shape {
  return values.every((value) => typeof value === 'boolean')
    ? { kind: 'boolean' }
    : { kind: 'enum', values: values.map(String) }
}

// What goes in is read by the first part, and what it is made into by the last: a list that an address writes as one text with commas
// is a list here.
function pipeShape(def: { in: z.core.$ZodType; out: z.core.$ZodType }, direction: Direction): Known {
  if (def.in._zod.def.type === 'transform') return shapeOf(def.out, direction)
  if (def.out._zod.def.type === 'transform') return shapeOf(def.in, direction)
  const [given, made] = [shapeOf(def.in, direction), shapeOf(def.out, direction)]
  if (made.shape.kind !== 'list') return given
  return { ...made, shape: { ...made.shape, isWrittenAsText: given.shape.kind === 'text' } }
}

function unionShape(options: readonly z.core.$ZodType[], direction: Direction): Known {
  const some = options.filter(({ _zod }) => _zod.def.type !== 'null')
  const known = some.map((option) => shapeOf(option, direction))
  const [first] = known
  if (!first) throw new Error('GraphQL has no type for an empty union of zod')
  const isNullable = some.length < options.length || known.some((one) => one.isNullable)
  const objects = known.flatMap(({ shape }) => (shape.kind === 'object' ? [shape.fields] : []))
  if (objects.length < known.length) return { ...widest(known, first), isNullable }
  return { ...first, isNullable, shape: { kind: 'object', fields: merged(objects) } }
}

// Of a text or a list, the list; of a word or a text, the text: the one that can say everything.
function widest(known: Known[], first: Known): Known {
  const wider = ['list', 'text'] as const
  const kind = wider.find((one) => known.some(({ shape }) => shape.kind === one))
  return known.find(({ shape }) => shape.kind === kind) ?? first
}

/** The fields of several objects as those of one: what one of them lacks may be null. */
function merged(objects: ReadonlyMap<string, Known>[]): Map<string, Known> {
  const names = new Set(objects.flatMap((fields) => [...fields.keys()]))
  return new Map(
    [...names].map((name) => {
      const found = objects.flatMap((fields) => fields.get(name) ?? [])
      const [first] = found
      if (!first) throw new Error('a field of none of the objects')
      const isNullable = found.length < objects.length || found.some((one) => one.isNullable)
      return [name, { ...first, isNullable, shape: mergedValues(found, first) }]
    }),
  )
}

function mergedValues(found: Known[], first: Known): Shape {
  if (first.shape.kind !== 'enum') return first.shape
  const values = found.flatMap(({ shape }) => (shape.kind === 'enum' ? shape.values : []))
  return { kind: 'enum', values: [...new Set(values)] }
}

function plain(schema: z.core.$ZodType, shape: Shape): Known {
  return { shape, schema, isNullable: false, isOptional: false, default: undefined }
}
