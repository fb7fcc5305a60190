import type { Command } from 'commander'
import { getAccountForOperator } from '@/lib/accounts/operate'
import { apiKeyName, type CreatedKey } from '@/lib/api-keys/schema'
import { createServiceAccountKeyFor } from '@/lib/api-keys/service-account-keys'
import { createUserKeyFor } from '@/lib/api-keys/user-keys'
import type { Ctx } from '@/lib/authz/context'
import { AppError } from '@/lib/errors'
import { parseInput } from '@/lib/http/parse-input'
import { getUserForOperator } from '@/lib/users/operate'
import { print } from './print'

type Options = {
  name: string
  user?: string
  serviceAccount?: string
  organization?: string
  expires?: string
}

const units: Record<string, number> = { h: 3_600_000, d: 86_400_000 }

/** `api-key create`: a key for whom the operator names, told once. */
export function addApiKeyCommands(command: Command, ctx: Ctx): void {
  command
    .command('create')
    .description('make an API key and print it, the one time that it is shown')
    .requiredOption('--name <name>', 'what the key is for')
    .option('--user <address>', 'the person whose key it is')
    .option('--service-account <name>', 'the service account whose key it is; needs --organization')
    .option('--organization <handle>', 'the only account it acts in; without it, each of the person’s')
    .option('--expires <time>', 'when it ends: 12h, 30d (default: never)')
    .action(async (options: Options, created: Command) => {
      print(created, await createKey(ctx, options), sentenceOf)
    })
}

async function createKey(ctx: Ctx, options: Options): Promise<CreatedKey> {
  const { user, serviceAccount, organization } = options
  const name = parseInput(apiKeyName, options.name)
  const terms = { name, expiresAt: options.expires === undefined ? null : endOf(options.expires, ctx.now) }
  if ((user === undefined) === (serviceAccount === undefined))
    throw wrongOption('Say whose key it is: either --user ADDRESS or --service-account NAME.')
  const accountId = organization === undefined ? null : (await getAccountForOperator(ctx, organization)).id
  if (user !== undefined)
    return createUserKeyFor(ctx, await getUserForOperator(ctx, user, 'user'), { ...terms, accountId })
  if (accountId === null || serviceAccount === undefined)
    throw wrongOption('A service account belongs to an organization: say which with --organization HANDLE.')
  return createServiceAccountKeyFor(ctx, { ...terms, accountId, serviceAccount })
}

function endOf(text: string, now: Date): Date {
  const [, count = '', unit = ''] = /^([1-9]\d{0,4})([hd])$/.exec(text) ?? []
  const milliseconds = Number(count) * (units[unit] ?? 0)
  if (milliseconds > 0) return new Date(now.getTime() + milliseconds)
  throw wrongOption(`“${text}” is no time. Write how many hours or days from now: 12h, 30d.`)
}

function wrongOption(message: string): AppError {
  return new AppError('invalid_input', undefined, { message })
}

function sentenceOf({ name, key, expires_at, command }: CreatedKey): string {
  const end = expires_at ? `It ends at ${expires_at}.` : 'It has no end.'
  return `Created the API key ${name}. ${end} It is shown this once:\n${key}\n\nTo use it where flows are executed:\n${command}`
}
