import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { root } from './root.mjs'
import { tryLock } from './run/lock.mjs'

let folder

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roster-start-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Starts Roster on data of its own; everything tried here is refused before anything is built. */
function start(env, args = [], nodeArgs = []) {
  const settings = { PORT: '0', HOST: '', DATABASE_URL: '', ROSTER_DATA_DIR: folder, ...env }
  return new Promise((resolve) => {
    const command = [...nodeArgs, join(root, 'scripts/start.mjs'), ...args]
    execFile(process.execPath, command, { env: { ...process.env, ...settings } }, (error, stdout, stderr) => {
      resolve({ code: error ? error.code : 0, stdout, stderr: stderr.trim() })
    })
  })
}

describe('a start that cannot succeed is refused in a sentence', () => {
  test('when the port is taken, with how to choose another', async () => {
    const server = createServer()
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address()
    const result = await start({ PORT: String(port) })
    server.close()
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(result.stderr).toBe(
      `Port ${port} on 127.0.0.1 is taken by another program; choose another one with PORT, for example: PORT=${port + 1} npm start`,
    )
    expect(readdirSync(folder)).not.toContain('lock')
  })

  test.each(['80x', '-1', '65536', '3000.5'])('when PORT is %s', async (PORT) => {
    expect(await start({ PORT })).toMatchObject({
      code: 1,
      stderr: `PORT must be a number from 1 to 65535, not "${PORT}".`,
    })
  })

  test('when HOST is no address of this machine', async () => {
    const { code, stderr } = await start({ HOST: '192.0.2.1' })
    expect(code).toBe(1)
    expect(stderr).toContain('HOST is 192.0.2.1, which is not an address of this machine')
  })

  test('when another copy uses the same data, with who it is', async () => {
    const lock = tryLock(join(folder, 'lock'), 'npm start')
    const runtime = { pid: process.pid, databaseUrl: 'postgres://x', address: 'http://localhost:4321' }
    writeFileSync(join(folder, 'runtime.json'), JSON.stringify(runtime))
    const { code, stderr } = await start({})
    expect(code).toBe(1)
    expect(stderr).toContain(
      `The data in ${folder} is in use by process ${process.pid} (npm start at http://localhost:4321)`,
    )
    expect(tryLock(join(folder, 'lock')).holder.pid).toBe(process.pid)
    lock.release()
  })

  test('when Node is too old', async () => {
    const older = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.18.3' } })`
    expect(
      await start({}, [], ['--import', `data:text/javascript,${encodeURIComponent(older)}`]),
    ).toMatchObject({
      code: 1,
      stderr: 'Roster needs Node 20.19 or later; this is 20.18.3.',
    })
  })

  test('when the secrets are damaged, without replacing them', async () => {
    writeFileSync(join(folder, 'secrets.json'), '{"AUTH_SECRET":')
    const { code, stderr } = await start({})
    expect(code).toBe(1)
    expect(stderr).toContain('secrets.json is damaged')
  })

  test('when an option is not known', async () => {
    const { code, stderr } = await start({}, ['--devel'])
    expect(code).toBe(1)
    expect(stderr).toContain('Unknown option --devel')
  })
})

test('the data folder is closed to the machine’s other users', async () => {
  await start({ PORT: 'x', ROSTER_DATA_DIR: join(folder, 'data') })
  expect(statSync(join(folder, 'data')).mode & 0o077).toBe(0)
})
