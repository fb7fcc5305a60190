import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { canonicalize } from 'json-canonicalize'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { addEvents } from '@/lib/testing/audit-chain'
import { newOrganization, type Organization } from '@/lib/testing/organizations'
import { downloadCheckpoints } from './checkpoints'
import { exportAuditLog } from './export'
import { signingKey } from './signing'
import { verifyNow } from './verification'

// The script that is handed to auditors, run as they run it.

let folder: string
let organization: Organization
let lines: string[]
let checkpoints: string
let last: number

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roster-export-'))
  organization = await newOrganization({ name: 'Ä\u2028 “quoted”' })
  const { accountId, administrator } = organization
  await addEvents(accountId, 6)
  await verifyNow(administrator.ctx, { accountId })
  await addEvents(accountId, 4)
  const text = await exported()
  lines = text.trimEnd().split('\n')
  last = lines.length
  await verifyNow({ ...administrator.ctx, now: new Date() }, { accountId })
  checkpoints = await gathered((await downloadCheckpoints(administrator.ctx, organization)).pieces)
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function exported(filter: { since?: Date; time?: string } = {}): Promise<string> {
  const { administrator, accountId } = organization
  const ctx = { ...administrator.ctx, now: new Date() }
  const input = { accountId, format: 'ndjson' as const, search: '', ...filter }
  return gathered((await exportAuditLog(ctx, input, 3)).pieces)
}

async function gathered(pieces: AsyncIterable<string>): Promise<string> {
  let all = ''
  for await (const piece of pieces) all += piece
  return all
}

type Verdict = { status: number; intact?: boolean; firstBadSequence?: number; problem?: string; text: string }

/** What the script says of an export, with the checkpoints where some are given. */
async function verdictOf(
  content: string | Buffer,
  given: { signed?: string; args?: string[] } = {},
): Promise<Verdict> {
  const { signed, args = [] } = given
  const [file, other] = [join(folder, 'export.ndjson'), join(folder, 'checkpoints.ndjson')]
  await writeFile(file, content)
  if (signed !== undefined) await writeFile(other, signed)
  const all = ['scripts/verify-audit-export.mjs', file, '--json', ...args]
  if (signed !== undefined) all.push('--checkpoints', other)
  const run = promisify(execFile)(process.execPath, all)
  const { stdout, stderr, code } = await run.then(
    (output) => ({ ...output, code: 0 }),
    // What execFile rejects with has the output and the exit code.
    (error: unknown) => error as { stdout: string; stderr: string; code: number },
  )
  const verdict: Partial<Verdict> = stdout ? JSON.parse(stdout) : {}
  return { ...verdict, status: code, text: stdout + stderr }
}

const textOf = (kept: string[]) => `${kept.join('\n')}\n`
const without = (sequence: number) => textOf(lines.filter((_, index) => index !== sequence - 1))

describe('a clean export', () => {
  test('holds by itself, and agrees with the checkpoints of the installation’s key', async () => {
    expect(await verdictOf(textOf(lines))).toMatchObject({
      status: 0,
      intact: true,
      events: last,
      checkpoints: 0,
    })
    const key = signingKey().id
    expect(await verdictOf(textOf(lines), { signed: checkpoints, args: ['--key', key] })).toMatchObject({
      status: 0,
      intact: true,
      first: 1,
      last,
      checkpoints: 2,
      keys: [key],
    })
  })

  test('is older than a checkpoint that was signed after it', async () => {
    await addEvents(organization.accountId, 2)
    const { ctx } = organization.administrator
    await verifyNow({ ...ctx, now: new Date() }, { accountId: organization.accountId })
    const signed = await gathered((await downloadCheckpoints(ctx, organization)).pieces)
    expect(await verdictOf(textOf(lines), { signed })).toMatchObject({ intact: true, checkpoints: 2 })
  })

  test('that was narrowed is checked event by event, and says so', async () => {
    const narrowed = textOf(lines.filter((_, index) => [2, 3, 6].includes(index)))
    expect(await verdictOf(narrowed, { args: ['--filtered'] })).toMatchObject({
      status: 0,
      intact: true,
      events: 3,
      is_filtered: true,
    })
    expect(await verdictOf(narrowed)).toMatchObject({ status: 1, firstBadSequence: 1, problem: 'missing' })
    const changed = narrowed.replace('“5”', '“6”').replace('“3”', '“4”')
    expect(await verdictOf(changed, { args: ['--filtered'] })).toMatchObject({
      status: 1,
      problem: 'changed',
    })
  })
})

