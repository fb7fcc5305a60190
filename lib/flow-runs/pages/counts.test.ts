import { beforeAll, describe, expect, test } from 'vitest'
import { newMember, newOrganization, type Organization } from '@/lib/testing/organizations'
import { deleteFlow } from '@/lib/flows/service'
import { query } from '@/lib/testing/database'
import { countedIn, newFlow, newRun, newRuns } from '@/lib/testing/runs'
import { newWorkspace } from '@/lib/testing/workspaces'
import { addUpRunCounts } from '../upkeep/add-up'
import { getRunTimeline } from './counts'
import { runTimeline, type TimelinePeriod } from '../schema'
import type { StateType } from '../states'

const minute = 60_000
const hour = 60 * minute

let organization: Organization
beforeAll(async () => {
  organization = await newOrganization()
})

async function newPlace() {
  const workspaceId = await newWorkspace(organization, 'Analytics')
  return { workspaceId, flowId: await newFlow(workspaceId) }
}

async function timeline(workspaceId: string, period: TimelinePeriod = 'day', now = new Date()) {
  const ctx = { ...organization.administrator.ctx, now }
  const found = await getRunTimeline(ctx, { accountId: organization.accountId, workspaceId, period })
  expect(runTimeline.parse(found)).toEqual(found)
  return found
}

function ago(milliseconds: number): Date {
  return new Date(Date.now() - milliseconds)
}

describe('a picture of few runs', () => {
  test('has each of them in the order of time, and counts late ones by themselves', async () => {
    const place = await newPlace()
    await newRun({ ...place, name: 'late', type: 'SCHEDULED', at: ago(20 * minute) })
    await newRun({ ...place, name: 'failed', type: 'FAILED', at: ago(3 * hour) })
    await newRun({ ...place, name: 'waiting', type: 'SCHEDULED', stateName: 'AwaitingRetry', at: ago(hour) })
    await newRun({ ...place, name: 'before', at: ago(25 * hour) })
    const found = await timeline(place.workspaceId)
    expect(found.runs?.map(({ name, status }) => [name, status])).toEqual([
      ['failed', 'FAILED'],
      ['waiting', 'SCHEDULED'],
      ['late', 'LATE'],
    ])
    expect(found.total).toBe(3)
    expect(found.counts).toEqual({ FAILED: 1, SCHEDULED: 1, LATE: 1 })
    expect(found.runs?.[0]).toMatchObject({ seconds: 1.5, state_name: 'Failed' })
    expect(found.runs?.[2]).toMatchObject({ seconds: null, state_name: 'Late' })
  })

  test('says how long a run has been running until now', async () => {
    const place = await newPlace()
    const now = new Date()
    await newRun({ ...place, type: 'RUNNING', at: new Date(now.getTime() - 10 * minute) })
    const { runs } = await timeline(place.workspaceId, 'day', now)
    expect(runs?.[0]?.seconds).toBeCloseTo(601.5, 1)
  })

  test('leaves out runs whose flow is gone', async () => {
    const place = await newPlace()
    await newRun(place)
    await query('delete from flow where id = $1', [place.flowId])
    expect(await timeline(place.workspaceId)).toMatchObject({ total: 0, counts: {}, runs: [] })
  })
})

describe('a picture of many runs', () => {
  test('has bins instead of runs, with the same counts as before they were added up', async () => {
    const place = await newPlace()
    const now = new Date('2026-11-20T12:34:56.789Z')
    await newRuns(place, { count: 301, before: now, every: minute })
    await newRuns(place, { count: 40, before: now, every: hour, type: 'CRASHED' })
    const before = await timeline(place.workspaceId, 'day', now)
    expect(before).toMatchObject({ runs: null, counts: { COMPLETED: 301, CRASHED: 23 }, total: 324 })
    await addUpRunCounts()
    expect(await timeline(place.workspaceId, 'day', now)).toEqual(before)
  })

  test('tells late runs from scheduled ones in the bin that they were expected in, without those of deleted flows', async () => {
    const place = await newPlace()
    const now = new Date('2026-11-20T12:34:56.789Z')
    await newRuns(place, { count: 310, before: now, every: minute })
    const at = new Date('2026-11-20T11:30:00.000Z')
    await newRun({ ...place, type: 'SCHEDULED', at })
    await newRun({ ...place, type: 'SCHEDULED', stateName: 'AwaitingRetry', at })
    const gone = { ...place, flowId: await newFlow(place.workspaceId) }
    for (const type of ['SCHEDULED', 'COMPLETED'] as const) await newRun({ ...gone, type, at })
    const { accountId, administrator } = organization
    await deleteFlow(administrator.ctx, { accountId, ...gone })
    const { bins } = await timeline(place.workspaceId, 'day', now)
    expect(bins[22]).toMatchObject({
      start: '2026-11-20T11:00:00.000Z',
      counts: { LATE: 1, SCHEDULED: 1, COMPLETED: 60 },
    })
  })
})

test.each([
  ['day', 24, '2026-11-19T13:00:00.000Z'],
  ['week', 56, '2026-11-13T13:00:00.000Z'],
  ['month', 60, '2026-10-21T13:00:00.000Z'],
] as const)(
  'the picture of a %s has %i bins of equal length up to the end of this hour',
  async (period, count, from) => {
    const { workspaceId } = await newPlace()
    const { bins, ...found } = await timeline(workspaceId, period, new Date('2026-11-20T12:34:56.789Z'))
    expect(found).toMatchObject({ from, to: '2026-11-20T13:00:00.000Z', total: 0 })
    expect(bins).toHaveLength(count)
    expect(bins[0]?.start).toBe(from)
    expect(bins.slice(1).map(({ start }) => start)).toEqual(bins.slice(0, -1).map(({ end }) => end))
  },
)

test('every change of a run is counted, whatever it goes through', async () => {
  const place = await newPlace()
  const at = ago(minute)
  const types: StateType[] = ['PENDING', 'RUNNING', 'COMPLETED']
  for (const type of types) await newRun({ ...place, type, at })
  await query(
    `update flow_run set state_type = 'RUNNING' where workspace_id = $1 and state_type = 'PENDING'`,
    [place.workspaceId],
  )
  await query(`delete from flow_run where workspace_id = $1 and state_type = 'COMPLETED'`, [
    place.workspaceId,
  ])
  expect(await countedIn(place.workspaceId)).toEqual({ RUNNING: 2 })
})

describe('denials', () => {
  test('whoever cannot open the workspace does not learn of it', async () => {
    const { workspaceId } = await newPlace()
    const member = await newMember(organization, organization.roles.MEMBER)
    const asked = { accountId: organization.accountId, workspaceId, period: 'day' as const }
    await expect(getRunTimeline(member.ctx, asked)).rejects.toMatchObject({ code: 'not_found' })
  })
})
