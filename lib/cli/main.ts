import { text } from 'node:stream/consumers'
import { Command, CommanderError, Option } from 'commander'
import { createOrganizationForPerson, setPlan } from '@/lib/accounts/operate'
import { createOrganizationForPersonInput } from '@/lib/accounts/schema'
import { systemContext } from '@/lib/authz/session'
import { closeDatabase } from '@/lib/db/connection'
import { AppError, exitCodeOf, toPublicError } from '@/lib/errors'
import { parseInput } from '@/lib/http/parse-input'
import { allowAllAddresses } from '@/lib/ip-allowlist/operate'
import { liftSingleSignOnFor } from '@/lib/sso/operate'
import { plans, type PlanName } from '@/lib/plans/schema'
import { addUserInput } from '@/lib/users/schema'
import { addUser } from '@/lib/users/service'
import { addApiKeyCommands } from './api-key'
import { addAuditCommands } from './audit'
import { makeDemo } from './demo'
import { addRetries, addSuspensionOfAccounts, addUserOrders } from './operator'
import { addOperatorLists } from './operator-lists'
import { addUserEndings } from './people'
import { print } from './print'
import { addSeedCommand } from './seed'

const ctx = systemContext('The command line')
const planNames = Object.keys(plans).map((name) => name.toLowerCase())
const planOption = new Option('--plan <plan>', 'the plan').choices(planNames)

await run()

/** The operator's way in without a browser, through the same services as the pages. */
async function run(): Promise<void> {
  try {
    await createProgram().parseAsync(process.argv)
  } catch (error) {
    process.exitCode = explain(error)
  } finally {
    await closeDatabase()
  }
}

function createProgram(): Command {
  const program = new Command('npm run cli --')
  program
    .description('Manages this installation of Roster.')
    .option('--json', 'print the result as one line of JSON')
    .exitOverride()
  const user = program.command('user').description('people who can sign in')
  addUserCommands(user)
  addUserOrders(user, ctx)
  addUserEndings(user, ctx)
  const organization = program.command('organization').description('organizations')
  addOrganizationCommands(organization)
  addAllowAllAddresses(organization)
  addLiftSingleSignOn(organization)
  addAuditCommands(program.command('audit').description('the audit log'), ctx)
  addSuspensionOfAccounts(organization, ctx)
  addOperatorLists(program.command('operator').description('what the operator’s pages show'), ctx)
  addRetries(program, ctx)
  program
    .command('demo')
    .description('make an organization to look around in')
    .action(async (_, command: Command) => {
      print(command, await makeDemo(ctx), ({ organization, email, password }) =>
        password
          ? `Made ${organization}. Sign in as ${email} with the password ${password}`
          : `${organization} is there already. Sign in as ${email}.`,
      )
    })
  addApiKeyCommands(program.command('api-key').description('keys with which programs get in'), ctx)
  addSeedCommand(program, ctx)
  return program
}

function addUserCommands(command: Command): void {
  command
    .command('create')
    .description('make a person; their address counts as verified')
    .requiredOption('--email <address>')
    .requiredOption('--name <name>')
    .requiredOption('--password-stdin', 'read the password from standard input')
    .option('--operator', 'make them an operator of the installation', false)
    .action(async (options: { email: string; name: string; operator: boolean }, created: Command) => {
      const password = (await text(process.stdin)).replace(/\r?\n$/, '')
      const input = parseInput(addUserInput, {
        email: options.email,
        name: options.name,
        password,
        isOperator: options.operator,
      })
      const { id, email, isOperator } = await addUser(ctx, input)
      print(
        created,
        { id, email, isOperator },
        (user) => `Created ${user.email}${user.isOperator ? ', an operator' : ''}.`,
      )
    })
}

function addOrganizationCommands(command: Command): void {
  command
    .command('create')
    .description('make an organization')
    .requiredOption('--name <name>')
    .requiredOption('--handle <handle>')
    .requiredOption('--administrator <address>', 'the person who becomes its Administrator')
    .addOption(planOption)
    .action(
      async (
        options: { name: string; handle: string; administrator: string; plan?: string },
        created: Command,
      ) => {
        const { plan, ...asked } = options
        const input = parseInput(createOrganizationForPersonInput, {
          ...asked,
          ...(plan ? { plan: planOf(plan) } : {}),
        })
        print(
          created,
          await createOrganizationForPerson(ctx, input),
          ({ handle }) => `Created ${handle}; ${options.administrator} is its Administrator.`,
        )
      },
    )
  command
    .command('set-plan')
    .argument('<handle>')
    .argument('<plan>', planNames.join(', '))
    .description('put an account on a plan')
    .action(async (asked: string, plan: string, _: unknown, changed: Command) => {
      print(
        changed,
        await setPlan(ctx, { handle: asked, plan: planOf(plan) }),
        ({ handle, plan: name, runs_note, audit_note }) =>
          [`${handle} is on the plan ${name}.`, runs_note, audit_note]
            .filter((sentence) => sentence !== null)
            .join(' '),
      )
    })
}

function addLiftSingleSignOn(command: Command): void {
  command
    .command('lift-single-sign-on')
    .argument('<handle>')
    .description('stop requiring single sign-on in an organization whose identity provider lets nobody in')
    .action(async (handle: string, _: unknown, changed: Command) => {
      print(changed, await liftSingleSignOnFor(ctx, { handle }), (account) =>
        account.wasRequired
          ? `${account.handle} lets members in by a password again. Its domains and connections are kept.`
          : `${account.handle} did not require single sign-on. Nothing was changed.`,
      )
    })
}

function addAllowAllAddresses(command: Command): void {
  command
    .command('allow-all-addresses')
    .argument('<handle>')
    .description('stop enforcing the IP allowlist of an organization that nobody gets into; the list stays')
    .action(async (handle: string, _: unknown, changed: Command) => {
      print(changed, await allowAllAddresses(ctx, { handle }), (account) =>
        account.wasEnforced
          ? `${account.handle} lets in every address again. Its IP allowlist is kept.`
          : `${account.handle} did not enforce its IP allowlist. Nothing was changed.`,
      )
    })
}

function planOf(text: string): PlanName {
  const found = Object.values(plans).find(({ name }) => name === text.toUpperCase())
  if (found) return found.name
  throw new AppError('invalid_input', undefined, {
    message: `There is no plan “${text}”. There are: ${planNames.join(', ')}.`,
  })
}

function explain(error: unknown): number {
  // Commander has printed its own sentence.
  if (error instanceof CommanderError) return error.exitCode
  const { code, message, fields } = toPublicError(error)
  if (!(error instanceof AppError))
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.stderr.write(`${message}\n`)
  for (const [field, sentence] of Object.entries(fields ?? {}).slice(1))
    process.stderr.write(`${field}: ${sentence}\n`)
  return exitCodeOf(code)
}
