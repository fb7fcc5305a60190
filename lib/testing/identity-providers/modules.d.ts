// What of two packages without types of their own is used here.
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  type Provider = {
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: { login: { accountId: string } } | { error: string },
      options: { mergeWithLastSubmission: boolean },
    ): Promise<void>
    Client: { prototype: Record<string, unknown> }
  }
  const Provider: new (issuer: string, configuration: Record<string, unknown>) => Provider
  export default Provider
}

declare module 'samlp' {
  type Options = Record<string, unknown>
  export function getSamlResponse(
    options: Options,
    user: unknown,
    callback: (error: Error | null, xml: string) => void,
  ): void
  export function parseRequest(
    request: unknown,
    options: Options,
    callback: (
      error: Error | null,
      parsed: { issuer?: string; id?: string; assertionConsumerServiceURL?: string },
    ) => void,
  ): void
  const samlp: { getSamlResponse: typeof getSamlResponse; parseRequest: typeof parseRequest }
  export default samlp
}
