import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { findProgram } from './programs'

type Tools = { go: string; terraform: string; checkout: string }

/**
 * What the Terraform provider's own acceptance tests need: Go, Terraform itself (which they would otherwise fetch from elsewhere), and a
 * checkout of the provider, which `E2E_TERRAFORM_PROVIDER` names; or what of it is not there.
 */
export function findTerraformTools(): { tools: Tools | null; missing: string[] } {
  const go = findProgram('go')
  const terraform = findProgram('terraform')
  const checkout = process.env['E2E_TERRAFORM_PROVIDER'] ?? ''
  const isCheckout = existsSync(join(checkout, 'go.mod')) && checkout !== ''
  if (go && terraform && isCheckout) return { tools: { go, terraform, checkout }, missing: [] }
  return {
    tools: null,
    missing: [
      ...(go ? [] : ['there is no go program on PATH']),
      ...(terraform ? [] : ['there is no terraform program on PATH']),
      ...(isCheckout ? [] : ['E2E_TERRAFORM_PROVIDER names no checkout of the provider']),
    ],
  }
}

/** What became of one test, and all that it printed. */
export type Told = { action: 'pass' | 'fail' | 'skip' | 'not run'; output: string }

const event = z.object({ Action: z.string(), Test: z.string().optional(), Output: z.string().optional() })

/** Runs acceptance tests of the provider by name against a server; tells what became of each; of one that was not run, what the build said. */
export async function runAcceptanceTests(
  { go, terraform, checkout }: Tools,
  names: readonly string[],
  settings: Record<string, string>,
): Promise<{ told: (name: string) => Told }> {
  const words = ['test', './internal/...', '-json', '-count=1', '-p=1', '-parallel=1', '-timeout=60m']
  const child = spawn(go, [...words, `-run=^(${names.join('|')})$`], {
    cwd: checkout,
    // Where Go keeps what it has built and fetched is the machine's own affair.
    env: {
      ...process.env,
      TF_ACC: '1',
      TF_ACC_TERRAFORM_PATH: terraform,
      CHECKPOINT_DISABLE: '1',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const closed = once(child, 'close')
  const outputs = new Map<string, string>()
  const actions = new Map<string, Told['action']>()
  let rest = ''
  child.stderr.on('data', (chunk: Buffer) => (rest += chunk.toString()))
  for await (const line of createInterface({ input: child.stdout })) {
    const { Action: action, Test: name, Output: output = '' } = eventOf(line)
    if (name === undefined) rest += output
    else outputs.set(name, (outputs.get(name) ?? '') + output)
    if (name !== undefined && (action === 'pass' || action === 'fail' || action === 'skip'))
      actions.set(name, action)
  }
  await closed
  const told = (name: string): Told => ({
    action: actions.get(name) ?? 'not run',
    output: outputs.get(name) ?? rest,
  })
  return { told }
}

// What does not build is told in plain words.
function eventOf(line: string): z.output<typeof event> {
  if (line.startsWith('{')) return event.parse(JSON.parse(line))
  return { Action: 'output', Output: `${line}\n` }
}
