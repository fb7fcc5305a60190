import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Option, type Command } from 'commander'
import { getAccountForOperator } from '@/lib/accounts/operate'
import { exportAuditLogByCommand, type ExportFormat } from '@/lib/audit/export'
import { exportAuditLogInput } from '@/lib/audit/schema'
import type { Ctx } from '@/lib/authz/context'
import { parseInput } from '@/lib/http/parse-input'
import { print } from './print'

type Options = {
  format: ExportFormat
  output?: string
  time?: string
  since?: string
  until?: string
  actor?: string
  event?: string
  object?: string
  workspace?: string
  search?: string
}

/** `audit export`: what a filter leaves of an account's audit log, as the page and the API export it. */
export function addAuditExport(command: Command, ctx: Ctx): void {
  command
    .command('export')
    .argument('<handle>')
    .description('write the audit log of an account, oldest event first')
    .addOption(new Option('--format <format>', 'how').choices(['ndjson', 'csv']).default('ndjson'))
    .option('--output <file>', 'where to; without it, standard output')
    .option('--time <time>', 'when it happened: 30d, older-90d, 2026-01-01..2026-02-01')
    .option('--since <moment>', 'from this moment on, such as 2026-12-31T23:59:59Z')
    .option('--until <moment>', 'before this moment')
    .option('--actor <id>', 'who did it, by the id of the user or service account')
    .option('--event <actions>', 'what happened: role.created,role.deleted')
    .option('--object <thing>', 'what it is about: role:ID')
    .option('--workspace <id>', 'the workspace it is about or lies in')
    .option('--search <words>', 'words of the sentence')
    .action(async (handle: string, { format, output, ...filter }: Options, exported: Command) => {
      const { id: accountId } = await getAccountForOperator(ctx, handle)
      const input = parseInput(exportAuditLogInput, { accountId, ...filter })
      const pieces = Readable.from(await exportAuditLogByCommand(ctx, { ...input, format }))
      // Whoever may read the log is for the account to say.
      if (output === undefined) return pipeline(pieces, process.stdout, { end: false })
      await pipeline(pieces, createWriteStream(output, { mode: 0o600 }))
      print(exported, { file: output }, ({ file }) => `Wrote the audit log of ${handle} to ${file}.`)
      return undefined
    })
}
