import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { Command } from 'commander'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { query } from '@/lib/testing/database'
import { newOrganization } from '@/lib/testing/organizations'
import { addBatchCommand } from './batch'
import { createProgram } from './program'

let printed: string[] = []
beforeEach(() => {
  printed = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.push(...String(text).trimEnd().split('\n'))
    return true
  })
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
})
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = undefined
})

async function runBatch(lines: string[]): Promise<unknown[]> {
  const program = new Command().exitOverride()
  addBatchCommand(program, createProgram, Readable.from(lines.map((line) => `${line}\n`)))
  await program.parseAsync(['batch'], { from: 'user' })
  return printed.map((line) => JSON.parse(line))
}

const lineOf = (words: string[], input?: string) => JSON.stringify({ words, input })

describe('a batch', () => {
  test('runs each command with what it would read, in turn, and answers each with its line', async () => {
    const email = `ada.${randomUUID()}@example.com`
    const handle = `batch-${randomUUID().slice(0, 8)}`
    const creation = ['user', 'create', '--email', email, '--name', 'Ada Lovelace', '--password-stdin']
    const answers = await runBatch([
      lineOf(creation, 'plum-orbit-cascade\n'),
      lineOf(['organization', 'create', '--name', 'Acme', '--handle', handle, '--administrator', email]),
      lineOf(['organization', 'set-plan', handle, 'standard']),
    ])
    expect(answers).toMatchObject([{ email, isOperator: false }, { handle }, { handle, plan: 'STANDARD' }])
    expect(process.exitCode).toBeUndefined()
    expect(await query('select plan from account where handle = $1', [handle])).toEqual([
      { plan: 'STANDARD' },
    ])
  })

  test('says of each that is refused why, and goes on with the next', async () => {
    const { handle } = await newOrganization({ plan: 'STANDARD' })
    const answers = await runBatch([
      'no JSON',
      lineOf(['organization', 'set-plan', 'nobody-has-this', 'standard']),
      lineOf(['organization', 'set-plan']),
      lineOf(['batch']),
      lineOf(['organization', 'set-plan', handle, 'enterprise']),
    ])
    expect(answers).toMatchObject([
      { error: { code: 'invalid_input' } },
      { error: { code: 'not_found' } },
      { error: { code: 'invalid_input', message: expect.stringContaining('missing required argument') } },
      { error: { message: expect.stringContaining('unknown command') } },
      { handle, plan: 'ENTERPRISE' },
    ])
    expect(process.exitCode).toBe(1)
  })
})
