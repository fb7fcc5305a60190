import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { countStatements } from '@/lib/testing/count-statements'
import { query } from '@/lib/testing/database'
import { newCustomRole, newMember, newOrganization, type Organization } from '@/lib/testing/organizations'
import { newFlow, newRun, newRuns } from '@/lib/testing/runs'
import { newGrant, newWorkspace } from '@/lib/testing/workspaces'
import { getFlowDetail, listFlows } from './list'
import { flowDetail, flowRow, listFlowsInput } from './schema'

let organization: Organization
beforeAll(async () => {
  organization = await newOrganization()
})

type Asked = { search?: string; lastRunStates?: string; cursor?: string; limit?: number }

async function page(workspaceId: string, asked: Asked = {}, ctx = organization.administrator.ctx) {
  const input = listFlowsInput.parse({ accountId: organization.accountId, workspaceId, ...asked })
  const found = await listFlows({ ...ctx, now: new Date() }, input)
  expect(flowRow.array().parse(found.rows)).toEqual(found.rows)
  return found
}

function ago(minutes: number): Date {
  return new Date(Date.now() - minutes * 60_000)
}

describe('a list of flows', () => {
  test('shows each with its last runs, newest first, and the next', async () => {
    const workspaceId = await newWorkspace(organization, 'Analytics')
    const flowId = await newFlow(workspaceId, 'nightly')
    await newRuns({ workspaceId, flowId }, { count: 12, before: ago(60), every: 60_000 })
    await newRun({ workspaceId, flowId, name: 'late', type: 'SCHEDULED', at: ago(5) })
    await newRun({ workspaceId, flowId, name: 'after', type: 'SCHEDULED', at: ago(-60) })
    await newRun({ workspaceId, flowId, name: 'next', type: 'SCHEDULED', at: ago(-30) })
    const { rows } = await page(workspaceId)
    expect(rows).toMatchObject([{ name: 'nightly', next_run: { name: 'next', status: 'SCHEDULED' } }])
    expect(rows[0]?.recent_runs).toHaveLength(10)
    expect(rows[0]?.recent_runs[0]).toMatchObject({ name: 'late', status: 'LATE', state_name: 'Late' })
    const { accountId, administrator } = organization
    const one = await getFlowDetail(
      { ...administrator.ctx, now: new Date() },
      { accountId, workspaceId, flowId },
    )
    expect(flowDetail.parse(one)).toMatchObject(rows[0] ?? {})
  })

  test('is paged by name without a gap, names longer than a cursor included, and searched by any part', async () => {
    const workspaceId = await newWorkspace(organization, 'Analytics')
    const long = 'x'.repeat(400)
    for (const name of ['b', 'a', `${long}1`, `${long}2`, `${long}3`, 'c_c']) await newFlow(workspaceId, name)
    const visited: string[] = []
    for (let cursor: string | undefined; ;) {
      const { rows, nextCursor } = await page(workspaceId, { limit: 1, ...(cursor ? { cursor } : {}) })
      visited.push(...rows.map(({ name }) => name))
      if (!nextCursor) break
      cursor = nextCursor
    }
    expect(visited).toEqual(['a', 'b', 'c_c', `${long}1`, `${long}2`, `${long}3`])
    expect((await page(workspaceId, { search: 'C_' })).rows.map(({ name }) => name)).toEqual(['c_c'])
  })

  test('is narrowed to flows whose last run is in one of some states, and searched by tags too', async () => {
    const workspaceId = await newWorkspace(organization, 'Analytics')
    const [mended, broken] = [await newFlow(workspaceId, 'mended'), await newFlow(workspaceId, 'broken')]
    await newFlow(workspaceId, 'new')
    for (const [flowId, types] of [
      [mended, ['FAILED', 'COMPLETED']],
      [broken, ['COMPLETED', 'CRASHED']],
    ] as const)
      for (const [index, type] of types.entries())
        await newRun({ workspaceId, flowId, type, at: ago(60 - index) })
    await newRun({ workspaceId, flowId: mended, type: 'SCHEDULED', at: ago(-60) })
    await query('update flow set tags = $2 where id = $1', [mended, ['Nightly', 'etl']])
    const named = async (asked: Asked) => (await page(workspaceId, asked)).rows.map(({ name }) => name)
    expect(await named({ lastRunStates: 'FAILED,CRASHED' })).toEqual(['broken'])
    expect(await named({ lastRunStates: 'COMPLETED' })).toEqual(['mended'])
    expect(await named({ lastRunStates: '' })).toEqual(['broken', 'mended', 'new'])
    expect(await named({ search: 'nightLY' })).toEqual(['mended'])
    expect(await named({ search: 'et' })).toEqual(['mended'])
    expect(await named({ search: 'Nightly etl' })).toEqual([])
    expect(await named({ search: 'e' })).toEqual(['broken', 'mended', 'new'])
  })

  test('has a time for what is looked for, and none for a page of all', async () => {
    const workspaceId = await newWorkspace(organization, 'Analytics')
    await newFlow(workspaceId)
    const hasTime = async (asked: Asked) => {
      const { statements } = await countStatements(() => page(workspaceId, asked))
      return statements.some((text) => text.includes('statement_timeout'))
    }
    expect(await hasTime({ search: 'x' })).toBe(true)
    expect(await hasTime({ lastRunStates: 'FAILED' })).toBe(true)
    expect(await hasTime({})).toBe(false)
  })

  test('says what may be done with a flow and why not', async () => {
    const workspaceId = await newWorkspace(organization, 'Analytics')
    await newFlow(workspaceId)
    const reader = await newMember(organization, organization.roles.READ_ONLY_USER)
    const { rows } = await page(workspaceId, {}, reader.ctx)
    expect(rows[0]?.can).toMatchObject({
      start: { allowed: false, permission: 'create:flow_run' },
      delete: { allowed: false, permission: 'delete:flow' },
    })
  })
})

describe('denials', () => {
  test('who may read flows but not runs sees flows without runs', async () => {
    const workspaceId = await newWorkspace(organization, 'Analytics')
    const flowId = await newFlow(workspaceId)
    await newRun({ workspaceId, flowId, at: ago(1) })
    const { membershipId, ctx } = await newMember(organization, organization.roles.MEMBER)
    await expect(page(workspaceId, {}, ctx)).rejects.toMatchObject({ code: 'not_found' })
    const roleId = await newCustomRole(organization, ['read:workspace', 'read:flow'])
    await newGrant(organization, { workspaceId, membershipId, roleId })
    expect((await page(workspaceId, {}, ctx)).rows).toMatchObject([{ recent_runs: [], next_run: null }])
    const narrowed = page(workspaceId, { lastRunStates: 'COMPLETED' }, ctx)
    await expect(narrowed).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('another workspace’s flow and one that never was are not found alike', async () => {
    const [one, other] = [await newWorkspace(organization, 'One'), await newWorkspace(organization, 'Other')]
    const { accountId, administrator } = organization
    for (const flowId of [await newFlow(other), randomUUID()]) {
      const asked = getFlowDetail(administrator.ctx, { accountId, workspaceId: one, flowId })
      await expect(asked).rejects.toMatchObject({ code: 'not_found' })
    }
  })
})
