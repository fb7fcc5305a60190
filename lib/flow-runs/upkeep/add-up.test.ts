import { beforeAll, expect, test } from 'vitest'
import { query } from '@/lib/testing/database'
import { newOrganization, type Organization } from '@/lib/testing/organizations'
import { countedIn, newFlow, newRun, newRuns } from '@/lib/testing/runs'
import { newWorkspace } from '@/lib/testing/workspaces'
import { addUpRunCounts } from './add-up'

const hour = 3_600_000

let organization: Organization
beforeAll(async () => {
  organization = await newOrganization()
})

async function newPlace() {
  const workspaceId = await newWorkspace(organization, 'Analytics')
  return { workspaceId, flowId: await newFlow(workspaceId) }
}

async function waiting(workspaceId: string): Promise<number> {
  const rows = await query('select from flow_run_count_change where workspace_id = $1', [workspaceId])
  return rows.length
}

async function addedUp(workspaceId: string) {
  return query<{ state: string; runs: string }>(
    'select state_type as state, runs from flow_run_count where workspace_id = $1 order by hour, state_type',
    [workspaceId],
  )
}

test('changes of counts are added up by the hour and state, once', async () => {
  const place = await newPlace()
  await newRuns(place, { count: 3, before: new Date('2026-11-20T12:59:59.000Z'), every: 1_000 })
  await newRun({ ...place, type: 'FAILED', at: new Date('2026-11-20T13:00:00.000Z') })
  await addUpRunCounts()
  await addUpRunCounts()
  expect(await waiting(place.workspaceId)).toBe(0)
  expect(await addedUp(place.workspaceId)).toEqual([
    { state: 'COMPLETED', runs: '3' },
    { state: 'FAILED', runs: '1' },
  ])
})

test('counts of nothing are removed', async () => {
  const place = await newPlace()
  await newRun(place)
  await addUpRunCounts()
  await query('delete from flow_run where workspace_id = $1', [place.workspaceId])
  await addUpRunCounts()
  expect(await addedUp(place.workspaceId)).toEqual([])
})

test('no run is lost or counted twice while runs are written and counts added up by several at once', async () => {
  const place = await newPlace()
  let isWriting = true
  const write = async (round: number) => {
    const before = new Date(Date.UTC(2026, 10, 20, 12) - round * hour)
    await newRuns(place, { count: 20, before, every: 60_000, type: 'RUNNING' })
    await query(
      `update flow_run set state_type = 'COMPLETED' where workspace_id = $1 and state_type = 'RUNNING'`,
      [place.workspaceId],
    )
  }
  const addUp = async () => {
    while (isWriting) await addUpRunCounts()
  }
  const adding = [addUp(), addUp(), addUp()]
  for (let round = 0; round < 10; round += 1) {
    await Promise.all([write(round), write(round)])
    expect(await countedIn(place.workspaceId)).toEqual({ COMPLETED: (round + 1) * 40 })
  }
  isWriting = false
  await Promise.all(adding)
  await addUpRunCounts()
  expect(await countedIn(place.workspaceId)).toEqual({ COMPLETED: 400 })
  expect(await waiting(place.workspaceId)).toBe(0)
})
