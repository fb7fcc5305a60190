import type { OpenAPIHono } from '@hono/zod-openapi'
import { newServiceAccountWithKey } from './api-keys'
import { newCustomRole, type Organization } from './organizations'
import { visitor } from './people'

export type WorkspaceAnswer = { status: number; body: unknown }
/** Asks below a workspace, as a client of the wire format does. */
export type WorkspaceClient = (method: string, path: string, body?: unknown) => Promise<WorkspaceAnswer>

/** A client with the key of a service account that holds these permissions in every workspace of an organization; null is no key. */
export async function workspaceClient(
  router: OpenAPIHono,
  organization: Organization,
  { workspaceId, permissions }: { workspaceId: string; permissions: string[] | null },
): Promise<WorkspaceClient> {
  const key = permissions && (await keyHolding(organization, permissions))
  const home = `http://roster.test:3000/api/accounts/${organization.accountId}/workspaces/${workspaceId}`
  return async (method, path, body) => {
    const answer = await router.fetch(
      new Request(home + path, {
        method,
        headers: {
          'x-roster-client-address': visitor().ipAddress ?? '',
          'x-prefect-api-version': '0.8.4',
          ...(key ? { authorization: `Bearer ${key}` } : {}),
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    )
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) }
  }
}

async function keyHolding(organization: Organization, permissions: string[]): Promise<string> {
  const roleId = await newCustomRole(organization, permissions)
  return (await newServiceAccountWithKey(organization, { roleId })).key.key
}
