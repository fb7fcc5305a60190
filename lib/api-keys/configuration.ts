import { env } from '@/lib/env'
import type { CreatedKey } from './schema'

// The names of the settings are those of the engine that runs the flows. An origin, a key and ids hold nothing that a shell reads in quotes.

/** What makes a client speak to this installation with a key: a command, and the same as a file of settings. */
export function configurationOf(key: string): Pick<CreatedKey, 'command' | 'env_file'> {
  const url = apiUrl()
  return {
    command: `prefect config set PREFECT_CLOUD_API_URL="${url}" PREFECT_API_KEY="${key}"`,
    env_file: `PREFECT_CLOUD_API_URL=${url}\nPREFECT_API_KEY=${key}\n`,
  }
}

/** The command that makes a client report to one workspace; whoever runs it puts a key in. */
export function workspaceCommand({
  accountId,
  workspaceId,
}: {
  accountId: string
  workspaceId: string
}): string {
  const url = apiUrl()
  const workspace = `${url}/accounts/${accountId}/workspaces/${workspaceId}`
  return `prefect config set PREFECT_CLOUD_API_URL="${url}" PREFECT_API_URL="${workspace}" PREFECT_API_KEY="YOUR_KEY"`
}

function apiUrl(): string {
  return `${env().BASE_URL}/api`
}
