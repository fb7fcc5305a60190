import { expect, test } from 'vitest'
import { systemContext } from '@/lib/authz/session'
import { actionsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { makeDemo } from './demo'

test('the demo has a service account with a key and a role in a workspace, made as people make them, once', async () => {
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
})
