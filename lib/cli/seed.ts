import type { Command } from 'commander'
import type { Ctx } from '@/lib/authz/context'
import { parseInput } from '@/lib/http/parse-input'
import { seedInput, type SeedResult } from '@/lib/seed/schema'
import { seedOrganization } from '@/lib/seed/service'
import { print } from './print'

const explanation = `
The organization has three years behind it, up to the moment of the command. The same --seed and numbers give the same names, roles and
dates before that moment; ids are new each time. Nobody can sign in but the Administrator, and no key or link that it makes is known to
anybody. Addresses are at HANDLE.example.com, to which no mail can go.

It is written in pieces of a few hundred members. Ctrl-C stops after the piece at hand; what is there by then is whole.`

/** `seed`: an organization of any size, to see how things are with many members. */
export function addSeedCommand(program: Command, ctx: Ctx): void {
  program
    .command('seed')
    .description('fill a new organization with believable people, workspaces and roles')
    .option('--members <number>', 'how many members it has, the Administrator included (default: 100)')
    .option('--workspaces <number>', 'how many workspaces (default: 10)')
    .option('--roles <number>', 'how many custom roles, beside the built-in ones (default: 5)')
    .option(
      '--service-accounts <number>',
      'how many service accounts (default: one for 50 members, at most 200)',
    )
    .option(
      '--invitations <number>',
      'how many unanswered invitations (default: one for 20 members, at most 500)',
    )
    .option('--runs <number>', 'how many flow runs each workspace has had in 30 days (default: 0)')
    .option('--handle <handle>', 'its handle, which must be free (default: made from the name)')
    .option('--name <name>', 'its name (default: made up from --seed)')
    .option(
      '--administrator <address>',
      'its first Administrator: who has this address, or somebody new whose password is printed',
    )
    .option('--seed <number>', 'what the random choices start from (default: 1)')
    .addHelpText('after', explanation)
    .action(async (options: Record<string, string>, command: Command) => {
      const input = parseInput(seedInput, options)
      const stop = new AbortController()
      process.once('SIGINT', () => stop.abort())
      process.once('SIGTERM', () => stop.abort())
      const onProgress = reporter(input.members)
      print(command, await seedOrganization(ctx, input, { onProgress, signal: stop.signal }), sentenceOf)
    })
}

function sentenceOf(result: SeedResult): string {
  const { organization, name, administrator, password, seconds } = result
  const figures = [
    count(result.members, 'member'),
    count(result.workspaces, 'workspace'),
    count(result.roles, 'custom role'),
    count(result.serviceAccounts, 'service account'),
    count(result.invitations, 'invitation'),
    count(result.grants, 'grant'),
    ...(result.runs > 0 ? [count(result.runs, 'flow run')] : []),
    count(result.events, 'audit event'),
  ]
  const signIn = password
    ? `Sign in as ${administrator} with the password ${password}`
    : `${administrator} is its Administrator.`
  return `Made ${name} (${organization}) in ${seconds} s: ${figures.join(', ')}.\n${signIn}`
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`
}

// On standard error, so that what comes out can be read by a program; at most twenty lines.
function reporter(members: number): (written: number) => void {
  const started = performance.now()
  let told = 0
  return (written) => {
    const share = Math.floor((written / members) * 20)
    if (share === told) return
    told = share
    const seconds = Math.round((performance.now() - started) / 1_000)
    process.stderr.write(
      `  ${written.toLocaleString('en')} of ${members.toLocaleString('en')} members after ${seconds} s\n`,
    )
  }
}
