import { parse } from 'papaparse'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { renameOrganization } from '@/lib/accounts/service'
import { contextOfRequest } from '@/lib/authz/session'
import { rateLimits } from '@/lib/rate-limits/limits'
import { newUserApiKey } from '@/lib/testing/api-keys'
import { eventsOf } from '@/lib/testing/audit'
import { addEvents } from '@/lib/testing/audit-chain'
import { query } from '@/lib/testing/database'
import { newCustomRole, newMember, newOrganization, type Organization } from '@/lib/testing/organizations'
import { newPerson } from '@/lib/testing/people'
import { askRoute } from '@/lib/testing/route-requests'
import { downloadCheckpoints } from './checkpoints'
import { exportAuditLog } from './export'
import { auditLogRow } from './schema'
import { verifyNow } from './verification'

let organization: Organization
let key: string
let address: string
beforeAll(async () => {
  organization = await newOrganization()
  const { administrator, accountId } = organization
  key = (await newUserApiKey(administrator.ctx)).key
  address = `/api/accounts/${accountId}/audit-log`
  for (const name of ['=1+1', 'Überflüssig, "quoted"', 'C'])
    await renameOrganization(administrator.ctx, { accountId, name })
})

const get = (path: string, as = key) => askRoute({ method: 'get' }, { address: path, key: as })

async function linesOf(search = ''): Promise<Record<string, unknown>[]> {
  const { text } = await get(`${address}.ndjson${search}`)
  return text
    .trimEnd()
    .split('\n')
    .filter(Boolean)
    .map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)))
}

/** All that a stream gives, piece by piece. */
async function gathered(pieces: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = []
  for await (const piece of pieces) all.push(piece)
  return all
}

/** The sequence numbers of an account's events in order. */
async function sequencesOf(accountId: string): Promise<number[]> {
  const rows = await query<{ sequence: string }>(
    'select sequence from audit_event where account_id = $1 order by sequence',
    [accountId],
  )
  return rows.map(({ sequence }) => Number(sequence))
}

describe('the audit log as pages', () => {
  test('is read from end to end by X-Next-Cursor, in either order, and every event is there once', async () => {
    const all = (await eventsOf(organization.accountId)).map(({ message }) => message)
    for (const order of ['ascending', 'descending']) {
      const seen: string[] = []
      for (let cursor: string | null = ''; cursor !== null;) {
        const page = await get(`${address}?order=${order}&limit=2${cursor && `&cursor=${cursor}`}`)
        seen.push(
          ...z
            .array(auditLogRow)
            .parse(page.body)
            .map(({ message }) => message),
        )
        cursor = page.headers.get('x-next-cursor')
      }
      expect(seen.toSorted()).toEqual(all.toSorted())
    }
  })
})