test('an export that was narrowed by anything is no whole one, though it ends with the event of itself', async () => {
  const { administrator, accountId } = await newOrganization()
  await addEvents(accountId, 3)
  const ctx = { ...administrator.ctx, now: new Date() }
  // Its event is where a whole one is cut.
  const input = { accountId, format: 'ndjson' as const, search: '', actor: administrator.user.id }
  const all = { accountId, format: 'ndjson' as const, search: '' }
  await gathered((await exportAuditLog(ctx, input)).pieces)
  const whole = await gathered((await exportAuditLog(ctx, all)).pieces)
  const cut = textOf(whole.trimEnd().split('\n').slice(0, -1))
  expect(await verdictOf(cut)).toMatchObject({ status: 1, problem: 'missing' })
  expect(await verdictOf(whole)).toMatchObject({ status: 0, intact: true })
})

describe('an export that was tampered with is found out at its first bad event', () => {
  test('whichever byte was flipped', { timeout: 120_000 }, async () => {
    const bytes = Buffer.from(textOf(lines))
    const starts = lines.map(
      (_, index) => Buffer.byteLength(textOf(lines.slice(0, index))) - (index === 0 ? 1 : 0),
    )
    for (let count = 0; count < 40; count += 1) {
      const at = Math.floor(((count + 0.5) / 40) * (bytes.length - 1))
      const flipped = Buffer.from(bytes)
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (count % 7))
      const sequence = starts.filter((start) => start <= at).length
      const verdict = await verdictOf(flipped)
      expect({ at, status: verdict.status, bad: verdict.firstBadSequence }).toEqual({
        at,
        status: 1,
        bad: sequence,
      })
    }
  })

  test('whichever line was deleted', async () => {
    for (const sequence of [1, 2, 5, last])
      expect(await verdictOf(without(sequence))).toMatchObject({
        status: 1,
        firstBadSequence: sequence,
        problem: 'missing',
      })
  })

  test('when two lines, or the contents of two, changed places', async () => {
    const moved = lines.with(3, lines[6] ?? '').with(6, lines[3] ?? '')
    expect(await verdictOf(textOf(moved))).toMatchObject({ firstBadSequence: 4, problem: 'missing' })
    const renumbered = moved.map((line, index) =>
      line.replace(/^\{"sequence":\d+/, `{"sequence":${index + 1}`),
    )
    expect(await verdictOf(textOf(renumbered))).toMatchObject({ firstBadSequence: 4, problem: 'changed' })
  })

  test('when its tail was cut, with and without checkpoints', async () => {
    for (const kept of [1, 4, last - 1]) {
      const bad = { status: 1, firstBadSequence: kept + 1, problem: 'missing' }
      expect(await verdictOf(textOf(lines.slice(0, kept)))).toMatchObject(bad)
      expect(await verdictOf(textOf(lines.slice(0, kept)), { signed: checkpoints })).toMatchObject(bad)
    }
    expect(await verdictOf('')).toMatchObject({ status: 1, firstBadSequence: 1, problem: 'missing' })
  })

  test('when its tail was cut behind the event of an export that was narrowed', async () => {
    await exported({ time: '7d' })
    const all = (await exported()).trimEnd().split('\n')
    expect(await verdictOf(textOf(all))).toMatchObject({ status: 0 })
    const bad = { status: 1, firstBadSequence: all.length, problem: 'missing' }
    expect(await verdictOf(textOf(all.slice(0, -1)))).toMatchObject(bad)
  })

  test('when its hash was computed anew: at the event behind it, which follows another', async () => {
    const forged = z.record(z.string(), z.unknown()).parse(JSON.parse(lines[4] ?? ''))
    forged['message'] = 'Nothing happened'
    const { previous_hash: before, ...event } = forged
    const named = Object.entries(event).map(([name, value]) => [
      name.replaceAll(/_(\w)/g, (_match, letter: string) => letter.toUpperCase()),
      name === 'sequence' ? String(value) : value,
    ])
    const content = canonicalize(
      Object.fromEntries(named.filter(([name]) => name !== 'workspaceId' && name !== 'hash')),
    )
    const previous = Buffer.from(String(before), 'hex')
    forged['hash'] = createHash('sha256').update(previous).update(content).digest('hex')
    const all = lines.with(4, JSON.stringify(forged))
    expect(await verdictOf(textOf(all))).toMatchObject({ firstBadSequence: 6, problem: 'changed' })
    expect(await verdictOf(textOf(all), { args: ['--filtered'] })).toMatchObject({ firstBadSequence: 6 })
  })

  test('when a line says something twice, or something more', async () => {
    const twice = lines.with(1, (lines[1] ?? '').replace('"message":', '"message":"Nothing","message":'))
    expect(await verdictOf(textOf(twice))).toMatchObject({ firstBadSequence: 2, problem: 'unreadable' })
    const more = lines.with(1, (lines[1] ?? '').replace('"message":', '"note":"x","message":'))
    expect(await verdictOf(textOf(more))).toMatchObject({ firstBadSequence: 2, problem: 'unreadable' })
  })
})

