import { newServiceAccountWithKey } from './api-keys'
import { newCustomRole, type Organization } from './organizations'
import { askRoute, sent } from './route-requests'

export type WorkspaceAnswer = { status: number; body: unknown }
/** Asks below a workspace, as a client of the wire format does. */
export type WorkspaceClient = (method: string, path: string, body?: unknown) => Promise<WorkspaceAnswer>

/** A client with the key of a service account that holds these permissions in every workspace of an organization; null is no key. */
export async function workspaceClient(
  organization: Organization,
  { workspaceId, permissions }: { workspaceId: string; permissions: string[] | null },
): Promise<WorkspaceClient> {
  const key = permissions ? await keyHolding(organization, permissions) : undefined
  const home = `/api/accounts/${organization.accountId}/workspaces/${workspaceId}`
  const headers = { 'x-prefect-api-version': '0.8.4' }
  return async (method, path, body) => {
    const answer = await askRoute({ method }, { address: home + path, body: sent(body), key, headers })
    return { status: answer.status, body: answer.body }
  }
}

async function keyHolding(organization: Organization, permissions: string[]): Promise<string> {
  const roleId = await newCustomRole(organization, permissions)
  return (await newServiceAccountWithKey(organization, { roleId })).key.key
}
