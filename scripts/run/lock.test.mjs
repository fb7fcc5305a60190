import { fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { tryLock, waitForLock } from './lock.mjs'
import { identityOf, isStillRunning } from './process-identity.mjs'

let folder
let file

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roster-lock-'))
  file = join(folder, 'lock')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A lock as a process would have left it that had this one's number before. */
function leaveLock(changes) {
  const holder = {
    ...identityOf(process.pid),
    command: 'npm start',
    since: '2026-01-01T00:00:00.000Z',
    id: 'old',
  }
  writeFileSync(file, `${JSON.stringify({ ...holder, ...changes })}\n`)
}

describe('the lock', () => {
  test('is held by one process until it lets go', () => {
    const first = tryLock(file, 'npm start')
    expect(first.release).toBeTypeOf('function')
    expect(tryLock(file).holder).toMatchObject({ pid: process.pid, command: 'npm start', isForeign: false })
    first.release()
    expect(readdirSync(folder)).toEqual([])
    expect(tryLock(file).release).toBeTypeOf('function')
  })

  test('leaves nothing but itself behind', () => {
    tryLock(file)
    tryLock(file)
    expect(readdirSync(folder)).toEqual(['lock'])
  })

  test('of a process that is gone is taken over', async () => {
    const child = fork(new URL('process-identity.mjs', import.meta.url))
    const identity = identityOf(child.pid)
    await once(child, 'exit')
    leaveLock(identity)
    expect(tryLock(file).release).toBeTypeOf('function')
  })

  test('of an earlier process with a number that is in use again is taken over', () => {
    leaveLock({ begun: '1' })
    // Only Linux says when a process began.
    const expected = identityOf(process.pid).begun === null ? 'holder' : 'release'
    expect(tryLock(file)[expected]).toBeDefined()
  })

  test('from before the machine was started anew is taken over', () => {
    leaveLock({ boot: 'another' })
    expect(tryLock(file).release).toBeTypeOf('function')
  })

  test('that is not readable is taken over', () => {
    writeFileSync(file, '{"pid": 12')
    expect(tryLock(file).release).toBeTypeOf('function')
  })

  test('of another machine is respected and said to be foreign', () => {
    leaveLock({ host: 'elsewhere.example.com' })
    expect(tryLock(file).holder).toMatchObject({ host: 'elsewhere.example.com', isForeign: true })
  })

  test('is not released by a process that has lost it', () => {
    const first = tryLock(file)
    leaveLock({ id: 'somebody else' })
    first.release()
    expect(readFileSync(file, 'utf8')).toContain('somebody else')
  })

  test('a takeover that was interrupted does not keep others out for ever', () => {
    leaveLock({ boot: 'another' })
    const stale = createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16)
    const marker = `${file}.takeover-${stale}`
    writeFileSync(marker, '')
    utimesSync(marker, new Date(0), new Date(0))
    expect(tryLock(file).release).toBeTypeOf('function')
  })

  test('can be waited for', async () => {
    const first = tryLock(file)
    setTimeout(() => first.release(), 150)
    const second = await waitForLock(file, { timeoutMs: 5000 })
    expect(second.release).toBeTypeOf('function')
    expect(await waitForLock(file, { timeoutMs: 120 })).toMatchObject({ holder: { pid: process.pid } })
  })
})

test('of many processes that meet a stale lock exactly one gets it', async () => {
  leaveLock({ boot: 'another' })
  const program = join(folder, 'contender.mjs')
  const lockModule = new URL('lock.mjs', import.meta.url).href
  // All begin at the same message and keep what they got until the test has counted.
  writeFileSync(
    program,
    `import { tryLock } from ${JSON.stringify(lockModule)}
     process.on('message', () => process.send(Boolean(tryLock(${JSON.stringify(file)}).release)))
     process.send('ready')`,
  )
  const children = Array.from({ length: 12 }, () => fork(program))
  await Promise.all(children.map((child) => once(child, 'message')))
  const answers = children.map((child) => once(child, 'message'))
  for (const child of children) child.send('go')
  const winners = (await Promise.all(answers)).filter(([hasLock]) => hasLock)
  for (const child of children) child.kill('SIGKILL')
  expect(winners).toHaveLength(1)
})

test('a process is known to run, to be gone, or to be out of sight', async () => {
  expect(isStillRunning(identityOf(process.pid))).toBe(true)
  const child = fork(new URL('process-identity.mjs', import.meta.url))
  const identity = identityOf(child.pid)
  await once(child, 'exit')
  expect(isStillRunning(identity)).toBe(false)
  expect(isStillRunning({ ...identity, host: 'elsewhere.example.com' })).toBeNull()
})
