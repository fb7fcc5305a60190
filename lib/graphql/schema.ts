import {
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
import { describeName } from './descriptions'
import { pascalCase } from './names'
import { operations } from './operations'
import type { Operation } from './operation'
import { typeNames } from './type-names'
import { createZodTypes, inputValue, type ZodTypes } from './zod-types'

let made: GraphQLSchema | undefined

/** The schema of the API, made of the operations the first time that somebody asks. */
export function graphqlSchema(): GraphQLSchema {
  made ??= createSchema(operations)
  return made
}

function createSchema(all: readonly Operation[]): GraphQLSchema {
  const types = createZodTypes({ names: typeNames, describe: describeName })
  const pages = new Map<string, GraphQLObjectType>()
  const root = (kind: Operation['kind'], name: string) =>
    new GraphQLObjectType({
      name,
      description: describeName(name),
      fields: Object.fromEntries(
        all.filter((one) => one.kind === kind).map((one) => [one.name, fieldOf(one, types, pages)]),
      ),
    })
  return new GraphQLSchema({ query: root('query', 'Query'), mutation: root('mutation', 'Mutation') })
}

type Pages = Map<string, GraphQLObjectType>

function fieldOf(
  operation: Operation,
  types: ZodTypes,
  pages: Pages,
): GraphQLFieldConfig<unknown, GraphqlContext> {
  const { name, description, kind, input, answer } = operation
  const typeName = pascalCase(name)
  const answered = types.output(answer.schema, kind === 'mutation' ? `${typeName}Result` : typeName)
  const given = kind === 'mutation' ? inputArgument(operation, types) : argumentsOf(operation, types)
  return {
    type: answer.kind === 'page' ? new GraphQLNonNull(pageOf(answered, pages)) : answered,
    description,
    args: input ? given : {},
    resolve: async (_, args, context) => run(operation, args, context),
    extensions: { kind: answer.kind },
  }
}

function argumentsOf({ name, input }: Operation, types: ZodTypes) {
  return input ? types.args(input, pascalCase(name), filledIn) : {}
}

function inputArgument({ name, input }: Operation, types: ZodTypes): GraphQLFieldConfigArgumentMap {
  if (!input) return {}
  const type = types.input(input, `${pascalCase(name)}Input`, filledIn)
  return { input: { type, description: describeName(name, 'input') } }
}

const filledIn = ['accountId'] as const

async function run(
  { kind, input, run: work }: Operation,
  args: Record<string, unknown>,
  { ctx, tenant }: GraphqlContext,
): Promise<unknown> {
  if (!input) return work(ctx, undefined)
  const written = kind === 'mutation' ? args.input : args
  // The engine has checked that it is an object.
  const value = inputValue(input, written as Record<string, unknown>)
  return work(ctx, 'accountId' in input.shape ? { ...value, accountId: await tenant() } : value)
}

function pageOf(row: GraphQLOutputType, pages: Pages): GraphQLObjectType {
  const name = `${String(row).replace('!', '')}Page`
  const known = pages.get(name)
  if (known) return known
  const page = new GraphQLObjectType<{ rows: unknown[]; nextCursor: string | null }, GraphqlContext>({
    name,
    description: describeName('Page'),
    fields: {
      rows: {
        type: new GraphQLNonNull(new GraphQLList(row)),
        description: describeName('Page', 'rows'),
        resolve: ({ rows }) => rows,
      },
      next_cursor: {
        type: GraphQLString,
        description: describeName('Page', 'next_cursor'),
        resolve: ({ nextCursor }) => nextCursor,
      },
    },
  })
  pages.set(name, page)
  return page
}
