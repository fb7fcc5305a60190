import type { ExecutionResult } from 'graphql'
import { GraphiQL } from 'graphiql'
import 'graphiql/style.css'
import { createRoot } from 'react-dom/client'

// What the page of GraphiQL runs. It is bundled apart from the console and asks no other host for anything.

const exampleKey = 'Bearer YOUR_KEY'

const example = `# The book on the left explains every operation.
# In a browser that is signed in, queries need no key.
# A change needs one: put it into the headers below,
# and into X-Organization which organization is meant.

query {
  auth_role {
    id
    name
    created
  }
}
`

type Asked = { query: string; variables?: unknown; operationName?: string | null }

/** A query without a key goes by GET, for which the session of the browser counts; all else by POST. */
async function ask(
  asked: Asked,
  { headers = {} }: { headers?: Record<string, string> } = {},
): Promise<ExecutionResult> {
  const given = Object.entries(headers).filter(([, value]) => value !== '' && value !== exampleKey)
  const hasKey = given.some(([name]) => name.toLowerCase() === 'authorization')
  const answer = await (hasKey || isChange(asked) ? post(asked, given) : get(asked, given))
  // It is shown as it comes.
  return (await answer.json()) as ExecutionResult
}

function isChange({ query, operationName }: Asked): boolean {
  const changes = [...query.matchAll(/^\s*mutation\b\s*(\w*)/gm)].map(([, name]) => name)
  return operationName ? changes.includes(operationName) : changes.length > 0
}

function post(asked: Asked, headers: [string, string][]): Promise<Response> {
  return fetch(location.pathname, {
    method: 'POST',
    credentials: 'omit',
    headers: [...headers, ['content-type', 'application/json']],
    body: JSON.stringify(asked),
  })
}

function get({ query, variables, operationName }: Asked, headers: [string, string][]): Promise<Response> {
  const parameters = new URLSearchParams({ query })
  if (variables) parameters.set('variables', JSON.stringify(variables))
  if (operationName) parameters.set('operationName', operationName)
  // Tools ask for the whole schema in one long query; addresses have no room for more than that.
  return fetch(`${location.pathname}?${parameters}`, {
    headers: [...headers, ['accept', 'application/json']],
  })
}

const root = document.getElementById('graphiql')
if (root)
  createRoot(root).render(
    <GraphiQL
      fetcher={ask}
      defaultQuery={example}
      defaultHeaders={JSON.stringify({ Authorization: exampleKey, 'X-Organization': '' }, null, 2)}
      isHeadersEditorEnabled
      defaultEditorToolsVisibility="headers"
    />,
  )
