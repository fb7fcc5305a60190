import { beforeAll, describe, expect, test } from 'vitest'
import { query } from '@/lib/testing/database'
import { newCustomRole, newMember, newOrganization, type Organization } from '@/lib/testing/organizations'
import { newFlow, newRun, newRuns } from '@/lib/testing/runs'
import { newGrant, newWorkspace } from '@/lib/testing/workspaces'
import { listFlowRuns } from './list'
import { getWorkspaceRuns } from './overview'
import { flowRunRow, listFlowRunsInput, runsOverview } from '../schema'

const minute = 60_000

let organization: Organization
beforeAll(async () => {
  organization = await newOrganization()
})

async function newPlace() {
  const workspaceId = await newWorkspace(organization, 'Analytics')
  return { workspaceId, flowId: await newFlow(workspaceId, 'nightly') }
}

type Asked = {
  status?: string
  flow?: string
  time?: string
  search?: string
  cursor?: string
  limit?: number
}

async function page(workspaceId: string, asked: Asked = {}, ctx = organization.administrator.ctx) {
  const input = listFlowRunsInput.parse({ accountId: organization.accountId, workspaceId, ...asked })
  const found = await listFlowRuns({ ...ctx, now: new Date() }, input)
  expect(flowRunRow.array().parse(found.rows)).toEqual(found.rows)
  return found
}

async function names(workspaceId: string, asked: Asked = {}): Promise<string[]> {
  return (await page(workspaceId, asked)).rows.map(({ name }) => name)
}

function ago(minutes: number): Date {
  return new Date(Date.now() - minutes * minute)
}

describe('a list of runs', () => {
  test('shows each in its state, the newest expected start first', async () => {
    const place = await newPlace()
    await newRun({ ...place, name: 'old', type: 'FAILED', at: ago(90), message: 'Disk full' })
    await newRun({ ...place, name: 'due', type: 'SCHEDULED', at: ago(-30) })
    await newRun({ ...place, name: 'overdue', type: 'SCHEDULED', at: ago(5) })
    const { rows } = await page(place.workspaceId)
    expect(rows).toMatchObject([
      { name: 'due', status: 'SCHEDULED', is_late: false, start_time: null, seconds: null },
      { name: 'overdue', status: 'LATE', is_late: true, state: { type: 'SCHEDULED', name: 'Late' } },
      {
        name: 'old',
        flow: { id: place.flowId, name: 'nightly' },
        state: { type: 'FAILED', message: 'Disk full' },
        seconds: 1.5,
        created_by: { kind: 'SERVICE_ACCOUNT', name: 'Night robot' },
      },
    ])
  })

  test('is paged without a gap or a repetition, runs of one moment included', async () => {
    const place = await newPlace()
    await newRuns(place, { count: 9, before: ago(0), every: 0 })
    await newRuns(place, { count: 8, before: ago(1), every: 0.001 })
    const visited: string[] = []
    for (let cursor: string | undefined; ;) {
      const { rows, nextCursor } = await page(place.workspaceId, { limit: 5, ...(cursor ? { cursor } : {}) })
      visited.push(...rows.map(({ id }) => id))
      if (!nextCursor) break
      cursor = nextCursor
    }
    expect(visited).toHaveLength(17)
    expect(new Set(visited).size).toBe(17)
  })

  test('is narrowed by several statuses, of which late is one and scheduled another', async () => {
    const place = await newPlace()
    await newRun({ ...place, name: 'failed', type: 'FAILED', at: ago(4) })
    await newRun({ ...place, name: 'crashed', type: 'CRASHED', at: ago(3) })
    await newRun({ ...place, name: 'completed', at: ago(2) })
    await newRun({ ...place, name: 'late', type: 'SCHEDULED', at: ago(1) })
    await newRun({ ...place, name: 'retry', type: 'SCHEDULED', stateName: 'AwaitingRetry', at: ago(1.5) })
    await newRun({ ...place, name: 'due', type: 'SCHEDULED', at: ago(-1) })
    const { workspaceId } = place
    expect(await names(workspaceId, { status: 'FAILED,CRASHED' })).toEqual(['crashed', 'failed'])
    expect(await names(workspaceId, { status: 'LATE' })).toEqual(['late'])
    expect(await names(workspaceId, { status: 'SCHEDULED' })).toEqual(['due', 'retry'])
    expect(await names(workspaceId, { status: 'LATE,SCHEDULED,FAILED' })).toEqual([
      'due',
      'late',
      'retry',
      'failed',
    ])
    expect(await names(workspaceId, { status: '' })).toHaveLength(6)
  })

  test('is narrowed by flow, by time and by any part of the name, whatever its case and its characters', async () => {
    const place = await newPlace()
    const other = await newFlow(place.workspaceId)
    await newRun({ ...place, name: 'Quick-Fox', at: ago(1) })
    await newRun({ ...place, flowId: other, name: '100%_fox', at: ago(2) })
    await newRun({ ...place, name: 'lazy-dog', at: ago(3 * 24 * 60) })
    const { workspaceId } = place
    expect(await names(workspaceId, { search: 'FOX' })).toEqual(['Quick-Fox', '100%_fox'])
    expect(await names(workspaceId, { search: '%_' })).toEqual(['100%_fox'])
    expect(await names(workspaceId, { search: 'k-f', status: 'COMPLETED,FAILED' })).toEqual(['Quick-Fox'])
    expect(await names(workspaceId, { flow: other })).toEqual(['100%_fox'])
    expect(await names(workspaceId, { time: '2d', flow: place.flowId })).toEqual(['Quick-Fox'])
    expect(await names(workspaceId, { time: 'older-2d' })).toEqual(['lazy-dog'])
  })

  test('leaves out other workspaces, and runs whose flow is gone', async () => {
    const [place, other] = [await newPlace(), await newPlace()]
    await newRun(other)
    const gone = await newFlow(place.workspaceId, 'gone')
    await newRuns({ ...place, flowId: gone }, { count: 3, before: new Date(), every: 1 })
    await query(`delete from flow where workspace_id = $1 and name = 'gone'`, [place.workspaceId])
    expect(await names(place.workspaceId)).toEqual([])
    expect(await names(place.workspaceId, { flow: other.flowId })).toEqual([])
    await newRun({ ...place, name: 'older', at: ago(1) })
    expect(await names(place.workspaceId, { limit: 1 })).toEqual(['older'])
  })

  test('says of each run what may be done with it and why not', async () => {
    const place = await newPlace()
    await newRun({ ...place, type: 'RUNNING', at: ago(1) })
    await newRun({ ...place, type: 'CANCELLING', at: ago(2) })
    await newRun({ ...place, type: 'COMPLETED', at: ago(3) })
    const { rows } = await page(place.workspaceId)
    expect(rows.map(({ can }) => can)).toMatchObject([
      { cancel: { allowed: true }, delete: { allowed: true } },
      { cancel: { allowed: true } },
      { cancel: { allowed: false, reason: 'run_has_ended' } },
    ])
    const reader = await newMember(organization, organization.roles.READ_ONLY_USER)
    const seen = await page(place.workspaceId, {}, reader.ctx)
    expect(seen.rows[0]?.can).toMatchObject({
      cancel: { allowed: false, permission: 'update:flow_run' },
      delete: { allowed: false, permission: 'delete:flow_run' },
    })
  })

  test('refuses a cursor that is none of its own', async () => {
    const { workspaceId } = await newPlace()
    await expect(page(workspaceId, { cursor: 'x' })).rejects.toMatchObject({ reason: 'invalid_cursor' })
  })
})