describe('exporting', () => {
  test('is one JSON object a line, with all that an event has, in the order of the chain', async () => {
    const before = await sequencesOf(organization.accountId)
    const { headers } = await get(`${address}.ndjson`)
    expect(headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8')
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; filename="audit-log-org-[\w-]+-\d{4}-\d\d-\d\d\.ndjson"$/,
    )
    const lines = await linesOf()
    expect(lines.slice(0, before.length).map(({ sequence }) => sequence)).toEqual(before)
    expect(lines.find(({ message }) => String(message).endsWith('to =1+1'))).toEqual({
      account_id: organization.accountId,
      sequence: expect.any(Number),
      id: expect.any(String),
      timestamp: expect.stringMatching(/Z$/),
      action: 'account.renamed',
      message: expect.stringContaining('=1+1'),
      object_table: 'account',
      object_id: organization.accountId,
      actor_kind: 'USER',
      actor_id: organization.administrator.user.id,
      actor_name: 'Ada Lovelace',
      request_id: expect.any(String),
      ip_address: expect.any(String),
      user_agent: expect.any(String),
      workspace_id: null,
      info: expect.any(Object),
      previous_hash: expect.stringMatching(/^[\da-f]{64}$/),
      hash: expect.stringMatching(/^[\da-f]{64}$/),
    })
  })

  test('as CSV neutralises what a spreadsheet would compute', async () => {
    const { text, headers } = await get(`${address}.csv`)
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const { data, meta } = parse<Record<string, string>>(text, { header: true, skipEmptyLines: true })
    expect(meta.linebreak).toBe('\r\n')
    expect(data.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('to Überflüssig, "quoted"'),
    )
    expect(JSON.parse(data[0]?.['info'] ?? '')).toBeInstanceOf(Object)
    const named = await newOrganization({ name: '=cmd()' })
    const { pieces } = await exportAuditLog(named.administrator.ctx, {
      accountId: named.accountId,
      format: 'csv',
      search: '',
    })
    const cells = parse<string[]>((await gathered(pieces)).join('')).data.flat()
    expect(cells.filter((cell) => /^[=+@-]/.test(cell))).toEqual([])
  })

  test('goes through all events in batches, those of one moment too, none twice', async () => {
    const ctx = { ...organization.administrator.ctx, now: new Date() }
    const { accountId } = organization
    const { pieces } = await exportAuditLog(ctx, { accountId, format: 'ndjson', search: '' }, 2)
    const batches = await gathered(pieces)
    expect(batches.length).toBeGreaterThan(2)
    const sequences = batches.flatMap((batch) =>
      batch
        .trimEnd()
        .split('\n')
        .map((line) => Number(/"sequence":(\d+)/.exec(line)?.[1])),
    )
    expect(sequences).toEqual(await sequencesOf(accountId))
  })

  test('is narrowed by time', async () => {
    const [, second, third] = await linesOf()
    const [from, until] = [String(second?.['timestamp']), String(third?.['timestamp'])]
    const narrowed = await linesOf(`?since=${from}&until=${until}`)
    expect(narrowed.map(({ timestamp }) => String(timestamp)).every((at) => at >= from && at < until)).toBe(
      true,
    )
    expect((await get(`${address}.csv?since=yesterday`)).body).toMatchObject({
      code: 'invalid_input',
      fields: { since: expect.any(String) },
    })
  })

  test('is an event itself, of who did it', async () => {
    const { administrator, accountId } = await newOrganization()
    await exportAuditLog(administrator.ctx, { accountId, format: 'csv', search: '' })
    expect((await eventsOf(accountId)).at(-1)).toMatchObject({
      action: 'audit_log.exported',
      message: 'Ada Lovelace exported the audit log',
      info: { format: 'csv' },
    })
  })

  test('ends when one may not read it any more', async () => {
    const roleId = await newCustomRole(organization, ['read:audit_log'])
    const member = await newMember(organization, roleId)
    const input = {
      accountId: organization.accountId,
      format: 'ndjson',
      search: '',
    } as const
    const { pieces } = await exportAuditLog(member.ctx, input, 1)
    expect((await pieces.next()).value).toContain('"sequence":')
    await query('update membership set role_id = $1 where id = $2', [
      organization.roles.MEMBER,
      member.membershipId,
    ])
    await expect(pieces.next()).rejects.toMatchObject({ code: 'forbidden', permission: 'read:audit_log' })
  })

  test.each([
    ['their session ends', 'update session set revoked_at = now() where user_id = $1'],
    ['they are suspended', 'update "user" set suspended_at = now() where id = $1'],
  ])('ends when %s, and so does a download of checkpoints', async (_, sql) => {
    const own = await newOrganization()
    const { ctx, user } = own.administrator
    for (let count = 0; count < 3; count += 1) {
      await addEvents(own.accountId, 1)
      await verifyNow({ ...ctx, now: new Date() }, { accountId: own.accountId })
    }
    const input = { accountId: own.accountId, format: 'ndjson', search: '' } as const
    const streams = [
      (await exportAuditLog(ctx, input, 1)).pieces,
      (await downloadCheckpoints(ctx, own, 1)).pieces,
    ]
    for (const pieces of streams) expect((await pieces.next()).value).toContain('"sequence":')
    await query(sql, [user.id])
    for (const pieces of streams)
      await expect(pieces.next()).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  test('ends when the key is revoked', async () => {
    const own = await newOrganization()
    const { key: text } = await newUserApiKey(own.administrator.ctx)
    const request = { sessionCookie: undefined, requestId: null, ipAddress: null, userAgent: null }
    const ctx = await contextOfRequest({ ...request, authorization: `Bearer ${text}` })
    const input = { accountId: own.accountId, format: 'csv', search: '' } as const
    const { pieces } = await exportAuditLog(ctx, input, 1)
    await pieces.next()
    expect((await pieces.next()).value).toContain(own.accountId)
    await query('update api_key set revoked_at = now() where user_id = $1', [own.administrator.user.id])
    await expect(pieces.next()).rejects.toMatchObject({ reason: 'api_key_revoked' })
  })

  test('is for organizations: a personal account has no log to read, by any door', async () => {
    const { ctx, accountId } = await newPerson()
    const refused = { code: 'forbidden', reason: 'personal_account' }
    const input = { accountId, format: 'csv', search: '' } as const
    await expect(exportAuditLog(ctx, input)).rejects.toMatchObject(refused)
    await expect(verifyNow(ctx, { accountId })).rejects.toMatchObject(refused)
    await expect(downloadCheckpoints(ctx, { accountId })).rejects.toMatchObject(refused)
    const as = (await newUserApiKey(ctx)).key
    for (const path of ['', '.csv', '.ndjson', '/chain', '/checkpoints'])
      expect((await get(`/api/accounts/${accountId}/audit-log${path}`, as)).body).toMatchObject(refused)
  })

  test('needs a plan with an audit log, and is for each person ten times in ten minutes', async () => {
    const standard = await newOrganization({ plan: 'STANDARD' })
    const as = (await newUserApiKey(standard.administrator.ctx)).key
    const path = `/api/accounts/${standard.accountId}/audit-log`
    for (const form of ['', '.csv', '.ndjson'])
      expect((await get(path + form, as)).body).toMatchObject({ code: 'forbidden', reason: 'plan_required' })
    const own = await newOrganization()
    const often = (await newUserApiKey(own.administrator.ctx)).key
    for (let count = 0; count < rateLimits.audit_export.tries; count += 1)
      expect((await get(`/api/accounts/${own.accountId}/audit-log.csv`, often)).status).toBe(200)
    const refused = await get(`/api/accounts/${own.accountId}/audit-log.ndjson`, often)
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})
