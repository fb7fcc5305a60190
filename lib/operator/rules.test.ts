import { expect, test } from 'vitest'
import { sizeText } from '@/lib/format'
import { decideUserDeletion } from '@/lib/users/rules'
import {
  auditState,
  databaseState,
  diskState,
  mailState,
  migrationsState,
  queueState,
  workerState,
  worstOf,
} from './health-rules'
import {
  decideAdministratorSuspension,
  decideOperatorLeaves,
  decidePasswordReset,
  decideReactivation,
  decideRetry,
  decideUserSuspension,
} from './rules'

test.each([
  ['somebody', { isOneself: false, isOperator: false, otherOperators: 0 }, undefined],
  ['oneself', { isOneself: true, isOperator: true, otherOperators: 3 }, 'own_user'],
  ['an operator beside others', { isOneself: false, isOperator: true, otherOperators: 1 }, undefined],
  ['the only operator', { isOneself: false, isOperator: true, otherOperators: 0 }, 'last_operator'],
])('suspending %s', (_, facts, reason) => {
  expect(reasonOf(decideUserSuspension(facts))).toBe(reason)
})

test.each([
  ['nobody depends on them', [], false, 0, undefined],
  ['an organization does', ['Acme'], false, 0, 'last_administrator'],
  ['the installation does', [], true, 0, 'last_operator'],
  ['another operator is there', [], true, 1, undefined],
])('deleting oneself when %s', (_, names, isOperator, otherOperators, reason) => {
  const onlyAdministratorOf = names.map((name) => ({ name, isSuspended: false }))
  const facts = { name: 'Ada', onlyAdministratorOf, areAll: true, isOperator, otherOperators }
  expect(reasonOf(decideUserDeletion(facts))).toBe(reason)
})

test.each([
  [
    null,
    true,
    /^You are the only Administrator who can sign in of Acme, Globex\. Have another.*, or delete them\./,
  ],
  [
    'Ada',
    true,
    /^Ada is the only Administrator who can sign in of Acme, Globex\. .*, or Ada must delete them\./,
  ],
  [null, false, /^You are the only Administrator who can sign in of Acme, Globex and others\. /],
])('the refusal to delete %s names every organization that would be left alone', (name, areAll, sentence) => {
  const decision = decideUserDeletion({
    name,
    onlyAdministratorOf: [
      { name: 'Acme', isSuspended: false },
      { name: 'Globex', isSuspended: true },
    ],
    areAll,
    isOperator: false,
    otherOperators: 0,
  })
  expect(decision).toMatchObject({ message: expect.stringMatching(sentence) })
  const detour = expect.stringContaining(' Globex can be changed only once the operator')
  expect(decision).toMatchObject({ message: detour })
})

test('nobody is suspended who is the last to administer organizations in use; the first few are named', () => {
  expect(decideAdministratorSuspension({ name: 'Ada', handles: [], areAll: true }).allowed).toBe(true)
  const handles = ['a', 'b', 'c', 'd', 'e']
  for (const [areAll, rest] of [
    [true, '2 more'],
    [false, 'others'],
  ] as const)
    expect(decideAdministratorSuspension({ name: 'Ada', handles, areAll })).toMatchObject({
      reason: 'last_administrator',
      message: expect.stringContaining(
        `Ada is the only Administrator who can sign in of a, b, c and ${rest}. Suspend these organizations first, or have another`,
      ),
    })
})

test('an organization whose Administrators are all suspended is not put to use again', () => {
  const facts = { name: 'Acme', suspended: ['ada@example.com'], areAll: true }
  expect(decideReactivation({ ...facts, activeAdministrators: 1 }).allowed).toBe(true)
  expect(decideReactivation({ ...facts, activeAdministrators: 0 })).toMatchObject({
    reason: 'last_administrator',
    message: expect.stringContaining('Reactivate one of them first: ada@example.com.'),
  })
})

test('a job that runs is left alone, any other can be run again', () => {
  expect(reasonOf(decideRetry('running'))).toBe('job_running')
  for (const state of ['failing', 'failed', 'waiting'] as const) expect(decideRetry(state).allowed).toBe(true)
})

test('no link goes to somebody suspended', () => {
  expect(reasonOf(decidePasswordReset(new Date()))).toBe('user_suspended')
  expect(decidePasswordReset(null).allowed).toBe(true)
  expect(decideOperatorLeaves({ isOperator: false, otherOperators: 0 }).allowed).toBe(true)
})

test.each([
  [{ freeBytes: 50e9, totalBytes: 100e9 }, 'ok'],
  [{ freeBytes: 5e9, totalBytes: 100e9 }, 'warning'],
  [{ freeBytes: 0.5e9, totalBytes: 2e9 }, 'warning'],
  [{ freeBytes: 0.5e9, totalBytes: 100e9 }, 'failing'],
  [{ freeBytes: 0, totalBytes: 0 }, 'failing'],
])('a disk with %j is %s', (disk, state) => {
  expect(diskState(disk)).toBe(state)
})

test.each([
  [{ failed: 0, lateSeconds: null }, 'ok'],
  [{ failed: 0, lateSeconds: 30 }, 'ok'],
  [{ failed: 1, lateSeconds: null }, 'warning'],
  [{ failed: 0, lateSeconds: 90 }, 'warning'],
  [{ failed: 0, lateSeconds: 301 }, 'failing'],
])('a queue with %j is %s', (queue, state) => {
  expect(queueState(queue)).toBe(state)
})

test.each([
  ['a quick database', databaseState(500), 'ok'],
  ['a slow database', databaseState(501), 'warning'],
  ['every migration applied', migrationsState({ unfinished: null, pending: 0 }), 'ok'],
  ['a migration that waits', migrationsState({ unfinished: null, pending: 1 }), 'failing'],
  ['a migration half done', migrationsState({ unfinished: 'one', pending: 0 }), 'failing'],
  ['a worker', workerState(1), 'ok'],
  ['no worker', workerState(0), 'failing'],
  ['mail that leaves', mailState({ isOn: true, failed: 0 }), 'ok'],
  ['mail that failed', mailState({ isOn: true, failed: 1 }), 'warning'],
  ['mail that is off', mailState({ isOn: false, failed: 0 }), 'warning'],
  ['audit logs that hold', auditState(0), 'ok'],
  ['an audit log that does not', auditState(1), 'failing'],
])('%s', (_, found, state) => {
  expect(found).toBe(state)
})

test('an installation is as bad as the worst of its checks', () => {
  const check = (state: 'ok' | 'warning' | 'failing') =>
    ({ id: 'disk', title: 'Disk', state, detail: '', at: null }) as const
  expect(worstOf([check('ok'), check('ok')])).toBe('ok')
  expect(worstOf([check('ok'), check('warning')])).toBe('warning')
  expect(worstOf([check('failing'), check('warning')])).toBe('failing')
})

test.each([
  [0, '0 bytes'],
  [1023, '1023 bytes'],
  [1024, '1.0 KB'],
  [1_610_612_736, '1.5 GB'],
])('%s bytes read %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text)
})

function reasonOf(decision: { allowed: boolean; reason?: string }): string | undefined {
  return decision.allowed ? undefined : decision.reason
}
