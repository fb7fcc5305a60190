import { expect, request, type APIRequestContext } from '@playwright/test'
import { z } from 'zod'
import { callAction } from './server-actions'

type Of = { accountId: string; workspaceId: string }

const made = z.object({ id: z.uuid() })

/** A client of the wire format: what a program does with a key, by plain requests. */
export async function openClient(key: string, { accountId, workspaceId }: Of) {
  const http = await request.newContext({
    baseURL: process.env.E2E_BASE_URL ?? '',
    extraHTTPHeaders: { authorization: `Bearer ${key}` },
  })
  const workspace = `/api/accounts/${accountId}/workspaces/${workspaceId}`
  const post = async (path: string, body: unknown): Promise<unknown> => {
    const answer = await http.post(workspace + path, { data: body })
    expect(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`).toBe(true)
    return answer.status() === 204 ? null : answer.json().catch(() => null)
  }
  const setState = (id: string, state: Record<string, unknown>) =>
    post(`/flow_runs/${id}/set_state`, { state, force: false })
  return {
    registerFlow: async (name: string) => made.parse(await post('/flows', { name })).id,
    createRun: async (run: Record<string, unknown>) => made.parse(await post('/flow_runs/', run)).id,
    setState,
    writeLogs: (flowRunId: string, lines: { level: number; message: string }[]) =>
      post(
        '/logs/',
        lines.map((line) => ({
          ...line,
          name: 'prefect.flow_runs',
          timestamp: new Date().toISOString(),
          flow_run_id: flowRunId,
        })),
      ),
    /** A run that begins and ends as told. */
    run: async (flowId: string, name: string, end: Record<string, unknown>) => {
      const pending = { type: 'PENDING', name: 'Pending' }
      const id = made.parse(
        await post('/flow_runs/', {
          flow_id: flowId,
          name,
          state: pending,
          parameters: { day: '2026-11-20', dry_run: false },
          tags: ['nightly'],
        }),
      ).id
      await setState(id, { type: 'RUNNING' })
      await setState(id, end)
      return id
    },
    close: () => http.dispose(),
  }
}

/** A service account that is a Collaborator of a workspace, with its key. */
export async function createReporter(administrator: APIRequestContext, { accountId, workspaceId }: Of) {
  const roles = z
    .array(z.object({ id: z.uuid(), name: z.string() }))
    .parse(await (await administrator.get(`/api/accounts/${accountId}/roles`)).json())
  const roleId = roles.find(({ name }) => name === 'Collaborator')?.id
  const answer = await callAction(administrator, 'createServiceAccountAction', {
    accountId,
    name: 'night-engine',
    workspaces: [{ workspaceId, roleId }],
  })
  return z.object({ key: z.object({ key: z.string() }) }).parse(answer.ok && answer.data).key.key
}
