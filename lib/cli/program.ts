import { Command } from 'commander'
import { systemContext } from '@/lib/authz/session'
import { addApiKeyCommands } from './api-key'
import { addAuditCommands } from './audit'
import { addUserCreation } from './create-user'
import { makeDemo } from './demo'
import { addRetries, addSuspensionOfAccounts, addUserOrders } from './operator'
import { addOperatorLists } from './operator-lists'
import { addOrganizationCommands, addWaysBackIn } from './organization'
import { addUserEndings } from './people'
import { print } from './print'
import { addSeedCommand } from './seed'

/** The commands of the command line, for one that is run now; `readInput` is what comes with it beside its words, such as a password. */
export function createProgram(readInput: () => Promise<string>): Command {
  const ctx = systemContext('The command line')
  const program = new Command('npm run cli --')
  program
    .description('Manages this installation of Roster.')
    .option('--json', 'print the result as one line of JSON')
    .exitOverride()
  const user = program.command('user').description('people who can sign in')
  addUserCreation(user, ctx, readInput)
  addUserOrders(user, ctx)
  addUserEndings(user, ctx)
  const organization = program.command('organization').description('organizations')
  addOrganizationCommands(organization, ctx)
  addWaysBackIn(organization, ctx)
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
