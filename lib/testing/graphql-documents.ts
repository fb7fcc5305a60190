import {
  getNamedType,
  isLeafType,
  isNonNullType,
  isObjectType,
  type GraphQLField,
  type GraphQLNamedType,
} from 'graphql'

/** A document that asks for one field of the root with variables of the names of its arguments, and for as little as it can answer. */
export function documentFor(
  { name, args, type }: GraphQLField<unknown, unknown>,
  kind: 'query' | 'mutation',
): string {
  const needed = args.filter((arg) => isNonNullType(arg.type) || kind === 'mutation')
  const declared = needed.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ')
  const given = needed.map((arg) => `${arg.name}: $${arg.name}`).join(', ')
  return `${kind} ${declared && `(${declared})`} { ${name}${given && `(${given})`} ${selectionOf(getNamedType(type))} }`
}

function selectionOf(type: GraphQLNamedType): string {
  if (!isObjectType(type)) return ''
  const fields = Object.values(type.getFields())
  const leaf = fields.find((field) => isLeafType(getNamedType(field.type)))
  return `{ ${leaf?.name ?? fields.map((field) => `${field.name} ${selectionOf(getNamedType(field.type))}`).join(' ')} }`
}
