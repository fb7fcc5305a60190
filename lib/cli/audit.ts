import { spawnSync } from 'node:child_process'
import type { Command } from 'commander'
import { getAccountForOperator } from '@/lib/accounts/operate'
import { brokenText } from '@/lib/audit/chain-text'
import { installationId } from '@/lib/audit/installation'
import { verifyWholeChain } from '@/lib/audit/verification'
import type { Ctx } from '@/lib/authz/context'
import { AppError } from '@/lib/errors'
import { addAuditExport } from './audit-export'
import { print } from './print'

/** `audit export`, and `audit verify` and `audit verify-export`: whether a log, or what was exported of it, is what was written. */
export function addAuditCommands(command: Command, ctx: Ctx): void {
  addAuditExport(command, ctx)
  command
    .command('verify')
    .argument('[handle]')
    .option('--installation', 'the log of what operators did to the installation', false)
    .description('walk the chain of an account, name the first bad event and note what was found')
    .action(
      async (handle: string | undefined, { installation }: { installation: boolean }, verified: Command) => {
        if ((handle === undefined) !== installation)
          throw new AppError('invalid_input', undefined, {
            message: 'Say which log: either the handle of an account or --installation.',
          })
        const id = handle === undefined ? installationId : (await getAccountForOperator(ctx, handle)).id
        await verify(id, verified)
      },
    )
  command
    .command('verify-export')
    .argument('<file>', 'an export as NDJSON')
    .option('--checkpoints <file>', 'the signed checkpoints of the account, as they were downloaded')
    .option('--key <id>', 'the key that must have signed them')
    .option('--filtered', 'the export was narrowed: check each event by itself', false)
    .description('check an export offline, as scripts/verify-audit-export.mjs does without Roster')
    .action((file: string, options: ExportOptions, verified: Command) => {
      process.exitCode = verifyExport(file, { ...verified.optsWithGlobals<{ json?: boolean }>(), ...options })
    })
}

type ExportOptions = { checkpoints?: string; key?: string; filtered: boolean }

async function verify(accountId: string, command: Command): Promise<void> {
  const { reached, bad } = await verifyWholeChain(accountId, new Date())
  if (!bad) {
    print(
      command,
      { intact: true, events: Number(reached.sequence) },
      ({ events }) => `The chain holds: ${events} events.`,
    )
    return
  }
  const { problem } = bad
  const firstBadSequence = Number(bad.sequence)
  process.exitCode = 1
  print(
    command,
    { intact: false, firstBadSequence, problem },
    () => brokenText({ first_bad_sequence: firstBadSequence, problem }) ?? '',
  )
}

// The script is the one verifier of exports: it is handed to people who have nothing else of Roster.
function verifyExport(file: string, options: ExportOptions & { json?: boolean }): number {
  const { checkpoints, key, filtered, json } = options
  const args = [
    file,
    ...(checkpoints === undefined ? [] : ['--checkpoints', checkpoints]),
    ...(key === undefined ? [] : ['--key', key]),
    ...(filtered ? ['--filtered'] : []),
    ...(json ? ['--json'] : []),
  ]
  return (
    spawnSync(process.execPath, ['scripts/verify-audit-export.mjs', ...args], { stdio: 'inherit' }).status ??
    1
  )
}
