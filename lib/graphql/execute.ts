import {
  execute,
  getOperationAST,
  GraphQLError,
  Kind,
  parse,
  validate,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLFormattedError,
  type OperationDefinitionNode,
} from 'graphql'
import type { GraphqlContext } from './context'
import { refuseCost } from './cost'
import { formatError, refusal } from './errors'
import { documentLimits, refuseExcess } from './limits'
import { graphqlSchema } from './schema'

/** What a client asks for, as GraphQL over HTTP says it. */
export type GraphqlRequest = {
  query: string
  operationName?: string | null | undefined
  variables?: Record<string, unknown> | null | undefined
}

/** `isExecuted` is false when nothing was run, because the request was refused before. */
export type GraphqlAnswer = {
  isExecuted: boolean
  body: { data?: unknown; errors?: GraphQLFormattedError[] }
}

const errorsAtMost = 10

/**
 * Answers one operation. It is refused before anything is run when it is no GraphQL, does not fit the schema, asks for too much, or is
 * one that `refuse` (of a change over GET, for instance) throws for.
 */
export async function answerOperation(
  request: GraphqlRequest,
  context: GraphqlContext,
  refuse: (operation: OperationDefinitionNode) => void,
): Promise<GraphqlAnswer> {
  const format = (errors: readonly GraphQLError[]) =>
    errors.map((error) => formatError(error, context.ctx.requestId))
  const read = readDocument(request, refuse)
  if ('errors' in read) return { isExecuted: false, body: { errors: format(read.errors) } }
  const result = await execute({
    schema: graphqlSchema(),
    document: read.document,
    contextValue: context,
    variableValues: request.variables ?? {},
    operationName: request.operationName ?? null,
  })
  const errors = result.errors ? { errors: format(result.errors) } : {}
  // Without data nothing was run: a variable does not fit, for instance.
  const isExecuted = result.data !== undefined
  return { isExecuted, body: { ...errors, ...(isExecuted ? { data: result.data } : {}) } }
}

type Read = { document: DocumentNode } | { errors: readonly GraphQLError[] }

function readDocument(
  { query, operationName, variables }: GraphqlRequest,
  refuse: (operation: OperationDefinitionNode) => void,
): Read {
  try {
    const document = parseDocument(query)
    refuseExcess(document)
    const schema = graphqlSchema()
    const errors = validate(schema, document, undefined, { maxErrors: errorsAtMost })
    if (errors.length > 0) return { errors }
    const operation = getOperationAST(document, operationName)
    if (!operation) throw refusal(whichOperation(operationName), 'operation_unknown')
    refuse(operation)
    refuseCost({ schema, operation, fragments: fragmentsOf(document), variables: variables ?? {} })
    return { document }
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] }
    // What is nested deeper than the parser can follow.
    if (error instanceof RangeError)
      return { errors: [refusal('The document is nested too deep.', 'too_complex')] }
    throw error
  }
}

function parseDocument(query: string): DocumentNode {
  if (query.length > documentLimits.characters)
    throw refusal('The document is too long. Put what varies into its variables.', 'too_complex')
  return parse(query, { maxLexicalTokens: documentLimits.tokens })
}

function fragmentsOf({ definitions }: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
  return new Map(fragments.map((node) => [node.name.value, node]))
}

function whichOperation(name: string | null | undefined): string {
  return name
    ? `The document has no operation named ${name}.`
    : 'The document has several operations. Say in operationName which one is meant.'
}
