import {
  getNullableType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLOutputType,
} from 'graphql'
import type { GraphqlContext } from './context'
import { describeName } from './words/describe'
import { argumentTypes, inputObjectType, inputValue } from './input-types'
import { pascalCase } from './names'
import { operations } from './all-operations'
import type { Operation } from './operation'
import { outputType } from './output-types'
import { typeNames } from './type-names'
import { createTypeRegistry, type TypeRegistry } from './type-registry'

let made: GraphQLSchema | undefined

/** The schema of the API, made of the operations the first time that somebody asks. */
export function graphqlSchema(): GraphQLSchema {
  made ??= createSchema(operations)
  return made
}

function createSchema(all: readonly Operation[]): GraphQLSchema {
  const registry = createTypeRegistry({ names: typeNames, describe: describeName })
  const root = (kind: Operation['kind'], name: string) =>
    new GraphQLObjectType({
      name,
      description: describeName(name),
      fields: Object.fromEntries(
        all.filter((one) => one.kind === kind).map((one) => [one.name, fieldOf(one, registry)]),
      ),
    })
  return new GraphQLSchema({ query: root('query', 'Query'), mutation: root('mutation', 'Mutation') })
}

function fieldOf(operation: Operation, registry: TypeRegistry): GraphQLFieldConfig<unknown, GraphqlContext> {
  const { name, description, kind, answer } = operation
  const typeName = pascalCase(name)
  const answered = outputType(registry, answer.schema, kind === 'mutation' ? `${typeName}Result` : typeName)
  return {
    // May be null: one that fails must not take along what the others answer, such as the secret of a key that is told once.
    type: answer.kind === 'page' ? pageOf(registry, answered) : getNullableType(answered),
    description,
    args: argumentsOf(operation, registry),
    resolve: async (_, args: Record<string, unknown>, context) => run(operation, args, context),
  }
}

// The tenant is not asked for.
const except = ['accountId']

function argumentsOf(
  { kind, name, input }: Operation,
  registry: TypeRegistry,
): GraphQLFieldConfigArgumentMap {
  const typeName = pascalCase(name)
  if (!input || Object.keys(input.shape).every((key) => except.includes(key))) return {}
  if (kind === 'query') return argumentTypes(registry, input, { name: typeName, except })
  const type = inputObjectType(registry, input, { name: `${typeName}Input`, except })
  return { input: { type, description: describeName(typeName, 'input') } }
}

async function run(
  { kind, input, run: work }: Operation,
  args: Record<string, unknown>,
  { ctx, tenant }: GraphqlContext,
): Promise<unknown> {
  if (!input) return work(ctx, undefined)
  // The engine has checked that it is an object; there is none where nothing is asked for.
  const written = kind === 'mutation' ? ((args.input ?? {}) as object) : args
  const value = inputValue(input, written)
  return work(ctx, 'accountId' in input.shape ? { ...value, accountId: await tenant() } : value)
}

type PageValue = { rows: unknown[]; nextCursor: string | null }

function pageOf({ once, describe }: TypeRegistry, row: GraphQLOutputType): GraphQLObjectType {
  const name = `${String(row).replace('!', '')}Page`
  return once(
    name,
    () =>
      new GraphQLObjectType<PageValue, GraphqlContext>({
        name,
        description: describe('Page'),
        fields: {
          rows: {
            type: new GraphQLNonNull(new GraphQLList(row)),
            description: describe('Page', 'rows'),
            resolve: ({ rows }) => rows,
          },
          next_cursor: {
            type: GraphQLString,
            description: describe('Page', 'next_cursor'),
            resolve: ({ nextCursor }) => nextCursor,
          },
        },
      }),
  )
}
