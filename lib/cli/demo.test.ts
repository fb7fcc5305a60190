import { expect, test } from 'vitest'
import { systemContext } from '@/lib/authz/session'
import { actionsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { makeDemo } from './demo'

test('the demo has a service account with a key and a role in a workspace, made as people make them, once, and what it reported', async () => {
  const ctx = systemContext('The tests')
  const first = await makeDemo(ctx)
  expect(first.password).not.toBeNull()
  expect((await makeDemo(ctx)).password).toBeNull()
  const [account] = await query<{ id: string }>('select id from account where handle = $1', [
    first.organization,
  ])
  const made = await query(
    `select s.name, s.created_by_name, (select count(*)::int from api_key k where k.service_account_id = s.id) as keys,
            w.name as workspace, r.name as role
     from service_account s join membership m on m.service_account_id = s.id
     join workspace_grant g on g.membership_id = m.id join workspace w on w.id = g.workspace_id join role r on r.id = g.role_id
     where s.account_id = $1`,
    [account?.id],
  )
  expect(made).toEqual([
    {
      name: 'nightly-runner',
      created_by_name: 'Ada Lovelace',
      keys: 1,
      workspace: 'Data platform',
      role: 'Runner',
    },
  ])
  expect(await actionsOf(account?.id ?? '')).toEqual(
    expect.arrayContaining(['service_account.created', 'grant.created', 'api_key.created']),
  )
  const [runs] = await query<{ runs: number; failed: number; kinds: number }>(
    `select count(*)::int as runs, count(*) filter (where state_type = 'FAILED')::int as failed,
       count(distinct state_type)::int as kinds
     from flow_run r join workspace w on w.id = r.workspace_id
     where w.account_id = $1 and w.name = 'Data platform' and r.created_by_name = 'nightly-runner'`,
    [account?.id],
  )
  expect(runs?.runs).toBe(400)
  expect(runs?.failed).toBeGreaterThan(3)
  expect(runs?.kinds).toBeGreaterThan(3)
})
