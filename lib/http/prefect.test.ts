import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { newServiceAccountWithKey, newUserApiKey } from '@/lib/testing/api-keys'
import { query } from '@/lib/testing/database'
import { newOrganization, type Organization } from '@/lib/testing/organizations'
import { findPrefect, newTerminal, type Ran } from '@/lib/testing/prefect'
import { saySkipped } from '@/lib/testing/programs'
import { serveRouter } from '@/lib/testing/serve-router'
import { newGrant, newWorkspace } from '@/lib/testing/workspaces'

// The client itself, unmodified, against our routes: that it has what it needs is what no replay of its requests can show.

const prefect = findPrefect()
const title = 'the command line of Prefect'
const missing = prefect ? [] : ['there is no prefect program on PATH, and E2E_PREFECT names none']
const reason = saySkipped(title, missing)

describe.skipIf(!prefect)(`${title}${reason}`, { timeout: 240_000 }, () => {
  let organization: Organization
  let workspaceId: string
  let server: Awaited<ReturnType<typeof serveRouter>>
  let terminal: Awaited<ReturnType<typeof newTerminal>>
  let place: string
  let key: string

  beforeAll(async () => {
    organization = await newOrganization()
    workspaceId = await newWorkspace(organization, 'Analytics')
    place = `${organization.handle}/${workspaceId}`
    key = (await newUserApiKey(organization.administrator.ctx)).key
    server = await serveRouter()
    terminal = await newTerminal(prefect ?? '')
    await ran('config', 'set', `PREFECT_CLOUD_API_URL=${server.url}/api`)
    await ran('cloud', 'login', '-k', key, '-w', place)
  }, 120_000)

  afterAll(async () => {
    await terminal?.close()
    await server?.stop()
  })

  /** What a command says that succeeds. */
  async function ran(...words: string[]): Promise<string> {
    return succeeded(await terminal.prefect(...words))
  }

  test('is logged in, lists and sets workspaces', async () => {
    expect(await ran('config', 'view')).toContain(
      `/api/accounts/${organization.accountId}/workspaces/${workspaceId}`,
    )
    expect(await ran('cloud', 'workspace', 'ls')).toContain(place)
    expect(await ran('cloud', 'workspace', 'set', '--workspace', place)).toContain(place)
    expect(await ran('api', 'GET', '/me', '--root')).toContain(organization.administrator.user.email)
  })

  test('logs a service account in with its key', async () => {
    const robot = await newServiceAccountWithKey(organization)
    const { membershipId } = robot
    await newGrant(organization, { workspaceId, membershipId, roleId: organization.roles.RUNNER })
    const other = await newTerminal(prefect ?? '')
    try {
      const url = `PREFECT_CLOUD_API_URL=${server.url}/api`
      succeeded(await other.prefect('config', 'set', url))
      const login = await other.prefect('cloud', 'login', '-k', robot.key.key, '-w', place)
      expect(succeeded(login)).toContain('Authenticated')
    } finally {
      await other.close()
    }
  })

  test('keeps the IP allowlist: ls, add, toggle, enable, disable, remove', async () => {
    const allowlist = (...words: string[]) => ran('cloud', 'ip-allowlist', ...words)
    expect(await allowlist('ls')).toContain('IP allowlist is empty')
    await allowlist('add', '192.0.2.0/24', '-d', 'Office')
    expect(await allowlist('ls')).toMatch(/192\.0\.2\.0\/24.*Office/)
    const enable = () => terminal.confirmed('cloud', 'ip-allowlist', 'enable')
    expect(await enable()).toMatchObject({ exitCode: 1, output: expect.stringContaining('127.0.0.1') })
    await allowlist('add', '127.0.0.1')
    await allowlist('toggle', '192.0.2.0/24')
    expect(await entries()).toEqual([
      { network: '192.0.2.0/24', is_enabled: false, description: 'Office' },
      { network: '127.0.0.1/32', is_enabled: true, description: null },
    ])
    expect(succeeded(await enable())).toContain('IP allowlist enabled')
    expect(await allowlist('ls')).toContain('Enforcement is ENABLED')
    expect(await terminal.prefect('cloud', 'ip-allowlist', 'remove', '127.0.0.1')).toMatchObject({
      exitCode: 1,
      output: expect.stringContaining('Error updating allowlist'),
    })
    expect(await allowlist('disable')).toContain('IP allowlist disabled')
    await allowlist('remove', '127.0.0.1')
    await allowlist('remove', '192.0.2.0/24')
    expect(await entries()).toEqual([])
  })

  test('a flow ends well: its task, its tags and its log with it', async () => {
    const { output } = await terminal.script(`
from prefect import flow, get_run_logger, tags, task

@task(tags=["db"])
def load(day):
    return len(day)

@flow
def nightly_load(day: str = "monday"):
    get_run_logger().info("Loaded %s rows", load(day))

with tags("etl"):
    nightly_load()
`)
    expect(output).toContain('Completed')
    const [run] = await runsOf('nightly-load')
    expect(run).toMatchObject({ state_type: 'COMPLETED', tags: ['etl'], states: 'PENDING RUNNING COMPLETED' })
    expect(run?.log).toContain('Loaded 6 rows')
  })

  test('a flow fails, is tried again, and says why', async () => {
    const { exitCode, output } = await terminal.script(`
from prefect import flow

@flow(retries=1, retry_delay_seconds=1)
def broken_report():
    raise ValueError("no rows")

broken_report()
`)
    expect({ exitCode, output }).toMatchObject({ exitCode: 1, output: expect.stringContaining('no rows') })
    const [run] = await runsOf('broken-report')
    expect(run).toMatchObject({
      state_type: 'FAILED',
      run_count: 2,
      states: 'PENDING RUNNING SCHEDULED RUNNING FAILED',
    })
  })

  test('a flow within a flow is its part', async () => {
    const answer = await terminal.script(`
from prefect import flow

@flow
def child(n: int):
    return n + 1

@flow(flow_run_name="night-{n}")
def parent(n: int = 1):
    return child(n)

assert parent() == 2
`)
    expect(succeeded(answer)).toContain('Completed')
    expect(await runsOf('parent')).toMatchObject([{ name: 'night-1', state_type: 'COMPLETED' }])
    expect(await runsOf('child')).toMatchObject([{ state_type: 'COMPLETED', parent: 'night-1' }])
  })

  test('reads flows and runs, and deletes one', async () => {
    const flows = await ran('flow', 'ls')
    for (const name of ['nightly-load', 'broken-report', 'parent', 'child']) expect(flows).toContain(name)
    const [run] = await runsOf('nightly-load')
    const id = run?.id ?? ''
    expect(await ran('flow-run', 'ls', '--flow-name', 'nightly-load', '--state', 'Completed')).toContain(id)
    expect(await ran('flow-run', 'ls', '--state-type', 'FAILED')).toContain('broken-report')
    expect(await ran('flow-run', 'ls', '--state', 'Crashed')).not.toContain(id)
    expect(await ran('flow-run', 'inspect', id)).toContain('COMPLETED')
    expect(await ran('flow-run', 'logs', id)).toContain('Loaded 6 rows')
    expect(await ran('flow-run', 'logs', id, '--tail', '-n', '1')).toContain('Completed')
    expect(await ran('flow-run', 'delete', id)).toContain('Successfully deleted')
    expect(await runsOf('nightly-load')).toEqual([])
  })

  test('cancels a run, once', async () => {
    const id = await scheduledRun()
    expect(await ran('flow-run', 'cancel', id)).toContain('successfully')
    expect(await ran('flow-run', 'ls', '--state-type', 'CANCELLED')).toContain(id)
    expect((await terminal.prefect('flow-run', 'cancel', id)).exitCode).toBe(1)
  })

  test('a run that is cancelled before it begins does not begin', async () => {
    const { exitCode, output } = await terminal.script(`
from prefect import flow, get_client
from prefect.flow_engine import run_flow
from prefect.states import Cancelled, Pending

@flow
def stopped():
    print("THE CODE RAN")

with get_client(sync_client=True) as client:
    run = client.create_flow_run(stopped, state=Pending())
    client.set_flow_run_state(run.id, Cancelled())
run_flow(stopped, flow_run=run)
`)
    expect({ exitCode, output }).toMatchObject({
      exitCode: 1,
      output: expect.stringContaining('CancelledRun'),
    })
    expect(output).not.toContain('THE CODE RAN')
    expect(await runsOf('stopped')).toMatchObject([{ state_type: 'CANCELLED', states: 'PENDING CANCELLED' }])
  })

  test.each([
    ['ends well', 'return 1'],
    ['fails', 'raise ValueError("no rows")'],
  ])('a run that is cancelled and %s stays cancelled, and its script ends', async (name, end) => {
    const flow = name.replace(' ', '-')
    const { output } = await terminal.script(`
from prefect import flow, get_client, runtime
from prefect.states import Cancelled

@flow(name="${flow}")
def outlived():
    with get_client(sync_client=True) as client:
        client.set_flow_run_state(runtime.flow_run.id, Cancelled())
    ${end}

outlived()
`)
    expect(output).toContain('Cancelled')
    expect(await runsOf(flow)).toMatchObject([
      { state_type: 'CANCELLED', states: 'PENDING RUNNING CANCELLED' },
    ])
  })

  test('finds what an engine would keep empty', async () => {
    for (const kind of ['deployment', 'work-pool', 'variable'])
      expect(await terminal.prefect(kind, 'ls')).toMatchObject({ exitCode: 0 })
  })

  test('a script that takes us for a server of its own finds its version and runs', async () => {
    const other = await newTerminal(prefect ?? '')
    try {
      const api = `${server.url}/api/accounts/${organization.accountId}/workspaces/${workspaceId}`
      succeeded(await other.prefect('config', 'set', `PREFECT_API_URL=${api}`, `PREFECT_API_KEY=${key}`))
      const answer = await other.script(
        'from prefect import flow\n\n@flow\ndef direct():\n    pass\n\ndirect()\n',
      )
      expect(succeeded(answer)).not.toContain('newer version of Prefect')
      expect(await runsOf('direct')).toMatchObject([{ state_type: 'COMPLETED' }])
    } finally {
      await other.close()
    }
  })

  async function entries() {
    return query(
      'select network, is_enabled, description from ip_allowlist_entry where account_id = $1 order by position',
      [organization.accountId],
    )
  }

  /** A run that waits for its time. */
  async function scheduledRun(): Promise<string> {
    const answer = await terminal.script(`
import asyncio
from datetime import datetime, timedelta, timezone
from prefect import flow, get_client
from prefect.states import Scheduled

@flow
def waiting():
    pass

async def main():
    async with get_client() as client:
        due = datetime.now(timezone.utc) + timedelta(hours=1)
        run = await client.create_flow_run(waiting, state=Scheduled(scheduled_time=due))
        print("ID", run.id)

asyncio.run(main())
`)
    return /ID (\S+)/.exec(succeeded(answer))?.[1] ?? ''
  }

  async function runsOf(flow: string) {
    const rows = await query(
      `select r.id, r.name, r.state_type::text, r.tags, r.run_count, p.name as parent,
         (select string_agg(s.type::text, ' ' order by s.timestamp) from flow_run_state s where s.workspace_id = r.workspace_id and s.flow_run_id = r.id) as states,
         (select string_agg(l.message, E'\\n') from flow_run_log l where l.workspace_id = r.workspace_id and l.flow_run_id = r.id) as log
       from flow_run r join flow f on f.workspace_id = r.workspace_id and f.id = r.flow_id
       left join task_run t on t.workspace_id = r.workspace_id and t.id = r.parent_task_run_id
       left join flow_run p on p.workspace_id = r.workspace_id and p.id = t.flow_run_id
       where r.workspace_id = $1 and f.name = $2`,
      [workspaceId, flow],
    )
    return z.array(runRow).parse(rows)
  }
})

const runRow = z.object({
  id: z.string(),
  name: z.string(),
  state_type: z.string(),
  tags: z.array(z.string()),
  run_count: z.number(),
  parent: z.string().nullable(),
  states: z.string(),
  log: z.string().nullable(),
})

function succeeded({ exitCode, output }: Ran): string {
  expect(exitCode, output).toBe(0)
  return output
}