describe('an overview', () => {
  test('has what is due next and what failed last, at most five of each, and counts', async () => {
    const place = await newPlace()
    for (const minutes of [1, 2, 3, 4, 5, 6]) {
      await newRun({ ...place, name: `due ${minutes}`, type: 'SCHEDULED', at: ago(-minutes) })
      const type = minutes % 2 === 0 ? 'FAILED' : 'CRASHED'
      await newRun({ ...place, name: `failed ${minutes}`, type, at: ago(minutes) })
    }
    await newRun({ ...place, type: 'SCHEDULED', at: ago(2) })
    await newRun({ ...place, type: 'RUNNING', at: ago(2) })
    const { accountId } = organization
    const ctx = { ...organization.administrator.ctx, now: new Date() }
    const found = await getWorkspaceRuns(ctx, { accountId, workspaceId: place.workspaceId })
    expect(runsOverview.parse(found)).toEqual(found)
    expect(found.next.map(({ name }) => name)).toEqual(['due 1', 'due 2', 'due 3', 'due 4', 'due 5'])
    expect(found.failures.map(({ name }) => name)).toEqual(
      [1, 2, 3, 4, 5].map((minutes) => `failed ${minutes}`),
    )
    expect(found).toMatchObject({ late: 1, running: 1, has_flows: true, can: { start: { allowed: true } } })
  })

  test('of a workspace without flows says so', async () => {
    const workspaceId = await newWorkspace(organization, 'Empty')
    const { accountId, administrator } = organization
    expect(await getWorkspaceRuns(administrator.ctx, { accountId, workspaceId })).toMatchObject({
      next: [],
      failures: [],
      late: 0,
      has_flows: false,
    })
  })
})

describe('denials', () => {
  test('runs are for those who may read them in the workspace', async () => {
    const { workspaceId } = await newPlace()
    const roleId = await newCustomRole(organization, ['read:workspace', 'read:flow'])
    const member = await newMember(organization, organization.roles.MEMBER)
    const { accountId } = organization
    const listing = () => page(workspaceId, {}, member.ctx)
    const overview = () => getWorkspaceRuns(member.ctx, { accountId, workspaceId })
    await expect(listing()).rejects.toMatchObject({ code: 'not_found' })
    await expect(overview()).rejects.toMatchObject({ code: 'not_found' })
    await newGrant(organization, { workspaceId, membershipId: member.membershipId, roleId })
    const refused = { code: 'forbidden', permission: 'read:flow_run' }
    await expect(listing()).rejects.toMatchObject(refused)
    await expect(overview()).rejects.toMatchObject(refused)
  })
})
