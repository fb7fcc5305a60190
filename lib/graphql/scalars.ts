import { GraphQLScalarType } from 'graphql'

/** RFC 3339, as the services answer and read it; what it must look like is checked by the schema of the field. */
export const dateTime = new GraphQLScalarType<string, string>({
  name: 'DateTime',
  description: 'A moment as RFC 3339 writes it, such as `2026-12-31T23:59:59Z`; answers are in UTC.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
})

/** An object whose fields depend on what it is about. */
export const json = new GraphQLScalarType({
  name: 'JSON',
  description: 'Any JSON value: its fields depend on what it is about.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
})
