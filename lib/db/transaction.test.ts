import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { connect, isEmbeddedDatabase, query } from '@/lib/testing/database'
import { newOrganization } from '@/lib/testing/organizations'
import { database, isUniqueViolation, lockAccount, lockName, withTransaction, type Tx } from './transaction'

describe('a transaction', () => {
  test('leaves nothing behind when its work throws, and throws the same', async () => {
    const { accountId, name } = await newOrganization()
    const failure = new Error('in the middle')
    const change = withTransaction(async (tx) => {
      await rename(tx, accountId, 'Half done')
      throw failure
    })
    await expect(change).rejects.toBe(failure)
    expect(await nameOf(accountId)).toBe(name)
  })

  test('is not tried again for an error of its own', async () => {
    let tries = 0
    const change = withTransaction(() => {
      tries += 1
      return Promise.reject(new Error('no use'))
    })
    await expect(change).rejects.toThrow('no use')
    expect(tries).toBe(1)
  })

  test('that the database ended for a deadlock is tried again, in raw SQL and in Prisma’s own', async () => {
    if (isEmbeddedDatabase()) return // one transaction at a time: there are no deadlocks
    for (const write of [renameRaw, rename]) {
      const [one, two] = [await newOrganization(), await newOrganization()]
      const meet = meeting(2)
      let tries = 0
      const crossing = (first: string, second: string) =>
        withTransaction(async (tx) => {
          tries += 1
          await write(tx, first, 'Crossing')
          await meet()
          await write(tx, second, 'Crossing')
        })
      await Promise.all([crossing(one.accountId, two.accountId), crossing(two.accountId, one.accountId)])
      expect(tries).toBe(3)
    }
  })

  test('a serialization failure in raw SQL is tried again too, three times at most', async () => {
    let tries = 0
    const change = withTransaction(async (tx) => {
      tries += 1
      await tx.$executeRaw`DO $$ BEGIN RAISE EXCEPTION 'could not serialize' USING ERRCODE = '40001'; END $$`
    })
    await expect(change).rejects.toThrow('could not serialize')
    expect(tries).toBe(3)
  })

  test('any other failure of raw SQL is not', async () => {
    let tries = 0
    const change = withTransaction(async (tx) => {
      tries += 1
      await tx.$executeRaw`SELECT 1 / 0`
    })
    await expect(change).rejects.toThrow('division by zero')
    expect(tries).toBe(1)
  })
})

describe('locks', () => {
  test('an account is locked until the transaction ends, and a missing one is told apart', async () => {
    const { accountId } = await newOrganization()
    await withTransaction(async (tx) => {
      expect(await lockAccount(tx, randomUUID())).toBe(false)
      expect(await lockAccount(tx, accountId)).toBe(true)
      expect(await isLockedByAnother(accountId)).toBe(!isEmbeddedDatabase())
    })
    expect(await isLockedByAnother(accountId)).toBe(false)
  })

  test('a locked account can be referred to meanwhile', async () => {
    if (isEmbeddedDatabase()) return // nobody else gets a word in
    const { accountId } = await newOrganization()
    await withTransaction(async (tx) => {
      await lockAccount(tx, accountId)
      const inserted = await query(
        'insert into role (account_id, id, name) values ($1, $2, $3) returning id',
        [accountId, randomUUID(), 'Meanwhile'],
      )
      expect(inserted).toHaveLength(1)
    })
  })

  test('a name is held by one transaction at a time', async () => {
    const name = randomUUID()
    let inside = 0
    await Promise.all(
      Array.from({ length: 5 }, () =>
        withTransaction(async (tx) => {
          await lockName(tx, name)
          inside += 1
          expect(inside).toBe(1)
          await tx.$queryRaw`SELECT pg_sleep(0.01)::text`
          inside -= 1
        }),
      ),
    )
  })
})

test('a duplicate is told apart from other errors', async () => {
  const { handle, accountId } = await newOrganization()
  const add = () => database().accountHandle.create({ data: { handle, accountId } })
  const error: unknown = await add().catch((reason: unknown) => reason)
  expect(isUniqueViolation(error)).toBe(true)
  expect(isUniqueViolation(new Error('duplicate key value violates unique constraint'))).toBe(false)
})

async function rename(tx: Tx, accountId: string, name: string): Promise<void> {
  await tx.account.update({ where: { id: accountId }, data: { name } })
}

async function renameRaw(tx: Tx, accountId: string, name: string): Promise<void> {
  await tx.$executeRaw`UPDATE account SET name = ${name} WHERE id = ${accountId}::uuid`
}

async function nameOf(accountId: string): Promise<string | undefined> {
  return (await query<{ name: string }>('select name from account where id = $1', [accountId]))[0]?.name
}

async function isLockedByAnother(accountId: string): Promise<boolean> {
  if (isEmbeddedDatabase()) return false
  const client = await connect()
  const rows = await client.query('select 1 from account where id = $1 for no key update skip locked', [
    accountId,
  ])
  await client.end()
  return rows.rowCount === 0
}

/** Holds everybody until that many have come; later ones pass. */
function meeting(people: number): () => Promise<void> {
  let come = 0
  let open: () => void = () => {}
  const all = new Promise<void>((resolve) => {
    open = resolve
  })
  return async () => {
    come += 1
    if (come >= people) open()
    await all
  }
}
