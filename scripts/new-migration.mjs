// Writes prisma/migrations/<time>_<name>/migration.sql with what changed in prisma/schema since the last one.
//   node scripts/new-migration.mjs add-nickname      write it
//   node scripts/new-migration.mjs --empty NAME      an empty one, for SQL written by hand
//   node scripts/new-migration.mjs --check           fail when the schema has changes without a migration
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { diffSchemas, readSchemaFolder } from './migration/schema-engine.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const schemaFolder = join(root, 'prisma/schema')
const migrationsFolder = join(root, 'prisma/migrations')
// The schema as of the newest migration. Prisma ignores files here that are not in a migration's folder.
const snapshotFile = join(migrationsFolder, 'schema-of-last-migration.prisma')

const words = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const isCheck = process.argv.includes('--check')
const isEmpty = process.argv.includes('--empty')

const schema = await readSchemaFolder(schemaFolder)
const snapshot = existsSync(snapshotFile)
  ? [{ path: 'last.prisma', content: await readFile(snapshotFile, 'utf8') }]
  : null
const sql = await diffSchemas(snapshot, schema).catch((error) => fail(error.message))

if (isCheck) {
  if (sql)
    fail(`The schema has changes without a migration. Run: node scripts/new-migration.mjs NAME\n\n${sql}`)
  process.stdout.write('Every change of the schema has its migration.\n')
} else {
  await writeMigration()
}

async function writeMigration() {
  const name = words
    .join('_')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
  if (!name) fail('Give the migration a name: node scripts/new-migration.mjs add-nickname')
  if (!sql && !isEmpty) fail('The schema has not changed. Use --empty for a migration written by hand.')
  const stamp = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)
  const folder = join(migrationsFolder, `${stamp}_${name}`)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'migration.sql'), sql || '-- What this migration does, and why.\n')
  await writeFile(snapshotFile, schema.map((file) => file.content.trimEnd()).join('\n\n') + '\n')
  await writeFile(
    join(migrationsFolder, 'migration_lock.toml'),
    '# Written by scripts/new-migration.mjs; Prisma reads it too.\nprovider = "postgresql"\n',
  )
  process.stdout.write(
    `Wrote prisma/migrations/${stamp}_${name}/migration.sql. Read it before you commit it.\n`,
  )
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}
