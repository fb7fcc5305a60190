import {
  assertValidSchema,
  getIntrospectionQuery,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  parse,
  type GraphQLNamedType,
} from 'graphql'
import { describe, expect, test } from 'vitest'
import { graphqlSchema } from '../schema'
import { fieldWords } from './fields'
import { typeWords } from './types'
import { valueWords } from './values'

const schema = graphqlSchema()
const types = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
)

describe('the schema', () => {
  test('is valid GraphQL', () => {
    expect(() => assertValidSchema(schema)).not.toThrow()
    expect(() => parse(getIntrospectionQuery())).not.toThrow()
  })

  test('says of every type, field, argument and value what it is, in a sentence', () => {
    const described = types.flatMap(describedParts)
    expect(described.length).toBeGreaterThan(1_000)
    const isSentence = (text: string | null | undefined) => /^[A-Z].{5,}[.!]$/s.test(text ?? '')
    expect(described.filter(({ text }) => !isSentence(text)).map(({ name }) => name)).toEqual([])
  })

  test('writes every name in one way', () => {
    const names = types.flatMap((type) =>
      isObjectType(type) || isInputObjectType(type) ? Object.keys(type.getFields()) : [],
    )
    expect(names.filter((name) => !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name))).toEqual([])
  })

  test('has a use for every word that is written about it', () => {
    const named = new Set(types.flatMap(describedParts).map(({ name }) => name))
    const lasts = new Set([...named].map((name) => name.split('.').at(-1) ?? ''))
    const isUsed = (key: string) => (key.includes('.') ? named.has(key) : lasts.has(key))
    const unused = [...Object.keys(fieldWords), ...Object.keys(valueWords)].filter((key) => !isUsed(key))
    expect(unused).toEqual([])
    expect(Object.keys(typeWords).filter((key) => key !== 'Page' && !named.has(key))).toEqual([])
  })
})

type Described = { name: string; text: string | null | undefined }

function describedParts(type: GraphQLNamedType): Described[] {
  const own = { name: type.name, text: type.description }
  if (isEnumType(type))
    return [
      own,
      ...type.getValues().map((value) => ({ name: `${type.name}.${value.name}`, text: value.description })),
    ]
  if (!isObjectType(type) && !isInputObjectType(type)) return [own]
  const fields: FieldLike[] = Object.values(type.getFields())
  return [own, ...fields.flatMap((field) => partsOfField(type.name, field))]
}

type Told = { name: string; description?: string | null | undefined }
type FieldLike = Told & { args?: readonly Told[] }

function partsOfField(owner: string, field: FieldLike): Described[] {
  const owned = (field.args ?? []).map((one) => ({
    name: `${pascal(field.name)}.${one.name}`,
    text: one.description,
  }))
  return [{ name: `${owner}.${field.name}`, text: field.description }, ...owned]
}

function pascal(name: string): string {
  return name.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
