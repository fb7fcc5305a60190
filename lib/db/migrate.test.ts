import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { env } from '@/lib/env'
import { query } from '@/lib/testing/database'
import { checkDatabase, migrate } from './migrate'

// The tests' own database is migrated already; these add migrations behind its own in a schema that goes away again.
const own = join(process.cwd(), 'prisma/migrations')

type Recorded = {
  migration_name: string
  applied_steps_count: number
  finished_at: Date | null
  checksum: string
}

describe('migrating', () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'roster-migrations-'))
    await cp(own, folder, { recursive: true })
    await query('create schema if not exists migrate_test')
  })

  afterEach(async () => {
    await query('drop schema migrate_test cascade')
    await query(`delete from _prisma_migrations where migration_name like '9999%'`)
    await rm(folder, { recursive: true })
  })

  async function addMigration(name: string, sql: string): Promise<void> {
    await mkdir(join(folder, name), { recursive: true })
    await writeFile(join(folder, name, 'migration.sql'), sql)
  }

  const run = () => migrate({ databaseUrl: env().DATABASE_URL, folder })
  const recorded = () =>
    query<Recorded>(
      `select * from _prisma_migrations where migration_name like '9999%' order by migration_name`,
    )

  test('a database that is up to date is left alone', async () => {
    expect(await run()).toEqual([])
  })

  test('new migrations are applied in the order of their names and recorded as Prisma records them', async () => {
    await addMigration('99990000000002_second', 'alter table migrate_test.t add column b int;')
    await addMigration(
      '99990000000001_first',
      'create table migrate_test.t (a int); insert into migrate_test.t values (1);',
    )
    expect(await run()).toEqual(['99990000000001_first', '99990000000002_second'])
    expect(await run()).toEqual([])
    const rows = await recorded()
    expect(
      rows.map((row) => [row.migration_name, row.applied_steps_count, row.finished_at !== null]),
    ).toEqual([
      ['99990000000001_first', 1, true],
      ['99990000000002_second', 1, true],
    ])
    expect(rows[0]?.checksum).toMatch(/^[0-9a-f]{64}$/)
    expect(await query('select a, b from migrate_test.t')).toEqual([{ a: 1, b: null }])
  })

  test('eight processes at once apply a migration once', async () => {
    await addMigration(
      '99990000000001_once',
      'create table migrate_test.t (a int); insert into migrate_test.t values (1);',
    )
    const results = await Promise.all(Array.from({ length: 8 }, run))
    expect(results.flat()).toEqual(['99990000000001_once'])
    expect(await query('select a from migrate_test.t')).toEqual([{ a: 1 }])
  })

  test('a migration that fails halfway leaves nothing behind and says why', async () => {
    await addMigration('99990000000001_broken', 'create table migrate_test.t (a int); select 1 / 0;')
    await expect(run()).rejects.toThrow(
      'Migration 99990000000001_broken failed and was undone: division by zero',
    )
    expect(await recorded()).toEqual([])
    await addMigration('99990000000001_broken', 'create table migrate_test.t (a int);')
    expect(await run()).toEqual(['99990000000001_broken'])
  })

  test('an applied migration that was edited is refused', async () => {
    await addMigration('99990000000001_edited', 'create table migrate_test.t (a int);')
    await run()
    await addMigration('99990000000001_edited', 'create table migrate_test.t (a int, b int);')
    await expect(run()).rejects.toThrow('99990000000001_edited was edited after it was applied')
  })

  test('a checkout with the other kind of line ends is the same migration', async () => {
    await addMigration('99990000000001_lines', 'create table migrate_test.t (\n  a int\n);\n')
    await run()
    await addMigration('99990000000001_lines', 'create table migrate_test.t (\r\n  a int\r\n);\r\n')
    expect(await run()).toEqual([])
  })

  test('a database of a later version is refused', async () => {
    await addMigration('99990000000001_later', 'select 1;')
    await run()
    await rm(join(folder, '99990000000001_later'), { recursive: true })
    await expect(run()).rejects.toThrow('99990000000001_later, which this version of Roster does not know')
  })

  test('a migration that another tool began and did not finish is refused', async () => {
    await query(
      `insert into _prisma_migrations (id, checksum, migration_name) values (gen_random_uuid()::text, 'x', '99990000000001_half')`,
    )
    await expect(run()).rejects.toThrow('99990000000001_half was begun by another tool and did not finish')
  })
})

test('a database that does not answer is named without its password', async () => {
  const check = checkDatabase('postgres://roster:secret@127.0.0.1:1/roster')
  await expect(check).rejects.toThrow(
    'No database answers at 127.0.0.1:1/roster (connection refused); start it or correct DATABASE_URL.',
  )
})
