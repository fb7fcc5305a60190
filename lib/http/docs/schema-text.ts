import { z } from 'zod'

/** As much of JSON Schema as our own schemas are written in. */
const jsonSchema = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  format: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  allOf: z.array(z.unknown()).optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  additionalProperties: z.unknown().optional(),
})
type JsonSchema = z.infer<typeof jsonSchema>

/** A schema as people write types: `{ name: string, role_id?: uuid | null }`. */
export function schemaText(schema: unknown, indent = ''): string {
  const parsed = jsonSchema.safeParse(schema)
  if (!parsed.success) return 'any'
  const { $ref, anyOf, oneOf, allOf } = parsed.data
  if ($ref !== undefined) return $ref.split('/').at(-1) ?? 'any'
  const options = anyOf ?? oneOf
  if (options) return distinct(options.map((one) => schemaText(one, indent))).join(' | ')
  if (allOf) return distinct(allOf.map((one) => schemaText(one, indent))).join(' & ')
  return valueText(parsed.data, indent)
}

function valueText(schema: JsonSchema, indent: string): string {
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  const types = [schema.type ?? (schema.properties ? 'object' : 'any')].flat()
  return distinct(types.map((type) => typeText(type, schema, indent))).join(' | ')
}

function typeText(type: string, schema: JsonSchema, indent: string): string {
  if (type === 'array') return listText(schemaText(schema.items, indent))
  if (type === 'object') return objectText(schema, indent)
  return type === 'string' && schema.format ? schema.format : type
}

function listText(item: string): string {
  return item.includes(' | ') && !item.endsWith('}') ? `(${item})[]` : `${item}[]`
}

function objectText(
  { properties = {}, required = [], additionalProperties }: JsonSchema,
  indent: string,
): string {
  const inner = `${indent}  `
  const fields = Object.entries(properties).map(
    ([name, schema]) => `${inner}${name}${required.includes(name) ? '' : '?'}: ${schemaText(schema, inner)}`,
  )
  const others =
    typeof additionalProperties === 'object' && additionalProperties !== null
      ? [`${inner}[name: string]: ${schemaText(additionalProperties, inner)}`]
      : []
  const lines = [...fields, ...others]
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`
}

function distinct(texts: string[]): string[] {
  return [...new Set(texts)]
}