describe('checkpoints', () => {
  test('find an export whose every hash was computed anew', async () => {
    // Another account's whole and valid log, under the name of this one, cannot be made without the key: its own checkpoints are others.
    const other = await newOrganization()
    await addEvents(other.accountId, 6)
    const { ctx } = other.administrator
    await verifyNow(ctx, { accountId: other.accountId })
    const input = {
      accountId: other.accountId,
      format: 'ndjson' as const,
      search: '',
    }
    const foreign = await gathered((await exportAuditLog({ ...ctx, now: new Date() }, input)).pieces)
    const renamed = checkpoints.replaceAll(organization.accountId, other.accountId)
    expect(await verdictOf(foreign, { signed: renamed })).toMatchObject({
      status: 1,
      problem: 'contradicts_checkpoint',
    })
  })

  test('that were not signed by their key, or by the one that was asked for, do not count', async () => {
    const [first = ''] = checkpoints.split('\n')
    const forged = first.replace('"stands_for_removed":false', '"stands_for_removed":true')
    expect(await verdictOf(textOf(lines), { signed: forged })).toMatchObject({ problem: 'forged_checkpoint' })
    const args = ['--key', '0123456789abcdef']
    expect(await verdictOf(textOf(lines), { signed: checkpoints, args })).toMatchObject({
      status: 1,
      problem: 'forged_checkpoint',
    })
    // One that says that what is not there was removed for its age.
    expect(
      await verdictOf(without(1), { signed: forged.replace(/"sequence":\d+/, '"sequence":1') }),
    ).toMatchObject({
      firstBadSequence: 1,
      problem: 'missing',
    })
  })
})

test('what cannot be checked is said on standard error, with an exit code of its own', async () => {
  expect(await verdictOf(textOf(lines), { args: ['--no-such-option'] })).toMatchObject({ status: 2 })
  expect(await verdictOf(textOf(lines), { signed: 'no checkpoint' })).toMatchObject({
    status: 2,
    text: expect.stringContaining('is no checkpoint'),
  })
})
