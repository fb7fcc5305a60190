import { readFile, readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

const require = createRequire(import.meta.url)

/** Reads every schema file of a folder in the shape the engine takes. */
export async function readSchemaFolder(folder) {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.prisma')).sort()
  return Promise.all(
    names.map(async (name) => ({ path: name, content: await readFile(join(folder, name), 'utf8') })),
  )
}

/** The SQL that leads from one schema to another; empty when they mean the same. `from` null is an empty database. */
export async function diffSchemas(from, to) {
  const engine = await openEngine()
  try {
    const result = await engine.diff({
      from: from ? { tag: 'schemaDatamodel', files: from } : { tag: 'empty' },
      to: { tag: 'schemaDatamodel', files: to },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    })
    return result.exitCode === 0 ? '' : (result.stdout ?? '')
  } finally {
    engine.free()
  }
}

// `prisma migrate` downloads a native engine; the same engine as WebAssembly comes from the package registry.
async function openEngine() {
  const folder = dirname(require.resolve('@prisma/schema-engine-wasm'))
  const bindings = await import(pathToFileURL(join(folder, 'schema_engine_bg.js')).href)
  const bytes = await readFile(join(folder, 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': bindings })
  bindings.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  return bindings.SchemaEngine.new({ datamodels: undefined }, () => {}, postgresWithoutServer)
}

// Comparing two schema files needs no database, but the engine asks one for its version when it starts.
const ok = (value) => ({ ok: true, value })
const connection = {
  provider: 'postgres',
  adapterName: 'none',
  queryRaw: async () =>
    ok({
      columnTypes: [5, 7, 0],
      columnNames: ['exists', 'version', 'numeric_version'],
      rows: [[true, 'PostgreSQL 15.0', 150000]],
    }),
  getConnectionInfo: () => ok({ schemaName: 'public', supportsRelationJoins: true }),
  dispose: async () => ok(undefined),
}
const postgresWithoutServer = {
  provider: 'postgres',
  adapterName: 'none',
  connect: async () => ok(connection),
  connectToShadowDb: async () => ok(connection),
}
