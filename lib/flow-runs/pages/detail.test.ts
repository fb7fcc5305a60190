import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { query } from '@/lib/testing/database'
import { day, newMember, newOrganization, type Organization } from '@/lib/testing/organizations'
import { newFlow, newLog, newRun, newTaskRun } from '@/lib/testing/runs'
import { newWorkspace } from '@/lib/testing/workspaces'
import { getFlowRunDetail, listRunLogs } from './detail'
import { flowRunDetail, listRunLogsInput, runLogRow } from '../schema'

let organization: Organization
beforeAll(async () => {
  organization = await newOrganization()
})

async function newPlace() {
  const workspaceId = await newWorkspace(organization, 'Analytics')
  return { workspaceId, flowId: await newFlow(workspaceId, 'nightly') }
}

async function detail(workspaceId: string, flowRunId: string) {
  const { accountId, administrator } = organization
  const found = await getFlowRunDetail(administrator.ctx, { accountId, workspaceId, flowRunId })
  expect(flowRunDetail.parse(found)).toEqual(found)
  return found
}

type Asked = { level?: number; search?: string; order?: string; cursor?: string; limit?: number }

async function lines(workspaceId: string, flowRunId: string, asked: Asked = {}) {
  const { accountId, administrator } = organization
  const input = listRunLogsInput.parse({ accountId, workspaceId, flowRunId, ...asked })
  const found = await listRunLogs(administrator.ctx, input)
  expect(runLogRow.array().parse(found.rows)).toEqual(found.rows)
  return found
}

async function messages(workspaceId: string, flowRunId: string, asked: Asked = {}): Promise<string[]> {
  return (await lines(workspaceId, flowRunId, asked)).rows.map(({ message }) => message)
}

describe('a run’s page', () => {
  test('has its states in the order of time, each with who reported it', async () => {
    const place = await newPlace()
    const at = new Date('2026-11-20T12:00:00.000Z')
    const flowRunId = await newRun({ ...place, type: 'FAILED', at, message: 'Disk full' })
    await query(
      `insert into flow_run_state (workspace_id, id, flow_run_id, type, name, timestamp, created_by_kind, created_by_id, created_by_name)
       values ($1, $2, $3, 'RUNNING', 'Retrying', '2026-11-20T11:59:00.123456Z', 'USER', $2, 'Ada')`,
      [place.workspaceId, randomUUID(), flowRunId],
    )
    const found = await detail(place.workspaceId, flowRunId)
    expect(found.states).toMatchObject([
      { name: 'Retrying', timestamp: '2026-11-20T11:59:00.123456Z', by: { kind: 'USER', name: 'Ada' } },
      { name: 'Failed', message: 'Disk full', by: { kind: null, id: null, name: 'Night robot' } },
    ])
    expect(found).toMatchObject({
      parameters: {},
      parent: null,
      can: { cancel: { reason: 'run_has_ended' } },
    })
  })

  test('names the run that it is a part of, which has it among its own parts', async () => {
    const place = await newPlace()
    const parentId = await newRun({ ...place, name: 'parent' })
    const parentTaskRunId = await newTaskRun({ workspaceId: place.workspaceId, flowRunId: parentId })
    const childId = await newRun({ ...place, name: 'child', type: 'FAILED', parentTaskRunId })
    const child = await detail(place.workspaceId, childId)
    expect(child).toMatchObject({ parent: { id: parentId, name: 'parent' }, children: [] })
    const parent = await detail(place.workspaceId, parentId)
    expect(parent).toMatchObject({
      parent: null,
      children: [{ id: childId, name: 'child', status: 'FAILED' }],
    })
  })

  test('says until when the plan keeps it, once it has ended', async () => {
    const place = await newPlace()
    const at = new Date()
    const ended = await detail(place.workspaceId, await newRun({ ...place, updatedAt: at }))
    expect(ended.kept_until).toBe(new Date(at.getTime() + 90 * day).toISOString())
    const running = await detail(place.workspaceId, await newRun({ ...place, type: 'RUNNING' }))
    expect(running.kept_until).toBeNull()
  })
})

describe('a run’s log', () => {
  test('is paged in the order of time, either way, lines of one moment included', async () => {
    const place = await newPlace()
    const of = { workspaceId: place.workspaceId, flowRunId: await newRun(place) }
    const at = new Date()
    for (let line = 0; line < 4; line += 1) await newLog(of, { message: 'same', at })
    await newLog(of, { message: 'last', at: new Date(at.getTime() + 1) })
    await newLog(of, { message: 'first', at: new Date(at.getTime() - 1) })
    const { workspaceId, flowRunId } = of
    const first = await lines(workspaceId, flowRunId, { limit: 3 })
    const second = await lines(workspaceId, flowRunId, { limit: 3, cursor: first.nextCursor ?? '' })
    const read = [...first.rows, ...second.rows]
    expect(new Set(read.map(({ id }) => id)).size).toBe(6)
    expect([read[0]?.message, read[5]?.message, second.nextCursor]).toEqual(['first', 'last', null])
    const backwards = await lines(workspaceId, flowRunId, { order: 'newest' })
    expect(backwards.rows).toEqual(read.toReversed())
  })

  test('is narrowed by level and by any part of a line, whatever its case and its characters', async () => {
    const place = await newPlace()
    const of = { workspaceId: place.workspaceId, flowRunId: await newRun(place) }
    await newLog(of, { message: 'Starting', level: 20, at: new Date(1) })
    await newLog(of, { message: 'disk 100% full', level: 40, at: new Date(2) })
    await newLog(of, { message: 'Disk is slow', level: 30, at: new Date(3) })
    const { workspaceId, flowRunId } = of
    expect(await messages(workspaceId, flowRunId, { level: 30 })).toEqual(['disk 100% full', 'Disk is slow'])
    expect(await messages(workspaceId, flowRunId, { search: 'DISK' })).toEqual([
      'disk 100% full',
      'Disk is slow',
    ])
    expect(await messages(workspaceId, flowRunId, { search: '%' })).toEqual(['disk 100% full'])
  })
})

describe('denials', () => {
  test('another workspace’s run, one whose flow is gone and one that never was are not found alike', async () => {
    const [place, other] = [await newPlace(), await newPlace()]
    const orphan = await newRun({ ...place, flowId: await newFlow(place.workspaceId, 'gone') })
    await query(`delete from flow where workspace_id = $1 and name = 'gone'`, [place.workspaceId])
    for (const id of [await newRun(other), orphan, randomUUID()]) {
      await expect(detail(place.workspaceId, id)).rejects.toMatchObject({ code: 'not_found' })
      await expect(lines(place.workspaceId, id)).rejects.toMatchObject({ code: 'not_found' })
    }
  })

  test('whoever cannot open the workspace does not learn of its runs', async () => {
    const { accountId, roles } = organization
    const place = await newPlace()
    const flowRunId = await newRun(place)
    const { ctx } = await newMember(organization, roles.MEMBER)
    const of = { accountId, workspaceId: place.workspaceId, flowRunId }
    await expect(getFlowRunDetail(ctx, of)).rejects.toMatchObject({ code: 'not_found' })
    await expect(listRunLogs(ctx, listRunLogsInput.parse(of))).rejects.toMatchObject({ code: 'not_found' })
  })
})
