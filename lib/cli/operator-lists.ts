import { Option, type Command } from 'commander'
import type { z } from 'zod'
import { listInstallationLog } from '@/lib/audit/list'
import { installationLogPage } from '@/lib/audit/schema'
import type { Ctx } from '@/lib/authz/context'
import type { Page } from '@/lib/client/fetch-json'
import { parseInput } from '@/lib/http/parse-input'
import { listOutboxInput } from '@/lib/mail/schema'
import { listOutbox } from '@/lib/mail/service'
import { getHealth } from '@/lib/operator/health'
import { listJobs } from '@/lib/operator/jobs'
import { listOperatorAccounts, listOperatorUsers } from '@/lib/operator/lists'
import {
  jobStates,
  listJobsInput,
  listOperatorAccountsInput,
  listOperatorUsersInput,
  type UsageView,
} from '@/lib/operator/schema'
import { listSettings } from '@/lib/operator/settings'
import { print } from './print'
import { tableOf } from './table'

const search = new Option('--search <text>', 'any part of the name, handle or address')
const inUse = new Option('--state <state>', 'only those').choices(['active', 'suspended'])
const order = new Option('--sort <order>', 'by what').choices(['created', '-created', 'name', '-name'])

/** `operator …`: what the operator's pages show, as tables or with `--json` as they answer. */
export function addOperatorLists(command: Command, ctx: Ctx): void {
  addAccounts(command, ctx)
  addUsers(command, ctx)
  addQueues(command, ctx)
  addState(command, ctx)
  list(command, ctx, {
    name: 'audit-log',
    description: 'what operators did to the installation, the newest first',
    options: [new Option('--search <text>', 'words of the sentence')],
    input: installationLogPage,
    read: listInstallationLog,
    columns: {
      TIME: ({ timestamp }) => timestamp,
      BY: ({ actor_name }) => actor_name,
      EVENT: ({ action }) => action,
      WHAT: ({ message }) => message,
    },
  })
}

function addAccounts(command: Command, ctx: Ctx): void {
  list(command, ctx, {
    name: 'accounts',
    description: 'all accounts with plan and usage, the newest first',
    options: [
      search,
      inUse,
      order,
      new Option('--plan <plan>', 'only those').argParser((plan: string) => plan.toUpperCase()),
      new Option('--kind <kind>', 'only those').argParser((kind: string) => kind.toUpperCase()),
    ],
    input: listOperatorAccountsInput,
    read: listOperatorAccounts,
    columns: {
      HANDLE: ({ handle }) => handle,
      NAME: ({ name }) => name,
      KIND: ({ kind }) => kind.toLowerCase(),
      PLAN: ({ plan }) => plan.toLowerCase(),
      MEMBERS: ({ members }) => usageOf(members),
      'SERVICE ACCOUNTS': ({ service_accounts }) => usageOf(service_accounts),
      WORKSPACES: ({ workspaces }) => usageOf(workspaces),
      CREATED: ({ created_at }) => created_at,
      SUSPENDED: ({ suspended_at }) => suspended_at,
    },
  })
}

function addUsers(command: Command, ctx: Ctx): void {
  list(command, ctx, {
    name: 'users',
    description: 'all people who can sign in, the newest first',
    options: [search, inUse, order],
    input: listOperatorUsersInput,
    read: listOperatorUsers,
    columns: {
      ADDRESS: ({ email }) => email,
      NAME: ({ name }) => name,
      OPERATOR: ({ is_operator }) => (is_operator ? 'yes' : null),
      ACCOUNTS: ({ accounts }) => String(accounts),
      SESSIONS: ({ sessions }) => String(sessions),
      'LAST ACTIVE': ({ last_active_at }) => last_active_at,
      CREATED: ({ created_at }) => created_at,
      SUSPENDED: ({ suspended_at }) => suspended_at,
    },
  })
}

function addQueues(command: Command, ctx: Ctx): void {
  list(command, ctx, {
    name: 'jobs',
    description: 'the jobs in the queue, the newest first',
    options: [new Option('--state <state>', 'only those').choices([...jobStates])],
    input: listJobsInput,
    read: listJobs,
    columns: {
      JOB: ({ id }) => id,
      NAME: ({ name }) => name,
      STATE: ({ state }) => state,
      TRIES: ({ attempts, tries }) => `${attempts} of ${tries}`,
      'RUNS AT': ({ run_at }) => run_at,
      ERROR: ({ error }) => error,
    },
  })
  list(command, ctx, {
    name: 'mail',
    description: 'the outbox, the newest first',
    options: [
      new Option('--search <text>', 'any part of the recipient'),
      new Option('--status <status>', 'only those').argParser((status: string) => status.toUpperCase()),
    ],
    input: listOutboxInput,
    read: listOutbox,
    columns: {
      MAIL: ({ id }) => id,
      TO: ({ recipient }) => recipient,
      SUBJECT: ({ subject }) => subject,
      STATUS: ({ status }) => status.toLowerCase(),
      CREATED: ({ created_at }) => created_at,
      ANSWER: ({ last_response }) => last_response,
    },
  })
}

function addState(command: Command, ctx: Ctx): void {
  command
    .command('health')
    .description(
      'whether everything that the installation needs works; the exit code is 1 when something does not',
    )
    .action(async (_: unknown, asked: Command) => {
      const health = await getHealth(ctx)
      if (health.state === 'failing') process.exitCode = 1
      print(asked, health, ({ checks }) =>
        tableOf(
          checks,
          {
            CHECK: ({ title }) => title,
            STATE: ({ state }) => state,
            'LAST WORKED': ({ at }) => at,
            FOUND: ({ detail }) => detail,
          },
          '',
        ),
      )
    })
  command
    .command('settings')
    .description('the settings as they are in effect, without secrets')
    .action(async (_: unknown, asked: Command) => {
      print(asked, await listSettings(ctx), (settings) =>
        tableOf(
          settings,
          {
            NAME: ({ name }) => name,
            VALUE: ({ value, is_secret, is_default }) =>
              value ?? (is_secret && !is_default ? 'set, and not shown' : null),
            DEFAULT: ({ is_default }) => (is_default ? 'yes' : 'no'),
          },
          '',
        ),
      )
    })
}

type List<Input extends z.ZodObject, Row> = {
  name: string
  description: string
  options: Option[]
  input: Input
  read: (ctx: Ctx, input: z.output<Input>) => Promise<Page<Row>>
  columns: Record<string, (row: Row) => string | null>
}

function list<Input extends z.ZodObject, Row>(command: Command, ctx: Ctx, of: List<Input, Row>): void {
  const listed = command
    .command(of.name)
    .description(of.description)
    .option('--limit <number>', 'how many at most')
    .option('--cursor <cursor>', 'where the page before ended')
  for (const option of of.options) listed.addOption(option)
  listed.action(async (options: Record<string, string>, asked: Command) => {
    const page = await of.read(ctx, parseInput(of.input, options))
    print(asked, page, ({ rows, nextCursor }) =>
      [
        tableOf(rows, of.columns, 'There is nothing to show.'),
        ...(nextCursor ? [`More: --cursor ${nextCursor}`] : []),
      ].join('\n'),
    )
  })
}

function usageOf({ used, limit }: UsageView): string {
  return limit === null ? String(used) : `${used} of ${limit}`
}
