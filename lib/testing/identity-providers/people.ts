import type { ServerResponse } from 'node:http'

/** Somebody at an identity provider of the tests. */
export type ProviderPerson = {
  subject: string
  email?: string
  isEmailVerified?: boolean
  name?: string
  groups?: string[]
}

/** Who signs in at a provider: a person by their subject without being asked, or (null) whom the browser chooses on a page. */
export type SignedIn = { signedIn: string | null }

/** The page on which a browser chooses who it signs in as. */
export function answerChoice(
  response: ServerResponse,
  people: ReadonlyMap<string, ProviderPerson>,
  hrefOf: (subject: string) => string,
): void {
  const links = [...people.values()].map(
    ({ subject, name }) => `<li><a href="${escaped(hrefOf(subject))}">${escaped(name ?? subject)}</a></li>`,
  )
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
  response.end(`<!doctype html><title>Identity provider</title><h1>Sign in as</h1><ul>${links.join('')}</ul>`)
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
