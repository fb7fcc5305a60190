import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { json } from 'node:stream/consumers'
import { verify } from '@node-rs/argon2'
import { Pool, type PoolClient, type QueryResultRow } from 'pg'
import { z } from 'zod'
import { env } from '@/lib/env'
import {
  acceptInvitationText,
  addMembershipText,
  addSessionText,
  findInvitationText,
  findUserText,
  lockAccountText,
  findKeyText,
  membersStatement,
  rolesText,
  setRoleText,
} from './bare-statements'

// What the product is compared with: the same queries behind nothing but node:http and pg. It checks no session, no
// permission and no limit, and keeps no audit log. Started by the bench with the account's id; tells it the port.
const accountId = z.uuid().parse(process.argv[2])
const { DATABASE_URL, DATABASE_POOL_SIZE, DATABASE_NAMED_STATEMENTS } = env()
const pool = new Pool({ connectionString: DATABASE_URL, max: DATABASE_POOL_SIZE })
const members = await membersStatement(accountId)

const signInInput = z.object({ email: z.string(), password: z.string() })
const setRoleInput = z.object({ membershipId: z.uuid(), roleId: z.uuid() })
const acceptInput = z.object({ token: z.string(), userId: z.uuid() })

const routes: Record<string, (request: IncomingMessage) => Promise<unknown>> = {
  'GET /nothing': async () => ({ status: 'ok' }),
  'GET /members': async () => (await run(pool, members.name, members.text, members.values)).rows,
  'POST /sign-in': async (request) => signIn(signInInput.parse(await json(request))),
  'POST /roles': async (request) => {
    await requireKey(request)
    return (await run(pool, 'roles', rolesText, [accountId])).rows
  },
  'POST /set-role': async (request) => {
    await requireKey(request)
    return setRole(setRoleInput.parse(await json(request)))
  },
  'POST /refuse': async (request) => {
    await requireKey(request)
    return { refused: true }
  },
  'POST /accept': async (request) => accept(acceptInput.parse(await json(request))),
}

const server = createServer((request, response) => {
  const route =
    routes[`${request.method} ${request.url}`] ?? (() => Promise.reject(new Error('no such route')))
  route(request).then(
    (body) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
    (error: unknown) => response.writeHead(500).end(String(error)),
  )
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address && typeof address === 'object') process.send?.(address.port)
})
process.on('disconnect', () => process.exit(0))

async function signIn({ email, password }: z.infer<typeof signInInput>) {
  const user = (await run<{ id: string; password_hash: string }>(pool, 'find-user', findUserText, [email]))
    .rows[0]
  if (!user || !(await verify(user.password_hash, password))) throw new Error('wrong email or password')
  return (await run(pool, 'add-session', addSessionText, [user.id])).rows[0]
}

async function requireKey({ headers }: IncomingMessage): Promise<void> {
  const key = headers.authorization?.replace('Bearer ', '') ?? ''
  const hash = createHash('sha256').update(key).digest()
  if ((await run(pool, 'find-key', findKeyText, [hash])).rows.length === 0) throw new Error('no such key')
}

async function setRole({ membershipId, roleId }: z.infer<typeof setRoleInput>) {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await run(client, 'lock-account', lockAccountText, [accountId])
    await run(client, 'set-role', setRoleText, [accountId, membershipId, roleId])
    await client.query('COMMIT')
    return { id: membershipId }
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    client.release()
  }
}

type OpenInvitation = { id: string; email: string; role_id: string; status: string; is_open: boolean }

async function accept({ token, userId }: z.infer<typeof acceptInput>) {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await run(client, 'lock-account', lockAccountText, [accountId])
    const tokenHash = createHash('sha256').update(token).digest()
    const found = await run<OpenInvitation>(client, 'find-invitation', findInvitationText, [
      accountId,
      tokenHash,
    ])
    const invitation = found.rows[0]
    if (!invitation || !invitation.is_open || invitation.status !== 'PENDING') throw new Error('not open')
    const { id, email, role_id: roleId } = invitation
    await run(client, 'add-membership', addMembershipText, [accountId, userId, roleId, email])
    await run(client, 'accept-invitation', acceptInvitationText, [accountId, id])
    await client.query('COMMIT')
    return { accepted: true }
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    client.release()
  }
}

async function run<Row extends QueryResultRow>(
  to: Pool | PoolClient,
  name: string,
  text: string,
  values: unknown[],
) {
  return to.query<Row>(DATABASE_NAMED_STATEMENTS ? { name, text, values } : { text, values })
}
