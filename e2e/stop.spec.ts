import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from '@playwright/test'

test('a SIGTERM to npm stops everything, and a start right after it waits for that', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'roster-stop-'))
  const data = join(folder, 'data')
  for (let time = 1; time <= 2; time += 1) {
    const npm = spawn('npm', ['start'], {
      env: { ...process.env, ROSTER_DATA_DIR: data, PORT: '0', DATABASE_URL: '', LOG_LEVEL: 'silent' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const address = await readAddress(npm.stdout)
    expect((await fetch(`${address}/api/ready`)).status).toBe(200)
    npm.kill('SIGTERM')
  }
  await expect.poll(() => existsSync(join(data, 'lock')), { timeout: 30_000 }).toBe(false)
  await rm(folder, { recursive: true, force: true })
})

async function readAddress(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const address = /ready at (\S+)/.exec(line)?.[1]
    if (address) return address
  }
  throw new Error('the product did not start')
}
