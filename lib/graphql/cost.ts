import {
  getNamedType,
  isListType,
  isObjectType,
  getNullableType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { refusal } from './errors'

/** What one operation may cost: roughly how many values its answer can have. */
export const costLimit = 50_000

/** What asking a service costs beside its answer. */
const costOfAsking = 10

/** How long lists are that say nothing of it themselves. */
const listLength = 5
const introspectionLengths = new Map([
  ['__Schema.types', 250],
  ['__Schema.directives', 5],
  ['__Type.fields', 5],
  ['__Type.inputFields', 2],
  ['__Field.args', 1],
  ['__Type.enumValues', 1],
  ['__Type.interfaces', 1],
  ['__Type.possibleTypes', 1],
  // Every other type is one of another: a list of it, or one that is never null.
  ['__Type.ofType', 0.5],
])

export type Asked = {
  schema: GraphQLSchema
  operation: OperationDefinitionNode
  fragments: ReadonlyMap<string, FragmentDefinitionNode>
  variables: Readonly<Record<string, unknown>>
}

/** Refuses a valid operation whose answer could be too large: lists count as long as they may be. */
export function refuseCost(asked: Asked): void {
  const cost = costOf(asked)
  if (cost <= costLimit) return
  const [could, may] = [cost, costLimit].map((number) => Math.ceil(number).toLocaleString('en'))
  throw refusal(
    `The answer could have ${could} values, and may have ${may}. Ask for fewer fields, or shorter lists with limit.`,
    'too_complex',
  )
}

function costOf({ schema, operation, fragments, variables }: Asked): number {
  const known = new Map<string, number>()

  function ofSet(set: SelectionSetNode, parent: GraphQLNamedType | undefined): number {
    return set.selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FIELD) return sum + ofField(selection, parent)
      if (selection.kind === Kind.FRAGMENT_SPREAD) return sum + ofFragment(selection.name.value)
      const { typeCondition } = selection
      return (
        sum + ofSet(selection.selectionSet, typeCondition ? schema.getType(typeCondition.name.value) : parent)
      )
    }, 0)
  }

  function ofFragment(name: string): number {
    const fragment = fragments.get(name)
    const cost = known.get(name)
    if (cost !== undefined || !fragment) return cost ?? 0
    const measured = ofSet(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value))
    known.set(name, measured)
    return measured
  }

  function ofField(node: FieldNode, parent: GraphQLNamedType | undefined): number {
    const field = fieldOf(node.name.value, parent)
    if (!field) return 1
    const inner = node.selectionSet ? ofSet(node.selectionSet, getNamedType(field.type)) : 0
    const own = parent === schema.getQueryType() || parent === schema.getMutationType() ? costOfAsking : 1
    return own + lengthOf(node, field, parent) * inner
  }

  function fieldOf(name: string, parent: GraphQLNamedType | undefined) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef
    return isObjectType(parent) ? parent.getFields()[name] : undefined
  }

  function lengthOf(
    node: FieldNode,
    field: GraphQLField<unknown, unknown>,
    parent: GraphQLNamedType | undefined,
  ): number {
    const limit = field.args.find(({ name }) => name === 'limit')
    if (limit) return numberOf(node, { operation, variables }) ?? Number(limit.defaultValue ?? listLength)
    const introspected = introspectionLengths.get(`${parent?.name}.${field.name}`)
    if (introspected !== undefined) return introspected
    // The rows of a page are counted where the page was asked for.
    return isListType(getNullableType(field.type)) && field.name !== 'rows' ? listLength : 1
  }

  return ofSet(operation.selectionSet, schema.getRootType(operation.operation) ?? undefined)
}

// A limit that is no number, or out of its bounds, is refused by the schema of the operation.
function numberOf(
  node: FieldNode,
  { operation, variables }: Pick<Asked, 'operation' | 'variables'>,
): number | undefined {
  const value = node.arguments?.find(({ name }) => name.value === 'limit')?.value
  if (value?.kind === Kind.INT) return positive(value.value)
  if (value?.kind !== Kind.VARIABLE) return undefined
  const name = value.name.value
  if (variables[name] !== undefined) return positive(variables[name])
  // Left out, a variable is what the document says.
  const declared = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name)
  return declared?.defaultValue?.kind === Kind.INT ? positive(declared.defaultValue.value) : undefined
}

function positive(value: unknown): number | undefined {
  const number = Number(value)
  return number > 0 ? number : undefined
}
