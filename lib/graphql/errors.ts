import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { AppError, toPublicError, type PublicError } from '@/lib/errors'
import { logger } from '@/lib/log'
import { snakeCase } from '@/lib/snake-case'

/** The refusal of a document that is not run at all: what is wrong with it is the client's, and no secret. */
export function refusal(message: string, reason: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'invalid_input', reason } })
}

/**
 * An error as clients are told it: the sentence as message; in `extensions` the code and, where there are, the reason, the missing
 * permission, a sentence for each field and the seconds to wait. What nobody expected is logged, and told as `internal` with the
 * request id.
 */
export function formatError(error: GraphQLError, requestId: string): GraphQLFormattedError {
  const { path, locations } = error
  const cause = causeOf(error)
  // Without a cause it is the engine's own: a document that is not GraphQL or does not fit the schema.
  const told = cause === undefined ? toldByEngine(error) : toldByService(cause, requestId)
  return { ...told, ...(locations ? { locations } : {}), ...(path ? { path } : {}) }
}

/** The same for an error outside of a document, such as a key that opens nothing. */
export function toldByService(error: unknown, requestId: string): GraphQLFormattedError {
  if (!(error instanceof AppError)) logger().error({ error, requestId }, 'a GraphQL operation failed')
  return toldBy(toPublicError(error, requestId))
}

function toldBy(error: PublicError): GraphQLFormattedError {
  const { message, fields, retryAfterSeconds, requestId, ...rest } = error
  return {
    message: fields ? inOurWords(message, fields) : message,
    extensions: {
      ...rest,
      ...(fields ? { fields: renamed(fields) } : {}),
      ...(retryAfterSeconds ? { retry_after: retryAfterSeconds } : {}),
      ...(requestId ? { request_id: requestId } : {}),
    },
  }
}

// Field names are those of the API, not of the schema that parsed them.
function renamed(fields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, sentence]) => [snakeCase(name), sentence]))
}

function inOurWords(message: string, fields: Record<string, string>): string {
  const name = Object.keys(fields).find((field) => message.startsWith(`${field}: `))
  return name ? snakeCase(name) + message.slice(name.length) : message
}

function causeOf(error: GraphQLError): unknown {
  const { originalError } = error
  // A scalar that refuses a value says why in an error of the engine.
  return originalError instanceof GraphQLError ? causeOf(originalError) : originalError
}

function toldByEngine({ message, extensions }: GraphQLError): GraphQLFormattedError {
  return { message, extensions: { code: 'invalid_input', reason: 'invalid_document', ...extensions } }
}
